#include "harness/serve/control.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "harness/base/text.h"
#include "harness/documents/documents.h"
#include "harness/serve/answers.h"

namespace tagproof {
namespace {

constexpr std::array<std::string_view, 7> kPageKeys{"platform", "channel", "event", "order",
                                                    "since",    "limit",   "raw"};
constexpr std::array<std::string_view, 7> kFindingKeys{"platform", "channel", "event", "order",
                                                       "since",    "limit",   "at"};
constexpr std::array<std::string_view, 6> kAwaitKeys{"platform", "channel", "event",
                                                     "order",    "count",   "timeout"};
constexpr std::size_t kShownProblems = 5;

std::span<const std::string_view> first(std::span<const std::string_view> keys, std::size_t n) {
  return keys.first(n);
}

Response ending_answer(std::string_view session) {
  return error_answer(session, 503, "ending", "the server is ending");
}

}  // namespace

struct Control::Endpoint {
  std::string_view method{};
  std::string_view name{};
  std::span<const std::string_view> keys{};
  Answered (Control::*perform)(Asked&){};
};

std::span<const Control::Endpoint> Control::endpoints() {
  static const std::array kAll{
      Endpoint{"GET", "captures", kPageKeys, &Control::captures},
      Endpoint{"GET", "events", first(kPageKeys, 6), &Control::events},
      Endpoint{"GET", "findings", kFindingKeys, &Control::findings},
      Endpoint{"GET", "ledger", {}, &Control::ledger},
      Endpoint{"GET", "await", kAwaitKeys, &Control::await},
      Endpoint{"POST", "orders", {}, &Control::post_orders},
      Endpoint{"POST", "reset", {}, &Control::reset},
      Endpoint{"POST", "sessions", {}, &Control::make_session},
  };
  return kAll;
}

Control::Control(Options options, Tools tools) : options_(std::move(options)), tools_(tools) {}

Response Control::health(const std::string& session) const {
  ControlAnswer answer(session);
  answer.json().key("ok").boolean(true).key("version").string(options_.version);
  answer.json().key("sessions").number(static_cast<std::int64_t>(tools_.sessions.size()));
  return answer.finish();
}

void Control::perform(ControlRequest&& request) {
  if (auto response = route(request)) request.responder.respond(std::move(*response));
}

Control::Answered Control::route(ControlRequest& request) {
  const std::string& id = request.address.session;
  if (request.address.kind == ServedAddress::Kind::end) return end_session(request);
  auto session = tools_.sessions.find(id);
  if (!session)
    return error_answer(id, 404, "unknown_session", fmt::format("there is no session `{}`", id));
  const auto all = endpoints();
  const auto endpoint = std::ranges::find_if(all, [&](const Endpoint& one) {
    return one.name == request.address.endpoint && one.method == request.method;
  });
  if (endpoint == all.end()) return no_endpoint(request);
  auto question =
      read_question(request.address.query, endpoint->keys, options_.platforms, tools_.limits);
  if (!question) return error_answer(id, 400, "bad_parameter", question.error().message);
  Asked asked{.session = std::move(session), .question = std::move(*question), .request = request};
  {
    const std::scoped_lock lock(asked.session->mutex);
    asked.session->used = std::max(asked.session->used, tools_.clock.now());
  }
  return (this->*endpoint->perform)(asked);
}

Response Control::no_endpoint(const ControlRequest& request) {
  std::vector<std::string> all{"GET health"};
  for (const Endpoint& one : endpoints()) all.push_back(fmt::format("{} {}", one.method, one.name));
  all.emplace_back("DELETE /s/{id}");
  return error_answer(request.address.session, 404, "unknown_endpoint",
                      fmt::format("there is no {} /_tagproof/{}; there are: {}", request.method,
                                  request.address.endpoint, join(all, ", ")));
}

std::vector<Ledger> Control::ledgers(const SharedSession& session) const {
  auto ledgers = session.mocks->ledgers();
  if (!options_.contract) return ledgers;
  // A platform of the contract has a row even when nothing came.
  for (const auto& platform : options_.contract->platforms()) {
    if (std::ranges::find(ledgers, platform, &Ledger::platform) == ledgers.end())
      ledgers.push_back({.platform = platform});
  }
  std::ranges::stable_sort(ledgers, {}, [&](const Ledger& ledger) {
    return std::ranges::find_if(options_.platforms,
                                [&](const Platform* p) { return ledger.platform == p->id; }) -
           options_.platforms.begin();
  });
  return ledgers;
}

Control::Answered Control::ledger(Asked& asked) {
  std::vector<Ledger> all;
  std::vector<Order> orders;
  {
    const std::scoped_lock lock(asked.session->mutex);
    all = ledgers(*asked.session);
    orders = asked.session->orders;
  }
  ControlAnswer answer(asked.session->id);
  auto& json = answer.json();
  json.key("ledger").begin_object();
  for (const Ledger& one : all) {
    json.key(one.platform.view());
    write_ledger(json, one);
  }
  json.end_object().key("orders").begin_array();
  for (const Order& order : orders) write_order(json, order);
  json.end_array();
  return answer.finish();
}

Control::Answered Control::await(Asked& asked) {
  SharedSession& session = *asked.session;
  Filter& filter = asked.question.filter;
  AwaitResult result;
  std::shared_ptr<const Mask> mask;
  {
    const std::scoped_lock lock(session.mutex);
    filter.know(session.orders);
    const std::uint64_t came = session.store.count_events(filter);
    const bool enough = came >= asked.question.count;
    if (!enough && asked.question.timeout > Duration::zero()) {
      if (ending_) return ending_answer(session.id);
      if (session.awaits.size() >= tools_.limits.awaits)
        return error_answer(session.id, 503, "awaits", "too many are waiting in this session");
      const std::uint64_t id = next_await_++;
      session.awaits.push_back({.id = id,
                                .filter = std::move(filter),
                                .wanted = asked.question.count,
                                .came = came,
                                .responder = std::move(asked.request.responder)});
      tools_.alarm.set(asked.question.timeout, {.session = asked.session, .await = id});
      return std::nullopt;
    }
    result = await_result(enough, filter, came, session.store, tools_.limits);
    mask = session.current_mask();
  }
  return await_answer(session.id, result, *mask);
}

void Control::time_out(const Alarm::Ring& ring) {
  const auto session = ring.session.lock();
  if (!session) return;
  std::vector<Satisfied> late;
  {
    const std::scoped_lock lock(session->mutex);
    const auto it = std::ranges::find(session->awaits, ring.await, &Await::id);
    if (it == session->awaits.end()) return;
    late.push_back(
        {.responder = std::move(it->responder),
         .result = await_result(false, it->filter, it->came, session->store, tools_.limits),
         .mask = session->current_mask()});
    session->awaits.erase(it);
  }
  answer(*session, std::move(late));
}

Control::Answered Control::post_orders(Asked& asked) {
  SharedSession& session = *asked.session;
  Problems problems;
  auto orders = options_.read_orders(asked.request.body, problems);
  if (problems.empty() && orders.empty()) problems.add("orders", "there is no order in it");
  if (!problems.empty()) {
    std::vector<std::string> shown;
    for (const Problem& problem : problems.list()) {
      if (shown.size() == kShownProblems) break;
      shown.push_back(problem.line > 0 ? fmt::format("line {}: {}", problem.line, problem.message)
                                       : problem.message);
    }
    if (problems.size() > shown.size())
      shown.push_back(fmt::format("and {} more", problems.size() - shown.size()));
    return error_answer(session.id, 400, "invalid_orders",
                        fmt::format("nothing was taken: {}", join(shown, "; ")));
  }
  const std::size_t received = orders.size();
  std::size_t known = 0;
  std::vector<Satisfied> done;
  {
    const std::scoped_lock lock(session.mutex);
    std::size_t added = 0;
    for (const Order& order : orders) added += session.order_places.contains(order.id) ? 0U : 1U;
    if (tools_.sessions.orders + added > tools_.limits.orders)
      return error_answer(session.id, 503, "orders",
                          "the server holds as many orders as it may; reset a session");
    for (Order& order : orders) {
      const auto [it, fresh] = session.order_places.emplace(order.id, session.orders.size());
      if (fresh) {
        session.orders.push_back(std::move(order));
        ++tools_.sessions.orders;
      } else {
        session.orders[it->second] = std::move(order);
      }
    }
    session.mask = nullptr;
    known = session.orders.size();
    // An order that somebody waits for may now be known by another form, too.
    for (Await& await : session.awaits) {
      if (await.filter.order.empty()) continue;
      await.filter.know(session.orders);
      await.came = session.store.count_events(await.filter);
    }
    done = satisfied(session, tools_.limits);
  }
  answer(session, std::move(done));
  ControlAnswer answer(session.id);
  answer.json().key("received").number(static_cast<std::int64_t>(received));
  answer.json().key("orders").number(static_cast<std::int64_t>(known));
  return answer.finish();
}

Control::Answered Control::reset(Asked& asked) {
  SharedSession& session = *asked.session;
  {
    const std::scoped_lock lock(session.mutex);
    tools_.memory.forget(session.serial);
    tools_.sessions.renew(session, tools_.clock.now());
    for (Await& await : session.awaits) await.came = 0;
  }
  ControlAnswer answer(session.id);
  answer.json().key("ok").boolean(true);
  return answer.finish();
}

Control::Answered Control::make_session(Asked& asked) {
  sweep();
  const auto session = tools_.sessions.make(tools_.clock.now());
  if (!session) {
    return error_answer(asked.session->id, 503, "sessions",
                        fmt::format("there are {} sessions, as many as there may be; end one with "
                                    "DELETE /s/{{id}}",
                                    tools_.limits.sessions));
  }
  ControlAnswer answer(session->id);
  answer.json().key("base_url").string(fmt::format("{}/s/{}", asked.request.base, session->id));
  return answer.finish(201);
}

Response Control::end_session(const ControlRequest& request) {
  const std::string& id = request.address.session;
  if (id == kDefaultSession)
    return error_answer(id, 400, "default_session",
                        "the default session can't be ended; POST /_tagproof/reset empties it");
  const auto session = tools_.sessions.find(id);
  if (!session)
    return error_answer(id, 404, "unknown_session", fmt::format("there is no session `{}`", id));
  end(session);
  ControlAnswer answer(id);
  answer.json().key("ok").boolean(true);
  return answer.finish();
}

void Control::end(const std::shared_ptr<SharedSession>& session) {
  tools_.sessions.remove(session->id);
  std::vector<Await> awaits;
  {
    const std::scoped_lock lock(session->mutex);
    session->ended = true;
    awaits = std::exchange(session->awaits, {});
    tools_.memory.forget(session->serial);
    tools_.sessions.renew(*session, tools_.clock.now());
  }
  for (Await& await : awaits)
    await.responder.respond(
        error_answer(session->id, 404, "unknown_session", "this session has ended"));
}

void Control::sweep() {
  for (const auto& session : tools_.sessions.idle(tools_.clock.now())) end(session);
}

void Control::dismiss() {
  ending_ = true;
  for (const auto& session : tools_.sessions.all()) {
    std::vector<Await> awaits;
    {
      const std::scoped_lock lock(session->mutex);
      awaits = std::exchange(session->awaits, {});
    }
    for (Await& await : awaits) await.responder.respond(ending_answer(session->id));
  }
}

}  // namespace tagproof
