#include <doctest/doctest.h>

#include <array>
#include <sstream>
#include <string>

#include "harness/base/hash.h"
#include "reports/reporter.h"
#include "tests/unit/reports/run_builder.h"

using namespace tagproof;

namespace {

std::string all_reports(const Run& run) {
  std::ostringstream out;
  for (const auto& reporter : reporters()) reporter.write(run, {}, out);
  return out.str();
}

/// Puts a text into every field of a run that can hold foreign text.
void spread(Run& run, const std::string& text) {
  for (auto& result : run.scenarios) {
    result.title += text;
    result.risk += text;
    result.error += text;
    for (auto& [path, value] : result.cell) value += text;
    for (auto& step : result.evidence.steps) step.text += text;
    for (auto& capture : result.evidence.captures) {
      capture.request.url += "&x=" + text;
      capture.request.body += text;
      capture.request.headers.emplace_back("X-A", text);
      capture.answer.body += text;
      capture.answer.headers.emplace_back("X-B", text);
      capture.guess += text;
      capture.decode_error += text;
    }
    for (auto& event : result.evidence.events) {
      const auto said = Observed<std::string>::of(text);
      event.event_id = event.account = event.action = event.coupon = event.test_code =
          event.page_referrer = event.currency = event.user_id = said;
      for (const auto& word : Words<IdField>::all) event.set_id(word.value, said);
      event.value = Observed<Decimal>::malformed(text);
      for (auto& datum : event.user_data) {
        datum.why = text;
        datum.wire += text;
      }
    }
    for (auto& finding : result.judgement.findings) {
      finding.message += text;
      finding.expected += text;
      finding.actual += text;
      finding.hint += text;
    }
    for (auto& one : result.judgement.expectations) {
      one.expect += text;
      one.expected += text;
      one.actual += text;
    }
    for (auto& one : result.judgement.not_judged) one.second += text;
  }
}

}  // namespace

TEST_CASE("no personal data is in any report, wherever it stood") {
  Run run = testing::a_run();
  SUBCASE("as the builder has it") {}
  SUBCASE("in every field") { spread(run, " jane.doe@example.com "); }
  SUBCASE("in a URL in every field") { spread(run, "?e=jane.doe%2540example.com&n=Jane%20Doe"); }
  SUBCASE("as a hash") { spread(run, " " + sha256_hex("jane.doe@example.com") + " "); }
  SUBCASE("as a phone") { spread(run, " +49 151 23456789 "); }
  const std::string text = all_reports(masked(run));
  const std::string hash = sha256_hex("jane.doe@example.com");
  for (const std::string& secret :
       {std::string("jane.doe"), std::string("Jane"), std::string("Doe"), std::string("jane%"),
        std::string("151 23456789"), std::string("113.77"), hash, hash.substr(0, 12)}) {
    INFO(secret);
    const auto at = text.find(secret);
    CHECK_MESSAGE(at == std::string::npos,
                  (at == std::string::npos ? "" : text.substr(at < 200 ? 0 : at - 200, 400)));
  }
}

TEST_CASE("an unmasked run says so in the reports that people read") {
  Run run = testing::a_run();
  run.shows_personal_data = true;
  const Run shown = masked(run);
  CHECK(shown.scenarios.front().evidence.orders.front().customer == testing::jane());
  for (const std::string_view name : {"console", "html", "markdown", "json"}) {
    std::ostringstream out;
    find_reporter(name)->write(shown, {}, out);
    INFO(name);
    CHECK((out.str().find("personal data") != std::string::npos ||
           out.str().find("shows_personal_data") != std::string::npos));
  }
}

TEST_CASE("what a hit says in the clear is masked elsewhere, too, of people nobody knows") {
  Run run = testing::a_run();
  auto& evidence = run.scenarios.front().evidence;
  evidence.events.front().user_data = {
      {UserField::last_name, "Featherstone", DatumForm::clear, "ln", false, ""}};
  evidence.captures.front().request.body = "ln=featherstone";
  CHECK(all_reports(masked(run)).find("eatherstone") == std::string::npos);
}

TEST_CASE("a cell with an address is masked alike in names and ids") {
  Run run = testing::a_run();
  auto& result = run.scenarios.front();
  result.scenario = "guest[jane.doe@example.com]";
  result.evidence.captures.front().id = CaptureId("guest[jane.doe@example.com]/c-1");
  result.evidence.events.front().capture = CaptureId("guest[jane.doe@example.com]/c-1");
  const Run shown = masked(run);
  const auto& one = shown.scenarios.front();
  CHECK(one.scenario == "guest[j***@e***.com]");
  CHECK(one.evidence.captures.front().id == "guest[j***@e***.com]/c-1");
  CHECK(one.evidence.events.front().capture == one.evidence.captures.front().id);
}

TEST_CASE("the truth about people is gone, what explains a verdict stays") {
  const Run shown = masked(testing::a_run());
  for (const auto& result : shown.scenarios) {
    for (const auto& order : result.evidence.orders) CHECK(order.customer == Customer{});
    for (const auto& shopper : result.evidence.shoppers) {
      CHECK(shopper.customer == Customer{});
      CHECK(shopper.region == "DE");
    }
  }
  CHECK(shown.scenarios.front().evidence.orders.front().id == "1001");
}
