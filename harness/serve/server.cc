#include "harness/serve/server.h"

#include <fmt/format.h>

#include <utility>
#include <variant>

#include "harness/serve/answers.h"
#include "harness/serve/clerk.h"
#include "harness/serve/control.h"
#include "mock_platforms/collector/relay.h"

namespace tagproof {
namespace {

constexpr int kWorkers = 2;
// Prepares requests for all sessions and keeps nothing.
constexpr std::uint64_t kDecoderSeed = 0;

struct Sweep {};
using Errand = std::variant<ControlRequest, Alarm::Ring, Sweep>;

}  // namespace

struct Server::Inside {
  ServerOptions options{};
  const Clock& clock;
  std::optional<collector::Relay> relay{};
  std::unique_ptr<EvidenceFile> evidence{};
  std::optional<Session> decoder{};
  std::optional<Memory> memory{};
  std::optional<Sessions> sessions{};
  std::optional<Disturbances> disturbances{};
  std::optional<Receiver> receiver{};
  std::optional<Control> control{};
  // Threads, in the order in which they begin; they end the other way round.
  std::optional<Clerk<Errand>> clerk{};
  std::optional<Forwarder> forwarder{};
  std::optional<Alarm> alarm{};
  std::unique_ptr<Listener> listener{};

  void handle(IncomingRequest&& incoming, Responder responder);
  void control_request(ServedAddress&& address, IncomingRequest&& incoming, Responder&& responder);
  void perform(Errand&& errand);
};

void Server::Inside::handle(IncomingRequest&& incoming, Responder responder) {
  // The whole request: read_address takes the session off its url.
  const bool allowed = may_control(incoming.request);
  ServedAddress address = read_address(incoming.request);
  const bool ours =
      address.kind == ServedAddress::Kind::control || address.kind == ServedAddress::Kind::end;
  if (ours && !allowed) {
    responder.respond(error_answer(address.session, 403, "forbidden",
                                   "the control API answers this machine's own tools alone"));
    return;
  }
  if (ours && incoming.refused) {
    const Response refusal = refusal_answer(incoming);
    responder.respond(error_answer(address.session, refusal.status, *incoming.refused,
                                   "the request was cut at a limit"));
    return;
  }
  if (ours) {
    control_request(std::move(address), std::move(incoming), std::move(responder));
    return;
  }
  auto session = sessions->find(address.session);
  if (!session) {
    // A hit to a session that has ended is still evidence; of nobody's session it is `default`'s.
    session = sessions->find(kDefaultSession);
    incoming.refused = "unknown-session";
    incoming.refusal_status = 404;
  } else if (address.kind == ServedAddress::Kind::page && !incoming.refused) {
    const std::string prefix = address.session == kDefaultSession ? "" : "/s/" + address.session;
    responder.respond(front_page(prefix, options.version));
    return;
  }
  receiver->receive(session, std::move(incoming), std::move(responder));
}

void Server::Inside::control_request(ServedAddress&& address, IncomingRequest&& incoming,
                                     Responder&& responder) {
  if (address.endpoint == "health" && incoming.request.method == "GET" &&
      sessions->find(address.session)) {
    responder.respond(control->health(address.session));
    return;
  }
  std::string base;
  if (const auto url = parse_url(incoming.request.url)) {
    base.append(url->scheme).append("://").append(url->host);
    if (!url->port.empty()) base.append(":").append(url->port);
  }
  clerk->give(ControlRequest{.address = std::move(address),
                             .method = std::move(incoming.request.method),
                             .base = std::move(base),
                             .body = std::move(incoming.request.body),
                             .responder = std::move(responder)});
}

void Server::Inside::perform(Errand&& errand) {
  if (auto* request = std::get_if<ControlRequest>(&errand)) {
    control->perform(std::move(*request));
  } else if (const auto* ring = std::get_if<Alarm::Ring>(&errand)) {
    if (ring->parked != 0) {
      disturbances->send(ring->parked);
    } else {
      control->time_out(*ring);
    }
  } else {
    control->sweep();
  }
}

Server::Server(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}

Result<std::unique_ptr<Server>> Server::start(ServerOptions options, const Clock& clock) {
  std::unique_ptr<Inside> owned(new Inside{.options = std::move(options), .clock = clock});
  Inside& in = *owned;
  const ServerOptions& given = in.options;
  if (!given.evidence.empty()) {
    auto evidence = EvidenceFile::open({.path = given.evidence,
                                        .durable = given.durable,
                                        .indexed_lines = given.limits.indexed_lines,
                                        .say = given.say});
    if (!evidence) return evidence.error();
    in.evidence = std::move(*evidence);
  }
  const Contract* contract = given.contract ? &*given.contract : nullptr;
  EngineOptions engine = engine_options(contract, given.target);
  if (given.tagging) {
    auto relay = collector::Relay::read(*given.tagging, contract, given.target);
    if (!relay) return relay.error();
    in.relay = std::move(*relay);
    if (!in.relay->idle()) {
      engine.relay = [relay = &*in.relay](const Request& request, const CaptureId& from,
                                          TimePoint now) {
        return relay->take(request, from, now);
      };
    }
  }
  in.decoder.emplace("decoder", given.platforms, engine, Seed(kDecoderSeed));
  in.memory.emplace(given.limits);
  in.sessions.emplace(
      Sessions::Options{.platforms = given.platforms,
                        .engine = engine,
                        .last_numbers = in.evidence ? in.evidence->last_numbers()
                                                    : std::map<std::string, std::size_t>{},
                        .numbers_go_on = in.evidence != nullptr},
      given.limits, clock.now());
  in.receiver.emplace(*in.sessions, *in.memory, in.evidence.get(), *in.decoder, clock,
                      given.limits);
  if (engine.relay) {
    in.forwarder.emplace(
        given.platforms, given.limits.forwards,
        [&in](const std::shared_ptr<SharedSession>& session, Request request,
              const CaptureId& from) {
          in.receiver->receive_relayed(session, std::move(request), from);
        },
        given.say);
    in.receiver->set_forwarder(&*in.forwarder);
  }
  in.clerk.emplace([&in](Errand&& errand) { in.perform(std::move(errand)); });
  in.alarm.emplace([&in](const Alarm::Ring& ring) { in.clerk->give(ring); },
                   [&in] { in.clerk->give(Sweep{}); });
  if (!given.faults.empty()) {
    in.disturbances.emplace(given.faults, given.times);
    in.receiver->set_disturbances(&*in.disturbances, &*in.alarm);
  }

  in.control.emplace(Control::Options{.platforms = given.platforms,
                                      .contract = given.contract,
                                      .target = given.target,
                                      .feeds = in.relay ? in.relay->feeds() : std::vector<Feed>{},
                                      .show_personal_data = given.show_personal_data,
                                      .version = given.version,
                                      .judge = given.judge,
                                      .read_orders = given.read_orders},
                     Control::Tools{*in.sessions, *in.memory, *in.receiver, in.evidence.get(),
                                    *in.decoder, clock, given.limits, *in.alarm});
  auto listener = Listener::start({.port = given.port,
                                   .both_loopbacks = true,
                                   .workers = kWorkers,
                                   .turn_ended = [&in] { return in.receiver->end_turn(); },
                                   .limits = given.http},
                                  [&in](IncomingRequest&& incoming, Responder responder) {
                                    in.handle(std::move(incoming), std::move(responder));
                                  });
  if (!listener) return listener.error();
  in.listener = std::move(*listener);
  return std::unique_ptr<Server>(new Server(std::move(owned)));
}

Server::~Server() { stop(); }

int Server::port() const { return inside_->listener->port(); }

void Server::stop() {
  Inside& in = *inside_;
  if (!in.clerk) return;
  in.control->dismiss();
  if (in.disturbances) in.disturbances->send_all();
  in.listener->stop();
  in.alarm.reset();
  in.clerk.reset();
  if (in.forwarder) in.forwarder->stop();
  in.evidence.reset();  // writes what is left
}

}  // namespace tagproof
