#include "harness/http/transport.h"

#include <utility>

#include "harness/http/exchange.h"
#include "harness/http/head.h"

namespace tagproof {

Result<Response> DirectTransport::send(const Request& request) {
  const auto sent = request_to_send(request);
  if (!sent) return sent.error();
  write_head(bytes_, *sent);
  parse_head(bytes_, ListenerLimits{}, head_);
  // A listener would say the same.
  if (!head_.refused.empty()) return response_to_send({.status = head_.status}, sent->method);
  return response_to_send(answer_({.method = head_.method,
                                   .url = absolute_url(head_, sent->host),
                                   .headers = std::move(head_.headers),
                                   .body = request.body}),
                          sent->method);
}

}  // namespace tagproof
