#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/http/limits.h"
#include "harness/wire/message.h"

namespace tagproof {

/// How a message says where its body ends.
enum class Framing { none, length, chunked };

/// What the request line says; other is refused.
enum class HttpVersion { other, http_1_0, http_1_1 };

/// A request line and header fields as they were sent. cpp-httplib keeps its fields sorted by name,
/// so the order and case that a capture shows are read here, from the same bytes.
struct RequestHead {
  std::string method{}, target{};
  HttpVersion version = HttpVersion::other;
  Headers headers{};
  Framing framing = Framing::none;
  std::uint64_t content_length = 0;
  bool keep_alive = true;
  bool expects_continue = false;
  /// Why this is no acceptable request ("malformed", "header-count", "method"), empty when it is
  /// one; `status` fits.
  std::string refused{};
  int status = 0;
};

/// `bytes` is up to and including the empty line; it may also be a head that was cut: then what is
/// whole is read.
RequestHead parse_head(std::string_view bytes, const ListenerLimits& limits);
/// The same over what stands in `head`, in the memory that it has.
void parse_head(std::string_view bytes, const ListenerLimits& limits, RequestHead& head);

/// Letters, digits and the few signs of a method or a field name.
bool is_token(std::string_view text);
/// No control character but the tabulator.
bool is_field_value(std::string_view text);
/// False for what is no HTTP from its first byte on (a TLS greeting), so that nobody waits for its
/// end.
bool can_begin_request(std::string_view bytes);

/// "http://<Host><target>", or the target when it is absolute; `fallback_host` where no Host was
/// sent.
std::string absolute_url(const RequestHead& head, std::string_view fallback_host);

/// The size of the head at the beginning of `bytes`, with its empty line; nullopt while that isn't
/// there. `searched` remembers how far earlier calls looked.
std::optional<std::size_t> head_size(std::string_view bytes, std::size_t& searched);

/// Takes a chunked body apart as it arrives. Source:
/// https://www.rfc-editor.org/rfc/rfc9112#section-7.1
class ChunkedBody {
 public:
  enum class State { more, done, malformed, too_large };
  /// Reads on in `bytes` from where it stopped; the same bytes with more behind them at each call.
  State read(std::string_view bytes, const ListenerLimits& limits);
  std::string& body() { return body_; }
  /// How much of `bytes` was used.
  std::size_t used() const { return used_; }
  bool complete() const { return at_ == At::end; }

 private:
  enum class At { size, data, data_end, trailer, end };
  At at_ = At::size;
  std::size_t used_ = 0, left_ = 0;
  std::string body_{};
};

}  // namespace tagproof
