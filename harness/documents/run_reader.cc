#include "harness/documents/run_reader.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

#include "harness/wire/json.h"

namespace tagproof {
namespace {

std::vector<std::string> texts_of(JsonView list) {
  std::vector<std::string> all;
  for (const JsonView one : list) all.push_back(one.text());
  return all;
}

/// The word with that text; the first of its kind where the document says none.
template <class E>
E word_of(JsonView view) {
  return read<E>(view.text()).value_or(Words<E>::all.front().value);
}

std::optional<TimePoint> time_of(JsonView view) {
  return view.is(JsonKind::string) ? parse_rfc3339(view.text()) : std::nullopt;
}

class Reader {
 public:
  explicit Reader(RecordedRun& run) : run_(run) {}

  void scenario(JsonView view) {
    RecordedScenario& one = run_.scenarios.emplace_back();
    one.scenario = view["scenario"].text();
    one.faults = texts_of(view["faults"]);
    one.verdict = view["verdict"].text();
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
    order.id = OrderId(view["id"].text());
    order.state = word_of<OrderState>(view["state"]);
    order.currency = view["currency"].text();
    order.totals.total = Decimal::parse(view["total"].text());
    return order;
  }

  static Capture capture(JsonView view) {
    Capture capture;
    capture.id = CaptureId(view["id"].text());
    capture.time = time_of(view["time"]);
    capture.platform =
        PlatformId(view["platform"].is(JsonKind::string) ? view["platform"].text() : std::string());
    capture.channel = read<Channel>(view["channel"].text());
    capture.sender = read<Sender>(view["sender"].text());
    capture.request.method = view["method"].text();
    capture.request.url = view["url"].text();
    const auto status = Decimal::parse(view["answer"]["status"].text());
    capture.answer.status = status ? static_cast<int>(status->minor(0)) : 0;
    return capture;
  }

  TrackedEvent event(JsonView view, std::optional<TimePoint> received) {
    TrackedEvent event;
    event.capture = CaptureId(view["capture"].text());
    event.platform = PlatformId(view["platform"].text());
    event.channel = word_of<Channel>(view["channel"]);
    event.sender = word_of<Sender>(view["sender"]);
    if (view["name"].is(JsonKind::string)) event.name = read<EventName>(view["name"].text());
    event.platform_name = observed_text(view["platform_name"]);
    event.event_id = observed_text(view["event_id"]);
    event.order_id = observed_text(view["order_id"]);
    event.value = observed_decimal(view["value"]);
    event.currency = observed_text(view["currency"]);
    event.account = observed_text(view["account"]);
    event.action = observed_text(view["action"]);
    for (const auto& word : Words<IdField>::all)
      event.set_id(word.value, observed_text(view["ids"][word.text]));
    event.time = time_of(view["time"]);
    event.received = received;
    event.outcome = word_of<Outcome>(view["outcome"]);
    event.rule = rule(view["rule"].text());
    event.confidence = word_of<Confidence>(view["confidence"]);
    for (const auto& warning : texts_of(view["warnings"])) event.warnings.push_back(rule(warning));
    event.attributable =
        read<Attributable>(view["attributable"].text()).value_or(Attributable::none);
    if (view["merged_with"].is(JsonKind::string))
      event.merged_with = CaptureId(view["merged_with"].text());
    return event;
  }

  static Finding finding(JsonView view) {
    Finding finding;
    finding.check = view["check"].text();
    finding.severity = word_of<Severity>(view["severity"]);
    if (view["platform"].is(JsonKind::string))
      finding.platform = PlatformId(view["platform"].text());
    if (view["order"].is(JsonKind::string)) finding.order = OrderId(view["order"].text());
    finding.message = view["message"].text();
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
  if (root["format"].text() != "tagproof.run/1")
    return error("no document of a run: its `format` isn't tagproof.run/1");
  RecordedRun run;
  run.run = root["run"].text();
  run.started = root["started"].text();
  Reader reader(run);
  for (const JsonView scenario : root["scenarios"]) reader.scenario(scenario);
  return run;
}

}  // namespace tagproof
