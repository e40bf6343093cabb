#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "harness/base/text.h"
#include "harness/judge/checks/checks.h"
#include "harness/judge/context.h"
#include "harness/judge/refusal.h"
#include "harness/judge/sources.h"
#include "harness/judge/texts.h"

namespace tagproof::checks {
namespace {

// A wrong clock is more than a slow one: GA4 and Meta forgive minutes.
constexpr Duration kClockTolerance = std::chrono::minutes(10);

bool is_declared(const TrackedEvent& event, const Context& context) {
  const auto* declared = context.facts(event).platform->destinations;
  if (declared == nullptr || !event.account) return true;
  const auto has = [&](std::string_view id) {
    return std::ranges::find(*declared, id) != declared->end();
  };
  if (has(*event.account)) return true;
  // An upload names the customer, the contract the conversion id; a target that knows both ties
  // them.
  if (event.platform == "google_ads" && event.channel == Channel::server) {
    const Account* account = context.account(event);
    return account == nullptr || has(account->conversion_id);
  }
  return false;
}

/// A conversion label that no event of the contract has, in an account that it has. What the
/// contract names nowhere is taken for a purchase, so a mistyped label counts, where nobody looks.
bool is_unknown_label(const TrackedEvent& event, const Context& context) {
  if (event.platform != "google_ads" || event.channel != Channel::browser || !event.action ||
      !event.is(EventName::purchase) || context.contract() == nullptr)
    return false;
  bool any_label = false;
  for (const auto& agreed : context.contract()->events) {
    for (const auto& on : agreed.platforms) {
      if (on.platform != event.platform) continue;
      const auto slash = on.name.find('/');
      if (slash == std::string::npos) continue;
      any_label = true;
      if (std::string_view(on.name).substr(slash + 1) == *event.action) return false;
    }
  }
  return any_label;
}

bool turned_down(const TrackedEvent& event) {
  return event.outcome == Outcome::refused || event.outcome == Outcome::dropped;
}

std::optional<AtStake> sale_lost(const TrackedEvent& event) {
  if (!event.is(EventName::purchase) || !event.value) return std::nullopt;
  return say::stake(*event.value, event.currency.value_or({}), Direction::under);
}

void unknown_account(const TrackedEvent& event, const Context& context, Findings& findings) {
  if (!turned_down(event) || context.facts(event).mirror || !is_declared(event, context)) return;
  if (check_for_rule(event.rule, event.outcome) != "platform.account") return;
  if (lost_in_batch(event, context) && event.rule.ends_with(".batch")) return;
  Draft draft = draft_of(event, context);
  draft.message = fmt::format("{} doesn't know the account, or doesn't let the sender write to it.",
                              say::title(event.platform.view()));
  draft.expected = "an account that exists, with permission";
  draft.actual = say::value(event.account);
  draft.rule = event.rule;
  draft.confidence = event.confidence;
  draft.at_stake = sale_lost(event);
  findings.add(std::move(draft));
}

std::string_view time_rule(const TrackedEvent& event) {
  if (turned_down(event) && check_for_rule(event.rule, event.outcome) == "platform.time")
    return event.rule;
  for (const auto rule : event.warnings) {
    if (check_for_rule(rule, event.outcome) == "platform.time") return rule;
  }
  return {};
}

/// How far the time that a hit says is from when it happened; absent: near enough, or not known.
std::optional<std::string> wrong_clock(const TrackedEvent& event, const Context& context) {
  if (!event.time || !event.received || event.adjustment != AdjustmentKind::none)
    return std::nullopt;
  const Attempt* attempt = context.facts(event).attempt;
  if (attempt != nullptr) {
    const auto far = [&](TimePoint truth) {
      const Duration gap = *event.time < truth ? truth - *event.time : *event.time - truth;
      return gap > kClockTolerance;
    };
    if (!far(attempt->due) || !far(attempt->time)) return std::nullopt;
    return fmt::format("{} {} it happened", say::span(*event.time - attempt->due),
                       *event.time < attempt->due ? "before" : "after");
  }
  if (*event.time <= *event.received + kClockTolerance) return std::nullopt;
  return fmt::format("{} after it was received", say::span(*event.time - *event.received));
}

void wrong_time(const TrackedEvent& event, const Context& context, Findings& findings) {
  if (context.facts(event).mirror || lateness(event, context)) return;
  const std::string_view rule = time_rule(event);
  const auto clock = wrong_clock(event, context);
  if (rule.empty() && !clock) return;
  if (lost_in_batch(event, context)) return;
  Draft draft = draft_of(event, context);
  draft.message = fmt::format(
      "{} got a {} with a wrong time{}.", say::title(event.platform.view()),
      event.name ? text(*event.name) : "hit",
      turned_down(event)
          ? fmt::format(" and {} it", event.outcome == Outcome::refused ? "refused" : "dropped")
          : std::string());
  draft.expected = "when it happened, in the platform's unit";
  draft.actual = event.time ? rfc3339(*event.time) : "no readable time";
  if (clock) draft.actual += fmt::format(" ({})", *clock);
  draft.rule = rule;
  if (!rule.empty()) draft.confidence = event.confidence;
  if (turned_down(event)) draft.at_stake = sale_lost(event);
  findings.add(std::move(draft));
}

bool is_test_account(const TrackedEvent& event, const Context& context) {
  const Account* account = context.account(event);
  return account != nullptr && account->env == "test";
}

void test_code(const TrackedEvent& event, const Context& context, Findings& findings) {
  const Contract* contract = context.contract();
  if (contract == nullptr || !event.test_code || context.facts(event).mirror) return;
  if (is_test_account(event, context)) return;
  const NamedPage* page = context.facts(event).page;
  if (page != nullptr && page->is_test) return;
  Draft draft = draft_of(event, context);
  draft.message =
      fmt::format("A live hit to {} carries a test code.", say::title(event.platform.view()));
  draft.expected = "no test code";
  draft.actual = say::value(event.test_code);
  findings.add(std::move(draft));
}

void dropped(const TrackedEvent& event, const Context& context, Findings& findings) {
  if (event.outcome != Outcome::dropped || !event.name || context.facts(event).mirror) return;
  if (check_for_rule(event.rule, event.outcome) != "platform.dropped") return;
  // What should never have left, or not as a hit that counts, isn't missed: the consent checks
  // speak.
  const auto& now = context.facts(event).consent;
  const Allowed level = now ? context.allowed_for(event.platform.view(), *now) : Allowed::full;
  if (level == Allowed::nothing || level == Allowed::cookieless) return;
  if (lateness(event, context)) return;
  Draft draft = draft_of(event, context);
  draft.message = fmt::format("{} took a {} without complaint and counts it nowhere.",
                              say::title(event.platform.view()), text(*event.name));
  draft.expected = "counted";
  draft.actual = fmt::format("dropped by {}", event.rule);
  draft.rule = event.rule;
  draft.confidence = event.confidence;
  draft.at_stake = sale_lost(event);
  findings.add(std::move(draft));
}

void batch_lost(const Context& context, Findings& findings) {
  std::set<std::string_view> seen;
  for (const auto& event : context.evidence().events) {
    if (!lost_in_batch(event, context) || !seen.insert(event.capture.view()).second) continue;
    const auto& all = context.events_of(event.capture);
    // Turned down for one reason that holds for the whole request (a token): no bad event.
    const auto sibling = [](const TrackedEvent* e) { return e->rule.ends_with(".batch"); };
    const auto bad = std::ranges::find_if_not(all, sibling);
    if (std::ranges::none_of(all, sibling) || bad == all.end()) continue;
    Draft draft = draft_of(**bad, context);
    draft.order = {};
    const auto lost = static_cast<std::size_t>(std::ranges::count_if(all, sibling));
    draft.message =
        fmt::format("One bad event made {} refuse its whole request: {} good one{} lost.",
                    say::title(event.platform.view()), lost, lost == 1 ? " is" : "s are");
    draft.expected = "only good events in a request";
    draft.actual = fmt::format("{} events refused by {}", all.size(), (*bad)->rule);
    draft.rule = (*bad)->rule;
    draft.confidence = (*bad)->confidence;
    std::optional<Decimal> sum;
    std::string currency;
    for (const TrackedEvent* e : all) {
      if (!sibling(e) || !e->is(EventName::purchase) || !e->value) continue;
      sum = sum.value_or(Decimal()) + *e->value;
      currency = e->currency.value_or({});
    }
    draft.at_stake = say::stake(sum, currency, Direction::under);
    findings.add(std::move(draft));
  }
}

void unknown_label(const TrackedEvent& event, const Context& context, Findings& findings) {
  if (!is_unknown_label(event, context)) return;
  const OrderEvidence* order = context.facts(event).order;
  // dedup.two-primary-actions speaks
  if (order != nullptr && counted_twice(*order, event.platform.view(), context) == Twice::actions)
    return;
  Draft draft = draft_of(event, context);
  draft.order = {};
  draft.message =
      fmt::format("Hits go to a conversion action of {} that the contract doesn't have.",
                  say::title(event.platform.view()));
  const PlatformEvent* agreed =
      context.contract()->platform_event(EventName::purchase, event.platform.view());
  draft.expected = agreed == nullptr ? "a label of the contract" : agreed->name;
  draft.actual = event.platform_name.value_or(say::value(event.action));
  if (event.outcome == Outcome::counted) draft.at_stake = sale_lost(event);
  findings.add(std::move(draft));
}

void undeclared_destination(const TrackedEvent& event, const Context& context, Findings& findings) {
  if (context.facts(event).mirror) return;
  if (is_declared(event, context)) {
    unknown_label(event, context, findings);
    return;
  }
  Draft draft = draft_of(event, context);
  draft.order = {};
  draft.message = fmt::format("Hits go to an account of {} that the contract doesn't have.",
                              say::title(event.platform.view()));
  draft.expected = fmt::format("only {}", join(*context.facts(event).platform->destinations, ", "));
  draft.actual = say::value(event.account);
  if (event.is(EventName::purchase) && event.outcome == Outcome::counted)
    draft.at_stake = sale_lost(event);
  findings.add(std::move(draft));
}

void foreign_domain(const TrackedEvent& event, const Context& context, Findings& findings) {
  const Contract* contract = context.contract();
  const NamedPage* page = context.facts(event).page;
  if (contract == nullptr || contract->shop.domains.empty() || context.facts(event).mirror) return;
  if (page == nullptr || page->host.empty()) return;
  const bool sandbox = page->is_sandbox;
  if ((page->is_live || page->is_test) && !sandbox) return;
  Draft draft = draft_of(event, context);
  draft.order = {};
  draft.message = sandbox ? fmt::format("{} got a pixel sandbox's address in place of the page's.",
                                        say::title(event.platform.view()))
                          : fmt::format("{} got hits of a site that isn't the shop's.",
                                        say::title(event.platform.view()));
  draft.expected = sandbox ? "the address of the page that the shopper saw"
                           : fmt::format("pages of {}", join(contract->shop.domains, ", "));
  const std::string_view path = std::string_view(*event.page_url);
  draft.actual = sandbox ? say::text(path.substr(0, path.find('?'))) : say::text(page->host);
  findings.add(std::move(draft));
}

void test_traffic_in_live(const TrackedEvent& event, const Context& context, Findings& findings) {
  const Contract* contract = context.contract();
  if (contract == nullptr || context.facts(event).mirror) return;
  const NamedPage* page = context.facts(event).page;
  if (page == nullptr || page->host.empty() || !page->is_test) return;
  if (is_test_account(event, context)) return;
  const auto* declared = context.facts(event).platform->destinations;
  const bool live = context.account(event) != nullptr ||
                    (declared != nullptr && event.account && is_declared(event, context));
  if (!live) return;
  Draft draft = draft_of(event, context);
  draft.order = {};
  draft.message = fmt::format("Hits of the test shop go to the live account of {}.",
                              say::title(event.platform.view()));
  draft.expected = "a test account";
  draft.actual = fmt::format("{} from {}", say::value(event.account), page->host);
  if (event.is(EventName::purchase) && event.outcome == Outcome::counted && event.value)
    draft.at_stake = say::stake(*event.value, event.currency.value_or({}), Direction::over);
  findings.add(std::move(draft));
}

void live_traffic_in_test(const TrackedEvent& event, const Context& context, Findings& findings) {
  const Contract* contract = context.contract();
  if (contract == nullptr || context.facts(event).mirror || !is_test_account(event, context))
    return;
  if (context.evidence().target == TargetKind::simulated && !is_declared(event, context)) return;
  const NamedPage* page = context.facts(event).page;
  if (page == nullptr || page->host.empty() || !page->is_live) return;
  Draft draft = draft_of(event, context);
  draft.order = {};
  draft.message = fmt::format("Hits of the live shop go to a test account of {}.",
                              say::title(event.platform.view()));
  draft.expected = "a live account";
  draft.actual = fmt::format("{} from {}", say::value(event.account), page->host);
  draft.at_stake = sale_lost(event);
  findings.add(std::move(draft));
}

std::string_view restriction_rule(const TrackedEvent& event) {
  if (turned_down(event) &&
      check_for_rule(event.rule, event.outcome) == "platform.restricted-category")
    return event.rule;
  for (const auto rule : event.warnings) {
    if (check_for_rule(rule, event.outcome) == "platform.restricted-category") return rule;
  }
  return {};
}

void restricted_category(const TrackedEvent& event, const Context& context, Findings& findings) {
  if (context.facts(event).mirror) return;
  const std::string_view rule = restriction_rule(event);
  const Account* account = context.account(event);
  const bool configured = event.platform == "meta" && account != nullptr &&
                          !account->restriction.empty() && account->restriction != "none" &&
                          event.is(EventName::purchase);
  if (rule.empty() && !configured) return;
  Draft draft = draft_of(event, context);
  draft.order = {};
  draft.message = fmt::format(
      "{} restricts this data source because of its category: events are cut or not used.",
      say::title(event.platform.view()));
  draft.expected = "a data source without restriction";
  draft.actual = account != nullptr && account->restriction != "none"
                     ? fmt::format("restriction {}", account->restriction)
                     : fmt::format("{} by {}", text(event.outcome), rule);
  draft.rule = rule;
  if (!rule.empty()) draft.confidence = event.confidence;
  if (turned_down(event)) draft.at_stake = sale_lost(event);
  findings.add(std::move(draft));
}

constexpr Check kPlatform[] = {
    {.id = "platform.account",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::permissions,
     .layer = Layer::ad_account,
     .why = "An account that doesn't exist, or that the sender may not write to, counts nothing.",
     .fix = "Check the id and the sender's permission in the platform's own settings.",
     .source = source::kMetaUsingTheApi,
     .proven_by = "access-token-expired",
     .quiet_on = "successful-purchase",
     .look_event = unknown_account},
    {.id = "platform.time",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::mapping,
     .layer = Layer::server,
     .why = "A wrong time puts a sale on the wrong day, or has it refused.",
     .fix = "Send when it happened: seconds on Meta, microseconds on GA4, from a synchronised "
            "clock.",
     .source = source::kMetaServerEvent,
     .proven_by = "event-time-in-milliseconds",
     .quiet_on = "server-delay",
     .look_event = wrong_time},
    {.id = "platform.test-code",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::mapping,
     .layer = Layer::server,
     .why = "A test code in live events sends real orders to the test view as well, or out of the "
            "reports.",
     .fix = "Take test_event_code or debug mode out of the live configuration.",
     .source = source::kMetaVerify,
     .proven_by = "test-event-code-left-in",
     .quiet_on = "successful-purchase",
     .look_event = test_code},
    {.id = "platform.dropped",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::validation,
     .layer = Layer::browser_tag,
     .why = "\"Delivered\" isn't \"counted\": the platform says yes and throws the event away.",
     .fix = "Keep the platform's limits on names, ids and parameters; the rule says which one.",
     .source = source::kGa4MpReference,
     .proven_by = "measurement-protocol-secret-wrong",
     .quiet_on = "refund",
     .look_event = dropped},
    {.id = "platform.batch-lost",
     .on = Subject::session,
     .severity = Severity::error,
     .cause = Cause::validation,
     .layer = Layer::server,
     .why = "Meta refuses a whole request for one bad event: the good ones are lost with it.",
     .fix = "Validate before batching, and on refusal send the events again one by one.",
     .source = source::kMetaUsingTheApi,
     .proven_by = "one-bad-event-in-batch",
     .quiet_on = "successful-purchase",
     .look_session = batch_lost},
    {.id = "platform.undeclared-destination",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::mapping,
     .layer = Layer::browser_tag,
     .why = "Data goes to an account that nobody agreed on, and is missing in the right one.",
     .fix = "Correct the id in the tag, or list the account in the contract's destinations.",
     .source = source::kMetaPixel,
     .proven_by = "wrong-pixel-id conversion-label-of-another-action",
     .quiet_on = "successful-purchase",
     .look_event = undeclared_destination},
    {.id = "platform.foreign-domain",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::source_data,
     .layer = Layer::browser_tag,
     .why = "Pages that aren't the shop's spoil landing pages, audiences and domain "
            "verification.",
     .fix = "Send the page's own address (from a sandbox: set it explicitly); keep the ids off "
            "other sites.",
     .source = source::kGa4Ecommerce,
     .proven_by = "pixel-copied-to-foreign-shop",
     .quiet_on = "successful-purchase",
     .look_event = foreign_domain},
    {.id = "platform.test-traffic-in-live",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::mapping,
     .layer = Layer::browser_tag,
     .why = "Developers' orders count as sales and fill audiences.",
     .fix = "Choose the ids by host: test accounts on test domains.",
     .source = source::kGa4Ecommerce,
     .proven_by = "staging-sends-to-live-ids",
     .quiet_on = "successful-purchase",
     .look_event = test_traffic_in_live},
    {.id = "platform.live-traffic-in-test",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::mapping,
     .layer = Layer::browser_tag,
     .why = "Live sales land in a test account and are missing where decisions are made.",
     .fix = "Publish the live configuration: ids by host, not by branch.",
     .source = source::kGa4Ecommerce,
     .proven_by = "live-sends-to-test-ids",
     .quiet_on = "successful-purchase",
     .look_event = live_traffic_in_test},
    {.id = "platform.restricted-category",
     .on = Subject::event,
     .severity = Severity::error,
     .cause = Cause::permissions,
     .layer = Layer::ad_account,
     .why = "A restricted data source loses its lower-funnel events: campaigns can't optimise for "
            "sales.",
     .fix = "Check the data source's category in Events Manager and ask for a review if it is "
            "wrong.",
     .source = source::kMetaDiagnostics,
     .proven_by = "meta-data-source-restricted",
     .quiet_on = "successful-purchase",
     .look_event = restricted_category},
};

}  // namespace

std::span<const Check> platform() { return kPlatform; }

}  // namespace tagproof::checks
