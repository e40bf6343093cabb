#include "harness/base/time.h"

#include <doctest/doctest.h>

#include <initializer_list>
#include <limits>

#include "harness/base/bug.h"

namespace tagproof {
namespace {

using namespace std::chrono_literals;

TimePoint at(std::string_view text) { return parse_rfc3339(text).value(); }

TEST_CASE("an instant is written as UTC with milliseconds, and read with any zone") {
  struct Row {
    std::string_view text, utc;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"2026-01-15T10:00:33.000Z", "2026-01-15T10:00:33.000Z"},
           {"2026-01-15T10:00:33Z", "2026-01-15T10:00:33.000Z"},
           {"2026-01-15t11:00:33.1239999z", "2026-01-15T11:00:33.123Z"},
           {"2026-01-15 11:00:33+01:00", "2026-01-15T10:00:33.000Z"},
           {"2026-01-01T00:30:00+05:30", "2025-12-31T19:00:00.000Z"},
           {"2024-02-29T23:59:60-08:00", "2024-03-01T08:00:00.000Z"},
           {"1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"},
           {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"},
           {"9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999Z"},
       }) {
    CAPTURE(row.text);
    REQUIRE(parse_rfc3339(row.text));
    CHECK(rfc3339(at(row.text)) == row.utc);
  }
  CHECK(at("2026-01-15T10:00:33.0000019Z") - at("2026-01-15T10:00:33Z") == 1us);
}

TEST_CASE("what is no instant with a zone") {
  for (const auto* text : {"",
                           "2026-01-15",
                           "2026-01-15T10:00:33",
                           "2026-01-15T10:00Z",
                           "2026-02-30T10:00:00Z",
                           "2026-13-01T10:00:00Z",
                           "2026-01-15T24:00:00Z",
                           "2026-01-15T10:60:00Z",
                           "2026-01-15T10:00:61Z",
                           "2026-01-15T10:00:33.Z",
                           "2026-01-15T10:00:33+0100",
                           "2026-01-15T10:00:33+24:00",
                           "2026-01-15T10:00:33Z ",
                           " 2026-01-15T10:00:33Z",
                           "26-01-15T10:00:33Z",
                           "2026-1-15T10:00:33Z",
                           "2026-01-15T-1:00:33Z",
                           "+026-01-15T10:00:33Z",
                           "0000-01-01T00:00:00Z",
                           "2026/01/15T10:00:33Z",
                           "2026-01-15T10:00:33 Z"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_rfc3339(text));
  }
}

TEST_CASE("durations") {
  struct Row {
    std::string_view text;
    Duration duration;
    std::string_view shown;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"500ms", 500ms, "500ms"},
           {"30s", 30s, "30s"},
           {"30", 30s, "30s"},
           {"5m", 5min, "5m"},
           {"1h", 1h, "1h"},
           {"8d", 192h, "8d"},
           {"1.5s", 1500ms, "1500ms"},
           {"1.5", 1500ms, "1500ms"},
           {"0.25ms", 250us, "0.25ms"},
           {"1.5d", 36h, "36h"},
           {"90s", 90s, "90s"},
           {"60s", 1min, "1m"},
           {"0", 0s, "0s"},
           {"0.0000001s", 0s, "0s"},
           {"3653d", 87672h, "3653d"},
       }) {
    CAPTURE(row.text);
    REQUIRE(parse_duration(row.text));
    CHECK(*parse_duration(row.text) == row.duration);
    CHECK(show(row.duration) == row.shown);
    CHECK(parse_duration(show(row.duration)) == row.duration);
  }
  for (const auto* text : {"", "s", "-1s", "+1s", "1 s", "1.s", ".5s", "1x", "1sec", "1S", "1h30m",
                           "3654d", "3653.1d", "999999999999", "9999999999999999999999s", "1e3s"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_duration(text));
  }
  CHECK(show(-1500ms) == "-1500ms");
}

TEST_CASE("the Unix epoch, rounded down, and a stranger's milliseconds") {
  const auto time = at("2026-01-15T10:00:33.123456Z");
  CHECK(unix_millis(time) == 1'768'471'233'123);
  CHECK(unix_seconds(time) == 1'768'471'233);
  CHECK(unix_millis(at("1969-12-31T23:59:59.9999Z")) == -1);
  CHECK(unix_seconds(at("1969-12-31T23:59:59.9999Z")) == -1);
  CHECK(rfc3339(from_unix_millis(1'768'471'233'123)) == "2026-01-15T10:00:33.123Z");
  CHECK(rfc3339(from_unix_millis(std::numeric_limits<std::int64_t>::max())) ==
        "9999-12-31T23:59:59.999Z");
  CHECK(rfc3339(from_unix_millis(std::numeric_limits<std::int64_t>::min())) ==
        "0001-01-01T00:00:00.000Z");
}

TEST_CASE("local dates follow the zone's own rules") {
  CHECK(local_date(at("2026-01-15T23:30:00Z"), "Europe/Berlin") == "2026-01-16");
  CHECK(local_date(at("2026-07-15T21:59:59Z"), "Europe/Berlin") == "2026-07-15");
  CHECK(local_date(at("2026-07-15T22:00:00Z"), "Europe/Berlin") == "2026-07-16");  // summer time
  CHECK(local_date(at("2026-01-15T05:00:00Z"), "America/Los_Angeles") == "2026-01-14");
  CHECK(local_date(at("2026-01-15T05:00:00Z"), "UTC") == "2026-01-15");
  CHECK(is_time_zone("Asia/Tokyo"));
  for (const auto* name :
       {"", "Europe/Berlim", "europe/berlin", "CEST+2", "../UTC", "/etc/localtime"}) {
    CAPTURE(name);
    CHECK_FALSE(is_time_zone(name));
  }
  CHECK_THROWS_AS(local_date(at("2026-01-15T05:00:00Z"), "Nowhere"), Bug);
}

TEST_CASE("a virtual clock moves forwards only") {
  VirtualClock clock(at("2026-01-15T10:00:00Z"));
  clock.advance_to(at("2026-01-18T10:00:00Z"));
  clock.advance_to(at("2026-01-16T10:00:00Z"));
  CHECK(rfc3339(clock.now()) == "2026-01-18T10:00:00.000Z");
  CHECK(SystemClock().now() > at("2024-01-01T00:00:00Z"));
}

}  // namespace
}  // namespace tagproof
