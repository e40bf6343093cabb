// What holds for every finding and judgement, whatever the check.
#include <doctest/doctest.h>

#include <algorithm>

#include "harness/judge/merging.h"
#include "harness/judge/refusal.h"
#include "tests/unit/judge/evidence_builder.h"

namespace tagproof {
namespace {

using namespace tagproof::tests;

Observed<Decimal> amount(std::string_view text) {
  return Observed<Decimal>::of(*Decimal::parse(text));
}

}  // namespace

TEST_CASE("a finding says what, where, how much and who") {
  World world = clean_world();
  for (const auto channel : {Channel::browser, Channel::server})
    world.event("meta", channel).value = amount("59.80");
  const Judgement judged = world.judged();
  REQUIRE(judged.findings.size() == 1);
  const Finding& f = judged.findings.front();
  CHECK(f.check == "value.mismatch");
  CHECK(f.message ==
        "Meta got a wrong value for order 1001: it equals items_gross_incl_tax: tax is in it.");
  CHECK(f.expected ==
        "decimal 50.25 (items_net; order 1001: items_net 50.25, items_net_plus_shipping 54.45, "
        "items_gross_incl_tax 59.80, order_total 64.80, order_total_minus_tax 54.45)");
  CHECK(f.actual == "decimal 59.80");
  CHECK(f.order == "1001");
  REQUIRE(f.at_stake);
  CHECK(show(f.at_stake->money) == "9.55 EUR");
  CHECK(f.at_stake->direction == Direction::over);
  CHECK_FALSE(f.channel.has_value());  // both channels: one mistake, one finding
  CHECK(f.captures.size() == 2);
  CHECK(f.owner == "Growth Analytics");
  CHECK_FALSE(f.hint.empty());
  CHECK_FALSE(f.source.empty());
}

TEST_CASE("what stands in several hits alike is found in each, whatever was passed over as clean") {
  World world = clean_world();
  const auto body = [](std::string_view note) {
    return R"({"data":[{"page":"thanks","custom_data":{"note":")" + std::string(note) + "\"}}]}";
  };
  const auto email = world.shopper().customer.email;
  std::vector<CaptureId> told;
  for (const auto channel : {Channel::browser, Channel::server}) {
    const auto& event = world.event("meta", channel);
    world.capture(event).request.body = body("for " + email);
    told.push_back(event.capture);
  }
  world.capture(world.event("ga4")).request.body = body("for nobody");
  const Judgement judged = world.judged();
  std::vector<CaptureId> found;
  for (const auto& finding : judged.findings) {
    CHECK(finding.check == "privacy.clear-text");
    found.insert(found.end(), finding.captures.begin(), finding.captures.end());
  }
  std::ranges::sort(found);
  std::ranges::sort(told);
  CHECK(found == told);
}

TEST_CASE("the layer and its owner follow the channel") {
  World world = clean_world();
  world.event("meta", Channel::server).value = amount("59.80");
  const Finding f = world.judged().findings.front();
  CHECK(f.layer == Layer::server);
  CHECK(f.owner == "Shop backend");
}

TEST_CASE("a loss that is nobody's mistake is explained by its cause") {
  struct Row {
    LossCause cause{};
    void (*change)(World&){};
  };
  const Row rows[] = {
      {LossCause::consent,
       [](World& w) {
         w.shopper().consent = {{at(0), {Choice::denied, Choice::denied}}};
         w.evidence.events.clear();
         w.evidence.attempts.clear();
       }},
      {LossCause::ad_blocker,
       [](World& w) {
         w.shopper().ad_blocker = true;
         w.unsend("ga4", Channel::browser, EventName::purchase);
       }},
      {LossCause::browser_closed,
       [](World& w) {
         w.page().shown = false;
         w.unsend("ga4", Channel::browser, EventName::purchase);
       }},
      {LossCause::request_lost,
       [](World& w) {
         w.unsend("ga4", Channel::browser, EventName::purchase, true);
         w.attempt("ga4").result = Attempt::Result::lost;
       }},
      {LossCause::count_policy,
       [](World& w) {
         w.order().renewal = true;
         for (const auto* p : {"ga4", "meta", "google_ads"})
           w.unsend(p, Channel::browser, EventName::purchase);
         w.event("meta", Channel::server).outcome = Outcome::counted;
       }},
  };
  for (const auto& row : rows) {
    CAPTURE(text(row.cause));
    World world = clean_world();
    row.change(world);
    const Judgement judged = world.judged();
    CHECK(world.found() == std::set<std::string>{});
    const bool told = std::ranges::any_of(judged.explained, [&](const Judgement::Explained& e) {
      return e.platform == "ga4" && e.order == "1001" && e.cause == row.cause;
    });
    CHECK(told);
  }
}

