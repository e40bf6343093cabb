#include "mock_platforms/engine.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <iterator>

#include "harness/base/hash.h"
#include "harness/wire/json_writer.h"
#include "mock_platforms/attribution.h"
#include "mock_platforms/book.h"
#include "mock_platforms/dedup.h"
#include "mock_platforms/redact.h"
#include "mock_platforms/secrets.h"

namespace tagproof {
namespace {

/// Forgetting looks at every key: not for each hit of a session that is full.
constexpr auto kExpireEvery = std::chrono::minutes(1);

/// What a browser asks before a cross-origin call is no hit.
bool is_preflight(const Request& request) { return request.method == "OPTIONS"; }

Response preflight_answer(const Request& request) {
  Response answer;
  answer.status = 204;
  const auto* origin = find_header(request.headers, "Origin");
  set_header(answer.headers, "Access-Control-Allow-Origin", origin != nullptr ? *origin : "*");
  set_header(answer.headers, "Access-Control-Allow-Methods", "GET, POST, OPTIONS");
  if (const auto* asked = find_header(request.headers, "Access-Control-Request-Headers")) {
    set_header(answer.headers, "Access-Control-Allow-Headers", *asked);
  }
  if (origin != nullptr) set_header(answer.headers, "Access-Control-Allow-Credentials", "true");
  return answer;
}

/// tagproof's own words, where no platform would say anything.
Response own_answer(int status, std::string_view code, std::string_view message) {
  Response answer;
  answer.status = status;
  set_header(answer.headers, "Content-Type", "application/json");
  JsonWriter w(answer.body);
  w.begin_object().key("format").string("tagproof.serve/1").key("error").begin_object();
  w.key("code").string(code).key("message").string(message).end_object().end_object();
  return answer;
}

Response nobodys_answer(const Route& route) {
  if (!route.problem.empty()) return own_answer(404, "two_platforms", route.problem);
  std::string message = "this address belongs to no platform";
  if (!route.guess.empty()) message.append("; it ").append(route.guess);
  return own_answer(404, "no_platform", message);
}

/// For each event, the first rule of that severity that it (or the whole request) touches.
class Deciding {
 public:
  Deciding(const Decoded& decoded, RuleSeverity severity) {
    for (const auto& seen : decoded.observations) {
      if (seen.rule == nullptr || seen.rule->severity != severity) continue;
      if (first_ == nullptr) first_ = seen.rule;
      if (seen.event < 0) {
        if (all_ == nullptr) all_ = seen.rule;
        continue;
      }
      rules_.resize(decoded.events.size());  // most hits break nothing, and need no list
      if (const auto index = static_cast<std::size_t>(seen.event);
          index < rules_.size() && rules_[index] == nullptr) {
        rules_[index] = seen.rule;
      }
    }
  }
  [[nodiscard]] const Rule* of(std::size_t event) const {
    return event < rules_.size() && rules_[event] != nullptr ? rules_[event] : all_;
  }
  [[nodiscard]] const Rule* first() const { return first_; }

 private:
  std::vector<const Rule*> rules_{};
  const Rule* all_ = nullptr;
  const Rule* first_ = nullptr;
};

void decide(TrackedEvent& event, Outcome outcome, const Rule* rule) {
  event.outcome = outcome;
  if (rule == nullptr) return;
  event.rule = rule->id;
  event.confidence = rule->confidence;
}

void warn(TrackedEvent& event, const Rule& rule) {
  if (std::ranges::find(event.warnings, rule.id) == event.warnings.end())
    event.warnings.push_back(rule.id);
}

void add_warnings(Decoded& decoded) {
  for (const auto& seen : decoded.observations) {
    if (seen.rule == nullptr || seen.rule->severity != RuleSeverity::warn) continue;
    if (seen.event < 0) {
      for (auto& event : decoded.events) warn(event, *seen.rule);
    } else if (static_cast<std::size_t>(seen.event) < decoded.events.size()) {
      warn(decoded.events[static_cast<std::size_t>(seen.event)], *seen.rule);
    }
  }
}

const Rule* counted_rule(const Platform& platform) {
  const auto it = std::ranges::find_if(platform.rules, [&](const Rule& rule) {
    return rule.id.size() == platform.id.size() + 8 && rule.id.starts_with(platform.id) &&
           rule.id.ends_with(".counted");
  });
  return it == platform.rules.end() ? nullptr : &*it;
}

/// One platform's memory: what its accept() may ask, and what only the engine writes.
class Memory final : public PlatformState {
 public:
  Memory(const Platform& platform, const EngineOptions& options)
      : platform_(&platform),
        counted_(counted_rule(platform)),
        may_change_(std::ranges::any_of(
            platform.dedup, [](const DedupRule& rule) { return rule.wins != Wins::first; })),
        settings_(&options.settings) {
    if (const auto it = options.accounts.find(platform.id); it != options.accounts.end())
      accounts_ = it->second;
    for (const auto& named : options.actions) {
      if (named.platform == platform.id) actions_.push_back(named);
    }
    begin_notes();
  }

