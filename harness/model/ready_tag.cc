#include "harness/model/ready_tag.h"

#include <fmt/format.h>

namespace tagproof {
namespace {

Error bad_tag(const Tag& tag, std::string_view where, const Error& why) {
  return error(fmt::format("tag `{}` (line {}), {}: {}", tag.tag, tag.line, where, why.message));
}

bool is_amount(Field field) {
  return field == Field::value || field == Field::tax || field == Field::shipping;
}

std::optional<Scalar> scalar_of(TemplateValue&& value) {
  if (auto* text = std::get_if<std::string>(&value)) return Scalar{std::move(*text)};
  if (auto* number = std::get_if<Decimal>(&value)) return Scalar{std::move(*number)};
  if (const auto* truth = std::get_if<bool>(&value)) return Scalar{*truth};
  return std::nullopt;
}

std::string destination(const Contract& contract, const PlatformId& platform) {
  const auto it = contract.destinations.find(agreed_as(platform.view()));
  return it == contract.destinations.end() || it->second.empty() ? std::string{}
                                                                 : it->second.front();
}

ConsentState::One* signal_named(ConsentState& state, std::string_view name) {
  if (name == "analytics_storage") return &state.analytics_storage;
  if (name == "ad_storage") return &state.ad_storage;
  if (name == "ad_user_data") return &state.ad_user_data;
  if (name == "ad_personalization") return &state.ad_personalization;
  return nullptr;
}

}  // namespace

std::string platform_name(const Tag& tag, const Contract& contract) {
  if (tag.name) return *tag.name;
  const auto platform = agreed_as(tag.platform.view());
  const auto* agreed = contract.platform_event(tag.event, platform);
  if (agreed == nullptr && tag.event == EventName::cancel) {
    agreed = contract.platform_event(EventName::refund, platform);
  }
  if (agreed != nullptr && !agreed->name.empty()) return agreed->name;
  if (tag.event == EventName::refund || tag.event == EventName::cancel) {
    const auto* adjusts = agreed != nullptr && (!agreed->full.empty() || !agreed->partial.empty())
                              ? contract.platform_event(EventName::purchase, platform)
                              : nullptr;
    if (adjusts != nullptr) return adjusts->name;
  }
  return {};
}

void set_if_any(Emission& emission, Field field, const std::string& value) {
  if (!value.empty() && !emission.field(field)) emission.set(field, value);
}

Result<ReadyTag> ready_tag(const Tag& tag) {
  ReadyTag ready{.tag = &tag};
  if (!tag.condition.empty()) {
    auto condition = Condition::parse(tag.condition);
    if (!condition) return bad_tag(tag, "if", condition.error());
    ready.condition = std::move(*condition);
  }
  for (const auto& [path, text] : tag.send) {
    auto parsed = Template::parse(text);
    if (!parsed) return bad_tag(tag, "send." + path, parsed.error());
    constexpr std::string_view kConsent = "consent.";
    if (path == "items") {
      ready.items = std::move(*parsed);
    } else if (path.starts_with(kConsent)) {
      ready.consent.emplace_back(path.substr(kConsent.size()), std::move(*parsed));
    } else if (const auto field = read_field(path)) {
      ready.fields.emplace_back(*field, std::move(*parsed));
    } else {
      return bad_tag(tag, "send", error(fmt::format("unknown field `{}`", path)));
    }
  }
  for (const auto& [name, text] : tag.raw) {
    auto parsed = Template::parse(text);
    if (!parsed) return bad_tag(tag, "raw." + name, parsed.error());
    ready.raw.emplace_back(name, std::move(*parsed));
  }
  return ready;
}

void fill(Emission& out, const ReadyTag& ready, const Lookup& lookup, const Contract* contract) {
  const auto& tag = *ready.tag;
  for (const auto& [field, parsed] : ready.fields) {
    auto value = scalar_of(parsed.fill(lookup));
    if (value && is_amount(field) && parsed.is_literal()) {
      if (const auto number = Decimal::parse(to_text(*value))) value = *number;
    }
    out.field(field) = std::move(value);
  }
  if (ready.items) {
    auto value = ready.items->fill(lookup);
    if (auto* items = std::get_if<std::vector<EmittedItem>>(&value)) out.items = std::move(*items);
  }
  for (const auto& [name, parsed] : ready.consent) {
    auto* one = signal_named(out.consent, name);
    if (one == nullptr) continue;
    const auto word = plain_text(parsed.fill(lookup));
    one->by_update = word == "granted"  ? Signal::granted
                     : word == "denied" ? Signal::denied
                                        : Signal::unset;
    out.consent.active = true;
  }
  for (const auto& [name, parsed] : ready.raw) {
    if (auto value = scalar_of(parsed.fill(lookup))) out.raw.emplace_back(name, std::move(*value));
  }
  if (!tag.account.empty()) {
    set_if_any(out, Field::account, tag.account);
  } else if (contract != nullptr) {
    set_if_any(out, Field::account, destination(*contract, tag.platform));
  }
}

std::string secret_for(const TargetConfig& target, const PlatformId& platform,
                       std::string_view account) {
  std::string secret(kTestToken);
  const auto accounts = target.accounts.find(platform.view());
  if (accounts == target.accounts.end()) return secret;
  for (const auto& one : accounts->second) {
    const bool is_its = one.id == account || one.conversion_id == account;
    if (is_its && !one.secrets.empty()) secret = one.secrets.front();
  }
  return secret;
}

void withhold(Emission& emission) {
  const auto& signals = emission.consent;
  const bool ads_denied = signals.ad_user_data.effective() == Signal::denied;
  const bool bare = emission.allowed == Allowed::cookieless || emission.allowed == Allowed::nothing;
  const bool no_person = bare || emission.allowed == Allowed::limited || ads_denied;
  const bool no_clicks = no_person || signals.ad_storage.effective() == Signal::denied;
  if (no_person) {
    for (const auto& word : Words<UserField>::all) {
      if (word.value == UserField::ip || word.value == UserField::user_agent) continue;
      emission.clear(field_of(word.value));
    }
  }
  if (no_clicks) {
    for (const Field field :
         {Field::gclid, Field::gbraid, Field::wbraid, Field::fbc, Field::click_id})
      emission.clear(field);
  }
  if (bare) {
    for (const Field field : {Field::client_id, Field::session_id, Field::fbp, Field::browser_id})
      emission.clear(field);
  }
}

}  // namespace tagproof
