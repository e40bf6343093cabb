#include "harness/serve/sessions.h"

#include <charconv>
#include <utility>

#include "harness/serve/address.h"

namespace tagproof {
namespace {

constexpr std::string_view kMadePrefix = "s-";
// Answers' trace ids look random and are the same every time.
constexpr std::uint64_t kSeed = 1;

std::size_t number_of(std::string_view id) {
  std::size_t number = 0;
  if (id.starts_with(kMadePrefix)) {
    id.remove_prefix(kMadePrefix.size());
    std::from_chars(id.data(), id.data() + id.size(), number);
  }
  return number;
}

}  // namespace

std::shared_ptr<const Mask> SharedSession::current_mask() {
  if (!mask) {
    std::vector<Customer> customers;
    for (const Order& order : orders) customers.push_back(order.customer);
    mask = std::make_shared<const Mask>(customers);
  }
  return mask;
}

Sessions::Sessions(Options options, const ServeLimits& limits, TimePoint now)
    : options_(std::move(options)), limits_(limits) {
  for (const auto& [id, last] : options_.last_numbers)
    next_number_ = std::max(next_number_, number_of(id) + 1);
  add(std::string(kDefaultSession), now);
}

std::shared_ptr<SharedSession> Sessions::find(std::string_view id) const {
  const std::scoped_lock lock(mutex_);
  const auto it = sessions_.find(id);
  return it == sessions_.end() ? nullptr : it->second;
}

std::shared_ptr<SharedSession> Sessions::make(TimePoint now) {
  const std::scoped_lock lock(mutex_);
  if (sessions_.size() >= limits_.sessions) return nullptr;
  return add(std::string(kMadePrefix) + std::to_string(next_number_++), now);
}

std::shared_ptr<SharedSession> Sessions::add(std::string id, TimePoint now) {
  auto session = std::make_shared<SharedSession>(id);
  renew(*session, now);
  return sessions_.emplace(std::move(id), std::move(session)).first->second;
}

void Sessions::remove(std::string_view id) {
  const std::scoped_lock lock(mutex_);
  if (const auto it = sessions_.find(id); it != sessions_.end()) sessions_.erase(it);
}

std::size_t Sessions::size() const {
  const std::scoped_lock lock(mutex_);
  return sessions_.size();
}

std::vector<std::shared_ptr<SharedSession>> Sessions::all() const {
  const std::scoped_lock lock(mutex_);
  std::vector<std::shared_ptr<SharedSession>> list;
  for (const auto& [id, session] : sessions_) list.push_back(session);
  return list;
}

std::vector<std::shared_ptr<SharedSession>> Sessions::idle(TimePoint now) const {
  auto list = all();
  std::erase_if(list, [&](const auto& session) {
    const std::scoped_lock lock(session->mutex);
    return session->id == kDefaultSession || !session->awaits.empty() || session->lent ||
           now - session->used < limits_.idle;
  });
  return list;
}

void Sessions::renew(SharedSession& session, TimePoint now) {
  std::size_t first = 1;
  if (const auto it = options_.last_numbers.find(session.id); it != options_.last_numbers.end())
    first = it->second + 1;
  if (options_.numbers_go_on) first += session.received;
  session.mocks = std::make_unique<Session>(session.id, options_.platforms, options_.engine,
                                            Seed(kSeed).derive(session.id), first);
  outlines -= session.store.outlines().size();
  session.store.clear();
  keys -= std::exchange(session.keys, 0);
  orders -= session.orders.size();
  session.orders.clear();
  session.order_places.clear();
  session.mask = nullptr;
  session.started = session.latest = session.used = now;
  session.serial = next_serial_++;
}

}  // namespace tagproof
