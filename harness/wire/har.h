#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/time.h"
#include "harness/wire/json_stream.h"
#include "harness/wire/message.h"

namespace tagproof {

/// A request as a browser's developer tools or a proxy wrote it down.
struct HarEntry {
  Request request{};
  std::optional<TimePoint> time{};
  /// Why the body isn't what was sent ("the body of 812 bytes was left out"); empty: it is.
  std::string body_unseen{};
  /// Why the request never left ("net::ERR_BLOCKED_BY_CLIENT"); empty: it did, or nobody knows.
  std::string not_sent{};
  bool has_cookies = false;  // the request shows at least one
};

/// What a HAR says beside its entries.
struct HarFacts {
  std::string creator{};           // "WebInspector", "Firefox", "Charles Proxy" …
  std::uint64_t pages = 0;         // as listed; browsers list one for each page that was loaded
  std::uint64_t entries = 0;       // all that were begun
  std::uint64_t too_large = 0;     // entries whose request is longer than kMaxHarRequest
  std::uint64_t unreadable = 0;    // entries whose request is no JSON, or has no address
  std::uint64_t with_cookies = 0;  // entries whose request shows a cookie
};

/// Reads `log.entries` of a HAR (http://www.softwareishard.com/blog/har-12-spec/) of any size,
/// entry by entry. Of an entry only the request, its time and what became of it are held; answers,
/// the bulk of a HAR, are passed over. Understands what tools do beside the specification: bodies
/// in base64 or as Latin-1 text of bytes, `params` in place of text, HTTP/2's pseudo headers, sizes
/// of -1, bodies left out though their size isn't 0.
class HarReader {
 public:
  explicit HarReader(JsonStream& json) : json_(json) {}
  /// The next entry that could be read; nothing at the end. Then json.ok() tells whether it was the
  /// end of the HAR or of what could be read.
  std::optional<HarEntry> next();
  [[nodiscard]] const HarFacts& facts() const { return facts_; }

 private:
  enum class Place : std::uint8_t { before, root, log, entries, behind };
  void log_member();
  std::optional<HarEntry> entry();
  bool request_member(HarEntry& entry);
  void response_member(HarEntry& entry);
  std::string text_member();

  JsonStream& json_;
  Place place_ = Place::before;
  HarFacts facts_{};
};

/// A longer request is skipped and counted.
inline constexpr std::size_t kMaxHarRequest = std::size_t{32} << 20U;

/// Whether JSON that begins like this is a HAR: its first level has a `log`.
bool looks_like_har(std::string_view beginning);

/// The request of a HAR's entry; nothing when it has no address. For HarReader, and for who reads a
/// single entry.
std::optional<HarEntry> read_har_request(std::string_view json);

}  // namespace tagproof
