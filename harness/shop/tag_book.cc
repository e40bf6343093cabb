#include "harness/shop/tag_book.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

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

bool fires_on(const Tag& tag, Trigger trigger) {
  if (tag.sender == Sender::collector) return false;  // the collector's own, when one is there
  if (tag.on == trigger) return true;
  // A browser learns that an order counts from the page that shows it.
  return tag.channel == Channel::browser && tag.on == Trigger::order_countable &&
         trigger == Trigger::thank_you;
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
  book.sandbox_ = scenario.storefront.base_url + "/web-pixels/sandbox/modern";
  const auto& contract = scenario.contract;
  for (const auto& tag : scenario.tagging.tags) {
    auto ready = ready_tag(tag);
    if (!ready) return ready.error();
    ShopTag one{.ready = std::move(*ready),
                .consent = tag_consent(tag, contract),
                .platform_name = platform_name(tag, contract)};
    const auto form = contract.items.ids.find(agreed_as(tag.platform.view()));
    if (form != contract.items.ids.end()) one.item_form = form->second;
    for (std::size_t i = 0; i < kTriggers; ++i) {
      if (fires_on(tag, static_cast<Trigger>(i))) book.firing_on_[i].push_back(book.tags_.size());
    }
    book.tags_.push_back(std::move(one));
  }
  return book;
}

TagData TagBook::data(const ShopTag& tag, const Occasion& occasion, const ConsentState& signals,
                      TimePoint now) const {
  return {.occasion = occasion,
          .signals = signals,
          .platform = tag.tag().platform.view(),
          .item_form = tag.item_form,
          .price_net = scenario_->contract.items.price_net,
          .now = now};
}

bool TagBook::wants(const ShopTag& tag, const Occasion& occasion, TimePoint now) const {
  if (tag.ready.condition.is_empty()) return true;
  const ConsentState none{};
  const auto answers = data(tag, occasion, none, now);
  return tag.ready.condition.holds(std::cref(answers));
}

Emission TagBook::emission(const ShopTag& shop_tag, const Occasion& occasion, const Gate& gate,
                           TimePoint now) const {
  const auto& tag = shop_tag.tag();
  const auto& contract = scenario_->contract;
  const auto answers = data(shop_tag, occasion, gate.signals, now);
  Emission out{.tag = tag.tag,
               .platform = tag.platform,
               .channel = tag.channel,
               .sender = tag.sender,
               .name = tag.event,
               .platform_name = shop_tag.platform_name,
               .consent = gate.signals,
               .allowed = gate.allowed,
               .adjustment = adjustment(tag, contract, occasion),
               .time = occasion.time,
               .page_load = occasion.shown().load,
               .page_title = occasion.shown().title};
  fill(out, shop_tag.ready, std::cref(answers), &contract);
  if (tag.channel == Channel::browser) {
    const auto& browser = *occasion.browser;
    const auto& page = occasion.shown();
    // In a sandbox a tag sees the sandbox's own address unless it takes the page's.
    // Source: https://shopify.dev/docs/api/web-pixels-api (pixels run in an iframe or worker)
    set_if_any(out, Field::page_url, scenario_->storefront.sandbox_pixels ? sandbox_ : page.url);
    set_if_any(out, Field::page_referrer, page.referrer);
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
    const auto account = out.text(Field::account);
    out.secret = secret_for(scenario_->target, tag.platform, account);
    const Account* own = nullptr;
    const auto accounts = scenario_->target.accounts.find(tag.platform.view());
    if (accounts != scenario_->target.accounts.end()) {
      for (const auto& one : accounts->second) {
        if (one.id == account || one.conversion_id == account) own = &one;
      }
    }
    choose_interface(out, contract, own);
  }
  withhold(out);
  return out;
}

}  // namespace tagproof
