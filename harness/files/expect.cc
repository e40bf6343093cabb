// `expect:` (formats.md A.4). Every entry keeps its line, so that a report can point to it.
#include "harness/files/expect.h"

#include <fmt/core.h>

#include <algorithm>
#include <regex>

namespace tagproof {
namespace {

// A longer pattern isn't read: std::regex needs stack for each of its characters.
constexpr std::size_t kMaxPattern = 400;

bool valid_pattern(std::string_view text) {
  if (text.empty() || text.size() > kMaxPattern) return false;
  try {
    const std::regex compiled{std::string(text)};
    return true;
  } catch (const std::regex_error&) {  // how the library says that it is none
    return false;
  }
}
bool valid_status(std::string_view text) {
  return text.size() == 3 && text >= "100" && text <= "599";
}

constinit const Type kPattern{.shape = Shape::text,
                              .expected = "a regular expression of at most 400 characters",
                              .valid = valid_pattern};
constinit const Type kStatus{
    .shape = Shape::integer, .expected = "an HTTP status such as 204", .valid = valid_status};

// ---- matchers: a value, or { pattern | at_least, at_most | present | same_as }
constexpr Key kMatcherKeys[] = {
    {"equals", &kText, "The value itself.", false, put<&Matcher::value>},
    {"pattern", &kPattern, "A regular expression that the value has a match of.", false,
     [](const Node& n, const Type&, void* out, Reader&) {
       *static_cast<Matcher*>(out) = {.kind = Matcher::Kind::pattern, .value = n.text};
     }},
    {"at_least", &kNumber, "The lowest number.", false,
     [](const Node& n, const Type& type, void* out, Reader& r) {
       auto& matcher = *static_cast<Matcher*>(out);
       matcher.kind = Matcher::Kind::range;
       assign(n, type, matcher.at_least, r);
     }},
    {"at_most", &kNumber, "The highest number.", false,
     [](const Node& n, const Type& type, void* out, Reader& r) {
       auto& matcher = *static_cast<Matcher*>(out);
       matcher.kind = Matcher::Kind::range;
       assign(n, type, matcher.at_most, r);
     }},
    {"present", &kBoolean, "true: it is there with any value; false: it isn't.", false,
     [](const Node& n, const Type&, void* out, Reader&) {
       *static_cast<Matcher*>(out) = {.kind = n.text == "true" ? Matcher::Kind::present
                                                               : Matcher::Kind::absent};
     }},
    {"same_as", &kText,
     "A field of another event (meta.browser.purchase.event_id) or of an order (order.id).", false,
     [](const Node& n, const Type&, void* out, Reader&) {
       *static_cast<Matcher*>(out) = {.kind = Matcher::Kind::same_as, .value = n.text};
     }},
};
constinit const Type kMatcher{
    .shape = Shape::mapping,
    .expected = "a value, or one of equals, pattern, at_least and at_most, present, same_as",
    .keys = kMatcherKeys,
    .short_key = "equals"};
constinit const Type kMatchers{.shape = Shape::map, .key = &kText, .element = &kMatcher};

void store_matchers(const Node& n, const Type& type,
                    std::vector<std::pair<std::string, Matcher>>& out, Reader& r) {
  each_entry(n, type, r, [&](const Entry& entry, const Type& element) {
    Matcher matcher;
    r.mapping(entry.value, element, &matcher);
    if (entry.value.is_mapping()) {
      const auto keys = entry.value.entries.size();
      const bool range =
          entry.value.find("at_least") != nullptr && entry.value.find("at_most") != nullptr;
      if (keys != (range ? 2U : 1U))
        r.complain(entry.value, fmt::format("`{}`: expected {}", entry.key, element.expected));
    }
    out.emplace_back(entry.key, std::move(matcher));
  });
}
template <auto Member>
void matchers(const Node& n, const Type& type, void* out, Reader& r) {
  using Class = typename MemberOf<decltype(Member)>::Class;
  store_matchers(n, type, static_cast<Class*>(out)->*Member, r);
}

constexpr Key kExpectedEventKeys[] = {
    {"platform", &kPlatform, "The platform.", true, put<&ExpectedEvents::platform>},
    {"channel", &kWordOf<Channel>, "The channel; left out: any.", false,
     put<&ExpectedEvents::channel>},
    {"name", &kText, "The canonical or the platform's own name; left out: any.", false,
     put<&ExpectedEvents::name>},
    {"count", &kCount, "How many, exactly.", false, put<&ExpectedEvents::count>},
    {"fields", &kMatchers, "What each of them holds.", false, matchers<&ExpectedEvents::fields>},
};
constinit const Type kExpectedEvent{.shape = Shape::mapping, .keys = kExpectedEventKeys};
constinit const Type kExpectedEvents{.shape = Shape::list, .element = &kExpectedEvent};

constexpr Key kHitKeys[] = {
    {"platform", &kPlatform, "The platform.", true, put<&ExpectedHits::platform>},
    {"method", &kText, "GET, POST …", false, put<&ExpectedHits::method>},
    {"path", &kText, "The path; * stands for anything.", false, put<&ExpectedHits::path>},
    {"header", &kMatchers, "What its headers hold.", false, matchers<&ExpectedHits::headers>},
    {"query", &kMatchers, "What its query holds.", false, matchers<&ExpectedHits::query>},
    {"status", &kStatus, "What was answered.", false, put<&ExpectedHits::status>},
    {"count", &kCount, "How many, exactly.", false, put<&ExpectedHits::count>},
};
constinit const Type kHit{.shape = Shape::mapping, .keys = kHitKeys};
constinit const Type kHits{.shape = Shape::list, .element = &kHit};

/// Each element knows its line.
template <auto Member>
void with_lines(const Node& n, const Type& type, void* out, Reader& r) {
  auto& list = static_cast<Expectations*>(out)->*Member;
  for (std::size_t i = 0; i < n.items.size(); ++i) {
    const Reader::Part part(r, "[" + std::to_string(i) + "]");
    if (r.fitting(n.items[i], *type.element) == nullptr) continue;
    auto& one = list.emplace_back();
    one.line = n.items[i].at.line;
    r.mapping(n.items[i], *type.element, &one);
  }
}

/// Each entry of the map knows its line.
template <auto Member>
void by_name(const Node& n, const Type& type, void* out, Reader& r) {
  auto& list = static_cast<Expectations*>(out)->*Member;
  each_entry(n, type, r, [&](const Entry& entry, const Type& element) {
    using Row = typename std::remove_reference_t<decltype(list)>::value_type;
    using Name = typename Row::first_type;
    auto& [name, at] = list.emplace_back(Name{}, typename Row::second_type{});
    if constexpr (std::is_same_v<Name, std::string>) {
      name = entry.key;
    } else {
      name = read<Name>(entry.key).value_or(Name{});
    }
    assign(entry.value, element, at.value, r);
    at.line = entry.at.line;
  });
}

constinit const Type kOrderCounts{
    .shape = Shape::map, .key = &kWordOf<OrderState>, .element = &kCount};
constinit const Type kPlatformCounts{.shape = Shape::map, .key = &kPlatform, .element = &kCount};
constinit const Type kPlatformValues{.shape = Shape::map, .key = &kPlatform, .element = &kNumber};

constexpr std::array<std::string_view, 1> kNone{kNoFindings};
constinit const Type kNoneWord{.shape = Shape::word, .words = kNone};
constinit const Type kCheckList{.shape = Shape::list, .element = &kCheck};
constexpr const Type* kFindingChoices[] = {&kNoneWord, &kCheckList};
constinit const Type kFindings{.shape = Shape::choice,
                               .expected = "none, or a list of ids of checks",
                               .choices = kFindingChoices};

void store_findings(const Node& n, const Type& type, void* out, Reader& r) {
  Expectations::At<std::vector<std::string>> findings{};
  findings.line = n.at.line;
  if (n.is_list()) assign(n, type, findings.value, r);
  static_cast<Expectations*>(out)->findings = std::move(findings);
}

constexpr Key kExpectKeys[] = {
    {"orders", &kOrderCounts, "How many orders end in each state.", false,
     by_name<&Expectations::orders>},
    {"conversions", &kPlatformCounts, "Purchases that each platform counts, less those retracted.",
     false, by_name<&Expectations::conversions>},
    {"unconsented", &kPlatformCounts, "Events that each platform got without the needed consent.",
     false, by_name<&Expectations::unconsented>},
    {"value", &kPlatformValues, "The value that each platform counts, less what was refunded.",
     false, by_name<&Expectations::value>},
    {"findings", &kFindings, "none, or the checks that find something, each at least once.", false,
     store_findings},
    {"events", &kExpectedEvents, "Events by platform, channel and name.", false,
     with_lines<&Expectations::events>},
    {"hits", &kHits, "Hits by platform, method and path.", false, with_lines<&Expectations::hits>},
    {"cells", nullptr, "What is laid over this in one cell of the matrix.", false, leave},
};

}  // namespace

extern const Type kCellExpect;
constinit const Type kCellExpect{.shape = Shape::mapping,
                                 .keys = std::span(kExpectKeys).first(std::size(kExpectKeys) - 1)};

namespace {
constinit const Type kCells{.shape = Shape::map, .key = &kText, .element = &kCellExpect};
constexpr auto with_cells() {
  std::array<Key, std::size(kExpectKeys)> keys{};
  for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = kExpectKeys[i];
  keys.back().type = &kCells;
  return keys;
}
constexpr auto kExpectWithCells = with_cells();
}  // namespace

constinit const Type kExpect{.shape = Shape::mapping, .keys = kExpectWithCells};

void store_expect(const Node& node, const Type& type, Expectations& expect, Reader& reader) {
  reader.mapping(node, type, &expect);
}

}  // namespace tagproof
