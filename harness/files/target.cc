// target.yaml (formats.md A.5): what is driven, and which accounts its platforms know.
#include <fmt/core.h>

#include <algorithm>

#include "harness/base/hash.h"
#include "harness/files/documents.h"
#include "harness/files/table.h"

namespace tagproof {
namespace {

constexpr std::array<std::string_view, 4> kTargetKinds{"simulated", "browser", "backend",
                                                       "recording"};
constexpr std::array<std::string_view, 2> kEnvs{"live", "test"};
constexpr std::array<std::string_view, 4> kRestrictions{"none", "core_setup", "standard_events",
                                                        "full"};
constexpr std::array<std::string_view, 2> kCountings{"every", "one_per_click"};

constinit const Type kKind{.shape = Shape::word, .words = kTargetKinds};
constinit const Type kEnv{.shape = Shape::word, .words = kEnvs};
constinit const Type kRestriction{.shape = Shape::word, .words = kRestrictions};
constinit const Type kCounting{.shape = Shape::word, .words = kCountings};

constexpr Key kHostKeys[] = {
    {"host", &kDomain, "The shop's own name for the platform's host.", true, put<&HostRoute::host>},
    {"path", &kText, "Only paths that begin so.", false, put<&HostRoute::path>},
    {"platform", &kPlatform, "Which platform it stands for.", true, put<&HostRoute::platform>},
};
constinit const Type kHost{.shape = Shape::mapping, .keys = kHostKeys};
constinit const Type kHosts{.shape = Shape::list, .element = &kHost};

constexpr Key kConversionActionKeys[] = {
    {"id", &kText, "The conversion action's id.", true, put<&ConversionAction::id>},
    {"label", &kText, "Its label on the website.", false, put<&ConversionAction::label>},
    {"type", &kText, "WEBPAGE, UPLOAD_CLICKS …", false, put<&ConversionAction::type>},
    {"counting", &kCounting, "Whether every conversion of a click counts.", false,
     put<&ConversionAction::counting>},
};
constinit const Type kConversionAction{.shape = Shape::mapping, .keys = kConversionActionKeys};
constinit const Type kConversionActions{.shape = Shape::list, .element = &kConversionAction};

// Only the fingerprint of a secret is kept, so that nothing that is written out can hold it.
std::string fingerprint(std::string_view secret) {
  return "tagproof:" + sha256_hex(secret).substr(0, 16);
}

void store_secrets(const Node& n, const Type&, void* out, Reader& r) {
  constexpr std::string_view kFromEnv = "env:";
  auto& secrets = static_cast<Account*>(out)->secrets;
  for (std::size_t i = 0; i < n.items.size(); ++i) {
    const auto& item = n.items[i];
    const Reader::Part part(r, "[" + std::to_string(i) + "]");
    if (r.fitting(item, kText) == nullptr) continue;
    if (!item.text.starts_with(kFromEnv)) {
      secrets.push_back(fingerprint(item.text));
      continue;
    }
    const auto name = item.text.substr(kFromEnv.size());
    const auto value = r.env ? r.env(name) : std::nullopt;
    if (value) {
      secrets.push_back(fingerprint(*value));
    } else {
      r.complain(item, fmt::format("the environment variable `{}` is not set", name));
    }
  }
}

constexpr Key kAccountKeys[] = {
    {"id", &kText, "The account's, pixel's or property's id.", true, put<&Account::id>},
    {"conversion_id", &kText,
     "The website's tag where its id isn't the account's: Google Ads' AW-…, Pinterest's tag id.",
     false, put<&Account::conversion_id>},
    {"secrets", &kTexts, "API secrets that it knows, as env:NAME.", false, store_secrets},
    {"tokens", &kTexts, "Access tokens that it knows, as env:NAME.", false, store_secrets},
    {"env", &kEnv, "Whether it is the live or a test account.", false, put<&Account::env>},
    {"restriction", &kRestriction, "Meta: how the data source is restricted.", false,
     put<&Account::restriction>},
    {"actions", &kConversionActions, "Google Ads: its conversion actions.", false,
     put<&Account::actions>},
};
constinit const Type kAccount{.shape = Shape::mapping, .keys = kAccountKeys};
constinit const Type kAccountList{.shape = Shape::list, .element = &kAccount};
constinit const Type kAccounts{.shape = Shape::map, .key = &kPlatform, .element = &kAccountList};

constinit const Type kSettingName{.shape = Shape::word,
                                  .expected = "a setting (`tagproof list settings` shows all)",
                                  .names = Names::settings};
constinit const Type kSettings{.shape = Shape::map, .key = &kSettingName, .element = &kText};

void store_settings(const Node& n, const Type& type, void* out, Reader& r) {
  each_entry(n, type, r, [&](const Entry& entry, const Type&) {
    static_cast<TargetConfig*>(out)->settings[entry.key] = entry.value.text;
    if (r.vocabulary() == nullptr) return;
    const auto& all = r.vocabulary()->settings;
    const auto setting = std::ranges::find(all, entry.key, &Vocabulary::Setting::id);
    if (setting == all.end() || setting->values.empty() ||
        std::ranges::find(setting->values, entry.value.text) != setting->values.end())
      return;
    const Type words{.shape = Shape::word, .words = setting->values};
    r.unfit(entry.value, words);
  });
}

// ---- How a real store is driven
constexpr std::array<std::string_view, 4> kFlavours{"generic", "shopify", "woocommerce", "stripe"};
constexpr std::array<std::string_view, 2> kEnvironments{"test", "production"};
constexpr std::array<std::string_view, 2> kAfters{"cancel", "keep"};
constinit const Type kFlavour{.shape = Shape::word, .words = kFlavours};
constinit const Type kEnvironment{.shape = Shape::word, .words = kEnvironments};
constinit const Type kAfter{.shape = Shape::word, .words = kAfters};

bool valid_url(std::string_view text) {
  return (text.starts_with("https://") || text.starts_with("http://")) && text.size() > 8 &&
         text.find_first_of(" \t\"<>") == std::string_view::npos;
}
constinit const Type kUrl{.shape = Shape::text,
                          .expected = "an address such as https://shop.example",
                          .valid = valid_url,
                          .pattern = "^https?://[^\\s\"<>]+$"};

/// Into the store's part of the target.
template <auto Member>
void of_store(const Node& n, const Type& type, void* out, Reader& r) {
  assign(n, type, static_cast<TargetConfig*>(out)->store.*Member, r);
}

template <const char* kName>
void act(const Node& n, const Type&, void* out, Reader&) {
  *static_cast<PageAction*>(out) = {.action = kName, .on = n.text};
}
/// fill and select: a field and its value; several in the order written.
template <const char* kName>
void act_with_value(const Node& n, const Type& type, void* out, Reader& r) {
  each_entry(n, type, r, [&](const Entry& entry, const Type&) {
    auto& action = *static_cast<PageAction*>(out);
    if (!action.action.empty()) r.complain(entry.at, "one field in each action");
    action = {.action = kName, .on = entry.key, .value = entry.value.text};
  });
}
constexpr char kOpen[] = "open", kClick[] = "click", kFill[] = "fill", kSelect[] = "select",
               kWaitFor[] = "wait_for", kWait[] = "wait";
constinit const Type kFields{.shape = Shape::map, .key = &kText, .element = &kText};
constexpr Key kActionKeysOfPage[] = {
    {"open", &kText, "An address, from base_url.", false, act<kOpen>},
    {"click", &kText, "A selector.", false, act<kClick>},
    {"fill", &kFields, "A field's selector, and what is put in.", false, act_with_value<kFill>},
    {"select", &kFields, "A list's selector, and what is chosen.", false, act_with_value<kSelect>},
    {"wait_for", &kText, "A selector.", false, act<kWaitFor>},
    {"wait", &kDuration, "How long.", false, act<kWait>},
};
constinit const Type kPageAction{.shape = Shape::mapping, .keys = kActionKeysOfPage};
constinit const Type kPageActions{.shape = Shape::list, .element = &kPageAction};
constinit const Type kPages{.shape = Shape::map, .key = &kStepName, .element = &kPageActions};

void store_pages(const Node& n, const Type& type, void* out, Reader& r) {
  each_entry(n, type, r, [&](const Entry& entry, const Type& element) {
    auto& page = static_cast<TargetConfig*>(out)->store.pages.emplace_back();
    page.first = entry.key;
    assign(entry.value, element, page.second, r);
  });
}

constexpr Key kOrdersKeys[] = {
    {"max", &kCount, "The most orders that a run may place.", false, put<&RealStore::max_orders>},
    {"email", &kText, "The address that they are placed with.", false,
     put<&RealStore::order_email>},
    {"payment", &kText, "How they are paid.", false, put<&RealStore::order_payment>},
    {"after", &kAfter, "What becomes of them.", false, put<&RealStore::after_orders>},
};
constinit const Type kOrders{.shape = Shape::mapping, .keys = kOrdersKeys};

constexpr Key kTargetKeys[] = {
    {"target", &kKind, "What is driven.", true, put<&TargetConfig::kind>},
    {"name", &kText, "What reports call it.", false, put<&TargetConfig::name>},
    {"base_url", &kUrl, "browser, backend: the address of the store.", false,
     of_store<&RealStore::base_url>},
    {"pages", &kPages, "browser: what is done on the store's pages for each step.", false,
     store_pages},
    {"webhook_url", &kUrl, "backend: where its webhooks go.", false,
     of_store<&RealStore::webhook_url>},
    {"flavour", &kFlavour, "backend: whose webhooks they are.", false,
     of_store<&RealStore::flavour>},
    {"secret", &kText, "backend: what signs webhooks, as env:NAME.", false,
     of_store<&RealStore::secret>},
    {"files", &kTextOrTexts, "recording: captured traffic.", false, of_store<&RealStore::files>},
    {"environment", &kEnvironment, "Whether real money moves.", false,
     of_store<&RealStore::environment>},
    {"orders", &kOrders, "What real orders are placed with.", false,
     [](const Node& n, const Type& type, void* out, Reader& r) {
       r.mapping(n, type, &static_cast<TargetConfig*>(out)->store);
     }},
    {"hosts", &kHosts, "The shop's own names for platforms.", false, put<&TargetConfig::hosts>},
    {"accounts", &kAccounts, "The accounts that exist; none given: every id and token does.", false,
     put<&TargetConfig::accounts>},
    {"settings", &kSettings, "Behaviour of platforms that sources leave open.", false,
     store_settings},
};

constexpr Key kPartsKeys[] = {
    {"hosts", &kHosts, "The shop's own names for platforms.", false, put<&TargetConfig::hosts>},
    {"accounts", &kAccounts, "The accounts that exist; none given: every id and token does.", false,
     put<&TargetConfig::accounts>},
    {"settings", &kSettings, "Behaviour of platforms that sources leave open.", false,
     store_settings},
};

/// What each kind can't do without.
void check_kind(const Node& root, const TargetConfig& target, Reader& r) {
  const auto need = [&](TargetKind kind, std::string_view key, bool said) {
    if (target.kind == kind && !said)
      r.complain(root.entries.front().at, fmt::format("`target: {}` needs `{}`", text(kind), key));
  };
  need(TargetKind::browser, "base_url", !target.store.base_url.empty());
  need(TargetKind::backend, "webhook_url", !target.store.webhook_url.empty());
  need(TargetKind::recording, "files", !target.store.files.empty());
}

}  // namespace

constinit const Type kTargetFile{.shape = Shape::mapping, .keys = kTargetKeys};
constinit const Type kTargetParts{.shape = Shape::mapping, .keys = kPartsKeys};

bool read_target(const Node& root, TargetConfig& target, Reader& reader) {
  const auto before = reader.complained();
  reader.read(root, kTargetFile, &target, "target");
  if (root.is_mapping() && !root.entries.empty()) check_kind(root, target, reader);
  return reader.complained() == before;
}

bool read_target_parts(const Node& root, TargetConfig& target, Reader& reader) {
  const bool whole =
      root.is_mapping() && !root.entries.empty() && root.entries.front().key == "target";
  return whole ? read_target(root, target, reader)
               : reader.read(root, kTargetParts, &target, "accounts");
}

}  // namespace tagproof
