#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/result.h"
#include "harness/wire/message.h"

namespace tagproof {

// How our own messages stand on the wire: the one place that client, listener and direct transport
// share, so that both transports give equal requests and equal answers.

/// A request as it leaves, as views of the one that it was made of, which lives as long: `url`
/// split, Host first, then the given headers, Content-Length last where the request has a body or
/// its method expects one.
struct RequestToSend {
  std::string_view method{}, scheme{}, host{}, port{};  // port is empty when the url names none
  std::string_view target{};       // path and query as the url has them: see target_bytes()
  std::string_view host_header{};  // the value of Host
  const Headers& given;
  std::optional<std::size_t> content_length{};

  /// Calls `visit(name, value)` with each header as it leaves, in order.
  template <class Visit>
  void each_header(const Visit& visit) const {
    // First, as curl and browsers do: https://www.rfc-editor.org/rfc/rfc9110#section-7.2
    visit("Host", host_header);
    for (const auto& [name, value] : given) {
      if (!is_ours(name)) visit(name, value);
    }
    if (content_length) visit("Content-Length", std::to_string(*content_length));
  }

 private:
  /// Whether we write the header ourselves, whatever was given.
  static bool is_ours(std::string_view name);
};
Result<RequestToSend> request_to_send(const Request& request);

/// Path and query with blanks and control characters percent-encoded.
std::string target_bytes(const RequestToSend& request);

/// "Not Found" for 404.
std::string_view reason_phrase(int status);

/// Writes request line, headers and empty line over what stands in `bytes`.
void write_head(std::string& bytes, const RequestToSend& request);

/// An answer as its receiver sees it: the listener's own Content-Length in it, no body where HTTP
/// has none.
Response response_to_send(Response&& response, std::string_view method);

/// The bytes of a response_to_send. `connection` is the value of a Connection header, or empty for
/// none.
std::string response_bytes(const Response& response, std::string_view connection);

}  // namespace tagproof
