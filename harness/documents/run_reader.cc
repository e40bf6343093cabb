#include "harness/documents/run_reader.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

#include "harness/wire/json.h"

namespace tagproof {
namespace {

std::string text_of(JsonView view) { return view.exists() ? view.text() : std::string(); }

std::vector<std::string> texts_of(JsonView list) {
  std::vector<std::string> all;
  for (const JsonView one : list) all.push_back(one.text());
  return all;
}

/// The word with that text; the first of its kind where the document says none.
template <class E>
E word_of(JsonView view) {
  return read<E>(text_of(view)).value_or(Words<E>::all.front().value);
}

std::optional<TimePoint> time_of(JsonView view) {
  return view.is(JsonKind::string) ? parse_rfc3339(view.text()) : std::nullopt;
}

class Reader {
 public:
  explicit Reader(RecordedRun& run) : run_(run) {}

  void scenario(JsonView view) {
    RecordedScenario& one = run_.scenarios.emplace_back();
    one.scenario = text_of(view["scenario"]);
    one.faults = texts_of(view["faults"]);
    one.verdict = text_of(view["verdict"]);
    Evidence& evidence = one.evidence;
    evidence.scenario = one.scenario;
    evidence.target = TargetKind::recording;
    for (const JsonView order : view["orders"]) evidence.orders.push_back(this->order(order));
    evidence.orders_known = !evidence.orders.empty();
    for (const JsonView capture : view["captures"]) {
      evidence.captures.push_back(this->capture(capture));
      const auto received = evidence.captures.back().time;
      if (received) evidence.end = std::max(evidence.end, *received);
      for (const JsonView event : capture["events"])
        evidence.events.push_back(this->event(event, received));
    }
    for (const JsonView finding : view["findings"]) one.findings.push_back(this->finding(finding));
    tie(one);
  }

 private:
  static Order order(JsonView view) {
    Order order;
    order.id = OrderId(text_of(view["id"]));
    order.state = word_of<OrderState>(view["state"]);
    order.currency = text_of(view["currency"]);
    order.totals.total = Decimal::parse(text_of(view["total"]));
    return order;
  }

  static Capture capture(JsonView view) {
    Capture capture;
    capture.id = CaptureId(text_of(view["id"]));
    capture.time = time_of(view["time"]);
    capture.platform = PlatformId(view["platform"].is(JsonKind::string) ? text_of(view["platform"])
                                                                        : std::string());
    capture.channel = read<Channel>(text_of(view["channel"]));
    capture.sender = read<Sender>(text_of(view["sender"]));
    capture.request.method = text_of(view["method"]);
    capture.request.url = text_of(view["url"]);
    const auto status = Decimal::parse(text_of(view["answer"]["status"]));
    capture.answer.status = status ? static_cast<int>(status->minor(0)) : 0;
    return capture;
  }

  TrackedEvent event(JsonView view, std::optional<TimePoint> received) {
    TrackedEvent event;
    event.capture = CaptureId(text_of(view["capture"]));
    event.platform = PlatformId(text_of(view["platform"]));
    event.channel = word_of<Channel>(view["channel"]);
    event.sender = word_of<Sender>(view["sender"]);
    if (view["name"].is(JsonKind::string)) event.name = read<EventName>(text_of(view["name"]));
    event.platform_name = observed_text(view["platform_name"]);
    event.event_id = observed_text(view["event_id"]);
    event.order_id = observed_text(view["order_id"]);
    event.value = observed_decimal(view["value"]);
    event.currency = observed_text(view["currency"]);
    event.account = observed_text(view["account"]);
    event.action = observed_text(view["action"]);
    for (const auto& word : Words<IdField>::all)
      event.id(word.value) = observed_text(view["ids"][word.text]);
    event.time = time_of(view["time"]);
    event.received = received;
    event.outcome = word_of<Outcome>(view["outcome"]);
    event.rule = rule(text_of(view["rule"]));
    event.confidence = word_of<Confidence>(view["confidence"]);
    for (const auto& warning : texts_of(view["warnings"])) event.warnings.push_back(rule(warning));
    event.attributable =
        read<Attributable>(text_of(view["attributable"])).value_or(Attributable::none);
    if (view["merged_with"].is(JsonKind::string))
      event.merged_with = CaptureId(text_of(view["merged_with"]));
    return event;
  }

  static Finding finding(JsonView view) {
    Finding finding;
    finding.check = text_of(view["check"]);
    finding.severity = word_of<Severity>(view["severity"]);
    if (view["platform"].is(JsonKind::string))
      finding.platform = PlatformId(text_of(view["platform"]));
    if (view["order"].is(JsonKind::string)) finding.order = OrderId(text_of(view["order"]));
    finding.message = text_of(view["message"]);
    for (const auto& id : texts_of(view["captures"])) finding.captures.emplace_back(id);
    return finding;
  }

  std::string_view rule(std::string id) {
    const auto it = rules_.find(id);
    if (it != rules_.end()) return it->second;
    run_.rules.push_back(std::move(id));
    const std::string_view kept = run_.rules.back();
    rules_.emplace(kept, kept);
    return kept;
  }

  // The harness knew more than the wire says: where a finding names an order and a capture whose
  // event names none, the two belong together.
  static void tie(RecordedScenario& one) {
    std::unordered_map<std::string_view, const TrackedEvent*> nameless;
    for (const auto& event : one.evidence.events) {
      if (event.name && !event.order_id) nameless.emplace(event.capture.view(), &event);
    }
    std::set<std::pair<std::string_view, std::string_view>> seen;
    for (const auto& finding : one.findings) {
      if (finding.order.empty()) continue;
      for (const auto& capture : finding.captures) {
        const auto it = nameless.find(capture.view());
        if (it == nameless.end() || !seen.emplace(capture.view(), finding.order.view()).second)
          continue;
        const TrackedEvent& event = *it->second;
        one.evidence.attempts.push_back({.platform = event.platform,
                                         .channel = event.channel,
                                         .sender = event.sender,
                                         .event = *event.name,
                                         .order = finding.order,
                                         .captures = {capture}});
      }
    }
  }

  RecordedRun& run_;
  std::unordered_map<std::string_view, std::string_view> rules_{};
};

}  // namespace

Result<RecordedRun> read_run(std::string_view json) {
  const auto document = JsonDocument::parse(json);
  if (!document) return document.error();
  const JsonView root = document->root();
  if (text_of(root["format"]) != "tagproof.run/1")
    return error("no document of a run: its `format` isn't tagproof.run/1");
  RecordedRun run;
  run.run = text_of(root["run"]);
  run.started = text_of(root["started"]);
  Reader reader(run);
  for (const JsonView scenario : root["scenarios"]) reader.scenario(scenario);
  return run;
}

}  // namespace tagproof
