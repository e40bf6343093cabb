#include "harness/judge/merging.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/unit/judge/evidence_builder.h"

namespace tagproof {
namespace {

using namespace tagproof::tests;

Observed<std::string> said(std::string_view text) {
  return Observed<std::string>::of(std::string(text));
}

}  // namespace

TEST_CASE("ids that mean the same are told apart by their spelling") {
  struct Row {
    const char* a{};
    const char* b{};
    const char* difference{};
  };
  const Row rows[] = {
      {"1001", "1001", ""},
      {"1001", "1002", ""},
      {"1001", "", ""},
      {"1001", "10011", ""},
      {"1001", "#1001", "a leading #"},
      {"1001", "1001.0", "a trailing .0"},
      {"1001", "1001.00", "a trailing .0"},
      {"1001", "1001.5", "a suffix"},
      {"1001", "01001", "leading zeros"},
      {"AB-1", "ab-1", "upper and lower case"},
      {"1001", " 1001", "spaces around it"},
      {"1001", "\"1001\"", "quotes around it"},
      {"1001", "gid://shop/Order/1001", "a path before it"},
      {"1001", "#01001", "a leading # and leading zeros"},
      {"AB1001", " #ab1001", "spaces around it and upper and lower case and a leading #"},
      {"1001", "order-1001", "a prefix"},
      {"1001", "ORDER#1001", "a prefix"},
      {"1001", "1001_retry", "a suffix"},
      {"10", "order-10", ""},  // too short to be told from others
  };
  for (const auto& row : rows) {
    CAPTURE(row.a);
    CAPTURE(row.b);
    CHECK(near_difference(row.a, row.b) == row.difference);
    CHECK(near_difference(row.b, row.a) == row.difference);
  }
}

TEST_CASE("the nearest partner lacks the fewest parts") {
  World world = clean_world();
  world.event("meta", Channel::server).event_id = said("#1001");
  world.event("meta", Channel::server).outcome = Outcome::counted;
  TrackedEvent& far = world.again(world.event("meta"), at(60));
  far.event_id = said("7f3c");
  far.account = said("999");
  const Context context(world.evidence);
  const OrderEvidence& order = context.orders().front();
  const TrackedEvent& browser = world.event("meta");
  const TrackedEvent& server = world.event("meta", Channel::server);
  CHECK(nearest_partner(browser, order, context) == &server);
  CHECK(nearest_partner(server, order, context) == &browser);
  CHECK(why_not_merged(browser, server, context) == "event ids differ by a leading #");
  const TrackedEvent& third = world.event("meta", Channel::browser, EventName::purchase, 1);
  CHECK(differences(browser, third, context) ==
        std::vector<std::string>{"another account", "event ids differ"});
  // Nobody else reported it to GA4.
  CHECK(nearest_partner(world.event("ga4"), order, context) == nullptr);
}

TEST_CASE("users and streams keep GA4's purchases apart where the settings say so") {
  World world = clean_world();
  TrackedEvent& second = world.again(world.event("ga4"), at(60));
  second.set_id(IdField::client_id, said("9.9"));
  second.account = said("G-OTHER");
  const auto parts = [&] {
    const Context context(world.evidence);
    return differences(world.event("ga4"),
                       world.event("ga4", Channel::browser, EventName::purchase, 1), context);
  };
  CHECK(parts() == std::vector<std::string>{"another account"});
  world.config().settings["ga4.dedup_streams"] = "together";
  CHECK(parts().empty());
  world.config().settings["ga4.dedup_scope"] = "user";
  CHECK(parts() == std::vector<std::string>{"another user"});
}

TEST_CASE("a second tag's id doesn't hide that the first one's only lacks its sign") {
  World world = clean_world();
  world.event("meta", Channel::server).event_id = said("#1001");
  world.event("meta", Channel::server).outcome = Outcome::counted;
  TrackedEvent& other = world.again(world.event("meta"), at(5));
  other.event_id = said("7f3c");
  std::swap(world.event("meta"), world.event("meta", Channel::browser, EventName::purchase, 1));
  CHECK(world.found().contains("dedup.id-nearly-equal"));
  CHECK_FALSE(world.found().contains("dedup.event-id-mismatch"));
}

}  // namespace tagproof
