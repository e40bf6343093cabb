#include <fmt/format.h>

#include <string>

#include "reports/escape.h"
#include "reports/overview.h"
#include "reports/writers.h"

namespace tagproof {
namespace {

using reports::append_markup;
using reports::markup;
using reports::markup_attribute;
using reports::Weight;

void property(std::string& out, std::string_view name, std::string_view value) {
  if (!value.empty())
    out += fmt::format("      <property{}{}/>\n", markup_attribute("name", name),
                       markup_attribute("value", value));
}

std::string finding_text(const Finding& finding) {
  std::string text = fmt::format("{} {}\n", finding.check, finding.message);
  const auto field = [&](std::string_view label, std::string_view value) {
    if (!value.empty()) text += fmt::format("  {:<9} {}\n", label, value);
  };
  field("platform", finding.platform.view());
  if (finding.channel) field("channel", tagproof::text(*finding.channel));
  field("order", finding.order.view());
  field("expected", finding.expected);
  field("actual", finding.actual);
  field("at stake", reports::in_words(finding));
  field("rule", finding.rule);
  for (const auto& id : finding.captures) field("hit", id.view());
  field("fix", finding.hint);
  field("owner", finding.owner);
  field("source", finding.source);
  return text;
}

struct Failure {
  std::string message{};  // the first thing that is wrong
  std::string type{};
  std::string text{};
};

Failure failure_of(const Run& run, const ScenarioResult& result) {
  Failure failure;
  const auto add = [&](std::string_view type, std::string_view message, std::string_view text) {
    if (failure.type.empty()) {
      failure.type = type;
      failure.message = message;
    }
    failure.text.append(text).push_back('\n');
  };
  const reports::Weights weights(run, result);
  for (const auto& finding : result.judgement.findings) {
    if (weights.of(finding) == Weight::fails) {
      add(finding.check, fmt::format("{}: {}", finding.check, finding.message),
          finding_text(finding));
    }
  }
  for (const auto& one : result.judgement.expectations) {
    if (one.ok) continue;
    const auto what =
        fmt::format("expect.{}: expected {}, actual {}", one.expect, one.expected, one.actual);
    add("expect." + one.expect, what,
        fmt::format("{}\n  at        {}:{}\n", what, result.file, one.line));
  }
  failure.text += "repeat it: " + reports::repeat_command(run, result) + "\n";
  if (failure.type.empty()) failure.type = "verdict";
  return failure;
}

void write_case(std::string& out, const Run& run, const ScenarioResult& result) {
  out += fmt::format(
      "    <testcase{}{}{} time=\"{:.4f}\">\n", markup_attribute("name", result.scenario),
      markup_attribute("classname", run.contract.empty() ? "tagproof" : run.contract),
      markup_attribute("file", result.file), result.duration_ms / 1000);
  std::string properties;
  property(properties, "risk", result.risk);
  for (const auto& [path, value] : result.cell) property(properties, path, value);
  for (const auto& fault : result.faults) property(properties, "fault", fault);
  if (!properties.empty())
    out += fmt::format("      <properties>\n{}      </properties>\n", properties);

  if (result.verdict == Verdict::error) {
    out += fmt::format("      <error{} type=\"environment\">",
                       markup_attribute("message", result.error));
    append_markup(out,
                  result.error + "\nrepeat it: " + reports::repeat_command(run, result) + "\n");
    out += "</error>\n";
  } else if (result.verdict == Verdict::fail) {
    const Failure failure = failure_of(run, result);
    out += fmt::format("      <failure{}{}>", markup_attribute("message", failure.message),
                       markup_attribute("type", failure.type));
    append_markup(out, failure.text);
    out += "</failure>\n";
  }
  std::string notes;
  const reports::Weights weights(run, result);
  for (const auto& finding : result.judgement.findings) {
    const Weight heavy = weights.of(finding);
    if (heavy == Weight::warns || heavy == Weight::expected) {
      notes += fmt::format("{}: {}: {}\n", heavy == Weight::warns ? "warning" : "expected",
                           finding.check, finding.message);
    }
  }
  if (!notes.empty()) out += fmt::format("      <system-out>{}</system-out>\n", markup(notes));
  out += "    </testcase>\n";
}

}  // namespace

void write_junit(const Run& run, const ReportOptions&, std::ostream& stream) {
  const auto sum = run.summary();
  const std::string numbers =
      fmt::format(" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"0\" time=\"{:.4f}\"",
                  sum.scenarios, sum.failed, sum.errors, run.duration_ms / 1000);
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out += fmt::format("<testsuites name=\"tagproof\"{}>\n", numbers);
  out += fmt::format("  <testsuite{}{}{}>\n",
                     markup_attribute("name", run.contract.empty() ? "tagproof" : run.contract),
                     numbers, markup_attribute("timestamp", run.started));
  out += "    <properties>\n";
  property(out, "tool", run.tool);
  property(out, "run", run.run);
  property(out, "seed", std::to_string(run.seed));
  property(out, "contract", run.contract);
  property(out, "target", run.target);
  out += "    </properties>\n";
  for (const auto& result : run.scenarios) write_case(out, run, result);
  out += "  </testsuite>\n</testsuites>\n";
  stream << out;
}

}  // namespace tagproof
