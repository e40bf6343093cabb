#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/http/limits.h"
#include "harness/wire/message.h"

namespace tagproof {

struct HttpClientOptions {
  /// "127.0.0.1:8080": where every request really goes, whatever its url says, as plain HTTP with
  /// the url's host in `Host`. Empty: to the url's own host.
  std::string connect_to{};
  /// Hosts other than loopback that may be reached (a target file names them and the command line
  /// repeats them).
  std::vector<std::string> allow_hosts{};
  ClientLimits limits{};
};

/// Sends requests over libcurl, one at a time, over connections kept alive. What leaves is
/// `request_to_send(request)` (exchange.h): the given headers in their order and case and nothing
/// of the library's own. Redirects are not followed, no proxy is taken from the environment, and
/// nothing but loopback and `allow_hosts` is ever connected to. Not thread-safe: one for each
/// worker.
class HttpClient {
 public:
  explicit HttpClient(HttpClientOptions options);
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;
  ~HttpClient();

  /// Any status is an answer; an error is a connection that failed, timed out or was not allowed.
  Result<Response> send(const Request& request);

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace tagproof
