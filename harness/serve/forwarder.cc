#include "harness/serve/forwarder.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/http/transport.h"

namespace tagproof {

Forwarder::Forwarder(std::span<const Platform* const> platforms, std::size_t most, Deliver deliver,
                     std::function<void(const std::string&)> say)
    : platforms_(platforms),
      most_(most),
      deliver_(std::move(deliver)),
      say_(std::move(say)),
      clerk_(std::make_unique<Clerk<Errand>>([this](Errand&& errand) { send(errand); })) {}

void Forwarder::give(std::shared_ptr<SharedSession> session, std::vector<Relayed> relayed) {
  if (relayed.empty()) return;
  const std::size_t count = relayed.size();
  if (waiting_.fetch_add(count) + count > most_) {
    waiting_ -= count;
    if (say_)
      say_(fmt::format("the collector has {} hits to pass on; {} more are lost", most_, count));
    return;
  }
  const std::scoped_lock lock(mutex_);
  if (clerk_) clerk_->give({std::move(session), std::move(relayed)});
}

void Forwarder::stop() {
  std::unique_lock lock(mutex_);
  const auto ending = std::move(clerk_);
  lock.unlock();  // its errand at hand may want to give another
}

void Forwarder::send(const Errand& errand) {
  for (const auto& one : errand.relayed) {
    --waiting_;
    const auto platform = std::ranges::find_if(
        platforms_, [&](const Platform* each) { return one.emission.platform == each->id; });
    if (platform == platforms_.end() || (*platform)->encode == nullptr) continue;
    // The same bytes as over a socket.
    DirectTransport transport([&](Request&& request) {
      deliver_(errand.session, std::move(request), one.from);
      return Response{};
    });
    for (const auto& request : (*platform)->encode(one.emission)) {
      if (const auto sent = transport.send(request); !sent && say_)
        say_(fmt::format("tag `{}` of the collector: {}", one.emission.tag, sent.error().message));
    }
  }
}

}  // namespace tagproof
