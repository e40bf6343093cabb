#include "tests/unit/reports/run_builder.h"

#include <fmt/format.h>

#include <utility>

#include "harness/base/hash.h"

namespace tagproof::testing {
namespace {

Decimal decimal(std::string_view text) { return *Decimal::parse(text); }
TimePoint at(int seconds) {
  return *parse_rfc3339("2026-01-15T10:00:00Z") + std::chrono::seconds(seconds);
}
const std::string kJaneHash = sha256_hex("jane.doe@example.com");

/// Adds hits and their events to a scenario the way a session would.
class Builder {
 public:
  Builder(std::string name, std::string title, Verdict verdict = Verdict::pass) {
    result_.scenario = std::move(name);
    result_.title = std::move(title);
    result_.verdict = verdict;
    result_.file = "scenarios/" + result_.scenario.substr(0, result_.scenario.find('[')) + ".yaml";
    result_.duration_ms = 1.9;
    result_.judgement.checks = 44;
    auto& evidence = result_.evidence;
    evidence.scenario = result_.scenario;
    evidence.contract = std::make_shared<const Contract>(acme_contract());
    evidence.start = at(0);
    evidence.end = at(60);
    ShopperTruth shopper;
    shopper.region = "DE";
    shopper.consent = {{at(0), {Choice::granted, Choice::granted}}};
    shopper.customer = jane();
    evidence.shoppers.push_back(std::move(shopper));
    for (const auto* platform : {"ga4", "meta", "google_ads"})
      evidence.ledgers.push_back({PlatformId(platform), {}});
  }

  Builder& step(std::string name, std::string text) {
    StepRecord record;
    record.index = static_cast<int>(result_.evidence.steps.size());
    record.step = std::move(name);
    record.text = std::move(text);
    record.line = 7 + record.index;
    record.time = at(record.index);
    result_.evidence.steps.push_back(std::move(record));
    return *this;
  }
  Builder& order(Order order) {
    if (!result_.evidence.steps.empty()) result_.evidence.steps.back().orders.push_back(order.id);
    result_.evidence.orders.push_back(std::move(order));
    return *this;
  }

  TrackedEvent& purchase(std::string_view platform, Channel channel,
                         Outcome outcome = Outcome::counted) {
    Capture capture = hit(platform, channel);
    TrackedEvent event;
    event.capture = capture.id;
    event.platform = capture.platform;
    event.channel = channel;
    event.sender = channel == Channel::browser ? Sender::browser : Sender::shop;
    event.name = EventName::purchase;
    event.platform_name = Observed<std::string>::of(platform == "ga4" ? "purchase" : "Purchase");
    event.event_id = Observed<std::string>::of("1001");
    event.order_id = Observed<std::string>::of("1001");
    event.value = Observed<Decimal>::of(decimal("50.25"), WireKind::number);
    event.currency = Observed<std::string>::of("EUR");
    TrackedItem item;
    item.id = Observed<std::string>::of(platform == "meta" ? "4001" : "TSHIRT-BLUE-M");
    item.quantity = Observed<Decimal>::of(Decimal{3});
    item.price = Observed<Decimal>::of(decimal("16.75"));
    event.items = Observed<std::vector<TrackedItem>>::of({item});
    event.consent = {Signal::granted, Signal::granted, Signal::granted, Signal::granted, false};
    event.account = Observed<std::string>::of(platform == "meta"  ? "1234567890"
                                              : platform == "ga4" ? "G-TEST1"
                                                                  : "AW-123456789");
    event.page_url =
        Observed<std::string>::of("https://acme.example/thank-you?email=jane.doe%40example.com");
    event.time = capture.time;
    event.outcome = outcome;
    event.rule = platform == "meta"  ? "meta.dedup.event-id"
                 : platform == "ga4" ? "ga4.dedup.transaction-id"
                                     : "google_ads.count";
    event.attributable = Attributable::click_id;
    if (channel == Channel::server) {
      event.user_data = {
          {UserField::email, kJaneHash, DatumForm::sha256, "em", true, ""},
          {UserField::ip, "203.0.113.77", DatumForm::clear, "client_ip_address", true, ""}};
    }
    count(platform, event);
    result_.evidence.captures.push_back(std::move(capture));
    result_.evidence.events.push_back(std::move(event));
    return result_.evidence.events.back();
  }
  Capture& last_hit() { return result_.evidence.captures.back(); }
  CaptureId last_id() { return last_hit().id; }

