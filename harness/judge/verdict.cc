#include <algorithm>
#include <span>
#include <vector>

#include "harness/judge/context.h"
#include "harness/judge/expectations.h"
#include "harness/judge/relayed.h"

namespace tagproof {
namespace {

/// What a collector was given is judged by what became of it, but for what it turned down.
std::vector<const TrackedEvent*> judged_events(const Evidence& evidence) {
  std::vector<const TrackedEvent*> judged;
  judged.reserve(evidence.events.size());
  for (const auto& event : evidence.events) {
    if (event.platform != kCollector || event.outcome == Outcome::refused) judged.push_back(&event);
  }
  return judged;
}

/// Runs one check over its subjects; gives how many there were.
std::int64_t look(const Check& check, std::span<const TrackedEvent* const> events,
                  const Context& context, Findings& findings) {
  findings.set_check(check);
  std::int64_t looks = 0;
  if (check.look_event != nullptr) {
    for (const TrackedEvent* event : events) {
      ++looks;
      check.look_event(*event, context, findings);
    }
  }
  if (check.look_order != nullptr) {
    for (const auto& order : context.orders()) {
      ++looks;
      check.look_order(order, context, findings);
    }
  }
  if (check.look_session != nullptr) {
    ++looks;
    check.look_session(context, findings);
  }
  return looks;
}

// What can't be judged for want of a contract or of orders is said, never passed over in silence.
void say_not_judged(std::span<const Check* const> checks, const Context& context,
                    Findings& findings) {
  const Evidence& evidence = context.evidence();
  const bool timeless = std::ranges::any_of(
      evidence.captures, [](const Capture& capture) { return !capture.time.has_value(); });
  if (context.contract() != nullptr && evidence.orders_known && !timeless) return;
  for (const Check* check : checks) {
    const std::string_view area = check->id.substr(0, check->id.find('.'));
    findings.set_check(*check);
    const bool by_contract = area == "event" || area == "items" || area == "consent" ||
                             check->id == "value.mismatch" || area == "reconcile";
    if (context.contract() == nullptr && by_contract && check->id != "reconcile.orphan")
      findings.not_judged("no contract");
    const bool by_orders = (area == "order" && check->on == Subject::order) ||
                           area == "reconcile" || check->id == "value.mismatch" ||
                           check->id == "currency.mismatch" || check->id == "event.missing" ||
                           check->id == "order.id-form";
    if (!evidence.orders_known && by_orders) findings.not_judged("no backend orders");
    const bool by_time = check->id == "delivery.late" || check->id == "platform.time" ||
                         check->id == "dedup.outside-window";
    if (by_time && timeless) findings.not_judged("captures without a time");
  }
}

}  // namespace

Judgement judge(const Evidence& evidence, std::span<const Check* const> checks,
                const Expectations* expect, bool strict, PersonMemory* memory) {
  const Context context(evidence, memory);
  Findings findings(context.contract());
  Judgement judgement;
  const auto events = judged_events(evidence);
  for (const Check* check : checks) judgement.checks += look(*check, events, context, findings);
  say_not_judged(checks, context, findings);
  judgement.findings = findings.take_sorted();
  place_relayed(judgement.findings, context);
  judgement.not_judged = findings.take_not_judged();
  judgement.explained = explained_losses(context);
  if (expect != nullptr) {
    judgement.expectations = hold_expectations(*expect, context, judgement.findings, strict);
    const bool ok = std::ranges::all_of(judgement.expectations, &ExpectationResult::ok);
    judgement.verdict = ok ? Verdict::pass : Verdict::fail;
    return judgement;
  }
  const bool failed = std::ranges::any_of(
      judgement.findings, [&](const Finding& finding) { return is_failure(finding, strict); });
  judgement.verdict = failed ? Verdict::fail : Verdict::pass;
  return judgement;
}

}  // namespace tagproof
