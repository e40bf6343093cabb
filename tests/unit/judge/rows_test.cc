#include <doctest/doctest.h>

#include <set>

#include "harness/judge/check.h"

using namespace tagproof;

TEST_CASE("every check's row is complete, and its id is its own") {
  std::set<std::string_view> ids;
  for (const Check* check : all_checks()) {
    CAPTURE(check->id);
    CHECK(ids.insert(check->id).second);
    for (const auto column :
         {check->id, check->why, check->fix, check->source, check->proven_by, check->quiet_on}) {
      CHECK_FALSE(column.empty());
    }
    CHECK(check->source.starts_with("https://"));
    CHECK((check->look_event != nullptr || check->look_order != nullptr ||
           check->look_session != nullptr));
    CHECK(find_check(check->id) == check);
  }
  CHECK(find_check("no.such-check") == nullptr);
}
