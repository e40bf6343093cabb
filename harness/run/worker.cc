#include "harness/run/worker.h"

#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "harness/http/listener.h"
#include "harness/http/transport.h"
#include "harness/run/session.h"
#include "harness/targets/simulated.h"

namespace tagproof {
namespace {

// What happens where: the driving thread says when and by whom a request leaves, then waits for its
// answer; the listener's thread receives it. The lock hands the session from one to the other.
struct Stage {
  std::mutex lock{};
  Session* session{};
  Session::Hint hint{};
  Session::Keep keep{};
  std::string shopper{};
};

Response receive(Stage& stage, Request&& request) {
  const std::scoped_lock hold(stage.lock);
  if (stage.session == nullptr) return {.status = 503, .body = "no scenario is running\n"};
  stage.hint.shopper = stage.shopper;
  return stage.session->receive(std::move(request), stage.hint, stage.keep).answer;
}

}  // namespace

struct Worker::Inside {
  explicit Inside(const WorkerOptions& wanted)
      : options(wanted),
        target(wanted.transport == TransportKind::direct ? OrderStoreKind::memory
                                                         : OrderStoreKind::sqlite),
        index(std::make_shared<const HostIndex>(wanted.platforms)) {}

  /// The session in which the shop's journey is driven: the one before, as long as it's the same
  /// shop's.
  Session& begin_session(const ReadyShop& shop, Seed seed) {
    const auto& name = shop.scenario().name;
    if (session && told == shop.engine_options()) {
      session->begin(name, seed);
      return *session;
    }
    told = shop.engine_options();
    auto engine_options = *told;
    engine_options.index = index;
    return session.emplace(name, options.platforms, std::move(engine_options), seed);
  }

  WorkerOptions options;
  SimulatedTarget target;
  std::shared_ptr<const HostIndex> index;
  std::shared_ptr<const EngineOptions> told{};  // what the session's engine was told
  std::optional<Session> session{};
  Stage stage{};
  std::unique_ptr<Transport> transport{};
  std::unique_ptr<Listener> listener{};  // last: stops before what its handler uses is gone
};

Worker::Worker(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
Worker::~Worker() = default;

Result<std::unique_ptr<Worker>> Worker::start(const WorkerOptions& options) {
  auto inside = std::make_unique<Inside>(options);
  Stage* stage = &inside->stage;
  if (options.transport == TransportKind::direct) {
    inside->transport = std::make_unique<DirectTransport>(
        [stage](Request&& request) { return receive(*stage, std::move(request)); });
  } else {
    auto listener =
        Listener::start({.workers = 1}, [stage](IncomingRequest&& incoming, Responder responder) {
          responder.respond(incoming.refused ? refusal_answer(incoming)
                                             : receive(*stage, std::move(incoming.request)));
        });
    if (!listener) return listener.error();
    inside->listener = std::move(*listener);
    inside->transport = std::make_unique<SocketTransport>(
        HttpClientOptions{.connect_to = "127.0.0.1:" + std::to_string(inside->listener->port())});
  }
  return std::unique_ptr<Worker>(new Worker(std::move(inside)));
}

Result<Evidence> Worker::run(const Scenario& scenario, std::span<const Fault* const> faults,
                             Seed run_seed, const std::function<void(const Capture&)>& keep) {
  const auto shop = ReadyShop::read(scenario, faults);
  if (!shop) return shop.error();
  return run(**shop, run_seed, keep);
}

Result<Evidence> Worker::run(const ReadyShop& shop, Seed run_seed,
                             const std::function<void(const Capture&)>& keep) {
  const auto& scenario = shop.scenario();
  const Seed seed = run_seed.derive(scenario.name);
  Session& session = inside_->begin_session(shop, seed);
  Stage& stage = inside_->stage;
  {
    const std::scoped_lock hold(stage.lock);
    stage.session = &session;
    stage.hint = {};
    stage.keep = keep;
  }
  auto driven = inside_->target.drive({.scenario = scenario,
                                       .book = shop.book(),
                                       .prices = shop.prices(),
                                       .faults = shop.faults(),
                                       .platforms = inside_->options.platforms,
                                       .transport = *inside_->transport,
                                       .seed = seed,
                                       .leaving =
                                           [&stage](const Leaving& leaving) {
                                             const std::scoped_lock hold(stage.lock);
                                             stage.hint.now = leaving.now;
                                             stage.hint.step = leaving.step;
                                             stage.hint.sender = leaving.sender;
                                             stage.hint.relayed_from = leaving.relayed_from;
                                             stage.shopper = leaving.shopper;
                                           },
                                       .last_capture =
                                           [&stage] {
                                             const std::scoped_lock hold(stage.lock);
                                             return stage.session->last_id();
                                           },
                                       .relayed =
                                           [&stage] {
                                             const std::scoped_lock hold(stage.lock);
                                             return stage.session->take_relayed();
                                           }});
  {
    const std::scoped_lock hold(stage.lock);
    stage.session = nullptr;
    stage.keep = {};
  }
  if (!driven) return driven.error();

  Evidence evidence;
  evidence.scenario = scenario.name;
  evidence.target = TargetKind::simulated;
  evidence.contract = shop.agreed();
  evidence.config = shop.target();
  evidence.start = driven->start;
  evidence.end = driven->end;
  evidence.steps = std::move(driven->steps);
  evidence.orders = std::move(driven->orders);
  evidence.shoppers = std::move(driven->shoppers);
  evidence.pages = std::move(driven->pages);
  evidence.attempts = std::move(driven->attempts);
  evidence.feeds = shop.feeds();
  evidence.ledgers = all_ledgers(session, shop.agreed_platforms(), inside_->options.platforms);
  evidence.captures = session.take_captures();
  evidence.events = session.take_events();
  return evidence;
}

void Worker::take_back(Evidence evidence) {
  auto& session = inside_->session;
  if (session) session->take_back(std::move(evidence.captures), std::move(evidence.events));
}

}  // namespace tagproof
