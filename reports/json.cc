#include <fmt/format.h>

#include <string>
#include <unordered_map>

#include "harness/documents/documents.h"
#include "harness/wire/json_writer.h"
#include "reports/writers.h"

namespace tagproof {
namespace {

using EventsByCapture = std::unordered_map<std::string_view, std::vector<const TrackedEvent*>>;

EventsByCapture events_by_capture(const Evidence& evidence) {
  EventsByCapture found;
  for (const auto& event : evidence.events) found[event.capture.view()].push_back(&event);
  return found;
}

void write_ids(JsonWriter& out, const auto& ids) {
  out.begin_array();
  for (const auto& id : ids) out.string(id.view());
  out.end_array();
}

void write_summary(JsonWriter& out, const Run::Summary& sum) {
  out.begin_object();
  out.key("scenarios").number(sum.scenarios).key("passed").number(sum.passed);
  out.key("failed").number(sum.failed).key("errors").number(sum.errors);
  out.key("checks").number(sum.checks).key("findings").number(sum.findings);
  out.key("warnings").number(sum.warnings).key("infos").number(sum.infos);
  out.key("hits").number(sum.hits).key("events").number(sum.events);
  out.end_object();
}

void write_step(JsonWriter& out, const StepRecord& step) {
  out.begin_object();
  out.key("index").number(static_cast<std::int64_t>(step.index)).key("step").string(step.step);
  out.key("line")
      .number(static_cast<std::int64_t>(step.line))
      .key("time")
      .string(rfc3339(step.time));
  out.key("captures");
  write_ids(out, step.captures);
  out.key("orders");
  write_ids(out, step.orders);
  out.end_object();
}

void write_expectation(JsonWriter& out, const ExpectationResult& one) {
  out.begin_object()
      .key("expect")
      .string(one.expect)
      .key("line")
      .number(static_cast<std::int64_t>(one.line));
  out.key("expected").string(one.expected).key("actual").string(one.actual);
  out.key("ok").boolean(one.ok).end_object();
}

void write_captures(JsonWriter& out, const Evidence& evidence) {
  const auto events = events_by_capture(evidence);
  out.begin_array();
  for (const auto& capture : evidence.captures) {
    out.begin_object();
    write_capture_members(out, capture);
    out.key("events").begin_array();
    if (const auto it = events.find(capture.id.view()); it != events.end()) {
      for (const TrackedEvent* event : it->second) write_event(out, *event);
    }
    out.end_array().end_object();
  }
  out.end_array();
}

void write_scenario(JsonWriter& out, const ScenarioResult& result) {
  const auto list = [&](std::string_view key, const auto& rows, auto write) {
    out.key(key).begin_array();
    for (const auto& row : rows) write(out, row);
    out.end_array();
  };
  const auto text_in = [](JsonWriter& to, const std::string& text) { to.string(text); };

  out.begin_object();
  out.key("scenario").string(result.scenario).key("file").string(result.file);
  out.key("cell").begin_object();
  for (const auto& [path, value] : result.cell) out.key(path).string(value);
  out.end_object();
  out.key("risk").string(result.risk);
  list("faults", result.faults, text_in);
  out.key("verdict").string(text(result.verdict));
  if (!result.error.empty()) out.key("error").string(result.error);
  out.key("duration_ms").raw(fmt::format("{:.1f}", result.duration_ms));
  list("steps", result.evidence.steps, write_step);
  list("orders", result.evidence.orders, write_order);
  out.key("ledger").begin_object();
  for (const auto& ledger : result.evidence.ledgers) {
    out.key(ledger.platform.view());
    write_ledger(out, ledger);
  }
  out.end_object();
  list("findings", result.judgement.findings, write_finding);
  list("expectations", result.judgement.expectations, write_expectation);
  if (!result.judgement.not_judged.empty())
    list("not_judged", result.judgement.not_judged, [](JsonWriter& to, const auto& one) {
      to.begin_object().key("rule").string(one.first).key("why").string(one.second).end_object();
    });
  if (!result.judgement.explained.empty())
    list("explained", result.judgement.explained,
         [](JsonWriter& to, const Judgement::Explained& one) {
           to.begin_object()
               .key("platform")
               .string(one.platform.view())
               .key("order")
               .string(one.order.view());
           to.key("cause").string(text(one.cause)).end_object();
         });
  out.key("captures");
  write_captures(out, result.evidence);
  out.end_object();
}

}  // namespace

void write_json(const Run& run, const ReportOptions&, std::ostream& stream) {
  std::string document;
  JsonWriter out(document);
  out.begin_object();
  out.key("format")
      .string("tagproof.run/1")
      .key("tool")
      .string(run.tool)
      .key("run")
      .string(run.run);
  out.key("seed").raw(std::to_string(run.seed));  // 64 bits without a sign
  out.key("started").string(run.started).key("contract");
  if (run.contract.empty()) {
    out.null();
  } else {
    out.string(run.contract);
  }
  out.key("target").string(run.target);
  if (run.shows_personal_data) out.key("shows_personal_data").boolean(true);
  out.key("files").begin_array();
  for (const auto& file : run.files) {
    out.begin_object().key("path").string(file.path).key("sha256").string(file.sha256).end_object();
  }
  out.end_array();
  out.key("summary");
  write_summary(out, run.summary());
  out.key("scenarios").begin_array();
  for (const auto& result : run.scenarios) write_scenario(out, result);
  out.end_array();
  out.end_object();
  document.push_back('\n');
  stream << document;
}

}  // namespace tagproof