  [[nodiscard]] const Settings& settings() const override { return *settings_; }
  [[nodiscard]] std::span<const Account> accounts() const override { return accounts_; }
  [[nodiscard]] const Conversion* conversion(std::string_view order_id,
                                             std::string_view action) const override {
    return book_.find(order_id, action);
  }
  [[nodiscard]] std::optional<TimePoint> first_seen(std::string_view kind,
                                                    std::string_view value) const override {
    const auto* first = seen_.find(seen_key(kind, value));
    return first == nullptr ? std::nullopt : std::optional(*first);
  }

  Memory(const Memory&) = delete;  // its parts know each other
  Memory& operator=(const Memory&) = delete;

  [[nodiscard]] const Platform& platform() const { return *platform_; }
  [[nodiscard]] std::size_t keys() const {
    return twins_.size() + book_.size() + seen_.size() + texts_.size();
  }
  [[nodiscard]] bool touched() const { return touched_; }
  [[nodiscard]] const PlatformNotes* notes() const override { return notes_.get(); }
  [[nodiscard]] Ledger ledger() const { return book_.ledger(platform_->id); }

  void receive(Decoded& decoded, TimePoint now);
  /// Of a relay: taken or refused, never in a ledger.
  void pass(Decoded& decoded) const;
  void name_actions(Decoded& decoded) const;
  void expire(TimePoint now) { twins_.expire(now); }
  void clear() {
    if (!touched_) return;
    twins_.clear();
    book_.clear();
    seen_.clear();
    texts_.clear();
    begin_notes();
    touched_ = false;
  }

 private:
  static Key128 seen_key(std::string_view kind, std::string_view value) {
    return key_of(value).of(fnv1a(kind));
  }
  void settle(TrackedEvent& event, TimePoint now);
  void see(const TrackedEvent& event, TimePoint now);
  void begin_notes() {
    if (platform_->notes != nullptr) notes_ = platform_->notes();
  }

