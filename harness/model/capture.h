#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/id.h"
#include "harness/base/time.h"
#include "harness/model/words.h"
#include "harness/wire/message.h"

namespace tagproof {

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
  std::string shopper{};       // whose it is, where the harness knows (not written)
};

}  // namespace tagproof
