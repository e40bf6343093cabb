#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "harness/http/head.h"
#include "harness/http/limits.h"
#include "harness/http/listener.h"

namespace tagproof {

/// The bytes of one connection, cut into requests. It knows no socket and no time: bytes come in,
/// whole or refused requests come out, one after the other.
class RequestReader {
 public:
  /// A second opinion on a head that parse_head accepted: the status that refuses it, or 0. Not
  /// asked about a head that differs from the connection's last accepted one in nothing but digits:
  /// which digit stands somewhere decides nothing that parse_head hasn't decided, and a client that
  /// stays sends the same head again and again with another length.
  using Judge = std::function<int(std::string_view head)>;
  enum class State {
    idle,  // not a byte of the next request
    head,
    body,
    done,  // take() it
  };

  explicit RequestReader(const ListenerLimits& limits) : limits_(&limits) {}

  void append(std::string_view bytes) { buffer_.append(bytes); }
  /// Goes as far as the bytes allow.
  State read(const Judge& judge);
  State state() const { return state_; }
  /// The request ends here: refused for this reason with what there is of it.
  void cut(std::string_view why, int status);

  const RequestHead& head() const { return head_; }
  /// The client waits for "100 Continue" before it sends its body.
  bool waits_for_continue() const;
  /// A refused request leaves nobody knowing where the next one begins.
  bool must_close() const { return !refused_.empty() || !head_.keep_alive; }
  /// Memory that this request takes, or will take as far as it says by itself.
  std::size_t bytes_needed() const;
  bool has_bytes() const { return !buffer_.empty(); }

  /// The request that is done; what follows it stays.
  IncomingRequest take(std::string_view fallback_host, std::string_view peer);
  void clear();

 private:
  State read_head(const Judge& judge);
  State read_body();

  const ListenerLimits* limits_;
  std::string buffer_{};
  State state_ = State::idle;
  std::size_t searched_ = 0;
  std::size_t head_size_ = 0;  // 0 until the head is complete
  std::string accepted_{};     // the last head that the judge accepted, when it is small
  RequestHead head_{};
  ChunkedBody chunks_{};
  std::string refused_{};
  int refusal_status_ = 0;
};

}  // namespace tagproof