  const Platform* platform_;
  const Rule* counted_;
  bool may_change_;  // a later copy may change a conversion
  const Settings* settings_;
  std::vector<Account> accounts_{};
  std::vector<NamedAction> actions_{};
  Texts texts_{};
  DedupMemory twins_{*platform_, texts_};
  Book book_{texts_};
  KeyTable<TimePoint> seen_{};
  std::unique_ptr<PlatformNotes> notes_{};
  bool touched_ = false;
};

/// Google Ads and others have no event names: what no contract names is the purchase that decode
/// said.
void Memory::name_actions(Decoded& decoded) const {
  if (actions_.empty()) return;
  for (auto& event : decoded.events) {
    if (!event.name || event.adjustment != AdjustmentKind::none) continue;
    for (const auto& named : actions_) {
      const bool by_name = event.platform_name.has_value() && *event.platform_name == named.name;
      bool by_action = event.action.has_value() && *event.action == named.name;
      if (!by_name && !by_action && event.action.has_value()) {
        // An upload says the action's number where the contract says its label.
        for (const auto& account : accounts_) {
          for (const auto& action : account.actions) {
            by_action =
                by_action || ((action.id == *event.action || action.label == *event.action) &&
                              account.conversion_id + "/" + action.label == named.name);
          }
        }
      }
      if (by_name || by_action) {
        event.name = named.event;
        break;
      }
    }
  }
}

void Memory::receive(Decoded& decoded, TimePoint now) {
  touched_ = true;
  const Deciding refused(decoded, RuleSeverity::refuse);
  const Deciding dropped(decoded, RuleSeverity::drop);
  const Rule* batch = platform_->refuses_whole_request ? refused.first() : nullptr;
  add_warnings(decoded);
  for (std::size_t i = 0; i < decoded.events.size(); ++i) {
    auto& event = decoded.events[i];
    const auto* refuse = refused.of(i);
    if (refuse == nullptr) refuse = batch;
    if (refuse != nullptr) {
      decide(event, Outcome::refused, refuse);
    } else if (const auto* drop = dropped.of(i); drop != nullptr || !decoded.counts) {
      decide(event, Outcome::dropped, drop);
    } else {
      settle(event, now);
      continue;
    }
    if (decoded.counts) book_.enter(event, now);
  }
  if (notes_ != nullptr) notes_->note(decoded, now);
}

void Memory::pass(Decoded& decoded) const {
  const Deciding refused(decoded, RuleSeverity::refuse);
  add_warnings(decoded);
  for (std::size_t i = 0; i < decoded.events.size(); ++i) {
    const auto* refuse = refused.of(i);
    decide(decoded.events[i], refuse != nullptr ? Outcome::refused : Outcome::counted,
           refuse != nullptr ? refuse : counted_);
  }
}

/// Consent, then deduplication, then counting, of an event that was neither refused nor dropped.
void Memory::settle(TrackedEvent& event, TimePoint now) {
  const bool revenue =
      platform_->has_revenue == nullptr || platform_->has_revenue(event, *settings_);
  const auto merge = [&](const DedupMemory::Twin& twin) {
    decide(event, Outcome::deduplicated, &twin.rule->rule);
    event.merged_with = twin.earlier.capture;
    book_.enter(event, now);
  };
  const auto merge_copy = [&](const DedupMemory::Twin& twin) {
    event.attributable = attributable(event, platform_->traits);
    merge(twin);
    if (twin.takes_over) book_.take_over(twin.earlier.conversion, event, revenue);
    if (twin.rule->wins == Wins::enriched) book_.enrich(twin.earlier.conversion, event, revenue);
    event.attributable = Attributable::none;  // what isn't counted is credited by nothing
  };
  const auto& keys = twins_.keys_of(event, *settings_);
  if (const auto twin = twins_.mirror_of(event, keys, now)) {
    if (!event.mirror) book_.complete(twin->earlier.conversion, event);
    return merge(*twin);
  }
  if (const auto* rule =
          platform_->unconsented != nullptr ? platform_->unconsented(event, *settings_) : nullptr) {
    decide(event, Outcome::unconsented, rule);
    book_.enter(event, now);
    twins_.remember_mirrors(event, keys, now, DedupMemory::kNoConversion);
    return;
  }
  see(event, now);
  const bool adjusts = event.adjustment != AdjustmentKind::none;
  if (!adjusts) {
    if (const auto twin = twins_.twin_of(event, keys, *settings_, now)) return merge_copy(*twin);
  }
  decide(event, Outcome::counted, counted_);
  event.attributable = attributable(event, platform_->traits);
  const auto conversion = book_.enter(event, now, revenue, may_change_);
  if (adjusts) {
    book_.adjust(event, now);
    return;
  }
  twins_.remember(event, keys, now, conversion);
  twins_.remember_mirrors(event, keys, now, conversion);
}

void Memory::see(const TrackedEvent& event, TimePoint now) {
  if (event.channel != Channel::browser) return;
  const auto keep = [&](std::string_view kind, IdField field) {
    const auto& id = event.id(field);
    if (id.has_value()) seen_.try_emplace(seen_key(kind, *id), now);
  };
  keep("client", IdField::client_id);
  keep("session", IdField::session_id);
  keep("fbp", IdField::fbp);
}

}  // namespace

struct Engine::Impl {
  Impl(std::span<const Platform* const> list, EngineOptions given)
      : platforms(list), options(std::move(given)) {
    if (options.index == nullptr) options.index = std::make_shared<const HostIndex>(platforms);
    for (const auto* platform : platforms) memories.emplace_back(*platform, options);
  }

  std::span<const Platform* const> platforms;
  EngineOptions options;
  std::deque<Memory>
      memories{};  // as platforms; they point into options, which stays where Impl is

  std::size_t keys = 0;                // that all memories hold
  std::optional<TimePoint> expired{};  // when it was last looked what is past its window

  /// Whether nothing more may be remembered, even when what no rule asks for any more is forgotten.
  bool is_full(TimePoint now) {
    if (keys < options.max_keys) return false;
    if (!expired || now - *expired >= kExpireEvery) {
      expired = now;
      keys = 0;
      for (auto& memory : memories) {
        memory.expire(now);
        keys += memory.keys();
      }
    }
    return keys >= options.max_keys;
  }

