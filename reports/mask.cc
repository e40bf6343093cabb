#include "harness/documents/mask.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "reports/check.h"
#include "reports/reporter.h"

namespace tagproof {
namespace {

// What a hit says of a person in the clear is as known as what the shop knows: it stands in the
// payload, too.
Customer said_by(const TrackedEvent& event) {
  Customer person;
  for (const auto& datum : event.user_data) {
    if (datum.form != DatumForm::clear) continue;
    switch (datum.field) {
      case UserField::email:
        person.email = datum.value;
        break;
      case UserField::phone:
        person.phone = datum.value;
        break;
      case UserField::first_name:
        person.first_name = datum.value;
        break;
      case UserField::last_name:
        person.last_name = datum.value;
        break;
      case UserField::street:
        person.street = datum.value;
        break;
      case UserField::city:
        person.city = datum.value;
        break;
      case UserField::zip:
        person.zip = datum.value;
        break;
      case UserField::external_id:
        person.external_id = datum.value;
        break;
      case UserField::ip:
        person.ip = datum.value;
        break;
      case UserField::region:
      case UserField::country:
      case UserField::user_agent:
        break;
    }
  }
  return person;
}

std::vector<Customer> everybody(const Run& run) {
  std::vector<Customer> known;
  const auto add = [&](Customer customer) {
    if (customer == Customer{}) return;
    if (known.empty() || known.back() != customer) known.push_back(std::move(customer));
  };
  for (const auto& scenario : run.scenarios) {
    for (const auto& shopper : scenario.evidence.shoppers) add(shopper.customer);
    for (const auto& order : scenario.evidence.orders) add(order.customer);
    for (const auto& event : scenario.evidence.events) {
      if (!event.user_data.empty()) add(said_by(event));
    }
  }
  return known;
}

void mask_evidence(const Mask& mask, Evidence& evidence) {
  for (auto& capture : evidence.captures) capture = mask.capture(std::move(capture));
  for (auto& event : evidence.events) event = mask.event(std::move(event));
  for (auto& step : evidence.steps) step.text = mask.text(step.text);
  for (auto& order : evidence.orders) order.customer = {};
  for (auto& shopper : evidence.shoppers) {
    shopper.customer = {};
    shopper.ids = {};
  }
}

void mask_judgement(const Mask& mask, Judgement& judgement) {
  for (auto& finding : judgement.findings) finding = mask.finding(std::move(finding));
  for (auto& expectation : judgement.expectations) {
    expectation.expect = mask.text(expectation.expect);
    expectation.expected = mask.text(expectation.expected);
    expectation.actual = mask.text(expectation.actual);
  }
  for (auto& [what, why] : judgement.not_judged) why = mask.text(why);
}

// A cell's values are in its name and so in every id of the scenario
// ("consent[jane@example.com]/c-1"); all change alike.
void mask_names(const Mask& mask, ScenarioResult& result) {
  for (auto& [path, value] : result.cell) value = mask.text(value);
  const auto bracket = std::min(result.scenario.find('['), result.scenario.size());
  std::string name =
      result.scenario.substr(0, bracket) + mask.text(result.scenario.substr(bracket));
  if (name == result.scenario) return;
  const std::string old = std::exchange(result.scenario, std::move(name)) + "/";
  const auto rename = [&](CaptureId& id) {
    if (id.value.starts_with(old)) id.value = result.scenario + id.value.substr(old.size() - 1);
  };
  result.evidence.scenario = result.scenario;
  for (auto& capture : result.evidence.captures) {
    rename(capture.id);
    capture.scenario = result.scenario;
  }
  for (auto& event : result.evidence.events) {
    rename(event.capture);
    if (event.merged_with) rename(*event.merged_with);
  }
  for (auto& step : result.evidence.steps) {
    for (auto& id : step.captures) rename(id);
  }
  for (auto& attempt : result.evidence.attempts) {
    for (auto& id : attempt.captures) rename(id);
  }
  for (auto& finding : result.judgement.findings) {
    for (auto& id : finding.captures) rename(id);
  }
}

}  // namespace

Run masked(Run run) {
  if (run.shows_personal_data) return run;
  const Mask mask(everybody(run));
  const Mask
      shape;  // for what users wrote themselves: a title may say "Berlin", but hold no address
  for (auto& result : run.scenarios) {
    result.title = mask.text(result.title);
    result.risk = mask.text(result.risk);
    result.error = mask.text(result.error);
    mask_evidence(mask, result.evidence);
    mask_judgement(mask, result.judgement);
    mask_names(mask, result);
  }
  run.command = Mask().text(run.command);  // by shape alone: paths must stay paths
  return run;
}

CheckResult masked(CheckResult result) {
  if (result.run.shows_personal_data) return result;
  const Mask mask(everybody(result.run));
  for (auto& one : result.undecided) one.capture = mask.capture(std::move(one.capture));
  for (auto& one : result.unrelated_requests) one.url = mask.text(one.url);
  for (auto& one : result.unknown) one.why = mask.text(one.why);
  result.run = masked(std::move(result.run));
  return result;
}

}  // namespace tagproof
