#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "harness/base/text.h"
#include "harness/judge/checks/checks.h"
#include "harness/judge/context.h"
#include "harness/judge/hosts.h"
#include "harness/judge/refusal.h"
#include "harness/judge/sources.h"
#include "harness/judge/texts.h"
#include "harness/wire/url.h"
#include "mock_platforms/traits.h"

namespace tagproof::checks {
namespace {

/// The shopper let everything leave, or nobody knows and the platform counted it.
bool fully_allowed(const TrackedEvent& event, const Context& context) {
  // A hit that says denied carries nothing, and consent.granted-not-applied says if that is wrong.
  if (event.consent.ad_storage == Signal::denied) return false;
  const EventFacts& facts = context.facts(event);
  if (!facts.consent || context.contract() == nullptr) return event.outcome != Outcome::unconsented;
  return context.allowed_for(*facts.platform, *facts.consent) == Allowed::full;
}

/// The purchases of an order on a platform that took them, when consent let them say everything.
std::vector<const TrackedEvent*> credited(const OrderEvidence& order, std::string_view platform,
                                          const Context& context) {
  std::vector<const TrackedEvent*> found;
  for (const TrackedEvent* event : order.of(platform, EventName::purchase)) {
    if (event->outcome == Outcome::refused || event->outcome == Outcome::dropped) continue;
    if (is_reversal(*event, context)) continue;
    if (!fully_allowed(*event, context)) return {};
    found.push_back(event);
  }
  return found;
}

bool nothing_to_match(const std::vector<const TrackedEvent*>& credited,
                      const PlatformFacts& platform) {
  // GA4 credits by its own client id; a Google Ads conversion without click is an ordinary sale.
  if (!platform.traits->matches_visits) return false;
  const bool counted = std::ranges::any_of(
      credited, [](const TrackedEvent* e) { return e->outcome == Outcome::counted; });
  return counted && std::ranges::all_of(credited, [](const TrackedEvent* e) {
           return e->attributable == Attributable::none;
         });
}

/// The click id itself: what stands behind "fb.1.<time>." in an fbc.
std::string_view click_of(std::string_view id) {
  if (!id.starts_with("fb.")) return id;
  for (int dots = 0; dots < 3; ++dots) {
    const auto dot = id.find('.');
    if (dot == std::string_view::npos) return id;
    id.remove_prefix(dot + 1);
  }
  return id;
}

/// The platform can't read the id as it was written ("meta.fbc.seconds").
bool is_unreadable(const TrackedEvent& event, std::string_view field) {
  const auto part = fmt::format(".{}.", field);
  return std::ranges::any_of(event.warnings, [&](std::string_view rule) {
    return rule.find(part) != std::string_view::npos;
  });
}

/// The id of which another value came; empty: none came at all.
struct LostClick {
  std::string_view changed{};
};

/// The shopper came by a click of this platform, and none of the order's hits says so.
std::optional<LostClick> click_lost(const OrderEvidence& order, const PlatformFacts& platform,
                                    const std::vector<const TrackedEvent*>& credited) {
  if (order.shopper == nullptr || platform.traits->credits_landing || credited.empty())
    return std::nullopt;
  bool clicked = false;
  LostClick lost;
  for (const auto& word : Words<IdField>::all) {
    const std::string& truth = order.shopper->id(platform.id, word.value);
    if (truth.empty() || !has_word(platform.traits->click_ids, word.text)) continue;
    clicked = true;
    for (const TrackedEvent* event : credited) {
      const Observed<std::string>& sent = event->id(word.value);
      if (!sent) continue;
      if (sent->find(click_of(truth)) != std::string::npos && !is_unreadable(*event, word.text))
        return std::nullopt;
      lost.changed = word.text;
    }
  }
  return clicked ? std::optional(lost) : std::nullopt;
}

/// What a platform can credit of an order.
struct Credit {
  std::vector<const TrackedEvent*> events{};
  bool nothing_to_match = false;
  std::optional<LostClick> lost_click{};
};
struct Credits {
  std::vector<std::vector<Credit>> all{};  // of each order, of each of its platforms
};

Credits find_credits(const Context& context) {
  Credits credits;
  for (const auto& order : context.orders()) {
    auto& own = credits.all.emplace_back();
    for (const auto& id : order.platforms) {
      const PlatformFacts& platform = context.platform(id.view());
      auto& credit = own.emplace_back();
      credit.events = credited(order, platform.id, context);
      credit.nothing_to_match = nothing_to_match(credit.events, platform);
      credit.lost_click = click_lost(order, platform, credit.events);
    }
  }
  return credits;
}

/// Of each of the order's platforms.
const std::vector<Credit>& credits_of(const OrderEvidence& order, const Context& context) {
  const auto index = static_cast<std::size_t>(&order - context.orders().data());
  return context.once(find_credits).all[index];
}

void not_attributable(const OrderEvidence& order, const Context& context, Findings& findings) {
  const auto& credits = credits_of(order, context);
  for (std::size_t i = 0; i < credits.size(); ++i) {
    if (!credits[i].nothing_to_match) continue;
    const std::string_view platform = order.platforms[i].view();
    const auto& events = credits[i].events;
    Draft draft = draft_of(*events.front(), context);
    for (std::size_t more = 1; more < events.size(); ++more)
      draft.captures.push_back(events[more]->capture);
    draft.message = fmt::format(
        "{} got order {} with nothing that could match it to a person or a click: it is credited "
        "to nobody.",
        say::title(platform), order.id.view());
    draft.expected = "a browser id, a click id or user data";
    draft.actual = "none of them";
    if (order.order != nullptr) {
      draft.at_stake = say::stake(context.expected_value(*order.order, platform),
                                  order.order->currency, Direction::wrong);
    }
    findings.add(std::move(draft));
  }
}

/// The browser's own id that a server event must repeat.
struct BrowserId {
  std::string_view platform{};
  IdField field{};
  std::string_view name{};
  std::string_view cookie{};
};
constexpr std::array<BrowserId, 2> kBrowserIds{
    {{"ga4", IdField::client_id, "client id", "_ga"}, {"meta", IdField::fbp, "fbp", "_fbp"}}};

void client_id_differs(const TrackedEvent& event, const Context& context, Findings& findings) {
  const auto* const row =
      std::ranges::find(kBrowserIds, event.platform.view(), &BrowserId::platform);
  if (row == kBrowserIds.end() || event.channel != Channel::server || !event.name) return;
  const Observed<std::string>& sent = event.id(row->field);
  const EventFacts& facts = context.facts(event);
  if (!sent) return;
  std::string truth;
  if (facts.shopper != nullptr) truth = facts.shopper->ids[static_cast<std::size_t>(row->field)];
  if (truth.empty() && facts.order != nullptr) {
    for (const TrackedEvent* other :
         facts.order->of(row->platform, EventName::purchase, Channel::browser)) {
      if (other->id(row->field)) truth = *other->id(row->field);
    }
  }
  // Meta's parameter builder puts an appendix behind either.
  const auto with_appendix = [](std::string_view longer, std::string_view shorter) {
    return longer.size() > shorter.size() && longer.starts_with(shorter) &&
           longer[shorter.size()] == '.';
  };
  if (truth.empty() || truth == *sent || with_appendix(*sent, truth) || with_appendix(truth, *sent))
    return;
  const auto& now = context.facts(event).consent;
  if (now && context.contract() != nullptr) {
    const Allowed level = context.allowed_for(row->platform, *now);
    if (level == Allowed::nothing || level == Allowed::cookieless) return;
  }
  Draft draft = draft_of(event, context);
  const auto title = say::title(row->platform);
  draft.message = fmt::format(
      "{} got the server's event under another {} than the browser's: to {} that is a stranger.",
      title, row->name, title);
  draft.expected = fmt::format("the browser's {} ({})", row->name, row->cookie);
  draft.actual = "another one";
  findings.add(std::move(draft));
}

void session_id_missing(const TrackedEvent& event, const Context& context, Findings& findings) {
  if (event.platform != "ga4" || event.channel != Channel::server) return;
  if (!event.name || context.facts(event).mirror) return;
  if (!event.id(IdField::session_id).says_nothing()) return;
  const ShopperTruth* shopper = context.facts(event).shopper;
  // A refund finds its purchase by its id; a session is owed where the shop is known to have one.
  if (event.is(EventName::refund) && shopper == nullptr) return;
  const auto& now = context.facts(event).consent;
  if (now && context.contract() != nullptr) {
    const Allowed level = context.allowed_for("ga4", *now);
    if (level == Allowed::nothing || level == Allowed::cookieless) return;
  }
  if (shopper != nullptr && shopper->ids[static_cast<std::size_t>(IdField::session_id)].empty())
    return;
  Draft draft = draft_of(event, context);
  draft.message = fmt::format(
      "GA4 got a {} from the server without a session id: it belongs to no session and "
      "no source.",
      text(*event.name));
  draft.expected = "the browser's session_id";
  draft.actual = say::value(event.id(IdField::session_id));
  findings.add(std::move(draft));
}

void click_id_lost(const OrderEvidence& order, const Context& context, Findings& findings) {
  const auto& credits = credits_of(order, context);
  for (std::size_t i = 0; i < credits.size(); ++i) {
    const Credit& credit = credits[i];
    if (credit.nothing_to_match || !credit.lost_click) continue;
    const std::string_view platform = order.platforms[i].view();
    const std::string_view changed = credit.lost_click->changed;
    Draft draft = draft_of(*credit.events.front(), context);
    draft.message = fmt::format(
        "The shopper of order {} came by an ad of {}, but its click id got lost on the way.",
        order.id.view(), say::title(platform));
    draft.expected = "the click id that the shopper came with, byte for byte";
    draft.actual = changed.empty() ? "none" : fmt::format("a changed {}", changed);
    if (order.order != nullptr) {
      draft.at_stake = say::stake(context.expected_value(*order.order, platform),
                                  order.order->currency, Direction::wrong);
    }
    findings.add(std::move(draft));
  }
}

/// Private, loopback and link-local addresses. Sources: RFC 1918, RFC 4193, RFC 3927.
bool is_private_address(std::string_view ip) {
  if (ip.starts_with("10.") || ip.starts_with("127.") || ip.starts_with("192.168.") ||
      ip.starts_with("169.254.") || ip == "::1" || ip == "0.0.0.0" || ip.starts_with("fe80:") ||
      ip.starts_with("fc") || ip.starts_with("fd"))
    return true;
  if (!ip.starts_with("172.")) return false;
  const auto second = Decimal::parse(ip.substr(4, ip.substr(4).find('.')));
  return second && *second >= Decimal(16) && *second <= Decimal(31);
}

bool is_library(std::string_view user_agent) {
  const std::string lower = lower_ascii(user_agent);
  constexpr std::array<std::string_view, 8> kLibraries{
      "curl/",  "python-requests", "guzzlehttp", "node-fetch",
      "axios/", "go-http-client",  "okhttp/",    "java/"};
  return std::ranges::any_of(
      kLibraries, [&](std::string_view name) { return lower.find(name) != std::string::npos; });
}

void server_address(const TrackedEvent& event, const Context& context, Findings& findings) {
  if (event.channel != Channel::server || !event.name) return;
  const Customer* person = context.customer(event);
  for (const auto& datum : event.user_data) {
    if (datum.form != DatumForm::clear && datum.form != DatumForm::other) continue;
    std::string wrong;
    std::string_view what;
    if (datum.field == UserField::ip) {
      what = "address";
      if (is_private_address(datum.value)) {
        wrong = "a private address";
      } else if (person != nullptr && !person->ip.empty() && person->ip != datum.value) {
        wrong = "another address than the shopper's";
      }
    } else if (datum.field == UserField::user_agent) {
      what = "user agent";
      if (is_library(datum.value)) {
        wrong = "the user agent of a server library";
      } else if (person != nullptr && !person->user_agent.empty() &&
                 person->user_agent != datum.value) {
        wrong = "another user agent than the shopper's";
      }
    }
    if (wrong.empty()) continue;
    Draft draft = draft_of(event, context);
    draft.message = fmt::format("{} got the server's own {} in place of the shopper's.",
                                say::title(event.platform.view()), what);
    draft.expected = fmt::format("the {} of the shopper's browser", what);
    draft.actual = wrong;
    findings.add(std::move(draft));
  }
}

void payment_referrer(const TrackedEvent& event, const Context& context, Findings& findings) {
  const Contract* contract = context.contract();
  if (contract == nullptr || event.platform != "ga4" || event.channel != Channel::browser) return;
  if (!event.is(EventName::purchase) || !event.page_referrer || contract->shop.domains.empty())
    return;
  const auto url = parse_url(*event.page_referrer);
  if (!url || has_host(contract->shop.domains, url->host) ||
      has_host(contract->shop.test_domains, url->host))
    return;
  Draft draft = draft_of(event, context);
  draft.message = fmt::format(
      "GA4 takes {} for the source of the sale: the shopper came back from paying there.",
      url->host);
  draft.expected = "a referrer of the shop's own domains, or none";
  draft.actual = say::text(url->host);
  findings.add(std::move(draft));
}

/// Whether an event carries a key of the contract's `user_data.expected`.
bool has_key(const TrackedEvent& event, std::string_view key) {
  if (const auto id = read<IdField>(key)) return event.id(*id).has_value();
  const auto field = read<UserField>(key);
  return field && std::ranges::any_of(event.user_data, [&](const UserDatum& datum) {
           return datum.field == *field && datum.form != DatumForm::empty && !datum.value.empty();
         });
}

bool shopper_has(const ShopperTruth* shopper, std::string_view platform, std::string_view key) {
  if (shopper == nullptr) return false;
  if (const auto id = read<IdField>(key)) return !shopper->id(platform, *id).empty();
  const auto field = read<UserField>(key);
  return field && !trim(shopper->customer.of(*field)).empty();
}

bool is_click(std::string_view key) {
  return key == "gclid" || key == "fbc" || key == "gbraid" || key == "wbraid" || key == "click_id";
}

/// Keys that only a page knows: owed by the browser's event too.
bool of_the_browser(std::string_view key) {
  return key == "fbp" || key == "fbc" || key == "click_id" || key == "browser_id";
}

void expected_key_missing(const OrderEvidence& order, const Context& context, Findings& findings) {
  if (context.contract() == nullptr) return;
  const auto& all = context.contract()->user_data.expected;
  const auto& credits = credits_of(order, context);
  for (std::size_t i = 0; i < credits.size(); ++i) {
    const PlatformId& platform = order.platforms[i];
    const auto it = all.find(platform.view());
    if (it == all.end() || credits[i].nothing_to_match) continue;
    // Where a server reports as well, also when its event is still to come.
    const PlatformEvent* agreed =
        context.contract()->platform_event(EventName::purchase, platform.view());
    const bool server = agreed != nullptr && std::ranges::find(agreed->channels, Channel::server) !=
                                                 agreed->channels.end();
    const bool click = credits[i].lost_click.has_value();
    for (const TrackedEvent* event : credits[i].events) {
      const bool complete = event->channel == Channel::server || !server;
      for (const auto& wanted : it->second) {
        if (has_key(*event, wanted.field)) continue;
        if (click && is_click(wanted.field)) continue;  // match.click-id-lost speaks
        if (wanted.if_known && !shopper_has(order.shopper, platform.view(), wanted.field)) continue;
        if (order.shopper != nullptr && read<UserField>(wanted.field) &&
            !shopper_has(order.shopper, platform.view(), wanted.field))
          continue;  // nobody knows it
        // The server carries what the shop knows, the browser its ids.
        const bool emptied = std::ranges::any_of(event->user_data, [&](const UserDatum& datum) {
          return text(datum.field) == wanted.field && datum.form == DatumForm::empty;
        });
        const bool only_server = wanted.field == "ip" || wanted.field == "user_agent";
        if (event->channel == Channel::browser && only_server) continue;
        if (!complete && !of_the_browser(wanted.field) && !emptied) continue;
        Draft draft = draft_of(*event, context);
        draft.message = fmt::format("{} got order {} without {}, which the contract expects.",
                                    say::title(platform.view()), order.id.view(), wanted.field);
        draft.expected = wanted.field;
        draft.actual = emptied ? "empty" : "absent";
        findings.add(std::move(draft));
      }
    }
  }
}

constexpr Check kMatch[] = {
    {.id = "match.not-attributable",
     .on = Subject::order,
     .severity = Severity::warning,
     .cause = Cause::mapping,
     .layer = Layer::browser_tag,
     .why = "The order is counted, but credited to nobody: no ad learns from it.",
     .fix = "Send the platform's browser id and, where consent allows, hashed e-mail or telephone.",
     .source = source::kMetaBestPractices,
     .proven_by = "match-keys-not-sent",
     .quiet_on = "successful-purchase",
     .look_order = not_attributable},
    {.id = "match.client-id-differs",
     .on = Subject::event,
     .severity = Severity::warning,
     .cause = Cause::mapping,
     .layer = Layer::server,
     .why = "A server event under a new browser id starts a new user without source, and Meta "
            "can't merge by it.",
     .fix = "Store the _ga client id and the _fbp cookie with the order and send them from the "
            "server.",
     .source = source::kGa4MeasurementProtocol,
     .proven_by = "server-makes-its-own-client-id",
     .quiet_on = "refund",
     .look_event = client_id_differs},
    {.id = "match.session-id-missing",
     .on = Subject::event,
     .severity = Severity::warning,
     .cause = Cause::mapping,
     .layer = Layer::server,
     .why = "Without session_id a server's purchase belongs to no session: its source is (not "
            "set).",
     .fix = "Store the session id of the _ga_<stream> cookie with the order and send it as "
            "session_id.",
     .source = source::kGa4MeasurementProtocol,
     .proven_by = "session-id-not-passed-to-server",
     .quiet_on = "successful-purchase",
     .look_event = session_id_missing},
    {.id = "match.click-id-lost",
     .on = Subject::order,
     .severity = Severity::warning,
     .cause = Cause::mapping,
     .layer = Layer::browser_tag,
     .why = "The ad that brought the sale isn't credited with it.",
     .fix = "Keep gclid, fbclid and their kin through redirects; never lower-case or cut them.",
     .source = source::kMetaFbpFbc,
     .proven_by = "click-id-lost-on-redirect",
     .quiet_on = "successful-purchase",
     .look_order = click_id_lost},
    {.id = "match.server-address",
     .on = Subject::event,
     .severity = Severity::warning,
     .cause = Cause::mapping,
     .layer = Layer::server,
     .why = "The server's own address and user agent match every order to the same machine.",
     .fix = "Store the shopper's address and user agent with the order (behind a proxy: the "
            "forwarded one).",
     .source = source::kMetaCustomerInformation,
     .proven_by = "server-ip-sent-as-shopper",
     .quiet_on = "successful-purchase",
     .look_event = server_address},
    {.id = "match.payment-referrer",
     .on = Subject::event,
     .severity = Severity::warning,
     .cause = Cause::source_data,
     .layer = Layer::browser_tag,
     .why = "The payment provider gets the credit for sales that ads or mails have made.",
     .fix = "List payment providers as unwanted referrals, and keep the session over the "
            "redirect.",
     .source = source::kGa4Ecommerce,
     .proven_by = "payment-page-as-referrer",
     .quiet_on = "three-d-secure-fails-then-succeeds",
     .look_event = payment_referrer},
    {.id = "match.expected-key-missing",
     .on = Subject::order,
     .severity = Severity::warning,
     .cause = Cause::source_data,
     .layer = Layer::server,
     .why = "Each key less matches fewer people; the loss is silent.",
     .fix = "See that the field is filled where the event is made: scopes of an app pixel, mapping "
            "of the server event.",
     .source = source::kMetaBestPractices,
     .proven_by = "pixel-fields-nulled",
     .quiet_on = "successful-purchase",
     .look_order = expected_key_missing},
};

}  // namespace

std::span<const Check> match() { return kMatch; }

}  // namespace tagproof::checks