  [[nodiscard]] Route route(Request&& request) const {
    return tagproof::route(std::move(request), platforms, options.hosts, *options.index);
  }
  Memory& memory(const Platform& platform) {
    const auto place = std::ranges::find(platforms, &platform) - platforms.begin();
    return memories[static_cast<std::size_t>(place)];
  }
};

Engine::Engine(std::span<const Platform* const> platforms, EngineOptions options)
    : impl_(std::make_unique<Impl>(platforms, std::move(options))) {}
Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

Engine::Prepared Engine::prepare(Request request) const {
  Prepared prepared{.route = impl_->route(std::move(request))};
  const auto& found = prepared.route;
  if (found.platform == nullptr || found.endpoint == nullptr || is_preflight(found.request))
    return prepared;
  prepared.decoded =
      found.platform->decode(found.request, *found.endpoint, impl_->options.settings);
  impl_->memory(*found.platform).name_actions(prepared.decoded);
  return prepared;
}

Engine::Prepared Engine::prepare_refused(Request request) const {
  return {.route = impl_->route(std::move(request))};
}

void Engine::receive_refused(Prepared&& prepared, const Response& refusal, Capture& capture) {
  auto& route = prepared.route;
  const auto secrets = secrets_of(route.request, route.platform, true);
  if (route.platform != nullptr) {
    capture.platform = PlatformId(route.platform->id);
    if (route.endpoint != nullptr) capture.channel = route.endpoint->channel;
  }
  capture.guess = route.guess;
  capture.answer = refusal;
  capture.redacted = redact(route.request, capture.answer, secrets);
  capture.request = std::move(route.request);
}

void Engine::receive(Prepared&& prepared, TimePoint now, const CaptureId& id, const Nonce& nonce,
                     const ReceivedInto& into) {
  auto& capture = into.capture;
  auto& route = prepared.route;
  auto& decoded = prepared.decoded;
  const auto* platform = route.platform;
  capture.id = id;
  capture.time = now;
  const auto secrets =
      secrets_of(route.request, platform, platform == nullptr, std::move(decoded.carried));

  if (platform == nullptr) {
    capture.answer =
        is_preflight(route.request) ? preflight_answer(route.request) : nobodys_answer(route);
    capture.guess = std::move(route.guess);
  } else {
    capture.platform = PlatformId(platform->id);
    if (is_preflight(route.request)) {
      capture.answer = preflight_answer(route.request);
    } else if (route.endpoint == nullptr) {
      std::string message(platform->title);
      message.append(" has no such endpoint");
      capture.answer = own_answer(404, "no_endpoint", message);
    } else if (impl_->is_full(now)) {
      capture.refused = "keys";
      capture.answer =
          own_answer(503, "keys", "this session holds as many conversions as it may; reset it");
    } else {
      for (auto& event : decoded.events) {
        event.capture = id;
        event.platform = capture.platform;
        event.channel = decoded.channel;
        event.sender = decoded.channel == Channel::browser ? Sender::browser : Sender::shop;
        event.received = now;
      }
      auto& memory = impl_->memory(*platform);
      if (platform->accept != nullptr) platform->accept(decoded, memory, now);
      memory.name_actions(decoded);  // accept may have found the name that a tag would send
      if (platform->relay) {
        memory.pass(decoded);
      } else {
        const auto before = memory.keys();
        memory.receive(decoded, now);
        impl_->keys += memory.keys() - before;
      }
      capture.answer =
          platform->answer(route.request, *route.endpoint, decoded, memory, {now, nonce});
      if (platform->relay && capture.answer.status < 400 && impl_->options.relay)
        std::ranges::move(impl_->options.relay(route.request, id, now),
                          std::back_inserter(into.relayed));
    }
    if (route.endpoint != nullptr) {
      capture.channel = route.endpoint->channel;
      capture.sender = *capture.channel == Channel::browser ? Sender::browser : Sender::shop;
    }
  }
  capture.redacted = redact(route.request, capture.answer, secrets);
  capture.request = std::move(route.request);
  capture.decode_error = std::move(decoded.decode_error);
  if (capture.refused.empty()) std::ranges::move(decoded.events, std::back_inserter(into.events));
}

std::vector<Ledger> Engine::ledgers() const {
  std::vector<Ledger> ledgers;
  for (const auto& memory : impl_->memories) {
    if (memory.touched()) ledgers.push_back(memory.ledger());
  }
  return ledgers;
}

Coverage Engine::key_coverage(std::string_view platform) const {
  for (const auto& memory : impl_->memories) {
    if (memory.platform().id == platform && memory.notes() != nullptr)
      return memory.notes()->key_coverage();
  }
  return {};
}

std::span<const Platform* const> Engine::platforms() const { return impl_->platforms; }

std::size_t Engine::keys() const { return impl_->keys; }

void Engine::reset() {
  for (auto& memory : impl_->memories) memory.clear();
  impl_->keys = 0;
  impl_->expired.reset();
}

}  // namespace tagproof
