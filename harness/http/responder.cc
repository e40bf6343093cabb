#include <utility>

#include "harness/http/connections.h"
#include "harness/http/exchange.h"
#include "harness/http/listener.h"

namespace tagproof {

Response refusal_answer(const IncomingRequest& incoming) {
  const int status = incoming.refusal_status == 0 ? 500 : incoming.refusal_status;
  std::string text(reason_phrase(status));
  if (incoming.refused) text += " (" + *incoming.refused + ")";
  return {.status = status,
          .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
          .body = text + '\n'};
}

Responder::Responder(std::shared_ptr<Connections> connections, std::uint64_t ticket)
    : connections_(std::move(connections)), ticket_(ticket) {}

Responder::Responder(Responder&& other) noexcept = default;

Responder& Responder::operator=(Responder&& other) noexcept {
  if (this != &other) {
    if (connections_) respond({.status = 500});
    connections_ = std::move(other.connections_);
    ticket_ = other.ticket_;
  }
  return *this;
}

Responder::~Responder() {
  if (connections_) respond({.status = 500});
}

bool Responder::respond(Response&& response) {
  const auto connections = std::exchange(connections_, nullptr);
  return connections && connections->answer(ticket_, std::move(response));
}

}  // namespace tagproof
