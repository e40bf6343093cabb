#pragma once

#include <chrono>
#include <cstddef>

namespace tagproof {

inline constexpr std::size_t kKilobyte = 1024;
inline constexpr std::size_t kMegabyte = 1024 * kKilobyte;

/// Every limit of a listener, in one place. What is beyond one is refused, answered and handed to
/// the handler with the limit's name (in quotes here), so that evidence keeps it. Tests make them
/// small; nothing else does.
struct ListenerLimits {
  /// A request's head is complete this long after its first byte (for the first request: after the
  /// connection was opened). "header-timeout", 408. A kept-alive connection between two requests
  /// waits without end.
  std::chrono::milliseconds header_timeout{5000};
  /// The longest silence in a body (or of a client that doesn't read its answer). "body-timeout",
  /// 408.
  std::chrono::milliseconds body_timeout{5000};
  /// Request line and header fields together. "header-size", 431.
  std::size_t head_bytes = 64 * kKilobyte;
  /// Header fields of one request. "header-count", 431.
  std::size_t header_count = 256;
  /// A body after transfer-decoding, before content-decoding. "body-size", 413.
  std::size_t body_bytes = 16 * kMegabyte;
  /// Chunk sizes, extensions and trailers of a chunked body. "body-size", 413.
  std::size_t chunk_overhead_bytes = 8 * kMegabyte;
  /// Open at once. "connections", 503.
  std::size_t connections = 500;
  /// So many more are taken to hear and answer their first request with 503; the rest is closed
  /// unheard.
  std::size_t refused_connections = 64;
  /// What all connections together may hold beyond a full head each (500 bodies of 16 MB would be
  /// 8 GB), counting a body twice: as received, and taken out of its chunks. "memory", 503.
  std::size_t shared_bytes = 128 * kMegabyte;
  /// A refused client that is still sending is listened to (nothing is kept) this long, else it
  /// would see a reset connection in place of its answer.
  std::chrono::milliseconds drain_timeout{5000};
  /// A client that has closed its side is kept this long for a parked answer, then it counts as
  /// gone.
  std::chrono::milliseconds half_closed{5000};
};

/// Limits of the sending side.
struct ClientLimits {
  std::chrono::milliseconds connect_timeout{5000};
  std::chrono::milliseconds answer_timeout{30000};  // from start to end of one exchange
  std::size_t answer_bytes = 64 * kMegabyte;
};

}  // namespace tagproof