TEST_CASE("what isn't due yet is pending, not missing") {
  World world = clean_world();
  world.unsend("meta", Channel::server, EventName::purchase);
  world.evidence.ended = false;
  world.evidence.end = at(20);
  const Judgement judged = world.judged();
  REQUIRE(judged.findings.size() == 1);
  CHECK(judged.findings.front().check == "event.missing");
  CHECK(judged.findings.front().due == at(10) + std::chrono::hours(1));
  CHECK(judged.verdict == Verdict::pass);
  // … on a simulated clock, which has run to the end, it is missing,
  world.evidence.ended = true;
  CHECK(world.judged().verdict == Verdict::fail);
  // … on a real one it may still come.
  world.evidence.target = TargetKind::browser;
  CHECK(world.judged().verdict == Verdict::pass);
}

TEST_CASE("without a contract only platforms and law judge, and the rest is said") {
  World world = clean_world();
  world.evidence.contract.reset();
  world.event("ga4").value = amount("59.80");
  world.event("meta", Channel::server).user_data[0].value = "jane.doe@example.com";
  world.event("meta", Channel::server).user_data[0].form = DatumForm::clear;
  CHECK(world.found() == std::set<std::string>{"privacy.clear-text"});
  const auto not_judged = world.judged().not_judged;
  const auto says = [&](std::string_view check) {
    return std::ranges::any_of(not_judged, [&](const auto& one) { return one.first == check; });
  };
  CHECK(says("value.mismatch"));
  CHECK(says("consent.sent-when-denied"));
  CHECK_FALSE(says("privacy.clear-text"));
}

TEST_CASE("without backend orders, copies that share an id are still compared") {
  World world = clean_world();
  world.evidence.orders.clear();
  world.evidence.orders_known = false;
  world.evidence.shoppers.clear();
  world.evidence.pages.clear();
  world.evidence.attempts.clear();
  world.evidence.steps.clear();
  CHECK(world.found() == std::set<std::string>{});
  world.event("meta", Channel::server).event_id = Observed<std::string>::of("7f3c");
  world.event("meta", Channel::server).outcome = Outcome::counted;
  CHECK(world.found() == std::set<std::string>{"dedup.event-id-mismatch"});
}

TEST_CASE("two copies that weren't merged show the first part that differs") {
  struct Row {
    std::string_view why{};
    void (*change)(TrackedEvent&);
  };
  const Row rows[] = {
      {"another account", [](TrackedEvent& e) { e.account = Observed<std::string>::of("999"); }},
      {"no event id", [](TrackedEvent& e) { e.event_id = {}; }},
      {"event ids differ", [](TrackedEvent& e) { e.event_id = Observed<std::string>::of("7f"); }},
      {"event ids differ by a prefix",
       [](TrackedEvent& e) { e.event_id = Observed<std::string>::of("order-1001"); }},
      {"event ids differ by leading zeros",
       [](TrackedEvent& e) { e.event_id = Observed<std::string>::of("01001"); }},
      {"one event id is a number, the other text",
       [](TrackedEvent& e) { e.event_id = Observed<std::string>::of("1001", WireKind::number); }},
      {"3 days apart", [](TrackedEvent& e) { e.received = at(3 * 86400 + 11); }},
      {"equal event ids from the same channel, which Meta doesn't take for one",
       [](TrackedEvent& e) { e.channel = Channel::browser; }},
  };
  for (const auto& row : rows) {
    World world = clean_world();
    row.change(world.event("meta", Channel::server));
    const Context context(world.evidence);
    CHECK(why_not_merged(world.evidence.events[1], world.evidence.events[3], context) == row.why);
  }
}

TEST_CASE("an unmapped hit to the shop's own host is said to look like a platform's") {
  World world = clean_world();
  Capture capture = world.evidence.captures.front();
  capture.id = CaptureId("test/c-99");
  capture.platform = {};
  capture.channel.reset();
  capture.request = {.method = "POST", .url = "https://sst.acme.example/g/collect?v=2&tid=G-1"};
  capture.guess = "looks like GA4: `v=2`, `tid=G-1`; map its host";
  world.evidence.captures.push_back(capture);
  const Judgement judged = world.judged(true);
  CHECK(judged.findings.empty());
  REQUIRE(judged.not_judged.size() == 1);
  CHECK(judged.not_judged.front().second ==
        "1 hit to sst.acme.example: looks like GA4: `v=2`, `tid=G-1`; map its host");
}

TEST_CASE("a check that isn't handed in says nothing") {
  World world = clean_world();
  world.event("ga4").value = amount("59.80");
  CHECK(judge(world.evidence, {}, nullptr, false).findings.empty());
}

}  // namespace tagproof
