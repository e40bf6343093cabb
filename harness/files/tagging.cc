// tagging.yaml (formats.md A.3): how the simulated storefront is tagged.
#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "harness/files/documents.h"
#include "harness/files/table.h"
#include "harness/model/template.h"

namespace tagproof {
namespace {

constexpr std::array<std::string_view, 5> kConsentPaths{
    "consent.analytics_storage", "consent.ad_storage", "consent.ad_user_data",
    "consent.ad_personalization", "consent.limited"};

std::vector<std::string_view> canonical_paths() {
  std::vector<std::string_view> out;
  for (std::size_t i = 0; i < kFields; ++i) out.push_back(path(static_cast<Field>(i)));
  out.push_back("items");
  out.insert(out.end(), kConsentPaths.begin(), kConsentPaths.end());
  return out;
}

bool is_canonical(std::string_view name) {
  return read_field(name) || name == "items" ||
         std::ranges::find(kConsentPaths, name) != kConsentPaths.end();
}

void check_template(const Node& value, Reader& r) {
  if (const auto parsed = Template::parse(value.text); !parsed)
    r.complain(value, fmt::format("`{}`: {}", r.called(), parsed.error().message));
}

constinit const Type kPurposes{.shape = Shape::list, .element = &kWordOf<Purpose>};
constexpr const Type* kNeedsChoices[] = {&kWordOf<Purpose>, &kPurposes};
constinit const Type kNeeds{.shape = Shape::choice, .choices = kNeedsChoices};

// A value is text with placeholders; a mapping in its place is a part of the path ("user_data: {
// email: … }").
constinit const Type kValueMap{.shape = Shape::map, .key = &kText, .element = &kText};
constexpr const Type* kSendChoices[] = {&kText, &kValueMap};
constinit const Type kSendValue{.shape = Shape::choice,
                                .expected = "a value with or without {{placeholders}}",
                                .choices = kSendChoices};
constinit const Type kSend{.shape = Shape::map, .key = &kText, .element = &kSendValue};
constinit const Type kRaw{.shape = Shape::map, .key = &kText, .element = &kText};

void send_one(Tag& tag, std::string name, const Position& at, const Node& value, Reader& r) {
  if (!is_canonical(name)) {
    r.complain(at, fmt::format("`{}` is no canonical field{}", name,
                               did_you_mean(name, canonical_paths())));
    return;
  }
  check_template(value, r);
  if (std::ranges::find(tag.send, name, &std::pair<std::string, std::string>::first) !=
      tag.send.end())
    r.complain(at, fmt::format("`{}` stands here again", name));
  tag.send.emplace_back(std::move(name), value.text);
}

void store_send(const Node& n, const Type& type, void* out, Reader& r) {
  auto& tag = *static_cast<Tag*>(out);
  each_entry(n, type, r, [&](const Entry& entry, const Type& element) {
    if (!entry.value.is_mapping()) return send_one(tag, entry.key, entry.at, entry.value, r);
    each_entry(entry.value, element, r, [&](const Entry& inner, const Type&) {
      send_one(tag, entry.key + "." + inner.key, inner.at, inner.value, r);
    });
  });
}

void store_raw(const Node& n, const Type& type, void* out, Reader& r) {
  each_entry(n, type, r, [&](const Entry& entry, const Type&) {
    check_template(entry.value, r);
    static_cast<Tag*>(out)->raw.emplace_back(entry.key, entry.value.text);
  });
}

constexpr Key kTagKeys[] = {
    {"tag", &kText, "Its name; elements of `override:` and findings call it so.", true,
     put<&Tag::tag>},
    {"platform", &kPlatform, "Whom it tells.", true, put<&Tag::platform>},
    {"channel", &kWordOf<Channel>, "Which of the platform's interfaces takes it.", true,
     put<&Tag::channel>},
    {"sender", &kWordOf<Sender>, "Who sends it; left out: browser or shop, by channel.", false,
     put<&Tag::sender>},
    {"on", &kTriggerWord, "The event that it waits for.", true, put<&Tag::on>},
    {"if", &kText, "A condition on the same data as the placeholders.", false,
     [](const Node& n, const Type&, void* out, Reader& r) {
       if (const auto parsed = Condition::parse(n.text); !parsed)
         r.complain(n, fmt::format("`if`: {}", parsed.error().message));
       static_cast<Tag*>(out)->condition = n.text;
     }},
    {"once_per", &kOncePerWord, "How often it may send.", false, put<&Tag::once_per>},
    {"needs", &kNeeds,
     "The consent that it needs; left out: the platform's purpose in the contract.", false,
     [](const Node& n, const Type& type, void* out, Reader& r) {
       auto& tag = *static_cast<Tag*>(out);
       assign(n, type, tag.needs, r);
       tag.needs_nothing = tag.needs.empty();
     }},
    {"without", &kWordOf<Allowed>,
     "What it sends without that consent; left out: what the contract says.", false,
     put<&Tag::without>},
    {"delay", &kDuration, "How long after its event it sends.", false, put<&Tag::delay>},
    {"event", &kWordOf<EventName>, "The canonical event.", true, put<&Tag::event>},
    {"name", &kText, "The platform's own name, when not the contract's.", false, put<&Tag::name>},
    {"account", &kText, "The id that receives it; left out: the contract's first destination.",
     false, put<&Tag::account>},
    {"send", &kSend, "Canonical fields and their values.", false, store_send},
    {"raw", &kRaw, "Wire names and values, for what the canonical event has no word for.", false,
     store_raw},
};
constinit const Type kTag{.shape = Shape::mapping, .keys = kTagKeys};
constinit const Type kTags{.shape = Shape::list, .element = &kTag};

void store_tags(const Node& n, const Type& type, void* out, Reader& r) {
  auto& tagging = *static_cast<Tagging*>(out);
  std::map<std::string, int> seen;
  for (std::size_t i = 0; i < n.items.size(); ++i) {
    const Reader::Part part(r, "[" + std::to_string(i) + "]");
    const auto& item = n.items[i];
    if (r.fitting(item, *type.element) == nullptr) continue;
    Tag tag;
    tag.line = item.at.line;
    r.mapping(item, *type.element, &tag);
    if (item.find("sender") == nullptr)
      tag.sender = tag.channel == Channel::browser ? Sender::browser : Sender::shop;
    const auto [first, is_new] = seen.emplace(tag.tag, item.at.line);
    if (!is_new && !tag.tag.empty())
      r.complain(item, fmt::format("the tag `{}` stands here again; it was said in line {}",
                                   tag.tag, first->second));
    if (tag.sender == Sender::browser && item.find("on") != nullptr && !is_browser_trigger(tag.on))
      r.complain(item,
                 fmt::format("`{}` happens in the backend; a tag of the browser can't wait for it",
                             text(tag.on)));
    tagging.tags.push_back(std::move(tag));
  }
}

constexpr Key kTaggingKeys[] = {
    {"tagging", &kText, "The tagging's name.", true, put<&Tagging::name>},
    {"tags", &kTags, "What sends what, where, on which event.", true, store_tags},
};

}  // namespace

constinit const Type kTaggingFile{.shape = Shape::mapping, .keys = kTaggingKeys};

bool read_tagging(const Node& root, Tagging& tagging, Reader& reader) {
  return reader.read(root, kTaggingFile, &tagging, "tagging");
}

}  // namespace tagproof
