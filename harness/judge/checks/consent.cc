#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "harness/judge/checks/checks.h"
#include "harness/judge/context.h"
#include "harness/judge/relayed.h"
#include "harness/judge/signals.h"
#include "harness/judge/sources.h"
#include "harness/judge/texts.h"

namespace tagproof::checks {
namespace {

/// What is wrong with a hit's consent, and so which check speaks.
enum class Breach : std::uint8_t {
  none,
  sent_when_denied,
  too_late,
  gpc_ignored,
  gpc_lost_on_server,
  granted_not_applied,
  signal_missing,
  not_forwarded,
  refusal_not_forwarded
};

/// Data that the shopper gave, as against what every request carries.
const UserDatum* user_provided(const TrackedEvent& event) {
  const auto it = std::ranges::find_if(event.user_data, [](const UserDatum& datum) {
    return datum.field != UserField::ip && datum.field != UserField::user_agent &&
           datum.form != DatumForm::empty;
  });
  return it == event.user_data.end() ? nullptr : &*it;
}

/// What the hit does beyond what the shopper allows; empty: nothing.
std::string excess(const TrackedEvent& event, const Context& context, bool ignore_gpc) {
  const EventFacts& facts = context.facts(event);
  const ConsentNow& now = *facts.consent;
  const Allowed level = context.allowed_for(*facts.platform, now, ignore_gpc);
  if (level == Allowed::full) return {};
  if (level == Allowed::nothing) return "nothing may leave";
  if (const UserDatum* datum = user_provided(event))
    return fmt::format("it carries {}", text(datum->field));
  if (facts.platform->consent_mode) {
    const RegionLaw law = context.law_of(now.region);
    for (const auto& signal : kSignals) {
      if (event.consent.*signal.signal != Signal::granted) continue;
      const Purpose purpose = context.once(signal_purposes).of(signal);
      // An opt-out limits marketing; analytics goes on, G101 (formats.md A.1).
      const bool counted_all_the_same = level == Allowed::limited &&
                                        purpose == Purpose::analytics &&
                                        law.of(purpose) == Regime::opt_out;
      if (!counted_all_the_same && !law.is_open(purpose, now.choice, now.gpc && !ignore_gpc))
        return fmt::format("it says {} granted", signal.name);
    }
    return {};
  }
  const bool reversal = event.is(EventName::refund);
  if (level == Allowed::limited && !event.consent.limited && !reversal)
    return "it carries no data-processing limit";
  return {};
}

bool undecided_then_decided(const TrackedEvent& event, const Context& context) {
  const ShopperTruth* shopper = context.facts(event).shopper;
  if (shopper == nullptr || !event.received || event.channel != Channel::browser) return false;
  const ConsentChoice then = shopper->consent_at(*event.received);
  return then.analytics == Choice::undecided && then.marketing == Choice::undecided &&
         !shopper->consent.empty() && shopper->consent.back().time > *event.received;
}

/// Held while the shopper had said no, and sent after a later yes: what was refused is never sent.
bool held_over_refusal(const TrackedEvent& event, const Context& context) {
  const EventFacts& facts = context.facts(event);
  if (facts.attempt == nullptr || facts.shopper == nullptr || event.channel != Channel::browser)
    return false;
  if (!event.received || *event.received <= facts.attempt->due) return false;
  const ConsentChoice then = facts.shopper->consent_at(facts.attempt->due);
  // A refusal of another purpose than the platform's own says nothing about it.
  const auto& purposes = context.contract()->consent.purposes;
  const auto own = purposes.find(event.platform.view());
  const Choice choice = then.of(own == purposes.end() ? Purpose::marketing : own->second);
  const bool refused = choice == Choice::denied || choice == Choice::withdrawn;
  if (!refused) return false;
  const ConsentNow at_due{then, facts.shopper->region, facts.shopper->gpc};
  return context.allowed_for(*facts.platform, at_due) == Allowed::nothing;
}

struct Judged {
  Breach breach = Breach::none;
  std::string why{};
};

Judged judge_one(const TrackedEvent& event, const Context& context) {
  const EventFacts& facts = context.facts(event);
  if (!facts.consent) return {};
  const bool server = event.channel == Channel::server;
  // The order's stored consent got lost: consent.not-forwarded speaks for the order.
  if (server && facts.order != nullptr && context.consent_lost(*facts.order)) return {};
  if (std::string why = excess(event, context, false); !why.empty()) {
    if (facts.consent->gpc && excess(event, context, true).empty())
      return {server ? Breach::gpc_lost_on_server : Breach::gpc_ignored, std::move(why)};
    if (undecided_then_decided(event, context)) return {Breach::too_late, std::move(why)};
    return {Breach::sent_when_denied, std::move(why)};
  }
  if (held_over_refusal(event, context))
    return {Breach::sent_when_denied, "it was held back over a refusal and sent after all"};
  if (std::string why = held_back(event, context); !why.empty())
    return {server ? Breach::not_forwarded : Breach::granted_not_applied, std::move(why)};
  return {};
}

/// A collector that was told of a refusal and sent all the same has not passed it on. One that was
/// told wrong is not to blame.
Judged judge_forwarding(const TrackedEvent& event, const Context& context, Judged judged) {
  const bool exceeds = judged.breach == Breach::sent_when_denied ||
                       judged.breach == Breach::too_late || judged.breach == Breach::gpc_ignored ||
                       judged.breach == Breach::gpc_lost_on_server;
  if (!exceeds || event.sender != Sender::collector) return judged;
  const TrackedEvent* source = given(event, context);
  if (source == nullptr || judge_one(*source, context).breach != Breach::none) return judged;
  judged.breach = Breach::refusal_not_forwarded;
  return judged;
}

/// Hits of one shopper to one platform that break consent alike.
struct Group {
  Breach breach{};
  const ShopperTruth* shopper{};
  std::vector<const TrackedEvent*> events{};
  std::string why{};
};

bool is_page_step(const StepRecord& step) {
  constexpr std::array<std::string_view, 4> kPages{"view", "add_to_cart", "checkout", "thank_you"};
  return std::ranges::find(kPages, step.step) != kPages.end();
}

/// Only the hits of a visit's first page went astray though the shopper went on: the tags were
/// faster than the consent default.
bool first_page_only(const Group& group, const Context& context) {
  const auto& steps = context.evidence().steps;
  if (steps.empty()) return false;
  int first = -1;
  int last_page = -1;
  for (const auto& step : steps) {
    if (is_page_step(step) && first < 0) first = step.index;
    if (is_page_step(step)) last_page = step.index;
  }
  if (first < 0 || last_page == first) return false;
  return std::ranges::all_of(group.events, [&](const TrackedEvent* event) {
    const Capture* capture = context.facts(*event).capture;
    return event->channel == Channel::browser && capture != nullptr && capture->step <= first;
  });
}

std::vector<Group> breaches(const Context& context) {
  if (context.contract() == nullptr) return {};
  using Key = std::tuple<const ShopperTruth*, std::string_view, Channel, Breach>;
  std::map<Key, std::size_t> index;
  std::vector<Group> groups;
  const auto add = [&](const TrackedEvent& event, Judged judged) {
    const ShopperTruth* shopper = context.facts(event).shopper;
    const Key key{shopper, event.platform.view(), event.channel, judged.breach};
    const auto [it, is_new] = index.emplace(key, groups.size());
    if (is_new) groups.push_back({judged.breach, shopper, {}, std::move(judged.why)});
    groups[it->second].events.push_back(&event);
  };
  struct Unsaid {
    std::vector<const TrackedEvent*> events{};
    bool others_say = false;
  };
  std::map<std::pair<const ShopperTruth*, std::string_view>, Unsaid> unsaid;
  for (const auto& event : context.evidence().events) {
    if (event.platform.empty()) continue;
    Judged judged = judge_forwarding(event, context, judge_one(event, context));
    const bool mirror = context.facts(event).mirror;
    if (judged.breach != Breach::none) {
      if (!mirror || judged.breach == Breach::sent_when_denied) add(event, std::move(judged));
      continue;
    }
    const EventFacts& facts = context.facts(event);
    const bool signals =
        facts.platform->consent_mode && event.channel == Channel::browser && !mirror;
    if (!signals || context.contract()->consent.signals.empty()) continue;
    Unsaid& one = unsaid[{facts.shopper, event.platform.view()}];
    if (!says_nothing(event)) {
      one.others_say = true;
      continue;
    }
    const std::string_view region = facts.consent ? facts.consent->region : std::string_view();
    if (context.law_of(region).marketing == Regime::opt_in) one.events.push_back(&event);
  }
  for (auto& [key, one] : unsaid) {
    for (const TrackedEvent* event : one.events) {
      add(*event, {one.others_say ? Breach::too_late : Breach::signal_missing,
                   "it carries no consent signal"});
    }
  }
  for (auto& group : groups) {
    const bool exceeds =
        group.breach == Breach::sent_when_denied || group.breach == Breach::gpc_ignored;
    if (exceeds && first_page_only(group, context)) group.breach = Breach::too_late;
  }
  return groups;
}

std::string purpose_text(const Group& group, const Context& context) {
  const auto& now = context.facts(*group.events.front()).consent;
  if (!now) return "consent: unknown";
  return fmt::format("consent: analytics {}, marketing {}{}; region {}",
                     text(now->choice.analytics), text(now->choice.marketing),
                     now->gpc ? ", Global Privacy Control" : "",
                     now->region.empty() ? "unknown" : now->region);
}

void report(const Context& context, Findings& findings, Breach breach, std::string_view message,
            std::string_view expected) {
  for (const Group& group : context.once(breaches)) {
    if (group.breach != breach) continue;
    const TrackedEvent& first = *group.events.front();
    Draft draft = draft_of(first, context);
    draft.order = {};
    const OrderEvidence* order = context.facts(first).order;
    const bool one_order = std::ranges::all_of(group.events, [&](const TrackedEvent* event) {
      const OrderEvidence* own = context.facts(*event).order;
      return own == nullptr || own == order;
    });
    if (order != nullptr && one_order) draft.order = order->id;
    for (const TrackedEvent* event : group.events) {
      if (std::ranges::find(draft.captures, event->capture) == draft.captures.end())
        draft.captures.push_back(event->capture);
      if (event->sender != first.sender) draft.sender.reset();
    }
    draft.message =
        fmt::format(fmt::runtime(message), fmt::arg("platform", say::title(first.platform.view())),
                    fmt::arg("from", say::from(first)), fmt::arg("n", draft.captures.size()),
                    fmt::arg("hits", draft.captures.size() == 1 ? "hit" : "hits"));
    draft.expected = fmt::format("{} ({})", expected, purpose_text(group, context));
    draft.actual = group.why;
    draft.rule = first.outcome == Outcome::unconsented ? first.rule : std::string_view();
    if (!draft.rule.empty()) draft.confidence = first.confidence;
    findings.add(std::move(draft));
  }
}

void sent_when_denied(const Context& context, Findings& findings) {
  report(context, findings, Breach::sent_when_denied,
         "{n} {hits} left for {platform} from {from} beyond what the shopper allows.",
         "no more than the shopper allows");
}

void too_late(const Context& context, Findings& findings) {
  report(context, findings, Breach::too_late,
         "{n} {hits} left for {platform} from {from} before the consent was known to the tag.",
         "consent set before the first tag");
}

void gpc_ignored(const Context& context, Findings& findings) {
  report(context, findings, Breach::gpc_ignored,
         "{n} {hits} left for {platform} from {from} as if there were no Global Privacy Control.",
         "an opt-out");
}

void gpc_lost(const Context& context, Findings& findings) {
  report(context, findings, Breach::gpc_lost_on_server,
         "{n} {hits} left for {platform} from {from}: the browser's Global Privacy Control never "
         "reached it.",
         "an opt-out on the server, too");
}

void signal_missing(const Context& context, Findings& findings) {
  report(context, findings, Breach::signal_missing,
         "{n} {hits} to {platform} from {from} carry no consent signal at all.",
         "Consent Mode signals on every hit");
}

void granted_not_applied(const Context& context, Findings& findings) {
  report(context, findings, Breach::granted_not_applied,
         "{n} {hits} to {platform} from {from} hold back what the shopper has granted.",
         "the granted signals");
  for (const auto& shopper : context.evidence().shoppers) {
    if (!context.no_tag_since_grant(shopper)) continue;
    Draft draft;
    draft.channel = Channel::browser;
    draft.message = "The shopper agreed, but no tag fired on any page since.";
    draft.expected = "the tags' hits, from the first page after the choice";
    draft.actual = "no browser hit at all";
    draft.layer = Layer::consent;
    findings.add(std::move(draft));
  }
}

void not_forwarded(const OrderEvidence& order, const Context& context, Findings& findings) {
  if (context.contract() == nullptr || !context.consent_lost(order)) return;
  Draft draft;
  for (const auto& one : order.obligations) {
    if (one.channel == Channel::server) draft.channel = Channel::server;
  }
  for (const TrackedEvent* event : order.events) {
    if (event->channel != Channel::server) continue;
    draft.channel = Channel::server;
    draft.captures.push_back(event->capture);
  }
  if (!draft.channel) return;  // no server sends anything for it
  const ConsentChoice chosen =
      order.shopper->consent_at(order.order->created.value_or(context.evidence().end));
  draft.order = order.id;
  draft.message = fmt::format(
      "The shopper's choice wasn't stored with order {}: the server can't know what it may send.",
      order.id.view());
  draft.expected =
      fmt::format("analytics {}, marketing {}", text(chosen.analytics), text(chosen.marketing));
  draft.actual = order.order->consent ? "undecided" : "none";
  findings.add(std::move(draft));
}

void not_forwarded_signals(const Context& context, Findings& findings) {
  report(context, findings, Breach::not_forwarded,
         "{n} {hits} to {platform} from {from} hold back what the shopper has granted: the choice "
         "wasn't passed on.",
         "the granted signals");
  report(context, findings, Breach::refusal_not_forwarded,
         "{n} {hits} left for {platform} from {from} beyond what the shopper allows, though the "
         "browser's hit said so: the refusal wasn't passed on.",
         "the refusal, as the browser's hit says it");
}

constexpr Check kConsent[] = {
    {.id = "consent.sent-when-denied",
     .on = Subject::session,
     .severity = Severity::error,
     .cause = Cause::permissions,
     .layer = Layer::consent,
     .why = "Data that leaves against the shopper's decision is unlawful, and every such hit is "
            "evidence of it.",
     .fix = "Let the tag wait for its purpose; on the server ask the consent stored with the order "
            "before each send.",
     .source = source::kConsentMode,
     .proven_by = "browser-ignores-consent",
     .quiet_on = "consent-denied",
     .look_session = sent_when_denied},
    {.id = "consent.granted-not-applied",
     .on = Subject::session,
     .severity = Severity::error,
     .cause = Cause::permissions,
     .layer = Layer::consent,
     .why = "Shoppers who agreed are measured as if they had refused: their sales are lost to "
            "reports and bidding.",
     .fix = "Call the consent update when the banner is answered, and on every later page and "
            "visit from the stored choice.",
     .source = source::kConsentModeAds,
     .proven_by = "consent-update-never-sent",
     .quiet_on = "returning-visitor-consented",
     .look_session = granted_not_applied},
    {.id = "consent.signal-missing",
     .on = Subject::session,
     .severity = Severity::error,
     .cause = Cause::permissions,
     .layer = Layer::consent,
     .why = "Without signals Google takes everything for granted, or drops what needs them in the "
            "EEA.",
     .fix = "Switch Consent Mode on: a default before the first tag, an update after the choice.",
     .source = source::kConsentModeAds,
     .proven_by = "consent-mode-not-installed",
     .quiet_on = "successful-purchase",
     .look_session = signal_missing},
    {.id = "consent.too-late",
     .on = Subject::session,
     .severity = Severity::error,
     .cause = Cause::timing,
     .layer = Layer::consent,
     .why = "A hit that is faster than the consent default goes out as if all was granted.",
     .fix = "Set the consent default in the page's head, before any tag; let tags wait for the "
            "choice.",
     .source = source::kConsentModeAds,
     .proven_by = "consent-default-too-late",
     .quiet_on = "consent-given-on-thank-you-page",
     .look_session = too_late},
    {.id = "consent.not-forwarded",
     .on = Subject::order,
     .severity = Severity::error,
     .cause = Cause::permissions,
     .layer = Layer::consent,
     .why = "A server that doesn't know the choice sends all or nothing: a breach, or lost sales.",
     .fix = "Store the consent with the order, keep it up to date, and read it before each server "
            "event.",
     .source = source::kGa4MpReference,
     .proven_by = "consent-not-stored-with-order",
     .quiet_on = "transfer-paid-after-three-days",
     .look_order = not_forwarded,
     .look_session = not_forwarded_signals},
    {.id = "consent.gpc-ignored",
     .on = Subject::session,
     .severity = Severity::error,
     .cause = Cause::permissions,
     .layer = Layer::consent,
     .why = "Where the law honours it, Global Privacy Control is an opt-out that beats an earlier "
            "accept; regulators have fined shops that ignored it.",
     .fix = "Read navigator.globalPrivacyControl before the first tag and limit what leaves.",
     .source = source::kGpcCalifornia,
     .proven_by = "gpc-ignored",
     .quiet_on = "gpc-in-california",
     .look_session = gpc_ignored},
    {.id = "consent.gpc-lost-on-server",
     .on = Subject::session,
     .severity = Severity::error,
     .cause = Cause::permissions,
     .layer = Layer::consent,
     .why = "The signal opts out the shopper, not only the browser: a server event that ignores it "
            "breaks the same law.",
     .fix = "Store the signal with the order (Sec-GPC header) and limit the server's events by it.",
     .source = source::kGpcCalifornia,
     .proven_by = "gpc-not-passed-to-server",
     .quiet_on = "gpc-in-california",
     .look_session = gpc_lost},
};

}  // namespace

std::span<const Check> consent() { return kConsent; }

}  // namespace tagproof::checks