  Finding& finding(std::string check, Severity severity, std::string platform,
                   std::string message) {
    Finding finding;
    finding.check = std::move(check);
    finding.severity = severity;
    finding.cause = Cause::mapping;
    finding.layer = Layer::server;
    finding.owner = "Shop backend";
    finding.platform = PlatformId(std::move(platform));
    finding.channel = Channel::server;
    finding.sender = Sender::shop;
    finding.order = OrderId("1001");
    finding.message = std::move(message);
    if (!result_.evidence.captures.empty()) finding.captures = {last_id()};
    finding.source =
        "https://developers.facebook.com/docs/marketing-api/conversions-api/"
        "deduplicate-pixel-and-server-events";
    finding.hint = "Send the browser event's event_id from the server as well.";
    result_.judgement.findings.push_back(std::move(finding));
    return result_.judgement.findings.back();
  }
  Builder& expect(std::string what, std::string expected, std::string actual) {
    const bool ok = expected == actual;
    const int line = 15 + static_cast<int>(result_.judgement.expectations.size());
    result_.judgement.expectations.push_back(
        {std::move(what), line, std::move(expected), std::move(actual), ok});
    return *this;
  }
  ScenarioResult& result() { return result_; }
  ScenarioResult take() { return std::move(result_); }

 private:
  Capture hit(std::string_view platform, Channel channel) {
    Capture capture;
    capture.id =
        CaptureId(fmt::format("{}/c-{}", result_.scenario, result_.evidence.captures.size() + 1));
    capture.scenario = result_.scenario;
    capture.step = static_cast<int>(result_.evidence.steps.size()) - 1;
    capture.time = at(static_cast<int>(result_.evidence.captures.size()) + 3);
    capture.platform = PlatformId(platform);
    capture.channel = channel;
    capture.sender = channel == Channel::browser ? Sender::browser : Sender::shop;
    capture.request.headers = {{"User-Agent",
                                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like "
                                "Gecko) Chrome/120.0 Safari/537.36"}};
    if (platform == "ga4") {
      capture.request.method = "POST";
      capture.request.url =
          "https://www.google-analytics.com/g/"
          "collect?v=2&tid=G-TEST1&gtm=45je5&_p=1768471203&gcs=G111&gcd=13t3t3t3t5l1&npa=0&dma=1"
          "&cid=1234567890.1768471200&ul=de-de&sr=1280x800&_s=1&sid=1768471200&sct=1&seg=1"
          "&dl=https%3A%2F%2Facme.example%2Fthank-you%3Femail%3Djane.doe%2540example.com&dt=Thank%"
          "20you"
          "&en=purchase&ep.transaction_id=1001&epn.value=50.25&cu=EUR&pr1=idTSHIRT-BLUE-M~qt3~pr22."
          "69";
      capture.answer.status = 204;
    } else if (platform == "meta" && channel == Channel::server) {
      capture.request.method = "POST";
      capture.request.url =
          "https://graph.facebook.com/v21.0/1234567890/"
          "events?access_token=tagproof:0123456789abcdef";
      capture.request.headers.emplace_back("Content-Type", "application/json");
      capture.request.body = fmt::format(
          R"({{"data":[{{"event_name":"Purchase","event_time":1768471203,"event_id":"1001","action_source":"website","user_data":{{"em":["{}"],"client_ip_address":"203.0.113.77","note":"Jane Doe, +49 151 23456789"}},"custom_data":{{"value":50.25,"currency":"EUR","order_id":"1001"}}}}]}})",
          kJaneHash);
      capture.redacted = {"query.access_token"};
      capture.answer.body = R"({"events_received":1,"messages":[],"fbtrace_id":"A0"})";
      capture.answer.headers = {{"Content-Type", "application/json"}};
    } else if (platform == "meta") {
      capture.request.url =
          "https://www.facebook.com/tr/"
          "?id=1234567890&ev=Purchase&dl=https%3A%2F%2Facme.example%2Fthank-you%3Femail%3Djane.doe%"
          "2540example.com"
          "&cd[value]=50.25&cd[currency]=EUR&eid=1001&fbp=fb.1.1768471200000.1234567890";
    } else {
      capture.request.url =
          "https://www.googleadservices.com/pagead/conversion/123456789/"
          "?label=AbC-D_efG&value=50.25&currency_code=EUR&oid=1001&gclid=Cj0KCQ";
    }
    return capture;
  }

