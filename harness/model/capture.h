#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/id.h"
#include "harness/base/time.h"
#include "harness/model/words.h"
#include "harness/wire/message.h"

namespace tagproof {

/// The platform id of the collector: a relay, which counts nothing itself.
inline constexpr std::string_view kCollector = "collector";

/// A hit as received, raw and unchanged but for secrets, with the answer given: the evidence
/// (formats.md B.2).
struct Capture {
  CaptureId id{};
  std::string scenario{};  // or session, in serve
  int step = -1;           // the last step begun when it left; -1: before any, or no scenario
  std::optional<TimePoint> time{};
  PlatformId platform{};  // empty: no platform's
  std::optional<Channel> channel{};
  std::optional<Sender> sender{};
  Request request{};  // url and Host are the platform's real address
  Response answer{};
  std::vector<std::string> redacted{};  // "query.access_token"
  std::string refused{};                // the limit that cut it: "body-size"; empty: none
  bool truncated = false;
  std::string guess{};         // for no platform's: "looks like GA4: …"
  std::string signature{};     // ok | wrong | ""
  std::string decode_error{};  // "at byte 17: …", when the body could not be read
  CaptureId relayed_from{};    // the hit to the collector that it was made of
  std::string shopper{};       // whose it is, where the harness knows (not written)
};

}  // namespace tagproof
