#include "harness/shop/tag_book.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tagproof {
namespace {

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

/// Where the contract names another of the platform's interfaces (`via:`), its encoder is told so,
/// and the account's own numbers with it, for interfaces that take nothing else. These names stand
/// for themselves and reach no wire.
void choose_interface(Emission& emission, const Contract& contract, const Account* account) {
  const auto* agreed = contract.platform_event(emission.name, emission.platform.view());
  if (agreed == nullptr || agreed->via.empty() || agreed->via == "adjustments") return;
  emission.raw.emplace_back("tagproof.via", agreed->via);
  if (account == nullptr) return;
  emission.raw.emplace_back("tagproof.customer", account->id);
  for (const auto& action : account->actions) {
    if (account->conversion_id + "/" + action.label == emission.platform_name)
      emission.raw.emplace_back("tagproof.action", action.id);
  }
}

}  // namespace

Result<TagBook> TagBook::read(const Scenario& scenario) {
  TagBook book(scenario);
  for (const auto& tag : scenario.tagging.tags) {
    auto ready = ready_tag(tag);
    if (!ready) return ready.error();
    book.tags_.push_back(std::move(*ready));
  }
  return book;
}

TagData TagBook::data(const Tag& tag, const Occasion& occasion, const ConsentState& signals,
                      TimePoint now) const {
  const auto& items = scenario_->contract.items;
  const auto form = items.ids.find(agreed_as(tag.platform.view()));
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
  fill(out, ready, lookup, &contract);
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
    out.secret = secret_for(scenario_->target, tag.platform, out.text(Field::account));
    const Account* own = nullptr;
    const auto accounts = scenario_->target.accounts.find(tag.platform.view());
    if (accounts != scenario_->target.accounts.end()) {
      for (const auto& account : accounts->second) {
        const bool is_its = account.id == out.text(Field::account) ||
                            account.conversion_id == out.text(Field::account);
        if (is_its) own = &account;
      }
    }
    choose_interface(out, contract, own);
  }
  withhold(out);
  return out;
}

}  // namespace tagproof
