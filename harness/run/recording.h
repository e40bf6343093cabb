#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/base/seed.h"
#include "harness/model/contract.h"
#include "harness/model/evidence.h"
#include "harness/model/order.h"
#include "harness/model/recording.h"
#include "harness/model/target.h"
#include "mock_platforms/platform.h"

/// Recorded traffic as evidence: a HAR, JSON Lines of requests or of captures, told by content. The
/// mock platforms decide on it as if it came in now, in order of time.
namespace tagproof {

/// A line longer than this is skipped and counted.
inline constexpr std::size_t kMaxRecordedLine = std::size_t{64} << 20U;
/// Payloads held of all hits together; beyond it the bodies of further hits aren't kept behind
/// their decoding, and checks that search payloads say so.
inline constexpr std::size_t kMaxHeldPayload = std::size_t{64} << 20U;

/// One request of a recording that looks like a platform's.
struct RecordedHit {
  std::uint64_t index = 0;  // of the input's requests, from 0
  Capture capture{};        // what the input says of it; the platform's own parts come by replay
  std::string unseen{};     // why its body isn't what was sent; empty: it is
  std::string not_sent{};   // why it never left the browser; empty: it did
};

/// What is judged by itself: a scenario or session of a file of captures; all requests that name
/// none are one, whatever file they stand in.
struct RecordedSession {
  std::string name{};
  std::string file{};            // the first that it stands in
  bool has_browser_log = false;  // a HAR: one visitor's, without what servers send
  bool has_lines = false;        // JSON Lines: all that arrived
  bool one_page = false;         // a browser's log that holds one page at most
  bool was_cut = false;          // some of it couldn't be read
  std::vector<RecordedHit> hits{};
};

struct Recording {
  std::vector<RecordedSession> sessions{};
  std::uint64_t requests = 0;
  std::uint64_t unrelated = 0;
  std::vector<UnrelatedRequest> unrelated_requests{};
  std::uint64_t unreadable = 0;
  std::vector<Unknown> unknown{};
  std::vector<std::string>
      remarks{};  // for stderr: "shop.har: at byte 812: …; what came before counts"
};

struct RecordingOptions {
  std::span<const Platform* const> platforms{};
  std::span<const HostRoute> hosts{};
  bool list_unrelated = false;
  std::function<void(std::uint64_t bytes)> progress{};  // read so far, of the file at hand
};

/// Reads one file into the recording; an error when it can't be opened or holds no request at all.
/// `shown`: the file's name in remarks; an error leaves it to the caller.
Result<bool> read_recording(const std::string& path, const std::string& shown,
                            const RecordingOptions& options, Recording& recording);

/// A session as evidence.
struct Replay {
  Evidence evidence{};
  std::vector<std::uint64_t> indexes{};  // of evidence.captures, in their order
  std::vector<UndecidedHit> undecided{};
  std::vector<Gap> gaps{};
  std::vector<Unknown> unknown{};
};
struct ReplayOptions {
  std::span<const Platform* const> platforms{};
  std::optional<Contract> contract{};
  TargetConfig config{};
  std::vector<Order> orders{};
  bool orders_known = false;
  Seed seed{1};
};
Replay replay(RecordedSession session, const ReplayOptions& options);

}  // namespace tagproof
