#include "harness/shop/tag_book.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tagproof {
namespace {

Error bad_tag(const Tag& tag, std::string_view where, const Error& why) {
  return error(fmt::format("tag `{}` (line {}), {}: {}", tag.tag, tag.line, where, why.message));
}

bool is_amount(Field field) {
  return field == Field::value || field == Field::tax || field == Field::shipping;
}

std::optional<Scalar> scalar_of(const TemplateValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return Scalar{*text};
  if (const auto* number = std::get_if<Decimal>(&value)) return Scalar{*number};
  if (const auto* truth = std::get_if<bool>(&value)) return Scalar{*truth};
  return std::nullopt;
}

std::string destination(const Contract& contract, const PlatformId& platform) {
  const auto it = contract.destinations.find(platform.view());
  return it == contract.destinations.end() || it->second.empty() ? std::string{}
                                                                 : it->second.front();
}

/// The platform's own name for the event: the tag's, else the contract's; a Google Ads adjustment
/// goes to the purchase's conversion action.
std::string platform_name(const Tag& tag, const Contract& contract) {
  if (tag.name) return *tag.name;
  const auto* agreed = contract.platform_event(tag.event, tag.platform.view());
  if (agreed == nullptr && tag.event == EventName::cancel) {
    agreed = contract.platform_event(EventName::refund, tag.platform.view());
  }
  if (agreed != nullptr && !agreed->name.empty()) return agreed->name;
  if (tag.event == EventName::refund || tag.event == EventName::cancel) {
    const auto* adjusts = agreed != nullptr && (!agreed->full.empty() || !agreed->partial.empty())
                              ? contract.platform_event(EventName::purchase, tag.platform.view())
                              : nullptr;
    if (adjusts != nullptr) return adjusts->name;
  }
  return {};
}

AdjustmentKind adjustment(const Tag& tag, const Contract& contract, const Occasion& occasion) {
  if (tag.event != EventName::refund && tag.event != EventName::cancel) return AdjustmentKind::none;
  const bool full = !occasion.refund || occasion.refund->full;
  const auto* agreed = contract.platform_event(tag.event, tag.platform.view());
  const auto word = agreed == nullptr ? std::string_view{}
                                      : std::string_view(full ? agreed->full : agreed->partial);
  if (word == "retract") return AdjustmentKind::retract;
  if (word == "restate") return AdjustmentKind::restate;
  return full ? AdjustmentKind::refund_full : AdjustmentKind::refund_partial;
}

void set_if_any(Emission& emission, Field field, const std::string& value) {
  if (!value.empty() && !emission.field(field)) emission.set(field, value);
}

ConsentState::One* signal_named(ConsentState& state, std::string_view name) {
  if (name == "analytics_storage") return &state.analytics_storage;
  if (name == "ad_storage") return &state.ad_storage;
  if (name == "ad_user_data") return &state.ad_user_data;
  if (name == "ad_personalization") return &state.ad_personalization;
  return nullptr;
}

}  // namespace

Result<TagBook> TagBook::read(const Scenario& scenario) {
  TagBook book(scenario);
  for (const auto& tag : scenario.tagging.tags) {
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
    book.tags_.push_back(std::move(ready));
  }
  return book;
}

TagData TagBook::data(const Tag& tag, const Occasion& occasion, const ConsentState& signals,
                      TimePoint now) const {
  const auto& items = scenario_->contract.items;
  const auto form = items.ids.find(tag.platform.view());
  return {.occasion = occasion,
          .signals = signals,
          .platform = tag.platform.view(),
          .item_form =
              form == items.ids.end() ? std::string_view("sku") : std::string_view(form->second),
          .price_net = items.price_net,
          .now = now};
}

bool TagBook::wants(const ReadyTag& ready, const Occasion& occasion, TimePoint now) const {
  const ConsentState none{};
  return ready.condition.holds(data(*ready.tag, occasion, none, now));
}

Emission TagBook::emission(const ReadyTag& ready, const Occasion& occasion, const Gate& gate,
                           TimePoint now) const {
  const auto& tag = *ready.tag;
  const auto& contract = scenario_->contract;
  const auto lookup = data(tag, occasion, gate.signals, now);
  Emission out{.tag = tag.tag,
               .platform = tag.platform,
               .channel = tag.channel,
               .sender = tag.sender,
               .name = tag.event,
               .platform_name = platform_name(tag, contract),
               .consent = gate.signals,
               .allowed = gate.allowed,
               .adjustment = adjustment(tag, contract, occasion),
               .time = occasion.time,
               .page_load = occasion.browser.load,
               .page_title = occasion.browser.title};
  for (const auto& [field, parsed] : ready.fields) {
    auto value = scalar_of(parsed.fill(lookup));
    if (value && is_amount(field) && parsed.is_literal()) {
      if (const auto number = Decimal::parse(to_text(*value))) value = *number;
    }
    out.field(field) = std::move(value);
  }
  if (ready.items) {
    const auto value = ready.items->fill(lookup);
    if (const auto* items = std::get_if<std::vector<EmittedItem>>(&value)) out.items = *items;
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
  set_if_any(out, Field::account,
             tag.account.empty() ? destination(contract, tag.platform) : tag.account);
  if (tag.channel == Channel::browser) {
    const auto& browser = occasion.browser;
    // In a sandbox a tag sees the sandbox's own address unless it takes the page's.
    // Source: https://shopify.dev/docs/api/web-pixels-api (pixels run in an iframe or worker)
    const auto sandbox = scenario_->storefront.base_url + "/web-pixels/sandbox/modern";
    set_if_any(out, Field::page_url, scenario_->storefront.sandbox_pixels ? sandbox : browser.url);
    set_if_any(out, Field::page_referrer, browser.referrer);
    set_if_any(out, Field::client_id, browser.client_id);
    set_if_any(out, Field::session_id, browser.session_id);
    set_if_any(out, Field::fbp, browser.fbp);
    set_if_any(out, Field::fbc, browser.fbc);
    set_if_any(out, Field::gclid, browser.gclid);
    set_if_any(out, Field::gbraid, browser.gbraid);
    set_if_any(out, Field::wbraid, browser.wbraid);
    if (const auto own = browser.own_ids.find(tag.platform.view()); own != browser.own_ids.end()) {
      set_if_any(out, Field::click_id, own->second.click_id);
      set_if_any(out, Field::browser_id, own->second.browser_id);
    }
    set_if_any(out, Field::ip, browser.ip);
    set_if_any(out, Field::user_agent, browser.user_agent);
  } else {
    const auto accounts = scenario_->target.accounts.find(tag.platform.view());
    out.secret = std::string(kTestToken);
    if (accounts != scenario_->target.accounts.end()) {
      for (const auto& account : accounts->second) {
        const bool is_its = account.id == out.text(Field::account) ||
                            account.conversion_id == out.text(Field::account);
        if (is_its && !account.secrets.empty()) out.secret = account.secrets.front();
      }
    }
  }
  withhold(out);
  return out;
}

}  // namespace tagproof
