#include "tests/unit/judge/evidence_builder.h"

#include <algorithm>

#include "harness/base/bug.h"
#include "harness/base/hash.h"

namespace tagproof::tests {
namespace {

template <class T>
Observed<T> said(T value) {
  return Observed<T>::of(std::move(value));
}

Decimal number(std::string_view text) { return *Decimal::parse(text); }

constexpr std::string_view kClientId = "111.222";
constexpr std::string_view kFbp = "fb.1.1768471200000.12345";
constexpr std::string_view kFbc = "fb.1.1768471200000.IwAR-Click";
constexpr std::string_view kGclid = "Cj0-Gclid";

PlatformEvent agreed(std::string_view platform, std::string_view name,
                     std::vector<Channel> channels, std::string_view dedup = {}) {
  PlatformEvent event;
  event.platform = PlatformId(platform);
  event.name = name;
  event.channels = std::move(channels);
  event.dedup = dedup;
  return event;
}

PlatformEvent none(std::string_view platform, std::string_view why) {
  PlatformEvent event;
  event.platform = PlatformId(platform);
  event.none = why;
  return event;
}

Contract reference_contract() {
  const std::vector<Channel> browser{Channel::browser};
  const std::vector<Channel> server{Channel::server};
  const std::vector<Channel> both{Channel::browser, Channel::server};
  Contract c;
  c.name = "acme-store";
  c.shop.currency = "EUR";
  c.shop.domains = {"acme.example", "checkout.acme.example"};
  c.shop.test_domains = {"staging.acme.example"};
  c.owners = {{"default", {"Growth Analytics", ""}}, {"server", {"Shop backend", ""}}};
  c.items.ids = {{"ga4", "sku"}, {"meta", "variant_id"}, {"google_ads", "sku"}};
  ContractEvent purchase{EventName::purchase, "order_countable", "order", {}};
  purchase.platforms = {agreed("ga4", "purchase", browser, "transaction_id"),
                        agreed("meta", "Purchase", both, "event_id"),
                        agreed("google_ads", "AW-123456789/AbC", browser, "order_id")};
  ContractEvent refund{EventName::refund, "order_refunded", "", {}};
  refund.platforms = {agreed("ga4", "refund", server), agreed("google_ads", "", server),
                      none("meta", "Meta has no refund event.")};
  ContractEvent cancel = refund;
  cancel.name = EventName::cancel;
  cancel.when = "order_cancelled";
  ContractEvent lead{EventName::lead, "form_sent", "submission", {}};
  lead.platforms = {agreed("ga4", "generate_lead", browser),
                    agreed("meta", "Lead", both, "event_id")};
  c.events = {purchase, refund, cancel, lead};
  c.recipients = {"ga4", "meta", "google_ads"};
  c.destinations = {
      {"ga4", {"G-TEST1"}}, {"meta", {"1234567890"}}, {"google_ads", {"AW-123456789"}}};
  c.user_data.allowed = {{"ga4", {}},
                         {"meta", {"email", "phone", "fbp", "fbc", "ip", "user_agent"}},
                         {"google_ads", {"email", "phone", "gclid"}}};
  c.user_data.expected = {{"meta", {{"email"}, {"ip"}, {"user_agent"}, {"fbp"}, {"fbc", true}}},
                          {"google_ads", {{"gclid", true}}}};
  c.consent.regions = {{"EEA", Regime::opt_in, Regime::opt_in},
                       {"US", Regime::opt_out, Regime::opt_out},
                       {"default", Regime::opt_in, Regime::opt_in}};
  c.consent.purposes = {{"ga4", Purpose::analytics},
                        {"meta", Purpose::marketing},
                        {"google_ads", Purpose::marketing}};
  c.consent.signals = {{Purpose::analytics, {"analytics_storage"}},
                       {Purpose::marketing, {"ad_storage", "ad_user_data", "ad_personalization"}}};
  return c;
}

Order reference_order() {
  Order order;
  order.id = OrderId("1001");
  order.name = "#1001";
  order.state = OrderState::paid;
  order.created = at(10);
  order.authorized = at(10);
  order.paid = at(10);
  order.currency = "EUR";
  order.totals = {.items_net = number("50.25"),
                  .items_gross = number("59.80"),
                  .shipping = number("4.20"),
                  .tax = number("10.35"),
                  .total = number("64.80"),
                  .discount = number("5.00")};
  OrderItem item;
  item.sku = "SHIRT-M";
  item.product_id = "P100";
  item.variant_id = "V1001";
  item.quantity = 2;
  item.price_net = number("25.13");
  item.price_gross = number("29.90");
  order.items = {item};
  order.payment_method = "card";
  order.region = "DE";
  order.consent = ConsentChoice{Choice::granted, Choice::granted};
  return order;
}

void say_all_granted(TrackedEvent& event) {
  event.consent = {Signal::granted, Signal::granted, Signal::granted, Signal::granted, false};
  event.consent_said = true;
}

void add_datum(TrackedEvent& event, UserField field, std::string value, DatumForm form) {
  event.user_data.push_back({field, std::move(value), form, "wire"});
}

void fill_purchase(TrackedEvent& event) {
  event.order_id = said<std::string>("1001");
  event.value = said(number("50.25"));
  event.currency = said<std::string>("EUR");
  TrackedItem item;
  item.id = said<std::string>(event.platform == "meta" ? "V1001" : "SHIRT-M");
  item.quantity = said(Decimal(2));
  item.price = said(number("25.13"));
  event.items = said(std::vector<TrackedItem>{item});
}

void fill(TrackedEvent& event) {
  const bool server = event.channel == Channel::server;
  if (event.platform == "meta") {
    event.event_id = said<std::string>(event.is(EventName::lead) ? "lead-1" : "1001");
    event.account = said<std::string>("1234567890");
    event.set_id(IdField::fbp, said(std::string(kFbp)));
    event.set_id(IdField::fbc, said(std::string(kFbc)));
    if (server) {
      add_datum(event, UserField::email, sha256_hex("jane.doe@example.com"), DatumForm::sha256);
      add_datum(event, UserField::phone, sha256_hex("4915123456789"), DatumForm::sha256);
      add_datum(event, UserField::ip, "203.0.113.7", DatumForm::clear);
      add_datum(event, UserField::user_agent, "Mozilla/5.0", DatumForm::clear);
    }
    event.attributable = Attributable::click_id;
  } else if (event.platform == "google_ads") {
    event.account = said<std::string>(server ? "1234567890" : "AW-123456789");
    event.action = said<std::string>("AbC");
    if (!server) event.set_id(IdField::gclid, said(std::string(kGclid)));
    if (!server) say_all_granted(event);
  } else {
    event.account = said<std::string>("G-TEST1");
    event.set_id(IdField::client_id, said(std::string(kClientId)));
    event.set_id(IdField::session_id, said<std::string>("1768471200"));
    if (!server) say_all_granted(event);
  }
  event.page_url = said<std::string>("https://checkout.acme.example/thank-you");
  if (event.is(EventName::purchase) || event.is(EventName::refund)) fill_purchase(event);
}

}  // namespace

TimePoint at(int seconds) {
  return *parse_rfc3339("2026-01-15T10:00:00Z") + std::chrono::seconds(seconds);
}

TrackedEvent& World::event(std::string_view platform, Channel channel, EventName name,
                           std::size_t nth) {
  for (auto& one : evidence.events) {
    if (one.platform == platform && one.channel == channel && one.is(name) && nth-- == 0)
      return one;
  }
  TAGPROOF_BUG("the test asks for an event that isn't there");
}

Attempt& World::attempt(std::string_view platform, Channel channel, EventName name) {
  for (auto& one : evidence.attempts) {
    if (one.platform == platform && one.channel == channel && one.event == name) return one;
  }
  TAGPROOF_BUG("the test asks for an attempt that isn't there");
}

Capture& World::capture(const TrackedEvent& event) {
  const auto it = std::ranges::find(evidence.captures, event.capture, &Capture::id);
  return *it;
}

TrackedEvent& World::send(std::string_view platform, Channel channel, EventName name,
                          TimePoint time) {
  Capture capture;
  capture.id = CaptureId("test/c-" + std::to_string(evidence.captures.size() + 1));
  capture.step = 4;
  capture.time = time;
  capture.platform = PlatformId(platform);
  capture.channel = channel;
  capture.sender = channel == Channel::browser ? Sender::browser : Sender::shop;
  capture.request.url = "https://" + std::string(platform) + ".example/hit";

  TrackedEvent event;
  event.capture = capture.id;
  event.platform = capture.platform;
  event.channel = channel;
  event.sender = *capture.sender;
  event.name = name;
  event.received = time;
  fill(event);

  Attempt attempt;
  attempt.due = channel == Channel::server && name == EventName::purchase ? at(10) : time;
  attempt.time = time;
  attempt.platform = event.platform;
  attempt.channel = channel;
  attempt.sender = event.sender;
  attempt.event = name;
  if (event.order_id) attempt.order = OrderId("1001");
  attempt.captures = {capture.id};
  attempt.statuses = {200};

  evidence.captures.push_back(std::move(capture));
  evidence.attempts.push_back(std::move(attempt));
  evidence.events.push_back(std::move(event));
  return evidence.events.back();
}

void World::unsend(std::string_view platform, Channel channel, EventName name, bool tried) {
  const auto gone = [&](const auto& one) {
    return one.platform == platform && one.channel == channel;
  };
  std::erase_if(evidence.events, [&](const TrackedEvent& e) { return gone(e) && e.is(name); });
  for (auto& one : evidence.attempts) {
    if (gone(one) && one.event == name) one.captures.clear();
  }
  if (!tried) {
    std::erase_if(evidence.attempts,
                  [&](const Attempt& a) { return gone(a) && a.captures.empty(); });
  }
}

TrackedEvent& World::again(const TrackedEvent& event, TimePoint time) {
  TrackedEvent copy = event;
  copy.capture = send(event.platform.view(), event.channel, *event.name, time).capture;
  copy.received = time;
  evidence.events.back() = std::move(copy);
  evidence.attempts.back().due = time;
  return evidence.events.back();
}

void World::refund(const char* net, const char* gross, bool full, TimePoint time) {
  Refund refund;
  refund.id = "r" + std::to_string(order().refunds.size() + 1);
  refund.time = time;
  refund.full = full;
  refund.amount = number(gross);
  refund.totals.items_net = number(net);
  refund.totals.items_gross = number(gross);
  order().refunds.push_back(refund);
  order().state = full ? OrderState::refunded : OrderState::partially_refunded;
  Decimal kept = number("50.25");
  for (const auto& one : order().refunds) kept -= *one.totals.items_net;
  TrackedEvent& ga4 = send("ga4", Channel::server, EventName::refund, time);
  ga4.value = said(number(net));
  TrackedEvent& ads = send("google_ads", Channel::server, EventName::refund, time);
  ads.adjustment = full ? AdjustmentKind::retract : AdjustmentKind::restate;
  ads.value = full ? Observed<Decimal>() : said(kept);
  evidence.end = std::max(evidence.end, time + std::chrono::hours(2));
}

Judgement World::judged(bool strict, const Expectations* expect) {
  evidence.ledgers.clear();
  for (const std::string_view platform : {"ga4", "meta", "google_ads"}) {
    Ledger ledger;
    ledger.platform = PlatformId(platform);
    for (const auto& one : evidence.events) {
      if (one.platform != platform || !one.name) continue;
      LedgerNumbers& numbers = ledger.events[*one.name];
      ++numbers.received;
      if (one.outcome == Outcome::unconsented) ++numbers.unconsented;
      if (one.outcome != Outcome::counted) continue;
      ++numbers.counted;
      if (one.value) numbers.by_currency[one.currency.value_or({})].value += *one.value;
    }
    evidence.ledgers.push_back(std::move(ledger));
  }
  return judge(evidence, all_checks(), expect, strict);
}

std::set<std::string> World::found(Severity severity) {
  std::set<std::string> ids;
  for (const auto& finding : judged().findings) {
    if (finding.severity == severity) ids.insert(finding.check);
  }
  return ids;
}

World clean_world() {
  World world;
  Evidence& e = world.evidence;
  e.scenario = "test";
  e.contract = std::make_shared<const Contract>(reference_contract());
  e.config = std::make_shared<const TargetConfig>();
  e.start = at(0);
  e.end = at(7200);
  e.orders = {reference_order()};
  ShopperTruth shopper;
  shopper.region = "DE";
  shopper.consent = {{at(0), {Choice::granted, Choice::granted}}};
  shopper.customer.email = " Jane.Doe@Example.com ";
  shopper.customer.phone = "+49 151 23456789";
  shopper.customer.first_name = "Jane";
  shopper.customer.last_name = "Doe";
  shopper.customer.street = "Lange Strasse 12";
  shopper.customer.city = "Berlin";
  shopper.customer.zip = "10115";
  shopper.customer.country = "DE";
  shopper.customer.ip = "203.0.113.7";
  shopper.customer.user_agent = "Mozilla/5.0";
  const auto knows = [&](IdField id, std::string_view text) {
    shopper.ids[static_cast<std::size_t>(id)] = text;
  };
  knows(IdField::client_id, kClientId);
  knows(IdField::session_id, "1768471200");
  knows(IdField::fbp, kFbp);
  knows(IdField::fbc, kFbc);
  knows(IdField::gclid, kGclid);
  e.shoppers = {shopper};
  e.pages = {{OrderId("1001"), true, at(7200)}};
  int second = 0;
  for (const std::string_view step : {"view", "add_to_cart", "checkout", "pay", "thank_you"}) {
    StepRecord record;
    record.index = second / 5;
    record.step = step;
    record.time = at(step == "thank_you" ? 11 : second / 5);
    e.steps.push_back(std::move(record));
    second += 5;
  }
  world.send("ga4", Channel::browser, EventName::purchase, at(11));
  world.send("meta", Channel::browser, EventName::purchase, at(11));
  world.send("google_ads", Channel::browser, EventName::purchase, at(11));
  TrackedEvent& twin = world.send("meta", Channel::server, EventName::purchase, at(40));
  twin.outcome = Outcome::deduplicated;
  twin.rule = "meta.dedup.event-id";
  return world;
}

}  // namespace tagproof::tests
