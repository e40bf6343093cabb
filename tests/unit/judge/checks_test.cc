// Each check, both ways: one change to a shop that is tracked right, and exactly that check speaks;
// another change that looks like it, and nobody does.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "harness/base/hash.h"
#include "tests/unit/judge/evidence_builder.h"

namespace tagproof {
namespace {

using namespace tagproof::tests;

constexpr Channel kBrowser = Channel::browser;
constexpr Channel kServer = Channel::server;
constexpr EventName kPurchase = EventName::purchase;

Decimal number(std::string_view text) { return *Decimal::parse(text); }
Observed<Decimal> amount(std::string_view text) { return Observed<Decimal>::of(number(text)); }
Observed<std::string> said(std::string_view text) {
  return Observed<std::string>::of(std::string(text));
}

/// Both copies are counted: what a platform does that couldn't tell them to be one.
void count_both(World& w) { w.event("meta", kServer).outcome = Outcome::counted; }

void each_purchase(World& w, const std::function<void(TrackedEvent&)>& edit) {
  for (auto& event : w.evidence.events) {
    if (event.is(kPurchase)) edit(event);
  }
}

void deny(World& w) {
  w.shopper().consent = {{at(0), {Choice::denied, Choice::denied}}};
  w.order().consent = ConsentChoice{Choice::denied, Choice::denied};
}

/// Meta's items in a Shopify feed's form: "shopify_DE_P100_V1001".
void by_pattern(World& w) {
  w.contract().items.ids["meta"] = "shopify_{country}_{product_id}_{variant_id}";
  for (const auto channel : {Channel::browser, Channel::server})
    (*w.event("meta", channel).items)[0].id = said("shopify_DE_P100_V1001");
}

void in_california(World& w, bool gpc) {
  w.shopper().region = w.order().region = "US-CA";
  w.shopper().gpc = w.order().gpc = gpc;
  if (gpc) return;
  deny(w);
}

/// The hits of an opt-out: marketing denied or limited, no user-provided data.
void limit(World& w, std::optional<Channel> channel = {}) {
  for (auto& event : w.evidence.events) {
    if (channel && event.channel != *channel) continue;
    event.consent = {Signal::granted, Signal::denied, Signal::denied, Signal::denied,
                     event.platform != "ga4"};
    event.consent_said = true;
    std::erase_if(event.user_data, [](const UserDatum& d) {
      return d.field != UserField::ip && d.field != UserField::user_agent;
    });
    if (event.platform == "google_ads") event.outcome = Outcome::unconsented;
  }
}

void refuse(TrackedEvent& event, std::string_view rule) {
  event.outcome = Outcome::refused;
  event.rule = rule;
}

void second_order(World& w) {
  Order other = w.order();
  other.id = OrderId("1002");
  other.name = "#1002";
  other.created = other.paid = other.authorized = at(1000);
  w.evidence.orders.push_back(other);
  w.evidence.pages.push_back({OrderId("1002"), true, at(7200)});
  StepRecord step;
  step.index = 5;
  step.step = "thank_you";
  step.time = at(1001);
  w.evidence.steps.push_back(step);
  for (const auto& [platform, channel] : std::initializer_list<std::pair<const char*, Channel>>{
           {"ga4", kBrowser}, {"meta", kBrowser}, {"google_ads", kBrowser}, {"meta", kServer}}) {
    TrackedEvent& event = w.send(platform, channel, kPurchase, at(1030));
    event.order_id = said("1002");
    if (event.event_id) event.event_id = said("1002");
    if (channel == kServer) event.outcome = Outcome::deduplicated;
    w.evidence.attempts.back().order = OrderId("1002");
    w.evidence.attempts.back().due = at(1010);
  }
}

void lead(World& w) {
  w.evidence.steps.back().step = "lead";
  w.evidence.steps.back().time = at(30);
  StepRecord step;
  step.step = "thank_you";
  step.time = at(11);
  w.evidence.steps.push_back(step);
  w.send("ga4", kBrowser, EventName::lead, at(30));
  w.send("meta", kBrowser, EventName::lead, at(30));
  w.send("meta", kServer, EventName::lead, at(35)).outcome = Outcome::deduplicated;
  w.evidence.attempts.back().due = at(30);
}

/// A second form whose event left the server only, for want of consent in the browser.
void lead_from_server_alone(World& w) {
  lead(w);
  w.shopper().consent.push_back({at(45), {Choice::denied, Choice::denied}});
  w.shopper().consent.push_back({at(52), {Choice::granted, Choice::granted}});
  StepRecord step;
  step.step = "lead";
  step.time = at(50);
  w.evidence.steps.push_back(step);
  auto& e = w.send("meta", kServer, EventName::lead, at(55));
  e.event_id = said("lead-2");
  w.evidence.attempts.back().due = at(50);
}

struct Case {
  std::string_view check;
  std::string_view title;
  void (*change)(World&);
  bool fires = true;
};

// clang-format off
const Case kCases[] = {
    // ---- event
    {"event.missing", "a browser purchase never came", [](World& w) { w.unsend("ga4", kBrowser, kPurchase); }},
    {"event.missing", "a server purchase never came", [](World& w) { w.unsend("meta", kServer, kPurchase); }},
    {"event.missing", "it came under a name that means nothing",
     [](World& w) { auto& e = w.event("ga4"); e.name.reset(); e.platform_name = said("Purchse"); }},
    {"event.missing", "the page was closed before", [](World& w) { w.unsend("ga4", kBrowser, kPurchase); w.page().shown = false; }, false},
    {"event.missing", "an ad blocker", [](World& w) { w.unsend("ga4", kBrowser, kPurchase); w.shopper().ad_blocker = true; }, false},
    {"event.missing", "refused consent", [](World& w) { deny(w); w.evidence.events.clear(); w.evidence.captures.clear(); w.evidence.attempts.clear(); }, false},
    {"event.unexpected", "a purchase from a channel that wasn't agreed",
     [](World& w) { w.again(w.event("ga4"), at(20)).channel = kServer; auto& e = w.event("ga4", kServer); e.outcome = Outcome::deduplicated; e.sender = Sender::shop; }},
    {"event.unexpected", "a refund that the backend doesn't know",
     [](World& w) { w.send("ga4", kServer, EventName::refund, at(100)); }},
    {"event.unexpected", "a refund that it knows", [](World& w) { w.refund("50.25", "59.80", true, at(1000)); }, false},
    {"event.order", "a refund before its purchase",
     [](World& w) { w.refund("50.25", "59.80", true, at(1000)); w.attempt("ga4", kServer, EventName::refund).time = at(5); }},
    {"event.order", "a refund after it", [](World& w) { w.refund("50.25", "59.80", true, at(1000)); }, false},

    // ---- dedup
    {"dedup.event-id-missing", "no event id in the browser", [](World& w) { w.event("meta").event_id = {}; count_both(w); }},
    {"dedup.event-id-missing", "no event id where none is needed", [](World& w) { w.event("ga4").event_id = {}; }, false},
    {"dedup.event-id-mismatch", "two ids", [](World& w) { w.event("meta", kServer).event_id = said("7f3c"); count_both(w); }},
    {"dedup.id-nearly-equal", "a prefix", [](World& w) { w.event("meta", kServer).event_id = said("order_1001"); count_both(w); }},
    {"dedup.id-nearly-equal", "another case", [](World& w) { w.event("meta").event_id = said("ab-1001"); w.event("meta", kServer).event_id = said("AB-1001"); count_both(w); }},
    {"dedup.counted-twice", "a reload", [](World& w) { w.again(w.event("meta"), at(60)); }},
    {"dedup.counted-twice", "a repeated webhook with a new id", [](World& w) { auto& e = w.again(w.event("meta", kServer), at(60)); e.event_id = said("1001-2"); e.outcome = Outcome::counted; }},
    {"dedup.counted-twice", "a reload that the platform merges",
     [](World& w) { auto& e = w.again(w.event("ga4"), at(60)); e.outcome = Outcome::deduplicated; }, false},
    {"dedup.counted-twice", "a form's click and its submission", [](World& w) { lead(w); w.again(w.event("meta", kBrowser, EventName::lead), at(31)); }},
    {"dedup.counted-twice", "one lead from browser and server", lead, false},
    {"dedup.event-id-mismatch", "a lead's two ids", [](World& w) { lead(w); auto& e = w.event("meta", kServer, EventName::lead); e.event_id = said("lead-x"); e.outcome = Outcome::counted; }},
    {"dedup.event-id-mismatch", "a form that the browser kept quiet about", lead_from_server_alone, false},
    {"dedup.outside-window", "three days between the copies",
     [](World& w) { auto& e = w.event("meta", kServer); e.received = at(3 * 86400); w.capture(e).time = e.received; w.attempt("meta", kServer).time = *e.received; count_both(w); w.evidence.end = at(4 * 86400); }},
    {"dedup.outside-window", "half an hour", [](World& w) { auto& e = w.event("meta", kServer); e.received = at(1810); w.attempt("meta", kServer).time = at(1810); }, false},
    {"dedup.two-primary-actions", "a second action", [](World& w) { w.again(w.event("google_ads"), at(12)).action = said("Second"); }},
    {"dedup.two-primary-actions", "an import that is primary, too",
     [](World& w) { w.contract().events[0].platforms[2].also = {{"ga4_import", "purchase", true}}; }},
    {"dedup.two-primary-actions", "an import that is secondary",
     [](World& w) { w.contract().events[0].platforms[2].also = {{"ga4_import", "purchase", false}}; }, false},

    // ---- order
    {"order.id-missing", "no transaction id", [](World& w) { w.event("ga4").order_id = {}; }},
    {"order.id-missing", "an empty one", [](World& w) { w.event("ga4").order_id = Observed<std::string>::empty(); }},
    {"order.id-missing", "none where the event id does it", [](World& w) { w.event("meta").order_id = {}; }, false},
    {"order.id-form", "the shopper's number", [](World& w) { w.event("ga4").order_id = said("#1001"); }},
    {"order.id-form", "a zero before it", [](World& w) { w.event("ga4").order_id = said("01001"); }},
    {"order.unpaid", "a declined payment",
     [](World& w) { w.order().state = OrderState::failed; w.order().paid = w.order().authorized = std::nullopt; }},
    {"order.unpaid", "before the transfer came",
     [](World& w) { w.order().paid = at(5000); w.order().authorized = std::nullopt; w.order().payment_method = "transfer"; }},
    {"order.unpaid", "cash on delivery",
     [](World& w) { w.order().state = OrderState::pending; w.order().paid = w.order().authorized = std::nullopt; w.order().payment_method = "cash_on_delivery"; }, false},
    {"order.unpaid", "authorised only", [](World& w) { w.order().state = OrderState::authorized; w.order().paid.reset(); }, false},
    {"order.excluded", "a test order", [](World& w) { w.order().test = true; }},
    {"order.excluded", "a renewal from the browser", [](World& w) { w.order().renewal = true; }},
    {"order.refund-missing", "no refund event",
     [](World& w) { w.refund("50.25", "59.80", true, at(1000)); w.unsend("ga4", kServer, EventName::refund); }},
    {"order.refund-missing", "one of two",
     [](World& w) { w.refund("20.00", "23.80", false, at(1000)); w.refund("10.00", "11.90", false, at(2000)); w.evidence.events.erase(w.evidence.events.end() - 2); }},
    {"order.refund-missing", "the platform never counted the purchase",
     [](World& w) { w.refund("50.25", "59.80", true, at(1000)); w.unsend("ga4", kServer, EventName::refund); w.unsend("ga4", kBrowser, kPurchase); w.page().shown = false; }, false},
    {"order.refund-value", "the whole value for a part",
     [](World& w) { w.refund("20.00", "23.80", false, at(1000)); w.event("ga4", kServer, EventName::refund).value = amount("50.25"); }},
    {"order.refund-value", "restated to what was given back",
     [](World& w) { w.refund("20.00", "23.80", false, at(1000)); w.event("google_ads", kServer, EventName::refund).value = amount("20.00"); }},
    {"order.refund-value", "retracted for a part",
     [](World& w) { w.refund("20.00", "23.80", false, at(1000)); w.event("google_ads", kServer, EventName::refund).adjustment = AdjustmentKind::retract; }},
    {"order.refund-value", "once too often",
     [](World& w) { w.refund("50.25", "59.80", true, at(1000)); w.again(w.event("ga4", kServer, EventName::refund), at(1100)); }},
    {"order.refund-value", "two parts, each right",
     [](World& w) { w.refund("20.00", "23.80", false, at(1000)); w.refund("30.25", "36.00", true, at(2000)); }, false},
    {"order.refund-value", "two parts, the later one first",
     [](World& w) { w.refund("20.00", "23.80", false, at(1000)); w.refund("10.00", "11.90", false, at(2000)); std::iter_swap(w.evidence.events.end() - 4, w.evidence.events.end() - 2); }, false},
    {"order.cancelled-not-reversed", "nothing sent",
     [](World& w) { w.order().state = OrderState::cancelled; w.order().cancelled = at(1000); }},
    {"order.cancelled-not-reversed", "cancelled before it was paid, and never sent",
     [](World& w) { w.order().state = OrderState::cancelled; w.order().paid = w.order().authorized = std::nullopt; w.order().cancelled = at(12); w.evidence.events.clear(); w.evidence.attempts.clear(); }, false},

    // ---- value, currency
    {"value.mismatch", "tax is in it", [](World& w) { each_purchase(w, [](auto& e) { e.value = amount("59.80"); }); }},
    {"value.mismatch", "within the tolerance, and the sum's", [](World& w) { w.contract().revenue.tolerance = number("0.05"); w.contract().reconcile_revenue_percent = number("1"); each_purchase(w, [](auto& e) { e.value = amount("50.30"); }); }, false},
    {"value.mismatch", "one more zero is no other value", [](World& w) { w.event("ga4").value = amount("50.250"); }, false},
    {"value.missing", "none", [](World& w) { w.event("ga4").value = {}; }},
    {"value.format", "a decimal comma", [](World& w) { w.event("ga4").value = Observed<Decimal>::malformed("50,25"); }},
    {"currency.missing", "none", [](World& w) { w.event("ga4").currency = {}; }},
    {"currency.mismatch", "the shop's, not the order's", [](World& w) { w.event("ga4").currency = said("USD"); }},
    {"currency.mismatch", "lower case", [](World& w) { each_purchase(w, [](auto& e) { if (e.platform == "meta") e.currency = said("eur"); }); w.contract().reconcile_revenue_percent = number("100"); }, false},
    {"currency.invalid", "a sign", [](World& w) { w.event("ga4").currency = said("€"); }},

    // ---- items
    {"items.missing", "an empty list", [](World& w) { w.event("ga4").items = Observed<std::vector<TrackedItem>>::of({}); }},
    {"items.missing", "none on Google Ads, which has no feed", [](World& w) { w.event("google_ads").items = {}; }, false},
    {"items.id-form-differs", "another platform's form", [](World& w) { (*w.event("meta").items)[0].id = said("SHIRT-M"); }},
    {"items.id-form-differs", "a prefix", [](World& w) { (*w.event("ga4").items)[0].id = said("wc_SHIRT-M"); }},
    {"items.not-in-feed", "the feed has others", [](World& w) { w.contract().feed_ids["meta"] = {"V2000"}; }},
    {"items.not-in-feed", "the feed has it", [](World& w) { w.contract().feed_ids["meta"] = {"V1001"}; }, false},
    {"items.not-in-feed", "a pattern by country, found", [](World& w) { by_pattern(w); w.contract().feed_ids["meta"] = {"shopify_DE_P100_V1001"}; }, false},
    {"items.not-in-feed", "a pattern by country, another's feed", [](World& w) { by_pattern(w); w.contract().feed_ids["meta"] = {"shopify_AT_P100_V1001"}; }},
    {"items.quantity", "always one", [](World& w) { (*w.event("ga4").items)[0].quantity = amount("1"); }},
    {"items.price", "with tax", [](World& w) { (*w.event("ga4").items)[0].price = amount("29.90"); }},
    {"items.price", "more digits", [](World& w) { (*w.event("ga4").items)[0].price = amount("25.125"); }, false},

    // ---- consent
    {"consent.sent-when-denied", "all sent", deny},
    {"consent.sent-when-denied", "the server alone", [](World& w) {
       deny(w);
       std::erase_if(w.evidence.events, [](const TrackedEvent& e) { return e.channel == kBrowser; });
       w.event("meta", kServer).outcome = Outcome::counted;
     }},
    {"consent.sent-when-denied", "an opt-out, limited", [](World& w) { in_california(w, false); limit(w); }, false},
    {"consent.sent-when-denied", "cookieless pings in advanced mode", [](World& w) {
       deny(w); w.contract().consent.advanced = true;
       std::erase_if(w.evidence.events, [](const TrackedEvent& e) { return e.platform == "meta"; });
       w.contract().consent.denied = {{"meta", Allowed::nothing}};
       for (auto& e : w.evidence.events) {
         e.consent = {Signal::denied, Signal::denied, Signal::denied, Signal::denied, false};
         e.outcome = Outcome::unconsented; e.set_id(IdField::gclid, {});
       }
     }, false},
    {"consent.sent-when-denied", "held back, sent after a grant on the same page", [](World& w) {
       w.shopper().consent = {{at(0), {}}, {at(11), {Choice::granted, Choice::granted}}};
     }, false},
    {"consent.granted-not-applied", "denied signals", [](World& w) {
       for (const auto* p : {"ga4", "google_ads"}) {
         auto& e = w.event(p);
         e.consent = {Signal::denied, Signal::denied, Signal::denied, Signal::denied, false};
         e.outcome = Outcome::unconsented;
       }
     }},
    {"consent.granted-not-applied", "no tag ever fires", [](World& w) {
       std::erase_if(w.evidence.events, [](const TrackedEvent& e) { return e.channel == kBrowser; });
       std::erase_if(w.evidence.attempts, [](const Attempt& a) { return a.channel == kBrowser; });
       w.event("meta", kServer).outcome = Outcome::counted;
     }},
    {"consent.granted-not-applied", "granted once more, and the receipt of an order that was told", [](World& w) {
       w.shopper().consent.push_back({at(40), {Choice::granted, Choice::granted}});
       w.evidence.steps.push_back({.step = "thank_you", .time = at(41)});
     }, false},
    {"consent.signal-missing", "none", [](World& w) {
       for (const auto* p : {"ga4", "google_ads"}) { w.event(p).consent = {}; w.event(p).consent_said = false; }
     }},
    {"consent.signal-missing", "none in an opt-out region", [](World& w) {
       w.shopper().region = w.order().region = "US-NY";
       for (const auto* p : {"ga4", "google_ads"}) { w.event(p).consent = {}; w.event(p).consent_said = false; }
     }, false},
    {"consent.too-late", "before the choice", [](World& w) { w.shopper().consent = {{at(0), {}}, {at(20), {Choice::granted, Choice::granted}}}; }},
    {"consent.too-late", "the first hit has no signals, later ones do", [](World& w) {
       auto& e = w.send("ga4", kBrowser, EventName::page_view, at(0)); e.consent = {}; e.consent_said = false;
     }},
    {"consent.not-forwarded", "nothing stored", [](World& w) { w.order().consent.reset(); w.unsend("meta", kServer, kPurchase); }},
    {"consent.gpc-ignored", "the browser's hits are full", [](World& w) { in_california(w, true); limit(w, kServer); }},
    {"consent.gpc-ignored", "a region whose law doesn't honour it", [](World& w) { in_california(w, true); w.shopper().region = w.order().region = "US-FL"; }, false},
    {"consent.gpc-lost-on-server", "the server's hit is full", [](World& w) { in_california(w, true); limit(w, kBrowser); }},
    {"consent.gpc-lost-on-server", "all limited", [](World& w) { in_california(w, true); limit(w); }, false},

    // ---- privacy
    {"privacy.clear-text", "the address as typed", [](World& w) { auto& d = w.event("meta", kServer).user_data[0]; d.value = "jane.doe@example.com"; d.form = DatumForm::clear; }},
    {"privacy.clear-text", "in a field of one's own", [](World& w) { w.capture(w.event("ga4")).request.url += "?ep.login=jane.doe%40example.com"; }},
    {"privacy.clear-text", "base64 of JSON in a parameter", [](World& w) { w.capture(w.event("ga4")).request.url += "?ep.d=" + base64(R"({"mail":"Jane.Doe@Example.com"})"); }},
    {"privacy.clear-text", "encoded twice, in a cookie", [](World& w) { w.capture(w.event("ga4")).request.headers.emplace_back("Cookie", "who=jane.doe%2540example.com"); }},
    {"privacy.clear-text", "the number with its separators, in JSON in a form", [](World& w) {
       auto& r = w.capture(w.event("meta", kServer)).request; r.headers = {{"Content-Type", "application/x-www-form-urlencoded"}}; r.body = "note=%7B%22tel%22%3A%220151%2F234-567-89%22%7D"; }},
    {"privacy.clear-text", "the name in the page's title", [](World& w) { w.capture(w.event("ga4")).request.url += "?dt=Thank%20you%2C%20Jane"; }},
    {"privacy.clear-text", "the name in the path", [](World& w) { w.capture(w.event("ga4")).request.url = "https://www.google-analytics.com/g/collect/jane_doe"; }},
    {"privacy.clear-text", "the street in a header", [](World& w) { w.capture(w.event("ga4")).request.headers.emplace_back("X-Ship-To", "Lange Strasse 12, 10115 Berlin"); }},
    {"privacy.clear-text", "a product of that name", [](World& w) { w.capture(w.event("ga4")).request.url += "?ep.item_name=Jane&ep.campaign=Doe&dt=Jane%20Eyre"; }, false},
    {"privacy.clear-text", "a city within a word, and as a category", [](World& w) { w.capture(w.event("ga4")).request.url += "?ep.a=Berliner&ep.category=Berlin"; }, false},
    {"privacy.clear-text", "digits of an id that hold the number", [](World& w) { w.capture(w.event("ga4")).request.url += "?ep.a=9915123456789001&ep.b=x15123456789"; }, false},
    {"privacy.clear-text", "the shop's own address", [](World& w) { w.capture(w.event("ga4")).request.url += "?ep.shop=info%40acme.example"; }, false},
    {"privacy.hash-form", "hashed before trimming", [](World& w) { w.event("meta", kServer).user_data[0].value = sha256_hex(" Jane.Doe@Example.com "); }},
    {"privacy.hash-form", "Google's form for Meta", [](World& w) { w.event("meta", kServer).user_data[1].value = sha256_hex("+4915123456789"); }},
    {"privacy.hash-form", "a hashed address", [](World& w) { auto& d = w.event("meta", kServer).user_data[2]; d.value = sha256_hex(d.value); d.form = DatumForm::sha256; }},
    {"privacy.hash-form", "upper-case hex", [](World& w) { auto& d = w.event("meta", kServer).user_data[0]; for (char& c : d.value) c = static_cast<char>(c >= 'a' && c <= 'f' ? c - 32 : c); d.form = DatumForm::sha256_upper; }, false},
    {"privacy.hash-form", "another shopper's hash", [](World& w) {
       ShopperTruth ben; ben.name = "ben"; ben.customer.email = "ben@example.com"; w.evidence.shoppers.push_back(ben);
       w.event("meta", kServer).user_data[0].value = sha256_hex("ben@example.com"); }},
    {"privacy.field-not-allowed", "user data for GA4", [](World& w) { w.event("ga4").user_data = {{UserField::email, sha256_hex("jane.doe@example.com"), DatumForm::sha256, "em"}}; }},
    {"privacy.unlisted-recipient", "nobody agreed on Google Ads", [](World& w) { w.contract().recipients = {"ga4", "meta"}; }},
    {"privacy.in-url", "the address in the page's", [](World& w) { w.event("ga4").page_url = said("https://acme.example/thank-you?email=jane.doe%2540example.com"); }},
    {"privacy.in-url", "the name in the referrer's path", [](World& w) { w.event("ga4").page_referrer = said("https://acme.example/account/jane-doe"); }},
    {"privacy.in-url", "in a parameter that nobody reads", [](World& w) { w.capture(w.event("ga4")).request.url += "?ep.back=https%3A%2F%2Facme.example%2F%3Fm%3Djane.doe%2540example.com"; }},
    {"privacy.in-url", "base64 in the fragment", [](World& w) { w.event("ga4").page_url = said("https://acme.example/a#" + base64("jane.doe@example.com")); }},
    {"privacy.unlisted-recipient", "an unmapped host gets the address", [](World& w) {
       Capture c = w.evidence.captures.front(); c.id = CaptureId("w/c-99"); c.platform = {}; c.channel.reset(); c.request = {}; c.request.url = "https://track.example/p?e=jane.doe%40example.com"; w.evidence.captures.push_back(c); }},
    {"privacy.unlisted-recipient", "an unmapped host gets its hash", [](World& w) {
       Capture c = w.evidence.captures.front(); c.id = CaptureId("w/c-99"); c.platform = {}; c.channel.reset(); c.request = {}; c.request.url = "https://track.example/p?e=" + sha256_hex("jane.doe@example.com"); w.evidence.captures.push_back(c); }},
    {"privacy.unlisted-recipient", "the shop's own host gets it", [](World& w) {
       Capture c = w.evidence.captures.front(); c.id = CaptureId("w/c-99"); c.platform = {}; c.channel.reset(); c.request = {}; c.request.url = "https://api.acme.example/login?e=jane.doe%40example.com"; w.evidence.captures.push_back(c); }, false},
    {"privacy.unlisted-recipient", "a picture from elsewhere", [](World& w) {
       Capture c = w.evidence.captures.front(); c.id = CaptureId("w/c-99"); c.platform = {}; c.channel.reset(); c.request = {}; c.request.url = "https://cdn.example/a.png"; w.evidence.captures.push_back(c); }, false},
    {"privacy.in-url", "an at-sign that is no address", [](World& w) { w.event("ga4").page_url = said("https://acme.example/lib@1.2.3/thank-you"); }, false},

    // ---- delivery
    {"delivery.lost", "the server gave up", [](World& w) { w.unsend("meta", kServer, kPurchase, true); auto& a = w.attempt("meta", kServer); a.result = Attempt::Result::lost; a.statuses = {0, 0, 0}; }},
    {"delivery.lost", "held back by the network", [](World& w) { w.unsend("meta", kServer, kPurchase, true); w.attempt("meta", kServer).result = Attempt::Result::held; }, false},
    {"delivery.late", "two hours", [](World& w) { auto& e = w.event("meta", kServer); e.received = at(7210); w.attempt("meta", kServer).time = at(7210); w.evidence.end = at(9000); }},
    {"delivery.late", "the shopper agreed late", [](World& w) {
       auto& e = w.event("meta", kServer); e.received = at(7210); w.attempt("meta", kServer).time = at(7210); w.evidence.end = at(9000);
       w.shopper().consent = {{at(0), {}}, {at(7000), {Choice::granted, Choice::granted}}};
       std::erase_if(w.evidence.events, [](const TrackedEvent& one) { return one.channel == kBrowser; });
       w.event("meta", kServer).outcome = Outcome::counted;
       w.page().last_open = at(100);
     }, false},
    {"delivery.refused", "the interface's version is gone", [](World& w) { refuse(w.event("meta", kServer), "meta.version.sunset"); }},
    {"delivery.refused", "a value that can't be read", [](World& w) { auto& e = w.event("meta", kServer); refuse(e, "meta.value.refused"); e.value = amount("50.25"); }, false},
    {"delivery.id-changed-on-retry", "the same sending, another id", [](World& w) {
       auto& e = w.event("meta", kServer); e.event_id = said("1001-retry-2"); count_both(w); w.attempt("meta", kServer).statuses = {500, 200}; }},

    // ---- platform
    {"platform.account", "a token that ran out", [](World& w) { refuse(w.event("meta", kServer), "meta.token.unknown"); }},
    {"platform.time", "refused for its time", [](World& w) { refuse(w.event("meta", kServer), "meta.event-time.future"); }},
    {"platform.time", "an hour ahead", [](World& w) { w.event("meta", kServer).time = at(3640); }},
    {"platform.time", "three minutes ahead", [](World& w) { w.event("meta", kServer).time = at(220); }, false},
    {"platform.test-code", "left in", [](World& w) { w.event("meta", kServer).test_code = said("TEST1"); }},
    {"platform.test-code", "in a test account", [](World& w) { w.event("meta", kServer).test_code = said("TEST1"); w.event("meta", kServer).page_url = {}; Account a; a.id = "1234567890"; a.env = "test"; w.config().accounts["meta"] = {a}; w.event("meta").page_url = {}; }, false},
    {"platform.dropped", "a name that is reserved", [](World& w) { auto& e = w.event("ga4"); e.outcome = Outcome::dropped; e.rule = "ga4.name.param-reserved"; }},
    {"platform.batch-lost", "one bad event", [](World& w) {
       refuse(w.event("meta", kServer), "meta.batch");
       TrackedEvent bad = w.event("meta", kServer); bad.name.reset(); bad.rule = "meta.event-name.missing";
       w.evidence.events.push_back(bad); }},
    {"platform.undeclared-destination", "another pixel", [](World& w) { w.event("meta").account = said("999"); w.event("meta", kServer).account = said("999"); }},
    {"platform.undeclared-destination", "a label of another action", [](World& w) { w.event("google_ads").action = said("Other-x1"); }},
    {"platform.undeclared-destination", "the contract names no labels", [](World& w) { w.event("google_ads").action = said("Other-x1"); for (auto& on : w.contract().events.front().platforms) if (on.platform == "google_ads") on.name = "AW-123456789"; }, false},
    {"platform.foreign-domain", "another site", [](World& w) { w.event("meta").page_url = said("https://copy.example/"); }},
    {"platform.foreign-domain", "a pixel's sandbox", [](World& w) { w.event("meta").page_url = said("https://acme.example/web-pixels@3a/sandbox/"); }},
    {"platform.test-traffic-in-live", "staging", [](World& w) { w.event("meta").page_url = said("https://staging.acme.example/"); }},
    {"platform.live-traffic-in-test", "test ids in the live shop", [](World& w) { Account a; a.id = "1234567890"; a.env = "test"; w.config().accounts["meta"] = {a}; }},
    {"platform.restricted-category", "restricted", [](World& w) { auto& e = w.event("meta", kServer); e.outcome = Outcome::dropped; e.rule = "meta.restricted.full"; }},

    // ---- reconcile
    {"reconcile.count", "an order taken for another's repetition", [](World& w) {
       second_order(w);
       w.event("meta", kBrowser, kPurchase, 1).outcome = Outcome::deduplicated; }},
    {"reconcile.count", "two orders", second_order, false},
    {"reconcile.revenue", "each within its tolerance", [](World& w) { w.contract().revenue.tolerance = number("0.50"); each_purchase(w, [](auto& e) { e.value = amount("50"); }); }},
    {"reconcile.orphan", "an id of nobody", [](World& w) { w.withdraw_all_attempts(); w.again(w.event("ga4"), at(30)).order_id = said("9999"); w.withdraw_all_attempts(); }},
};

/// Warnings are counted and credited to nobody; they fail nothing.
const Case kWarnings[] = {
    {"match.not-attributable", "nothing at all", [](World& w) {
       for (const auto c : {kBrowser, kServer}) {
         auto& e = w.event("meta", c); e.user_data.clear(); e.ids.clear(); e.attributable = Attributable::none; } }},
    {"match.not-attributable", "a Google Ads conversion without a click", [](World& w) { auto& e = w.event("google_ads"); e.attributable = Attributable::none; e.set_id(IdField::gclid, {}); w.shopper().ids[static_cast<std::size_t>(IdField::gclid)].clear(); }, false},
    {"match.client-id-differs", "one of the server's own", [](World& w) { w.refund("50.25", "59.80", true, at(1000)); w.event("ga4", kServer, EventName::refund).set_id(IdField::client_id, said("9.9")); }},
    {"match.session-id-missing", "none", [](World& w) { w.refund("50.25", "59.80", true, at(1000)); w.event("ga4", kServer, EventName::refund).set_id(IdField::session_id, {}); }},
    {"match.client-id-differs", "an fbp of the server's own", [](World& w) { w.event("meta", kServer).set_id(IdField::fbp, said("fb.1.1768470000000.99")); w.shopper().ids[static_cast<std::size_t>(IdField::fbp)] = "fb.1.1768470000000.1"; }},
    {"match.client-id-differs", "an fbp with the builder's appendix", [](World& w) { w.event("meta", kServer).set_id(IdField::fbp, said("fb.1.1768470000000.1.AbCdEfGh")); w.shopper().ids[static_cast<std::size_t>(IdField::fbp)] = "fb.1.1768470000000.1"; }, false},
    {"match.click-id-lost", "an fbc in seconds", [](World& w) { w.shopper().ids[static_cast<std::size_t>(IdField::fbc)] = "fb.1.1768470000000.IwAR2x"; for (const auto channel : {kBrowser, kServer}) { auto& e = w.event("meta", channel); e.set_id(IdField::fbc, said("fb.1.1768470000.IwAR2x")); e.warnings = {"meta.fbc.seconds"}; } }},
    {"match.click-id-lost", "no gclid", [](World& w) { w.event("google_ads").set_id(IdField::gclid, {}); }},
    {"match.click-id-lost", "a lower-cased one", [](World& w) { w.event("google_ads").set_id(IdField::gclid, said("cj0-gclid")); }},
    {"match.click-id-lost", "the shopper had none", [](World& w) { w.event("google_ads").set_id(IdField::gclid, {}); w.shopper().ids[static_cast<std::size_t>(IdField::gclid)].clear(); }, false},
    {"match.server-address", "a private address", [](World& w) { w.event("meta", kServer).user_data[2].value = "10.0.0.5"; }},
    {"match.server-address", "a library's user agent", [](World& w) { w.event("meta", kServer).user_data[3].value = "GuzzleHttp/7"; }},
    {"match.payment-referrer", "back from paying", [](World& w) { w.event("ga4").page_referrer = said("https://pay.example/done"); }},
    {"match.payment-referrer", "from one's own checkout", [](World& w) { w.event("ga4").page_referrer = said("https://checkout.acme.example/pay"); }, false},
    {"match.expected-key-missing", "no e-mail", [](World& w) { w.event("meta", kServer).user_data.erase(w.event("meta", kServer).user_data.begin()); }},
    {"match.expected-key-missing", "the shopper gave none", [](World& w) { w.event("meta", kServer).user_data.erase(w.event("meta", kServer).user_data.begin()); w.shopper().customer.email.clear(); }, false},
    {"privacy.unlisted-recipient", "nothing of the shopper is in it", [](World& w) {
       Capture c = w.evidence.captures.front(); c.id = CaptureId("w/c-99"); c.platform = {}; c.channel.reset(); c.request = {}; c.request.url = "https://track.example/p"; c.guess = "looks like GA4: `v=2`; map its host"; w.evidence.captures.push_back(c); }},
    {"delivery.unseen", "an ad blocker", [](World& w) { w.unsend("ga4", kBrowser, kPurchase, true); w.attempt("ga4").result = Attempt::Result::blocked; }},
    {"delivery.unseen", "a closed page", [](World& w) { w.unsend("ga4", kBrowser, kPurchase); w.page().shown = false; }},
    {"delivery.unseen", "Meta heard of it from the server", [](World& w) { w.unsend("meta", kBrowser, kPurchase, true); w.attempt("meta").result = Attempt::Result::blocked; count_both(w); }, false},
    {"delivery.disturbed", "a 500 that healed", [](World& w) { w.attempt("meta", kServer).disturbed = true; w.attempt("meta", kServer).statuses = {500, 200}; }},
};
// clang-format on

std::string list(const std::set<std::string>& ids) {
  std::string out;
  for (const auto& id : ids) out += (out.empty() ? "" : " ") + id;
  return out;
}

void run_case(const Case& one, Severity severity) {
  CAPTURE(one.check);
  CAPTURE(one.title);
  World world = clean_world();
  one.change(world);
  const std::string errors = list(world.found(Severity::error));
  if (severity == Severity::error) {
    CHECK(errors == (one.fires ? std::string(one.check) : std::string()));
    return;
  }
  CHECK(errors.empty());
  const auto warnings = world.found(Severity::warning);
  if (one.fires) {
    CHECK(list(warnings) == one.check);
  } else {
    CHECK_FALSE(warnings.contains(std::string(one.check)));
  }
}

}  // namespace

TEST_CASE("a shop that is tracked right has no findings at all") {
  World world = clean_world();
  const Judgement judged = world.judged(true);
  for (const auto& finding : judged.findings)
    FAIL_CHECK(finding.check << ": " << finding.message << " | " << finding.expected << " | "
                             << finding.actual);
  CHECK(judged.verdict == Verdict::pass);
  CHECK(judged.not_judged.empty());
  CHECK(judged.explained.empty());
}

TEST_CASE("one mistake makes one error") {
  for (const auto& one : kCases) run_case(one, Severity::error);
}

TEST_CASE("what nobody can help is a warning") {
  for (const auto& one : kWarnings) run_case(one, Severity::warning);
}

TEST_CASE("every check has a case that fires it") {
  for (const Check* check : all_checks()) {
    CAPTURE(check->id);
    const auto fires = [&](const Case& one) { return one.fires && one.check == check->id; };
    const bool error = std::ranges::any_of(kCases, fires);
    const bool warning = std::ranges::any_of(kWarnings, fires);
    CHECK((check->severity == Severity::warning ? warning : error));
  }
}

}  // namespace tagproof
