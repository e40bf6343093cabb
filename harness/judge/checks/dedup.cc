#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/judge/checks/checks.h"
#include "harness/judge/context.h"
#include "harness/judge/merging.h"
#include "harness/judge/refusal.h"
#include "harness/judge/sources.h"
#include "harness/judge/texts.h"

namespace tagproof::checks {
namespace {

/// What one count too many of this order costs on a platform.
std::optional<AtStake> once_too_often(const OrderEvidence& order, std::string_view platform,
                                      const Context& context, std::size_t too_many = 1) {
  std::optional<Decimal> amount;
  std::string currency;
  if (order.order != nullptr) {
    amount = context.expected_value(*order.order, platform);
    currency = order.order->currency;
  }
  for (const TrackedEvent* event : order.of(platform, EventName::purchase)) {
    if (amount || !event->value) continue;
    amount = *event->value;
    currency = event->currency.value_or({});
  }
  if (amount) amount = *amount * Decimal(static_cast<std::int64_t>(too_many));
  return say::stake(amount, currency, Direction::over);
}

std::size_t counted(const OrderEvidence& order, std::string_view platform) {
  std::size_t n = 0;
  for (const TrackedEvent* event : order.of(platform, EventName::purchase))
    n += event->outcome == Outcome::counted ? 1U : 0U;
  return n;
}

Draft draft_for(const OrderEvidence& order, const PlatformId& platform) {
  Draft draft;
  draft.platform = platform;
  draft.order = order.id;
  return draft;
}

void add_captures(Draft& draft, const std::vector<const TrackedEvent*>& events) {
  for (const TrackedEvent* event : events) {
    if (std::ranges::find(draft.captures, event->capture) == draft.captures.end())
      draft.captures.push_back(event->capture);
  }
}

/// Whether browser and server both report an order to this platform, so that an event id must tie
/// the two together.
bool two_channels(const OrderEvidence& order, std::string_view platform, const Context& context) {
  if (context.dedup_key(platform) != "event_id") return false;
  if (context.contract() != nullptr) {
    const PlatformEvent* agreed = context.contract()->platform_event(EventName::purchase, platform);
    return agreed != nullptr && agreed->channels.size() > 1;
  }
  return !order.of(platform, EventName::purchase, Channel::browser).empty() &&
         !order.of(platform, EventName::purchase, Channel::server).empty();
}

void event_id_missing(const OrderEvidence& order, const Context& context, Findings& findings) {
  for (const auto& platform : order.platforms) {
    if (!two_channels(order, platform.view(), context)) continue;
    for (const TrackedEvent* event : order.of(platform.view(), EventName::purchase)) {
      if (event->event_id || event->outcome == Outcome::unconsented) continue;
      Draft draft = draft_of(*event, context);
      draft.message = fmt::format(
          "The purchase of order {} reached {} without an event id: browser and server can't be "
          "taken for one.",
          order.id.view(), say::title(platform.view()));
      draft.expected = "the same event id from browser and server";
      draft.actual = say::value(event->event_id);
      if (counted(order, platform.view()) > 1)
        draft.at_stake = once_too_often(order, platform.view(), context);
      findings.add(std::move(draft));
    }
  }
}

void compare(const OrderEvidence& order, const Context& context, Findings& findings, bool nearly) {
  for (const auto& platform : order.platforms) {
    if (context.dedup_key(platform.view()) != "event_id") continue;
    const auto pair = compare_ids(order, platform.view());
    if (!pair || pair->equal || pair->nearly != nearly) continue;
    if (changed_on_retry(order, platform.view(), context)) continue;  // delivery's to say
    Draft draft = draft_for(order, platform);
    draft.captures = {pair->browser->capture, pair->server->capture};
    const bool twice = counted(order, platform.view()) > 1;
    const std::string effect =
        twice ? fmt::format("{} counts it twice", say::title(platform.view()))
              : fmt::format("{} can take them for two", say::title(platform.view()));
    draft.message = nearly
                        ? fmt::format("The event ids of order {} differ by {} only: {}.",
                                      order.id.view(), pair->difference, effect)
                        : fmt::format("Browser and server give order {} different event ids: {}.",
                                      order.id.view(), effect);
    draft.expected = fmt::format("server {}", say::value(pair->browser->event_id));
    draft.actual = fmt::format("browser {}, server {}", say::value(pair->browser->event_id),
                               say::value(pair->server->event_id));
    draft.layer = Layer::server;
    if (twice) draft.at_stake = once_too_often(order, platform.view(), context);
    findings.add(std::move(draft));
  }
}

/// A platform's counted leads, by channel, and whether browser and server agree on no id at all.
struct Leads {
  std::vector<const TrackedEvent*> copies{};
  std::set<std::string_view> browser{}, server{};
  /// When the forms were sent of which each channel told; empty where the harness doesn't know.
  std::set<TimePoint> browser_forms{}, server_forms{};
  [[nodiscard]] bool apart() const {
    const auto share_none = [](const auto& some, const auto& others) {
      return std::ranges::none_of(some, [&](const auto& one) { return others.contains(one); });
    };
    // Each may have told of a form that the other kept quiet about, for want of consent.
    const bool of_other_forms =
        !browser_forms.empty() && !server_forms.empty() && share_none(browser_forms, server_forms);
    return !browser.empty() && !server.empty() && share_none(browser, server) && !of_other_forms;
  }
};

std::map<std::string_view, Leads> counted_leads(const Context& context) {
  std::map<std::string_view, Leads> all;
  for (const auto& event : context.evidence().events) {
    // A copy that was merged shows as well on what both agree.
    const bool counted = event.outcome == Outcome::counted;
    if (!event.is(EventName::lead) || (!counted && event.outcome != Outcome::deduplicated) ||
        event.platform == kCollector)
      continue;
    Leads& leads = all[event.platform.view()];
    if (counted) leads.copies.push_back(&event);
    const bool in_browser = event.channel == Channel::browser;
    if (event.event_id) (in_browser ? leads.browser : leads.server).insert(*event.event_id);
    if (const Attempt* attempt = context.facts(event).attempt)
      (in_browser ? leads.browser_forms : leads.server_forms).insert(attempt->due);
  }
  return all;
}

void lead_ids_mismatch(const Context& context, Findings& findings) {
  for (const auto& [platform, leads] : counted_leads(context)) {
    if (!leads.apart()) continue;
    Draft draft;
    draft.platform = PlatformId(platform);
    draft.layer = Layer::server;
    add_captures(draft, leads.copies);
    draft.message = fmt::format(
        "Browser and server give leads different event ids: {} counts them "
        "twice.",
        say::title(platform));
    draft.expected = fmt::format("server {}", say::text(*leads.browser.begin()));
    draft.actual = fmt::format("browser {}, server {}", say::text(*leads.browser.begin()),
                               say::text(*leads.server.begin()));
    findings.add(std::move(draft));
  }
}

void event_id_mismatch(const OrderEvidence& order, const Context& context, Findings& findings) {
  compare(order, context, findings, false);
}

void id_nearly_equal(const OrderEvidence& order, const Context& context, Findings& findings) {
  compare(order, context, findings, true);
}

void order_counted_twice(const OrderEvidence& order, const Context& context, Findings& findings) {
  for (const auto& platform : order.platforms) {
    if (counted_twice(order, platform.view(), context) != Twice::other) continue;
    std::vector<const TrackedEvent*> copies;
    for (const TrackedEvent* event : order.of(platform.view(), EventName::purchase)) {
      if (event->outcome == Outcome::counted && !too_early(*event, context))
        copies.push_back(event);
    }
    Draft draft = draft_for(order, platform);
    add_captures(draft, copies);
    const bool one_channel = std::ranges::all_of(
        copies, [&](const TrackedEvent* e) { return e->channel == copies.front()->channel; });
    if (one_channel) draft.channel = copies.front()->channel;
    draft.message = fmt::format("{} counted order {} {}.", say::title(platform.view()),
                                order.id.view(), say::times(copies.size()));
    draft.expected = "1 conversion";
    draft.actual = fmt::format(
        "{} conversions{}; not merged: {}", copies.size(),
        one_channel ? fmt::format(", all from {}", say::from(*copies.front())) : std::string(),
        why_not_merged(*copies.front(), *copies.back(), context));
    draft.at_stake = once_too_often(order, platform.view(), context, copies.size() - 1);
    draft.rule = copies.back()->rule;
    if (!draft.rule.empty()) draft.confidence = copies.back()->confidence;
    findings.add(std::move(draft));
  }
}

// A lead has no order: one for each form that was sent, told by its event id and by the steps.
void lead_counted_twice(const Context& context, Findings& findings) {
  const Evidence& evidence = context.evidence();
  std::map<std::pair<std::string_view, std::string_view>, std::vector<const TrackedEvent*>> by_id;
  const auto by_platform = counted_leads(context);
  for (const auto& [platform, leads] : by_platform) {
    if (leads.apart()) continue;  // dedup.event-id-mismatch speaks
    for (const TrackedEvent* event : leads.copies) {
      if (event->event_id) by_id[{platform, *event->event_id}].push_back(event);
    }
  }
  const auto say_so = [&](std::string_view platform, std::size_t expected,
                          const std::vector<const TrackedEvent*>& copies) {
    Draft draft;
    draft.platform = PlatformId(platform);
    add_captures(draft, copies);
    draft.message = fmt::format("{} counted a lead {}.", say::title(platform),
                                say::times(copies.size() - expected + 1));
    draft.expected = fmt::format("{} lead{}", expected, expected == 1 ? "" : "s");
    draft.actual = fmt::format("{} leads", copies.size());
    findings.add(std::move(draft));
  };
  std::size_t sent = 0;
  for (const auto& step : evidence.steps) sent += step.step == "lead" ? 1U : 0U;
  if (sent > 0) {
    for (const auto& [platform, leads] : by_platform) {
      if (leads.copies.size() > sent && !leads.apart()) say_so(platform, sent, leads.copies);
    }
    return;
  }
  for (const auto& [key, copies] : by_id) {
    if (copies.size() > 1) say_so(key.first, 1, copies);
  }
}

void outside_window(const OrderEvidence& order, const Context& context, Findings& findings) {
  for (const auto& platform : order.platforms) {
    if (counted_twice(order, platform.view(), context) != Twice::window) continue;
    const auto copies = order.of(platform.view(), EventName::purchase);
    if (std::ranges::any_of(copies, [&](const TrackedEvent* e) { return overtaken(*e, context); }))
      continue;  // event.order speaks
    Draft draft = draft_for(order, platform);
    add_captures(draft, copies);
    const auto gap = *copies.back()->received - *copies.front()->received;
    draft.message = fmt::format(
        "The two copies of order {} reached {} {} apart, which is outside its window: it counts "
        "both, though their ids are equal.",
        order.id.view(), say::title(platform.view()), say::span(gap));
    draft.expected = "both copies within the platform's deduplication window";
    draft.actual = fmt::format("{} apart", say::span(gap));
    draft.channel = copies.back()->channel;
    draft.at_stake = once_too_often(order, platform.view(), context);
    draft.rule = copies.back()->rule;
    if (!draft.rule.empty()) draft.confidence = copies.back()->confidence;
    findings.add(std::move(draft));
  }
}

void two_actions(const OrderEvidence& order, const Context& context, Findings& findings) {
  for (const auto& platform : order.platforms) {
    if (counted_twice(order, platform.view(), context) != Twice::actions) continue;
    std::vector<const TrackedEvent*> copies;
    std::string actions;
    for (const TrackedEvent* event : order.of(platform.view(), EventName::purchase)) {
      if (event->outcome != Outcome::counted) continue;
      copies.push_back(event);
      const std::string name =
          event->action ? *event->action : event->platform_name.value_or("an unnamed action");
      if (actions.find(name) == std::string::npos) actions += (actions.empty() ? "" : ", ") + name;
    }
    Draft draft = draft_for(order, platform);
    add_captures(draft, copies);
    draft.message = fmt::format("Order {} counts on several conversion actions of {}.",
                                order.id.view(), say::title(platform.view()));
    draft.expected = "one primary conversion action for each order";
    draft.actual = actions;
    draft.at_stake = once_too_often(order, platform.view(), context, copies.size() - 1);
    findings.add(std::move(draft));
  }
}

// An import sends no hit of its own: only the contract can show that it counts beside the tag.
void two_actions_agreed(const Context& context, Findings& findings) {
  const Contract* contract = context.contract();
  const ContractEvent* agreed =
      contract == nullptr ? nullptr : contract->event(EventName::purchase);
  if (agreed == nullptr) return;
  for (const auto& wanted : agreed->platforms) {
    if (!wanted.primary) continue;
    for (const auto& also : wanted.also) {
      if (!also.primary) continue;
      Draft draft;
      draft.platform = wanted.platform;
      draft.message = fmt::format(
          "{} counts each order on the tag's action and again on the {} \"{}\": both "
          "are primary.",
          say::title(wanted.platform.view()), also.kind, also.name);
      draft.expected = "one primary conversion action for each order";
      draft.actual = fmt::format("{} and {} \"{}\"", wanted.name, also.kind, also.name);
      Decimal sum;
      std::string currency;
      for (const auto& order : context.orders()) {
        if (order.order == nullptr || counted(order, wanted.platform.view()) == 0) continue;
        sum += context.expected_value(*order.order, wanted.platform.view()).value_or(Decimal());
        currency = order.order->currency;
      }
      if (!currency.empty()) draft.at_stake = say::stake(sum, currency, Direction::over);
      findings.add(std::move(draft));
    }
  }
}

constexpr Check kDedup[] = {
    {.id = "dedup.event-id-missing",
     .on = Subject::order,
     .severity = Severity::error,
     .cause = Cause::mapping,
     .layer = Layer::browser_tag,
     .why = "Without an event id on both sides the browser's and the server's copy of one sale are "
            "two sales.",
     .fix = "Set the same event id (the order's id) on the browser event and on the server event.",
     .source = source::kMetaDeduplication,
     .proven_by = "event-id-missing-in-browser",
     .quiet_on = "successful-purchase",
     .look_order = event_id_missing},
    {.id = "dedup.event-id-mismatch",
     .on = Subject::order,
     .severity = Severity::error,
     .cause = Cause::mapping,
     .layer = Layer::server,
     .why = "The same order is counted twice: once from the browser, once from the server.",
     .fix = "Send the browser event's event_id from the server as well; the order's id does for "
            "both.",
     .source = source::kMetaDeduplication,
     .proven_by = "event-id-differs-by-channel",
     .quiet_on = "successful-purchase",
     .look_order = event_id_mismatch,
     .look_session = lead_ids_mismatch},
    {.id = "dedup.id-nearly-equal",
     .on = Subject::order,
     .severity = Severity::error,
     .cause = Cause::mapping,
     .layer = Layer::server,
     .why = "Platforms compare ids byte by byte: a prefix or another case makes one sale two.",
     .fix = "Build the id in one place, and pass it on unchanged to browser and server.",
     .source = source::kMetaDeduplication,
     .proven_by = "event-id-with-prefix-on-server",
     .quiet_on = "successful-purchase",
     .look_order = id_nearly_equal},
    {.id = "dedup.counted-twice",
     .on = Subject::order,
     .severity = Severity::error,
     .cause = Cause::mapping,
     .layer = Layer::browser_tag,
     .why = "One sale is counted several times: revenue is inflated and bidding learns from sales "
            "that never were.",
     .fix = "Send each order once: guard the tag against reloads and second installations, the "
            "server against repeated webhooks.",
     .source = source::kMetaDeduplication,
     .proven_by = "thank-you-tag-unguarded",
     .quiet_on = "refresh-thank-you",
     .look_order = order_counted_twice,
     .look_session = lead_counted_twice},
    {.id = "dedup.outside-window",
     .on = Subject::order,
     .severity = Severity::error,
     .cause = Cause::timing,
     .layer = Layer::server,
     .why = "Platforms forget ids: a copy that comes after the window is a new sale.",
     .fix = "Send the server event within the window (Meta: 48 hours), or not at all.",
     .source = source::kMetaDeduplication,
     .proven_by = "server-event-three-days-late",
     .quiet_on = "successful-purchase",
     .look_order = outside_window},
    {.id = "dedup.two-primary-actions",
     .on = Subject::order,
     .severity = Severity::error,
     .cause = Cause::platform,
     .layer = Layer::ad_account,
     .why = "Google Ads deduplicates within one conversion action only: two primary actions double "
            "every sale in bidding.",
     .fix = "Make one action primary and set the other to secondary.",
     .source = source::kAdsTransactionId,
     .proven_by = "two-primary-conversion-actions",
     .quiet_on = "successful-purchase",
     .look_order = two_actions,
     .look_session = two_actions_agreed},
};

}  // namespace

std::span<const Check> dedup() { return kDedup; }

}  // namespace tagproof::checks
