#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "mock_platforms/meta/meta.h"
#include "mock_platforms/meta/rules.h"
#include "mock_platforms/meta/settings.h"

namespace tagproof::meta {
namespace {

using std::chrono::days;
using std::chrono::hours;

constexpr auto kMaxAge = days{7};                // source: kServerEvent
constexpr auto kMaxAgeInStore = days{62};        // source: kApi
constexpr auto kOptimisationSuffers = hours{2};  // source: kApi, as the next
constexpr auto kAttributionSuffers = hours{24};

const Account* account_of(std::span<const Account> accounts, std::string_view pixel) {
  const auto it = std::ranges::find(accounts, pixel, &Account::id);
  return it == accounts.end() ? nullptr : &*it;
}

bool has_token(const Account& account, const Decoded& hit) {
  if (account.secrets.empty()) return true;  // none given: whatever token
  return std::ranges::any_of(hit.secrets, [&](const std::string& token) {
    return std::ranges::find(account.secrets, token) != account.secrets.end();
  });
}

void check_token(Decoded& hit, const PlatformState& state) {
  if (hit.secrets.empty()) {
    const bool accepted = state.settings().of(kTokenMissing) == "accept";
    hit.observe(accepted ? rule("meta.token.not-recorded") : rule("meta.token.missing"), -1,
                "access_token");
    return;
  }
  const auto accounts = state.accounts();
  if (accounts.empty()) return;
  const bool known =
      std::ranges::any_of(accounts, [&](const Account& a) { return has_token(a, hit); });
  if (!known) hit.observe(rule("meta.token.unknown"), -1, "access_token");
}

void check_pixel(Decoded& hit, const PlatformState& state, const TrackedEvent& event, int index) {
  const auto accounts = state.accounts();
  if (accounts.empty() || !event.account.has_value()) return;
  const auto* account = account_of(accounts, *event.account);
  const bool server = hit.channel == Channel::server;
  if (account == nullptr) {
    if (server) {
      hit.observe(rule("meta.pixel.unknown"), -1, "path", *event.account);
    } else {
      hit.observe(rule("meta.tr.pixel-unknown"), index, "id", *event.account);
    }
    return;
  }
  if (server && !has_token(*account, hit))
    hit.observe(rule("meta.token.permission"), -1, "access_token");
  // The restriction sits on the domain and hits both channels alike; the answer is the usual one.
  // Source: https://www.zappush.com/blog/meta-data-sharing-restrictions-applied-heres-how-to-fix-it
  if (account->restriction == "full") {
    hit.observe(rule("meta.restricted.full"), index);
  } else if (account->restriction == "standard_events" && event.name) {
    hit.observe(rule("meta.restricted.standard-events"), index);
  } else if (account->restriction == "core_setup") {
    hit.observe(rule("meta.restricted.core-setup"), index);
  }
}

void check_time(Decoded& hit, const PlatformState& state, const TrackedEvent& event, int index,
                TimePoint now) {
  if (!event.time) return;
  const auto path = [&] { return "data[" + std::to_string(index) + "].event_time"; };
  const auto said = [&] { return std::to_string(unix_seconds(*event.time)); };
  // decode() read the action source and says so.
  const bool in_store = std::ranges::any_of(hit.observations, [&](const Observation& seen) {
    return seen.event == index && seen.rule == &rule("meta.event-time.in-store");
  });
  const auto age = now - *event.time;
  if (in_store) {
    if (age > kMaxAgeInStore)
      hit.observe(rule("meta.event-time.too-old-in-store"), index, path(), said());
  } else if (age > kMaxAge) {
    hit.observe(rule("meta.event-time.too-old"), index, path(), said());
  } else if (age >= kAttributionSuffers) {
    hit.observe(rule("meta.delay.one-day"), index);
  } else if (age > kOptimisationSuffers) {
    hit.observe(rule("meta.delay.two-hours"), index);
  }
  if (age >= Duration{}) return;
  const auto tolerance = parse_duration(state.settings().of(kFutureTolerance))
                             .value_or(Duration{std::chrono::seconds{300}});
  if (-age > tolerance) hit.observe(rule("meta.event-time.future"), index, path(), said());
}

/// A data set that is asked about must exist and be the token's.
void check_dataset(Decoded& hit, const PlatformState& state) {
  const auto accounts = state.accounts();
  const auto asked =
      std::ranges::find(hit.observations, &rule("meta.quality.read"), &Observation::rule);
  if (accounts.empty() || asked == hit.observations.end()) return;
  const auto* account = account_of(accounts, asked->detail);
  if (account == nullptr) {
    hit.observe(rule("meta.pixel.unknown"), -1, "dataset_id", asked->detail);
  } else if (!has_token(*account, hit)) {
    hit.observe(rule("meta.token.permission"), -1, "access_token");
  }
}

/// Gives each event that is lost for another's sake the reason for it.
void lose_batch(Decoded& hit) {
  const auto refuses = [](const Observation& seen) {
    return seen.rule->severity == RuleSeverity::refuse;
  };
  if (std::ranges::none_of(hit.observations, refuses)) return;
  std::vector<bool> refused(hit.events.size(), false);
  for (const auto& seen : hit.observations) {
    if (!refuses(seen)) continue;
    if (seen.event < 0) return;  // the request itself is refused
    refused[static_cast<std::size_t>(seen.event)] = true;
  }
  for (std::size_t i = 0; i < refused.size(); ++i) {
    if (!refused[i]) hit.observe(rule("meta.batch"), static_cast<int>(i));
  }
}

}  // namespace

void accept(Decoded& hit, const PlatformState& state, TimePoint now) {
  if (hit.channel == Channel::server) check_token(hit, state);
  check_dataset(hit, state);
  for (std::size_t i = 0; i < hit.events.size(); ++i) {
    const auto& event = hit.events[i];
    const auto index = static_cast<int>(i);
    check_pixel(hit, state, event, index);
    if (hit.channel == Channel::server) check_time(hit, state, event, index, now);
  }
  lose_batch(hit);
  // In the order of kRules, so that the event's rule is the one that the answer names.
  if (!std::ranges::is_sorted(hit.observations, std::less<>{}, &Observation::rule))
    std::ranges::stable_sort(hit.observations, std::less<>{}, &Observation::rule);
}

}  // namespace tagproof::meta