  void count(std::string_view platform, const TrackedEvent& event) {
    for (auto& ledger : result_.evidence.ledgers) {
      if (!(ledger.platform == platform)) continue;
      auto& numbers = ledger.events[EventName::purchase];
      ++numbers.received;
      if (event.outcome == Outcome::deduplicated) ++numbers.deduplicated;
      if (event.outcome == Outcome::unconsented) ++numbers.unconsented;
      if (event.outcome == Outcome::dropped) ++numbers.dropped;
      if (event.outcome == Outcome::refused) ++numbers.refused;
      if (event.outcome != Outcome::counted) return;
      ++numbers.counted;
      ++numbers.click_id;
      numbers.by_currency["EUR"].value += decimal("50.25");
    }
  }

  ScenarioResult result_{};
};

Builder bought(std::string name, std::string title, Verdict verdict = Verdict::pass) {
  Builder journey(std::move(name), std::move(title), verdict);
  journey.step("view", "view TSHIRT-BLUE-M")
      .step("add_to_cart", "add 3 × TSHIRT-BLUE-M to the cart")
      .step("checkout", "check out with standard shipping and coupon WELCOME10")
      .step("pay", "pay by card: approved")
      .order(order_1001())
      .step("thank_you", "see the thank-you page");
  return journey;
}

ScenarioResult right(std::string name, std::string title) {
  Builder journey = bought(std::move(name), std::move(title));
  journey.purchase("ga4", Channel::browser);
  journey.purchase("meta", Channel::browser);
  journey.purchase("google_ads", Channel::browser);
  journey.purchase("meta", Channel::server, Outcome::deduplicated).merged_with =
      CaptureId(journey.result().scenario + "/c-2");
  journey.expect("orders.paid", "1", "1")
      .expect("conversions.ga4", "1", "1")
      .expect("conversions.meta", "1", "1");
  journey.expect("conversions.google_ads", "1", "1").expect("findings", "none", "none");
  journey.result().risk = "Every sale counted once";
  return journey.take();
}

ScenarioResult counted_twice() {
  Builder journey =
      bought("refresh-thank-you", "Refreshing the thank-you page counts no second purchase",
             Verdict::fail);
  journey.step("refresh", "refresh the thank-you page");
  journey.result().risk = "Duplicate browser events";
  journey.result().faults = {"event-id-differs-by-channel"};
  journey.purchase("ga4", Channel::browser);
  journey.purchase("meta", Channel::browser);
  journey.purchase("meta", Channel::server).event_id = Observed<std::string>::of("srv-1001");
  Finding& twice = journey.finding(
      "dedup.event-id-mismatch", Severity::error, "meta",
      "Order 1001 is counted twice: the browser's and the server's event carry different ids.");
  twice.expected = "event id text \"1001\" on both";
  twice.actual = "text \"1001\" from the browser, text \"srv-1001\" from the server";
  twice.at_stake = AtStake{{decimal("50.25"), "EUR"}, Direction::over};
  twice.rule = "meta.dedup.event-id";
  twice.confidence = Confidence::documented;
  twice.captures = {CaptureId("refresh-thank-you/c-2"), CaptureId("refresh-thank-you/c-3")};
  journey.expect("conversions.ga4", "1", "1")
      .expect("conversions.meta", "1", "2")
      .expect("findings", "none", "dedup.event-id-mismatch");
  journey.purchase("google_ads", Channel::browser);
  return journey.take();
}

ScenarioResult several_currencies() {
  Builder journey = bought("two-currencies", "A shopper who pays in dollars is recorded in dollars",
                           Verdict::fail);
  Order dollars = order_1001();
  dollars.id = OrderId("1002");
  dollars.currency = "USD";
  journey.order(dollars);
  journey.purchase("ga4", Channel::browser);
  TrackedEvent& second = journey.purchase("ga4", Channel::browser);
  second.order_id = Observed<std::string>::of("1002");
  second.value = Observed<Decimal>::malformed("50,25");
  for (auto& ledger : journey.result().evidence.ledgers) {
    if (ledger.platform == "ga4")
      ledger.events[EventName::purchase].by_currency["USD"].value = decimal("50.25");
  }
  Finding& wrong = journey.finding("currency.mismatch", Severity::error, "ga4",
                                   "Order 1002 was paid in USD and is recorded in EUR.");
  wrong.layer = Layer::browser_tag;
  wrong.owner = "Growth Analytics";
  wrong.channel = Channel::browser;
  wrong.order = OrderId("1002");
  wrong.expected = "USD";
  wrong.actual = "EUR";
  wrong.hint = "Take the currency from the order, not from the shop.";
  wrong.at_stake = AtStake{{decimal("50.25"), "USD"}, Direction::wrong};
  wrong.source =
      "https://developers.google.com/analytics/devguides/collection/ga4/reference/events#purchase";
  journey.expect("conversions.ga4", "2", "2").expect("findings", "none", "currency.mismatch");
  return journey.take();
}

ScenarioResult cell(std::string_view region, bool consented) {
  Builder journey =
      bought(fmt::format("consent[{},basic]", region), "Consent is respected in every region");
  journey.result().cell = {{"shopper.region", std::string(region)},
                           {"contract.consent.mode", "basic"}};
  if (consented) {
    journey.purchase("ga4", Channel::browser);
    journey.purchase("meta", Channel::browser);
    Finding& warning =
        journey.finding("match.not-attributable", Severity::warning, "meta",
                        "The purchase of order 1001 is counted, but can be credited to nobody.");
    warning.hint = "Pass the click id from the landing page on to the checkout.";
    warning.expected = "click id or user data";
    warning.actual = "none";
  } else {
    journey.result().evidence.shoppers.front().consent = {
        {at(0), {Choice::denied, Choice::denied}}};
    journey.purchase("ga4", Channel::server, Outcome::unconsented);
    journey.result().judgement.explained = {
        {PlatformId("meta"), OrderId("1001"), LossCause::consent},
        {PlatformId("ga4"), OrderId("1001"), LossCause::consent},
        {PlatformId("google_ads"), OrderId("1001"), LossCause::consent}};
  }
  return journey.take();
}

ScenarioResult hostile() {
  Builder journey = bought("hostile-payload", "Foreign text stays text", Verdict::fail);
  constexpr std::string_view kEvil =
      "<script>alert(1)</script>\"'&]]>|`::error::\x1b[31m\u202etxt.exe @everyone #1 %0A";
  TrackedEvent& event = journey.purchase("meta", Channel::server);
  event.event_id = Observed<std::string>::of(std::string(kEvil));
  journey.last_hit().request.body = std::string("{\"evil\":\"") + std::string(kEvil) + "\"}";
  journey.last_hit().request.headers.emplace_back("X-Evil", std::string(kEvil));
  Finding& finding = journey.finding("order.id-missing", Severity::error, "meta",
                                     std::string("No order id in ") + std::string(kEvil));
  finding.actual = std::string(kEvil);
  finding.expected = "1001";
  finding.owner = "";
  return journey.take();
}

ScenarioResult broken() {
  Builder journey("server-delay", "A server event three days late still counts", Verdict::error);
  journey.result().error = "the storefront's database could not be opened: disk full";
  journey.result().evidence.ledgers.clear();
  return journey.take();
}

ScenarioResult expected_finding() {
  ScenarioResult result =
      right("ad-blocker", "What an ad blocker hides is named, not blamed on the shop");
  Finding finding;
  finding.check = "delivery.unseen";
  finding.severity = Severity::error;
  finding.platform = PlatformId("ga4");
  finding.message = "GA4 could not see order 1001: the shopper's ad blocker stopped the hit.";
  result.judgement.findings = {finding};
  result.judgement.not_judged = {{"match.client-id-differs", "no browser id is known"}};
  return result;
}

Run about(std::string target) {
  Run run;
  run.tool = "tagproof 0.1.0";
  run.run = "20260115T100000Z-1f3a";
  run.started = "2026-01-15T10:00:00.000Z";
  run.contract = "acme-store";
  run.target = std::move(target);
  run.files = {{"scenarios/contract.yaml", sha256_hex("contract")},
               {"scenarios/refresh-thank-you.yaml", sha256_hex("scenario")}};
  run.command = "tagproof run scenarios/";
  run.duration_ms = 12.4;
  return run;
}

}  // namespace

Customer jane() {
  Customer jane;
  jane.email = " Jane.Doe@Example.com ";
  jane.phone = "+49 151 23456789";
  jane.first_name = "Jane";
  jane.last_name = "Doe";
  jane.street = "Hauptstraße 5";
  jane.city = "Berlin";
  jane.zip = "10115";
  jane.country = "DE";
  jane.ip = "203.0.113.77";
  return jane;
}

Contract acme_contract() {
  Contract contract;
  contract.name = "acme-store";
  contract.shop.currency = "EUR";
  contract.items.ids = {{"ga4", "sku"}, {"meta", "variant_id"}, {"google_ads", "sku"}};
  const auto platform = [](std::string id, std::string name, std::vector<Channel> channels) {
    PlatformEvent event;
    event.platform = PlatformId(std::move(id));
    event.name = std::move(name);
    event.dedup = channels.size() > 1 ? "event_id" : "order_id";
    event.channels = std::move(channels);
    return event;
  };
  ContractEvent purchase;
  purchase.name = EventName::purchase;
  purchase.platforms = {platform("ga4", "purchase", {Channel::browser}),
                        platform("meta", "Purchase", {Channel::browser, Channel::server}),
                        platform("google_ads", "AW-123456789/AbC-D_efG", {Channel::browser})};
  contract.events = {purchase};
  return contract;
}

Order order_1001() {
  Order order;
  order.id = OrderId("1001");
  order.name = "#1001";
  order.state = OrderState::paid;
  order.created = at(3);
  order.paid = at(3);
  order.currency = "EUR";
  order.totals.items_net = decimal("50.25");
  order.totals.shipping = decimal("0.00");
  order.totals.tax = decimal("9.55");
  order.totals.total = decimal("59.80");
  order.region = "DE";
  OrderItem item;
  item.sku = "TSHIRT-BLUE-M";
  item.variant_id = "4001";
  item.quantity = 3;
  item.price_net = decimal("16.75");
  order.items = {item};
  order.payment_method = "card";
  order.customer = jane();
  return order;
}

Run a_run() {
  Run run = about("simulated");
  run.scenarios = {right("successful-purchase", "A purchase is counted once on every platform"),
                   counted_twice(),
                   several_currencies(),
                   cell("DE", false),
                   cell("US-CA", true),
                   hostile(),
                   broken(),
                   expected_finding()};
  return run;
}

Run a_clean_run() {
  Run run = about("recording");
  for (const auto* name : {"successful-purchase", "refresh-thank-you", "failed-payment", "refund",
                           "cancellation", "server-delay", "consent-denied"}) {
    run.scenarios.push_back(right(name, fmt::format("The journey {} is tracked right", name)));
  }
  return run;
}

Run a_large_run(std::size_t scenarios, std::size_t hits) {
  Run run = about("simulated");
  for (std::size_t i = 0; i < scenarios; ++i) {
    Builder journey = bought(fmt::format("journey-{}", i + 1), "A long journey");
    for (std::size_t hit = 0; hit < hits; ++hit) {
      const bool server = hit % 2 == 1;
      journey.purchase(server || hit % 4 == 0 ? "meta" : "ga4",
                       server ? Channel::server : Channel::browser,
                       hit < 2 ? Outcome::counted : Outcome::deduplicated);
    }
    run.scenarios.push_back(journey.take());
  }
  return run;
}

}  // namespace tagproof::testing
