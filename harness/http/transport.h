#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/http/client.h"
#include "harness/http/head.h"
#include "harness/wire/message.h"

namespace tagproof {

/// How a request reaches whoever answers it.
class Transport {
 public:
  Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  virtual ~Transport() = default;
  virtual Result<Response> send(const Request& request) = 0;
};

/// Over real sockets.
class SocketTransport : public Transport {
 public:
  explicit SocketTransport(HttpClientOptions options) : client_(std::move(options)) {}
  Result<Response> send(const Request& request) override { return client_.send(request); }

 private:
  HttpClient client_;
};

/// Without sockets. `answer` sees the Request that it would see behind a listener, byte for byte:
/// the request is written as the client writes it and read as the listener reads it (exchange.h);
/// so is the answer on its way back.
class DirectTransport : public Transport {
 public:
  using Answer = std::function<Response(Request&&)>;
  explicit DirectTransport(Answer answer) : answer_(std::move(answer)) {}
  Result<Response> send(const Request& request) override;

 private:
  Answer answer_;
  // Of the last request: their memory is the next one's.
  std::string bytes_{};
  RequestHead head_{};
};

}  // namespace tagproof
