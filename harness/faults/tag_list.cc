// Mistakes in which tags there are, and when they fire.
#include <algorithm>

#include "harness/faults/edits.h"
#include "harness/faults/places.h"

namespace tagproof {
namespace {

void purchase_on_declined_payment(Scenario& scenario) {
  copy_tags(scenario, EventName::purchase, Channel::server, [](Tag& tag) {
    tag.tag += "-on-failure";
    tag.on = Trigger::payment_failed;
    tag.condition.clear();
  });
}

// The page is the trigger, whatever was paid; the server sends when the order is made.
void purchase_on_pending_payment(Scenario& scenario) {
  for_each_tag(scenario, EventName::purchase, std::nullopt, [](Tag& tag) {
    tag.condition = "not order.test";
    if (tag.channel == Channel::server) tag.on = Trigger::order_created;
  });
}

void purchase_on_test_order(Scenario& scenario) {
  copy_tags(scenario, EventName::purchase, Channel::server, [](Tag& tag) {
    tag.tag += "-on-test-order";
    tag.on = Trigger::order_created;
    tag.condition = "order.test";
  });
}

void purchase_again_at_capture(Scenario& scenario) {
  copy_tags(scenario, EventName::purchase, Channel::server, [](Tag& tag) {
    tag.tag += "-at-capture";
    tag.on = Trigger::payment_captured;
    tag.condition = "order.was_authorized";
    template_of(tag, path(Field::event_id)) += "-capture";
  });
}

void remove_tags(Scenario& scenario, EventName event, std::optional<Channel> channel) {
  std::erase_if(scenario.tagging.tags, [&](const Tag& tag) {
    return tag.event == event && (!channel || tag.channel == *channel);
  });
}

void refund_not_sent(Scenario& scenario) { remove_tags(scenario, EventName::refund, {}); }
void cancellation_not_retracted(Scenario& scenario) {
  remove_tags(scenario, EventName::cancel, {});
}
void checkout_scripts_removed(Scenario& scenario) {
  remove_tags(scenario, EventName::purchase, Channel::browser);
}

// A server tag is added for a platform with which only the browser was agreed.
void purchase_from_server_too(Scenario& scenario) {
  const Contract& contract = scenario.contract;
  auto& tags = scenario.tagging.tags;
  const std::size_t count = tags.size();
  for (std::size_t i = 0; i < count; ++i) {
    const PlatformEvent* agreed =
        contract.platform_event(EventName::purchase, tags[i].platform.view());
    if (tags[i].event != EventName::purchase || tags[i].channel != Channel::browser ||
        agreed == nullptr)
      continue;
    // Google Ads takes uploads by another interface; GA4's Measurement Protocol is where this
    // happens.
    if (agreed->dedup != "transaction_id" ||
        std::ranges::find(agreed->channels, Channel::server) != agreed->channels.end())
      continue;
    Tag copy = tags[i];
    copy.tag += "-from-server";
    copy.channel = Channel::server;
    copy.sender = Sender::shop;
    copy.on = Trigger::order_countable;
    copy.condition.clear();
    template_of(copy, path(Field::client_id)) = "{{browser.client_id}}";
    template_of(copy, path(Field::session_id)) = "{{browser.session_id}}";
    tags.push_back(std::move(copy));
  }
}

// The copy of a second installation: same event, an id of its own.
bool second_installation(const Emission& event, const EmissionFacts&, Emission& copy) {
  if (!is_browser(event) || !is_purchase(event)) return false;
  copy = event;
  if (copy.field(Field::event_id)) copy.set(Field::event_id, copy.text(Field::event_id) + "-theme");
  copy.nonce += "2";
  return true;
}

bool lead_again(const Emission& event, const EmissionFacts&, Emission& copy) {
  if (!is_browser(event) || event.name != EventName::lead) return false;
  copy = event;
  copy.set(Field::event_id, event.text(Field::event_id) + "-submit");
  return true;
}

constexpr std::string_view kSecondAction = "SecondAction1";

// Google Ads: a second conversion action that is primary too; the same order arrives under its
// label.
bool second_conversion_action(const Emission& event, const EmissionFacts&, Emission& copy) {
  const std::size_t slash = event.platform_name.find('/');
  if (!is_browser(event) || !is_purchase(event) || slash == std::string::npos) return false;
  copy = event;
  copy.platform_name = event.platform_name.substr(0, slash + 1).append(kSecondAction);
  copy.nonce += "2";
  return true;
}

// The account has the second action, too.
void add_second_action(Scenario& scenario) {
  for (auto& [platform, accounts] : scenario.target.accounts) {
    for (auto& account : accounts) {
      if (!account.actions.empty())
        account.actions.push_back({.id = "988", .label = std::string(kSecondAction)});
    }
  }
}

// The button is the trigger: whatever the bank says afterwards.
void purchase_on_pay_click(Scenario& scenario) {
  for_each_tag(scenario, EventName::purchase, Channel::browser, [](Tag& tag) {
    tag.on = Trigger::order_created;
    tag.condition = "not order.test";
  });
}

void purchase_on_staff_order(Scenario& scenario) {
  copy_tags(scenario, EventName::purchase, Channel::server, [](Tag& tag) {
    tag.tag += "-on-staff-order";
    tag.on = Trigger::order_created;
    tag.condition = "order.staff";
  });
}

void add_condition(Tag& tag, std::string_view condition) {
  if (!tag.condition.empty()) tag.condition += " and ";
  tag.condition += condition;
}

// The gateway of cards is the one whose page has the hook.
void card_payments_only(Scenario& scenario) {
  for_each_tag(scenario, EventName::purchase, Channel::browser,
               [](Tag& tag) { add_condition(tag, "order.payment_method == 'card'"); });
}

void server_sends_test_orders_only(Scenario& scenario) {
  for_each_tag(scenario, EventName::purchase, Channel::server, [](Tag& tag) {
    if (tag.sender == Sender::shop) add_condition(tag, "order.test");
  });
}

void webhooks_switched_off(Scenario& scenario) {
  std::erase_if(scenario.tagging.tags, [](const Tag& tag) {
    return tag.channel == Channel::server && tag.sender == Sender::shop &&
           !is_browser_trigger(tag.on);
  });
}

// One endpoint of the plugin, one of the agency: each makes an id of its own.
bool second_endpoint(const Emission& event, const EmissionFacts&, Emission& copy) {
  if (!is_server(event) || !is_purchase(event) || is_collectors(event)) return false;
  copy = event;
  if (copy.field(Field::event_id))
    copy.set(Field::event_id, copy.text(Field::event_id) + "-endpoint-2");
  copy.nonce += "2";
  return true;
}

bool refund_again(const Emission& event, const EmissionFacts&, Emission& copy) {
  if (event.name != EventName::refund || event.adjustment == AdjustmentKind::none) return false;
  copy = event;
  copy.nonce += "2";
  return true;
}

// Somebody of the shop opens the order, and the page with its tags is rendered again.
bool back_office_again(const Emission& event, const EmissionFacts& facts, Emission& copy) {
  const auto& hosts = facts.scenario.contract.shop.domains;
  if (!is_browser(event) || !is_purchase(event) || facts.order == nullptr || hosts.empty())
    return false;
  copy = event;
  copy.set(Field::page_url, "https://" + hosts.front() + "/admin/orders/" + facts.order->id.value);
  if (copy.field(Field::event_id)) copy.set(Field::event_id, copy.text(Field::event_id) + "-admin");
  copy.nonce += "2";
  return true;
}

constexpr Fault kTagListFaults[] = {
    {.name = "thank-you-tag-unguarded",
     .mistake = "The tag fires whenever the thank-you page is shown.",
     .who = "tag developer",
     .cost = "duplicate revenue",
     .place = Place::tagging,
     .check = "dedup.counted-twice",
     .source = "https://github.com/duracelltomi/gtm4wp/issues/181",
     .behaviour = "thank_you_unguarded"},
    {.name = "purchase-guard-lasts-one-visit",
     .mistake = "That the order was sent is kept for the visit only; the receipt's link sends it "
                "again.",
     .who = "tag developer",
     .cost = "duplicate revenue, a day later",
     .place = Place::tagging,
     .check = "dedup.counted-twice",
     .source = "https://github.com/facebook/facebook-for-woocommerce/issues/4047",
     .behaviour = "guard_per_visit"},
    {.name = "purchase-guard-known-to-one-browser",
     .mistake = "That the order was sent is kept in the browser only; the receipt on the phone "
                "sends it again.",
     .who = "tag developer",
     .cost = "duplicate revenue, where the platform doesn't merge a browser's copies",
     .place = Place::tagging,
     .check = "dedup.counted-twice",
     .source = "https://github.com/duracelltomi/gtm4wp/issues/181",
     .behaviour = "guard_in_browser"},
    {.name = "tag-installed-twice",
     .mistake = "The theme and the plugin both install the tag.",
     .who = "agency",
     .cost = "duplicate revenue",
     .place = Place::tagging,
     .check = "dedup.counted-twice",
     .source = "https://github.com/facebook/facebook-for-woocommerce/issues/2474",
     .duplicate = second_installation},
    {.name = "lead-sent-twice",
     .mistake = "The form's click and its submission both send the lead.",
     .who = "tag developer",
     .cost = "every lead counted twice",
     .place = Place::tagging,
     .check = "dedup.counted-twice",
     .source = "https://github.com/facebook/facebook-for-woocommerce/issues/1055",
     .duplicate = lead_again},
    {.name = "two-primary-conversion-actions",
     .mistake = "A second conversion action for the same purchase is primary, too.",
     .who = "ads manager",
     .cost = "every order counted twice in bidding",
     .place = Place::tagging,
     .check = "dedup.two-primary-actions",
     .source = "https://www.adsx.com/blog/google-ads-conversion-tracking-double-counting-fix",
     .on_scenario = add_second_action,
     .duplicate = second_conversion_action},
    {.name = "ga4-purchase-from-server-too",
     .mistake = "The server sends the purchase to analytics as well, to be safe.",
     .who = "server-side developer",
     .cost = "duplicate revenue as soon as ids differ",
     .place = Place::tagging,
     .check = "event.unexpected",
     .source = "https://support.google.com/analytics/answer/12313109",
     .on_scenario = purchase_from_server_too},
    {.name = "purchase-on-declined-payment",
     .mistake = "The server sends the purchase for every payment attempt.",
     .who = "server-side developer",
     .cost = "conversions without a sale",
     .place = Place::tagging,
     .check = "order.unpaid",
     .source = "https://github.com/woocommerce/woocommerce-google-analytics-integration/issues/158",
     .on_scenario = purchase_on_declined_payment},
    {.name = "purchase-on-pending-payment",
     .mistake = "The purchase is sent when the order is made, paid or not.",
     .who = "tag developer",
     .cost = "conversions without a sale",
     .place = Place::tagging,
     .check = "order.unpaid",
     .source = "https://github.com/facebook/facebook-for-woocommerce/issues/4036",
     .on_scenario = purchase_on_pending_payment},
    {.name = "purchase-on-test-order",
     .mistake = "Orders in the gateway's test mode are sent like any other.",
     .who = "server-side developer",
     .cost = "phantom revenue",
     .place = Place::tagging,
     .check = "order.excluded",
     .source = "https://github.com/facebook/facebook-for-woocommerce/issues/3463",
     .on_scenario = purchase_on_test_order},
    {.name = "purchase-again-at-capture",
     .mistake = "Authorisation and capture both send a purchase.",
     .who = "server-side developer",
     .cost = "duplicate revenue",
     .place = Place::tagging,
     .check = "dedup.counted-twice",
     .source = "https://github.com/creativelittledots/woocommerce-pay-later/issues/1",
     .on_scenario = purchase_again_at_capture},
    {.name = "refund-not-sent",
     .mistake = "Nobody told the platforms about refunds.",
     .who = "server-side developer",
     .cost = "refunded revenue stays in the reports",
     .place = Place::tagging,
     .check = "order.refund-missing",
     .source = "https://github.com/duracelltomi/gtm4wp/issues/179",
     .on_scenario = refund_not_sent},
    {.name = "cancellation-not-retracted",
     .mistake = "Cancelled orders are never taken back.",
     .who = "server-side developer",
     .cost = "cancelled revenue stays in the reports",
     .place = Place::tagging,
     .check = "order.cancelled-not-reversed",
     .source = "https://github.com/PrestaShop/ps_googleanalytics/pull/43",
     .on_scenario = cancellation_not_retracted},
    {.name = "checkout-scripts-removed",
     .mistake =
         "The platform stopped running scripts on the order page, and nobody moved the tags.",
     .who = "shop owner",
     .cost = "browser purchases stop on a date",
     .place = Place::tagging,
     .check = "event.missing",
     .source =
         "https://shopify.dev/docs/apps/build/online-store/script-tag-deprecation/order-status",
     .on_scenario = checkout_scripts_removed},
    {.name = "purchase-on-pay-click",
     .mistake = "The browser sends the purchase when the shopper clicks on pay.",
     .who = "tag developer",
     .cost = "conversions without a sale",
     .place = Place::tagging,
     .check = "order.unpaid",
     .source = "https://github.com/yireo/Yireo_GoogleTagManager2/issues/227",
     .on_scenario = purchase_on_pay_click},
    {.name = "purchase-on-staff-order",
     .mistake = "Orders that our own people place are sent like any other.",
     .who = "operations",
     .cost = "conversions that no ad brought",
     .place = Place::tagging,
     .check = "order.excluded",
     .source = "https://github.com/facebook/facebook-for-woocommerce/issues/3463",
     .on_scenario = purchase_on_staff_order},
    {.name = "purchase-for-card-payments-only",
     .mistake = "Other payment methods end on a page of their own, and the tag isn't there.",
     .who = "web developer",
     .cost = "conversions lost, one payment method at a time",
     .place = Place::tagging,
     .check = "event.missing",
     .source = "https://github.com/matomo-org/matomo-for-wordpress/issues/202",
     .on_scenario = card_payments_only},
    {.name = "server-sends-test-orders-only",
     .mistake =
         "The server's purchase was tried out with test orders, and never opened for others.",
     .who = "server-side developer",
     .cost = "every server conversion lost, while each test looks right",
     .place = Place::tagging,
     .check = "event.missing",
     .source = "https://github.com/facebookincubator/Facebook-Pixel-for-Wordpress/issues/108",
     .on_scenario = server_sends_test_orders_only},
    {.name = "webhook-switched-off",
     .mistake = "After some failed deliveries the shop switched the webhook off, without a word.",
     .who = "operations",
     .cost = "server conversions and refunds stop at an instant",
     .place = Place::backend,
     .check = "event.missing",
     .source = "https://dev.to/shannonllc/"
               "shopify-webhooks-hmac-verification-5-second-timeout-retries-jkj",
     .on_scenario = webhooks_switched_off},
    {.name = "two-webhook-endpoints",
     .mistake = "The plugin and the agency each registered an endpoint, and both send.",
     .who = "agency",
     .cost = "duplicate revenue",
     .place = Place::backend,
     .check = "dedup.counted-twice",
     .source = "https://github.com/woocommerce/woocommerce-gateway-stripe/issues/3326",
     .duplicate = second_endpoint},
    {.name = "refund-sent-twice",
     .mistake = "The refund's webhook and the order's update both send the refund.",
     .who = "server-side developer",
     .cost = "revenue too low after every refund",
     .place = Place::backend,
     .check = "order.refund-value",
     .source = "https://github.com/Shopify/shopify-api-js/issues/916",
     .duplicate = refund_again},
    {.name = "back-office-sends-again",
     .mistake = "Opening the order in the back office renders the page that sends its purchase.",
     .who = "plugin",
     .cost = "duplicate revenue, up to ten times",
     .place = Place::tagging,
     .check = "dedup.counted-twice",
     .source = "https://github.com/PrestaShop/ganalytics/issues/39",
     .duplicate = back_office_again},
};

}  // namespace

std::span<const Fault> tag_list_faults() { return kTagListFaults; }

}  // namespace tagproof
