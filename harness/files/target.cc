// target.yaml (formats.md A.5): what is driven, and which accounts its platforms know.
#include <fmt/core.h>

#include <algorithm>

#include "harness/base/hash.h"
#include "harness/files/documents.h"
#include "harness/files/table.h"

namespace tagproof {
namespace {

constexpr std::array<std::string_view, 4> kKinds{"simulated", "browser", "backend", "recording"};
constexpr std::array<std::string_view, 2> kEnvs{"live", "test"};
constexpr std::array<std::string_view, 4> kRestrictions{"none", "core_setup", "standard_events",
                                                        "full"};
constexpr std::array<std::string_view, 2> kCountings{"every", "one_per_click"};

constinit const Type kKind{.shape = Shape::word, .words = kKinds};
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

constexpr Key kActionKeys[] = {
    {"id", &kText, "The conversion action's id.", true, put<&ConversionAction::id>},
    {"label", &kText, "Its label on the website.", false, put<&ConversionAction::label>},
    {"type", &kText, "WEBPAGE, UPLOAD_CLICKS …", false, put<&ConversionAction::type>},
    {"counting", &kCounting, "Whether every conversion of a click counts.", false,
     put<&ConversionAction::counting>},
};
constinit const Type kAction{.shape = Shape::mapping, .keys = kActionKeys};
constinit const Type kActions{.shape = Shape::list, .element = &kAction};

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
    {"conversion_id", &kText, "Google Ads: the AW-… of the website's tag.", false,
     put<&Account::conversion_id>},
    {"secrets", &kTexts, "API secrets that it knows, as env:NAME.", false, store_secrets},
    {"tokens", &kTexts, "Access tokens that it knows, as env:NAME.", false, store_secrets},
    {"env", &kEnv, "Whether it is the live or a test account.", false, put<&Account::env>},
    {"restriction", &kRestriction, "Meta: how the data source is restricted.", false,
     put<&Account::restriction>},
    {"actions", &kActions, "Google Ads: its conversion actions.", false, put<&Account::actions>},
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

constexpr Key kTargetKeys[] = {
    {"target", &kKind, "What is driven.", true, put<&TargetConfig::kind>},
    {"name", &kText, "What reports call it.", false, put<&TargetConfig::name>},
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

}  // namespace

constinit const Type kTargetFile{.shape = Shape::mapping, .keys = kTargetKeys};
constinit const Type kTargetParts{.shape = Shape::mapping, .keys = kPartsKeys};

bool read_target(const Node& root, TargetConfig& target, Reader& reader) {
  return reader.read(root, kTargetFile, &target, "target");
}

bool read_target_parts(const Node& root, TargetConfig& target, Reader& reader) {
  const bool whole =
      root.is_mapping() && !root.entries.empty() && root.entries.front().key == "target";
  return whole ? read_target(root, target, reader)
               : reader.read(root, kTargetParts, &target, "accounts");
}

}  // namespace tagproof
