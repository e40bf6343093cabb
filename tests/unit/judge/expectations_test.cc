#include <doctest/doctest.h>

#include <algorithm>

#include "tests/unit/judge/evidence_builder.h"

namespace tagproof {
namespace {

using namespace tagproof::tests;

Decimal number(std::string_view text) { return *Decimal::parse(text); }

ExpectedEvents events(std::string_view platform, Channel channel,
                      std::vector<std::pair<std::string, Matcher>> fields) {
  ExpectedEvents wanted;
  wanted.platform = PlatformId(platform);
  wanted.channel = channel;
  wanted.name = "purchase";
  wanted.fields = std::move(fields);
  return wanted;
}

Matcher is(Matcher::Kind kind, std::string value = {}) { return {kind, std::move(value), {}, {}}; }

/// The one line that speaks of the matcher.
ExpectationResult held(World& world, const std::string& field, Matcher matcher) {
  Expectations expect;
  expect.events = {events("meta", Channel::server, {{field, std::move(matcher)}})};
  return world.judged(false, &expect).expectations.back();
}

Verdict verdict(World& world, std::vector<std::string> findings, bool strict = false) {
  Expectations expect;
  expect.findings = Expectations::At<std::vector<std::string>>{std::move(findings), 1};
  return world.judged(strict, &expect).verdict;
}

}  // namespace

TEST_CASE("orders, conversions, unconsented and value say what was expected and what came") {
  World world = clean_world();
  Expectations expect;
  expect.orders = {{OrderState::paid, {1, 3}}};
  expect.conversions = {{"meta", {2, 4}}};
  expect.unconsented = {{"ga4", {0, 5}}};
  expect.value = {{"ga4", {number("50.25"), 6}}, {"meta", {number("59.80"), 7}}};
  const Judgement judged = world.judged(false, &expect);
  REQUIRE(judged.expectations.size() == 6);
  CHECK(judged.expectations[0] == ExpectationResult{"orders.paid", 3, "1", "1", true});
  CHECK(judged.expectations[1] == ExpectationResult{"conversions.meta", 4, "2", "1", false});
  CHECK(judged.expectations[2] == ExpectationResult{"unconsented.ga4", 5, "0", "0", true});
  CHECK(judged.expectations[3] == ExpectationResult{"value.ga4", 6, "50.25", "50.25", true});
  CHECK(judged.expectations[4] == ExpectationResult{"value.meta", 7, "59.80", "50.25", false});
  CHECK(judged.expectations[5] == ExpectationResult{"findings", 0, "none", "none", true});
  CHECK(judged.verdict == Verdict::fail);
}

TEST_CASE(
    "findings: none, or exactly the listed ones; warnings matter when they are listed or strict") {
  World clean = clean_world();
  CHECK(verdict(clean, {}) == Verdict::pass);
  CHECK(verdict(clean, {"value.mismatch"}) == Verdict::fail);

  World wrong = clean_world();
  wrong.event("ga4").value = Observed<Decimal>::of(number("59.80"));
  CHECK(verdict(wrong, {}) == Verdict::fail);
  CHECK(verdict(wrong, {"value.mismatch"}) == Verdict::pass);
  CHECK(verdict(wrong, {"value.mismatch", "items.price"}) == Verdict::fail);

  World unseen = clean_world();
  unseen.unsend("ga4", Channel::browser, EventName::purchase);
  unseen.page().shown = false;
  CHECK(verdict(unseen, {}) == Verdict::pass);
  CHECK(verdict(unseen, {"delivery.unseen"}) == Verdict::pass);
  CHECK(verdict(unseen, {}, true) == Verdict::fail);
  CHECK(verdict(unseen, {"delivery.unseen"}, true) == Verdict::pass);
}

TEST_CASE("a field is held against a value, a pattern, a range, its presence or another field") {
  World world = clean_world();
  struct Row {
    std::string field{};
    Matcher matcher{};
    bool ok{};
    std::string_view actual{};
  };
  using Kind = Matcher::Kind;
  const Row rows[] = {
      {"value", is(Kind::equals, "50.250"), true, "decimal 50.25"},
      {"value", is(Kind::equals, "59.80"), false, "decimal 50.25"},
      {"value", {Kind::range, "", number("50"), number("51")}, true, "decimal 50.25"},
      {"value", {Kind::range, "", number("51"), {}}, false, "decimal 50.25"},
      {"currency", is(Kind::pattern, "^[A-Z]{3}$"), true, "text \"EUR\""},
      {"currency", is(Kind::pattern, "^US"), false, "text \"EUR\""},
      {"coupon", is(Kind::absent), true, "absent"},
      {"coupon", is(Kind::present), false, "absent"},
      {"event_id", is(Kind::same_as, "meta.browser.purchase.event_id"), true, "text \"1001\""},
      {"event_id", is(Kind::same_as, "ga4.purchase.ids.client_id"), false, "text \"1001\""},
      {"order_id", is(Kind::same_as, "order.id"), true, "text \"1001\""},
      {"value", is(Kind::same_as, "orders.1001.items_net"), true, "decimal 50.25"},
      {"user_data.email.form", is(Kind::equals, "sha256"), true, "text \"sha256\""},
      {"user_data.email.ok", is(Kind::equals, "true"), true, "text \"true\""},
      {"ids.fbp", is(Kind::present), true, "text \"fb.1.1768471200000.12345\""},
      {"items", is(Kind::equals, "1"), true, "decimal 1"},
      {"items.0.id", is(Kind::equals, "V1001"), true, "text \"V1001\""},
      {"outcome", is(Kind::equals, "deduplicated"), true, "text \"deduplicated\""},
      {"no_such", is(Kind::present), false, "no such field"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.field);
    CAPTURE(row.matcher.value);
    const ExpectationResult line = held(world, row.field, row.matcher);
    CHECK(line.ok == row.ok);
    CHECK(line.actual == row.actual);
  }
}

TEST_CASE("hits are told by platform, method and path, and held by header, query and status") {
  World world = clean_world();
  world.evidence.captures.front().request.url =
      "https://www.google-analytics.com/g/collect?v=2&tid=G-1";
  Expectations expect;
  ExpectedHits wanted;
  wanted.platform = PlatformId("ga4");
  wanted.path = "/g/*";
  wanted.query = {{"v", is(Matcher::Kind::equals, "2")}};
  wanted.status = 200;
  wanted.count = 1;
  expect.hits = {wanted};
  CHECK(world.judged(false, &expect).verdict == Verdict::pass);
  expect.hits.front().status = 204;
  CHECK(world.judged(false, &expect).verdict == Verdict::fail);
  expect.hits.front() = wanted;
  expect.hits.front().path = "/mp/*";
  CHECK(world.judged(false, &expect).verdict == Verdict::fail);
}

}  // namespace tagproof
