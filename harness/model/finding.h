#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/base/id.h"
#include "harness/base/money.h"
#include "harness/base/time.h"
#include "harness/model/words.h"

namespace tagproof {

enum class Direction : std::uint8_t {
  over,
  under,
  wrong
};  // platform records too much, too little, or other than true
std::string_view text(Direction direction);

struct AtStake {
  Money money{};
  Direction direction = Direction::wrong;
  bool operator==(const AtStake&) const = default;
};

/// One violation found by a check, with the captures that show it. The check's own columns are
/// copied in, so that a report needs no table.
struct Finding {
  std::string check{};
  Severity severity{};
  Cause cause{};
  Layer layer{};
  std::string owner{};
  PlatformId platform{};
  std::optional<Channel> channel{};
  std::optional<Sender> sender{};
  OrderId order{};
  std::string message{};
  std::string expected{};
  std::string actual{};
  std::optional<AtStake> at_stake{};
  std::string rule{};
  std::optional<Confidence> confidence{};
  std::vector<CaptureId> captures{};
  std::string source{};
  std::string hint{};
  std::optional<TimePoint> due{};  // set: may still come (serve, at=now): pending
  bool operator==(const Finding&) const = default;
};

}  // namespace tagproof
