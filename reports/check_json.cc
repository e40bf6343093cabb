#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "harness/documents/documents.h"
#include "harness/wire/json_writer.h"
#include "reports/check.h"

namespace tagproof {
namespace {

using EventsByCapture = std::unordered_map<std::string_view, std::vector<const TrackedEvent*>>;

/// A hit of the input, decided or not.
struct Row {
  std::uint64_t index = 0;
  const ScenarioResult* scenario{};
  const Capture* capture{};
  const UndecidedHit* undecided{};
};

void text_or_null(JsonWriter& out, std::string_view key, std::string_view value) {
  out.key(key);
  if (value.empty()) {
    out.null();
  } else {
    out.string(value);
  }
}

void number(JsonWriter& out, std::string_view key, std::uint64_t value) {
  out.key(key).number(static_cast<std::int64_t>(value));
}

void write_hit(JsonWriter& out, const Row& row, const EventsByCapture& events) {
  const Capture& capture = *row.capture;
  out.begin_object();
  number(out, "index", row.index);
  out.key("id").string(capture.id.view());
  text_or_null(out, "platform", capture.platform.view());
  text_or_null(out, "channel", capture.channel ? text(*capture.channel) : std::string_view());
  out.key("method").string(capture.request.method).key("url").string(capture.request.url);
  if (capture.time) out.key("time").string(rfc3339(*capture.time));
  if (row.undecided != nullptr) {
    out.key("answer").null().key("events").begin_array().end_array();
    out.key(row.undecided->not_sent ? "not_sent" : "unknown").string(row.undecided->why);
    out.end_object();
    return;
  }
  out.key("answer").begin_object().key("status").number(
      static_cast<std::int64_t>(capture.answer.status));
  out.key("body").string(capture.answer.body).end_object();
  out.key("events").begin_array();
  if (const auto it = events.find(capture.id.view()); it != events.end()) {
    for (const TrackedEvent* event : it->second) write_event(out, *event);
  }
  out.end_array();
  if (!capture.guess.empty()) out.key("guess").string(capture.guess);
  if (!capture.decode_error.empty()) out.key("decode_error").string(capture.decode_error);
  if (!capture.refused.empty()) out.key("refused").string(capture.refused);
  out.end_object();
}

void write_hits(JsonWriter& out, const CheckResult& result) {
  std::vector<Row> rows;
  std::vector<EventsByCapture> events(result.run.scenarios.size());
  for (std::size_t s = 0; s < result.run.scenarios.size(); ++s) {
    const auto& scenario = result.run.scenarios[s];
    for (const auto& event : scenario.evidence.events)
      events[s][event.capture.view()].push_back(&event);
    for (std::size_t i = 0; i < scenario.evidence.captures.size(); ++i)
      rows.push_back({.index = result.indexes[s][i],
                      .scenario = &scenario,
                      .capture = &scenario.evidence.captures[i]});
  }
  for (const auto& one : result.undecided)
    rows.push_back({.index = one.index, .capture = &one.capture, .undecided = &one});
  std::ranges::sort(rows, {}, &Row::index);
  static const EventsByCapture kNone;
  out.key("hits").begin_array();
  for (const Row& row : rows) {
    const auto* of =
        row.scenario == nullptr
            ? &kNone
            : &events[static_cast<std::size_t>(row.scenario - result.run.scenarios.data())];
    write_hit(out, row, *of);
  }
  out.end_array();
}

void write_reconciliation(JsonWriter& out, const std::vector<Reconciliation>& all) {
  out.key("reconciliation").begin_object();
  for (const auto& one : all) {
    out.key(one.platform.view()).begin_object();
    out.key("orders").number(one.orders).key("matched").number(one.matched);
    out.key("missing").number(one.missing).key("extra").number(one.extra);
    out.key("duplicate").number(one.duplicate).key("value_mismatch").number(one.value_mismatch);
    if (one.unknown > 0) out.key("unknown").number(one.unknown);
    out.key("explained").begin_object();
    for (const auto& [cause, count] : one.explained) out.key(text(cause)).number(count);
    out.end_object().key("rows").begin_array();
    for (const auto& row : one.rows) {
      out.begin_object();
      text_or_null(out, "order", row.order.view());
      out.key("class").string(row.outcome);
      out.key("expected").string(row.expected).key("actual").string(row.actual);
      out.key("at_stake");
      if (row.at_stake) {
        const Money& money = row.at_stake->money;
        out.begin_object().key("amount").string(amount_text(money.amount, money.currency));
        out.key("currency").string(money.currency);
        out.key("direction").string(text(row.at_stake->direction)).end_object();
      } else {
        out.null();
      }
      out.end_object();
    }
    out.end_array().end_object();
  }
  out.end_object();
}

}  // namespace

void write_check_json(const CheckResult& result, std::ostream& stream) {
  const Run& run = result.run;
  std::string document;
  JsonWriter out(document);
  out.begin_object().key("format").string("tagproof.check/1").key("tool").string(run.tool);
  text_or_null(out, "contract", run.contract);
  if (run.shows_personal_data) out.key("shows_personal_data").boolean(true);
  out.key("files").begin_array();
  for (const auto& file : run.files) {
    out.begin_object().key("path").string(file.path).key("sha256").string(file.sha256).end_object();
  }
  out.end_array();
  number(out, "requests", result.requests);
  write_hits(out, result);
  number(out, "unrelated", result.unrelated);
  if (!result.unrelated_requests.empty()) {
    out.key("unrelated_requests").begin_array();
    for (const auto& one : result.unrelated_requests) {
      out.begin_object();
      number(out, "index", one.index);
      out.key("method").string(one.method).key("url").string(one.url).end_object();
    }
    out.end_array();
  }
  number(out, "unreadable", result.unreadable);
  out.key("ledger").begin_object();
  for (const auto& ledger : result.ledgers()) {
    out.key(ledger.platform.view());
    write_ledger(out, ledger);
  }
  out.end_object();
  out.key("findings").begin_array();
  for (const auto& scenario : run.scenarios) {
    for (const auto& finding : scenario.judgement.findings) write_finding(out, finding);
  }
  out.end_array();
  out.key("unknown").begin_array();
  for (const auto& one : result.unknown)
    out.begin_object().key("rule").string(one.rule).key("why").string(one.why).end_object();
  out.end_array();
  std::vector<std::pair<std::string, std::string>> not_judged;
  for (const auto& scenario : run.scenarios) {
    for (const auto& one : scenario.judgement.not_judged) {
      if (std::ranges::find(not_judged, one) == not_judged.end()) not_judged.push_back(one);
    }
  }
  out.key("not_judged").begin_array();
  for (const auto& [rule, why] : not_judged)
    out.begin_object().key("rule").string(rule).key("why").string(why).end_object();
  out.end_array();
  if (result.orders_known) write_reconciliation(out, result.reconciliation);
  out.end_object();
  document.push_back('\n');
  stream << document;
}

}  // namespace tagproof
