#include "harness/run/session.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>

#include "mock_platforms/platforms.h"

namespace tagproof {
namespace {

constexpr TimePoint kNow{std::chrono::seconds{1768471200}};
constexpr std::array<const char*, 4> kHits{
    "https://www.google-analytics.com/g/collect?v=2&tid=G-TEST1&cid=1.2&sid=3&en=purchase"
    "&ep.transaction_id=1001&epn.value=59.80&cu=EUR",
    "https://www.facebook.com/tr/?id=1234567890&ev=Purchase&eid=1001&cd[value]=59.80"
    "&cd[currency]=EUR",
    "https://www.google-analytics.com/g/collect?v=2&tid=G-TEST1&cid=1.2&sid=3&en=purchase"
    "&ep.transaction_id=1001&epn.value=59.80&cu=EUR",
    "https://nobody.example/"};

void send(Session& session, std::size_t hits = kHits.size()) {
  for (std::size_t i = 0; i < hits; ++i) {
    session.receive(Request{.url = kHits[i]},
                    {.now = kNow + std::chrono::seconds(i), .shopper = "anna"});
  }
}

bool same(const Session& a, const Session& b) {
  return a.ledgers() == b.ledgers() && a.engine().keys() == b.engine().keys() &&
         std::ranges::equal(a.captures(), b.captures(),
                            [](const Capture& x, const Capture& y) {
                              return x.id == y.id && x.scenario == y.scenario &&
                                     x.request == y.request && x.answer == y.answer;
                            }) &&
         std::ranges::equal(a.events(), b.events(),
                            [](const TrackedEvent& x, const TrackedEvent& y) {
                              return x.capture == y.capture && x.outcome == y.outcome &&
                                     x.rule == y.rule && x.merged_with == y.merged_with;
                            });
}

TEST_CASE("a session that has begun again is as a new one") {
  Session fresh("b", platforms(), {}, Seed(2));
  send(fresh);
  CHECK(fresh.events().size() == 3);
  CHECK(fresh.events().back().outcome == Outcome::deduplicated);

  Session used("a", platforms(), {}, Seed(1));
  send(used);
  CHECK_FALSE(same(used, fresh));
  used.begin("b", Seed(2));
  CHECK(used.captures().empty());
  CHECK(used.ledgers().empty());
  CHECK(used.engine().keys() == 0);
  send(used);
  CHECK(same(used, fresh));

  // Also on the memory of another's evidence.
  auto captures = used.take_captures();
  auto events = used.take_events();
  used.begin("a", Seed(1));
  used.take_back(std::move(captures), std::move(events));
  CHECK(used.captures().empty());
  CHECK(used.events().empty());
  used.begin("b", Seed(2));
  send(used);
  CHECK(same(used, fresh));
}

TEST_CASE("what the contract agreed on has a ledger, in the list's order, whatever came") {
  Session session("a", platforms(), {}, Seed(1));
  send(session, 1);
  const std::array agreed{PlatformId("nowhere"), PlatformId("meta"), PlatformId("ga4")};
  std::vector<PlatformId> found;
  for (const auto& ledger : all_ledgers(session, agreed, platforms()))
    found.push_back(ledger.platform);
  std::vector<PlatformId> expected;
  for (const auto* platform : platforms()) {
    if (platform->id == "meta" || platform->id == "ga4") expected.emplace_back(platform->id);
  }
  expected.emplace_back("nowhere");
  CHECK(found == expected);
}

}  // namespace
}  // namespace tagproof
