#pragma once

#include <string>
#include <string_view>

#include "harness/base/result.h"
#include "harness/wire/message.h"

namespace tagproof {

// How our own messages stand on the wire: the one place that client, listener and direct transport
// share, so that both transports give equal requests and equal answers.

/// A request as it leaves: `url` split, Host first, then the given headers, Content-Length last
/// where the request has a body or its method expects one.
struct RequestToSend {
  std::string method{}, scheme{}, host{}, port{};  // port is empty when the url names none
  std::string target{};  // path and query, with blanks and control characters percent-encoded
  Headers headers{};
};
Result<RequestToSend> request_to_send(const Request& request);

/// "Not Found" for 404.
std::string_view reason_phrase(int status);

/// Request line, headers and empty line.
std::string head_bytes(const RequestToSend& request);

/// An answer as its receiver sees it: the listener's own Content-Length in it, no body where HTTP
/// has none.
Response response_to_send(Response&& response, std::string_view method);

/// The bytes of a response_to_send. `connection` is the value of a Connection header, or empty for
/// none.
std::string response_bytes(const Response& response, std::string_view connection);

}  // namespace tagproof
