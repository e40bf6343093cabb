#include <algorithm>
#include <charconv>

#include "mock_platforms/ga4/behaviour.h"
#include "mock_platforms/ga4/rules.h"

namespace tagproof::ga4 {
namespace {

// Source: https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference
constexpr auto kOldest = std::chrono::hours(72);
// Source: https://developers.google.com/analytics/devguides/collection/protocol/ga4/use-cases
constexpr auto kSessionJoin = std::chrono::hours(24);
// Source: https://developers.google.com/analytics/devguides/collection/protocol/ga4/sending-events
constexpr auto kJoin = std::chrono::hours(48);

const Account* find_account(const PlatformState& state, const Observed<std::string>& id) {
  const auto accounts = state.accounts();
  const auto it = std::ranges::find(accounts, id.has_value() ? *id : std::string{}, &Account::id);
  return it == accounts.end() ? nullptr : &*it;
}

void judge_accounts(Decoded& decoded, const PlatformState& state) {
  if (state.accounts().empty()) return;
  for (std::size_t i = 0; i < decoded.events.size(); ++i) {
    const auto& event = decoded.events[i];
    if (!event.account.has_value()) continue;  // said already
    const auto index = static_cast<int>(i);
    const auto* account = find_account(state, event.account);
    const bool server = event.channel == Channel::server;
    const bool wrong_secret =
        account != nullptr && server && !account->secrets.empty() && !decoded.secrets.empty() &&
        std::ranges::find(account->secrets, decoded.secrets.front()) == account->secrets.end();
    if (!decoded.counts) {
      if (account == nullptr || wrong_secret)
        decoded.observe(rule("ga4.debug.ids-unchecked"), index);
    } else if (account == nullptr) {
      decoded.observe(server ? rule("ga4.mp.stream-unknown") : rule("ga4.collect.stream-unknown"),
                      index, server ? "measurement_id" : "tid", *event.account);
    } else if (wrong_secret) {
      decoded.observe(rule("ga4.mp.secret-unknown"), index, "api_secret");
    }
  }
}

bool is_enforced(const Decoded& decoded) {
  return std::ranges::any_of(decoded.observations, [](const Observation& seen) {
    return seen.rule == &rule("ga4.mp.enforced");
  });
}

void judge_time(Decoded& decoded, int index, const TrackedEvent& event, TimePoint now,
                bool enforced) {
  if (!event.time) return;
  if (now - *event.time > kOldest) {
    decoded.observe(enforced ? rule("ga4.mp.time-old-enforced") : rule("ga4.mp.time-old"), index,
                    "timestamp_micros", rfc3339(*event.time));
  } else if (*event.time > now) {
    decoded.observe(rule("ga4.mp.time-future"), index, "timestamp_micros", rfc3339(*event.time));
  }
}

/// A session id is the Unix second at which the session began.
std::optional<TimePoint> session_start(const std::string& id) {
  std::int64_t seconds = 0;
  const auto* end = id.data() + id.size();
  const auto [at, problem] = std::from_chars(id.data(), end, seconds);
  if (problem != std::errc{} || at != end || id.size() != 10) return std::nullopt;
  return TimePoint(std::chrono::seconds(seconds));
}

void judge_joining(Decoded& decoded, int index, const TrackedEvent& event,
                   const PlatformState& state, TimePoint now) {
  const auto& client = event.id(IdField::client_id);
  const bool client_seen = client.has_value() && state.first_seen("client", *client);
  if (client.has_value() && !client_seen) {
    decoded.observe(rule("ga4.mp.client-unknown"), index, "client_id", *client);
  }
  if (client_seen && event.time && now - *event.time > kJoin) {
    decoded.observe(rule("ga4.mp.join-late"), index, "timestamp_micros", rfc3339(*event.time));
  }
  const auto& session = event.id(IdField::session_id);
  if (!session.has_value()) {
    decoded.observe(rule("ga4.mp.session-missing"), index, "session_id");
    return;
  }
  auto start = state.first_seen("session", *session);
  if (!start) {
    if (client_seen) decoded.observe(rule("ga4.mp.session-unknown"), index, "session_id", *session);
    start = session_start(*session);
  }
  if (start && event.time.value_or(now) - *start > kSessionJoin) {
    decoded.observe(rule("ga4.mp.session-late"), index, "session_id", *session);
  }
}

bool url_has_click_id(const TrackedEvent& event) {
  if (!event.page_url.has_value()) return false;
  const std::string_view url = *event.page_url;
  return url.find("gclid=") != std::string_view::npos ||
         url.find("gbraid=") != std::string_view::npos ||
         url.find("wbraid=") != std::string_view::npos;
}

void judge_consent(Decoded& decoded, int index, const TrackedEvent& event,
                   const PlatformState& state) {
  if (event.consent.analytics_storage == Signal::denied) {
    const auto& client = event.id(IdField::client_id);
    const auto& session = event.id(IdField::session_id);
    if (client.has_value() && state.first_seen("client", *client))
      decoded.observe(rule("ga4.consent.stable-client"), index, "cid", *client);
    if (session.has_value() && state.first_seen("session", *session))
      decoded.observe(rule("ga4.consent.stable-session"), index, "sid", *session);
    if (event.user_id.has_value())
      decoded.observe(rule("ga4.consent.user-id-kept"), index, "uid", *event.user_id);
  }
  if (event.consent.ad_storage == Signal::denied && url_has_click_id(event) &&
      state.settings().of(kRedaction) == "on") {
    decoded.observe(rule("ga4.consent.click-id-kept"), index, "dl");
  }
}

/// Whether a purchase of that id stands before it in the same hit.
bool bought_in_same_hit(const Decoded& decoded, std::size_t index) {
  const auto& id = *decoded.events[index].order_id;
  return std::any_of(
      decoded.events.begin(), decoded.events.begin() + static_cast<std::ptrdiff_t>(index),
      [&](const TrackedEvent& event) {
        return event.is(EventName::purchase) && event.order_id.has_value() && *event.order_id == id;
      });
}

/// What an earlier purchase of the same id makes of a purchase or a refund.
void judge_order(Decoded& decoded, std::size_t i, const PlatformState& state) {
  const auto& event = decoded.events[i];
  const bool refund = event.is(EventName::refund);
  if (!event.order_id.has_value() || !(refund || event.is(EventName::purchase))) return;
  const auto index = static_cast<int>(i);
  const auto* bought = state.conversion(*event.order_id);
  if (!refund) {
    if (bought != nullptr && event.account.has_value() && bought->account != *event.account &&
        state.settings().of(kDedupStreams) == "each") {
      decoded.observe(rule("ga4.dedup.other-stream"), index, "transaction_id");
    }
    return;
  }
  if (bought == nullptr) {
    if (!bought_in_same_hit(decoded, i))
      decoded.observe(rule("ga4.refund.transaction-unknown"), index, "transaction_id",
                      *event.order_id);
  } else if (event.value.has_value() && event.value->abs() > bought->value) {
    decoded.observe(rule("ga4.refund.more-than-bought"), index, "value", event.value->text());
  }
}

}  // namespace

void judge(Decoded& decoded, const PlatformState& state, TimePoint now) {
  judge_accounts(decoded, state);
  const bool enforced = is_enforced(decoded);
  for (std::size_t i = 0; i < decoded.events.size(); ++i) {
    const auto& event = decoded.events[i];
    const auto index = static_cast<int>(i);
    if (event.platform_name.is_absent()) continue;  // nothing that could be joined was read
    const bool purchase = event.is(EventName::purchase);
    if (event.channel == Channel::server) {
      judge_time(decoded, index, event, now, enforced);
      judge_joining(decoded, index, event, state, now);
    } else {
      judge_consent(decoded, index, event, state);
    }
    if (purchase && is_app(event)) {
      decoded.observe(rule("ga4.dedup.app-stream"), index);
    }
    judge_order(decoded, i, state);
  }
}

}  // namespace tagproof::ga4
