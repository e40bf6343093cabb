#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "mock_platforms/google_ads/accounts.h"
#include "mock_platforms/google_ads/ingest.h"
#include "mock_platforms/google_ads/ingest_errors.h"
#include "mock_platforms/google_ads/settings.h"

/// What accounts, earlier conversions and the time decide about `events:ingest`.
namespace tagproof::google_ads {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

constexpr auto kJoinable = hours{24};     // source: kIngestOnline
constexpr auto kValueChanges = days{55};  // source: kIngestOnline
constexpr auto kClockSkew = minutes{10};  // whether Google forgives any is not documented

const Rule* rule_of_code(std::string_view code) {
  for (const auto& one : kIngestReasons) {
    if (!one.reason.ends_with(code) || code.empty()) continue;
    const auto before = one.reason.substr(0, one.reason.size() - code.size());
    if (!before.ends_with("_REASON_")) continue;
    const auto* const found = std::ranges::find(kRules, one.rule, &Rule::id);
    return found == kRules.end() ? nullptr : &*found;
  }
  return nullptr;
}

class Acceptance {
 public:
  Acceptance(Decoded& hit, const PlatformState& state, TimePoint now)
      : hit_(hit), state_(state), now_(now) {}

  void run() {
    check_token();
    for (std::size_t i = 0; i < hit_.events.size(); ++i) {
      if (hit_.events[i].name) check(static_cast<int>(i));
    }
    std::erase_if(hit_.observations, [&](const Observation& seen) {
      return seen.rule == &rule("google_ads.ingest.event-source-missing") &&
             !std::ranges::binary_search(offline_, seen.event);
    });
    // Fail fast: one bad event takes the others with it.
    const bool bad = std::ranges::any_of(hit_.observations, [](const Observation& seen) {
      return seen.event >= 0 && seen.rule->severity == RuleSeverity::refuse;
    });
    if (bad) hit_.observe(rule("google_ads.ingest.batch"));
  }

 private:
  void observe(const Rule& broken, int index, std::string_view field = {},
               std::string detail = {}) {
    if (places_.empty()) places_ = places_of(hit_);
    std::string path = "events[";
    const auto at = static_cast<std::size_t>(index);
    path.append(at < places_.size() ? places_[at] : std::to_string(index))
        .append(field.empty() ? "]" : "].");
    hit_.observe(broken, index, path.append(field), std::move(detail));
  }

  void check_token() {
    const auto accounts = state_.accounts();
    if (accounts.empty() || hit_.secrets.empty()) return;
    token_known_ =
        std::ranges::any_of(accounts, [&](const Account& a) { return has_token(a, hit_); });
    if (!token_known_) hit_.observe(rule("google_ads.ingest.token-unknown"), -1, "Authorization");
  }

  void check(int index) {
    auto& event = hit_.events[static_cast<std::size_t>(index)];
    const bool offline = check_account(index);
    if (offline) offline_.push_back(index);
    if (!event.order_id.has_value()) {
      observe(offline ? rule("google_ads.ingest.offline-transaction-id-missing")
                      : rule("google_ads.ingest.transaction-id-missing"),
              index, "transaction_id");
    }
    check_time(index);
    if (const auto setting = state_.settings().of(kErrors); !setting.empty()) {
      if (const auto* said = rule_of_code(error_said(setting, event))) observe(*said, index);
    }
    if (!event.consent_said && state_.settings().of(kConsentRequired) == "yes")
      observe(rule("google_ads.ingest.consent-unknown"), index, "consent");
    if (event.order_id.has_value()) match(index, offline);
  }

  /// Whether the action takes offline events; an unknown one is a tag's.
  bool check_account(int index) {
    auto& event = hit_.events[static_cast<std::size_t>(index)];
    const bool multi_source = state_.settings().of(kMultiSource) == "allowed";
    const auto accounts = state_.accounts();
    const auto* account = account_of(accounts, event);
    if (!accounts.empty() && !hit_.secrets.empty() && token_known_ &&
        (account == nullptr || !has_token(*account, hit_)))
      observe(rule("google_ads.ingest.permission"), index, "operating_account");
    if (account == nullptr) {
      if (!multi_source) observe(rule("google_ads.ingest.not-allowlisted"), index);
      return false;
    }
    const auto* action = action_of(*account, event);
    const bool known = action != nullptr || account->actions.empty();
    if (!known)
      observe(rule("google_ads.ingest.action-unknown"), index, "product_destination_id",
              event.action.value_or({}));
    const bool offline = action != nullptr && action->type.starts_with("UPLOAD_CLICK");
    const bool web = action == nullptr || action->type == "WEBPAGE";
    if (!offline && !web)
      observe(rule("google_ads.ingest.action-type"), index, "product_destination_id", action->type);
    if (web && !multi_source) observe(rule("google_ads.ingest.not-allowlisted"), index);
    name_as_tag_does(event, *account, action);
    return offline;
  }

  void check_time(int index) {
    const auto& time = hit_.events[static_cast<std::size_t>(index)].time;
    if (!time) return;
    if (*time > now_ + kClockSkew)
      observe(rule("google_ads.ingest.timestamp-future"), index, "event_timestamp", rfc3339(*time));
    const auto oldest = state_.settings().of(kOldestEvent);
    const auto limit = oldest == "30d" ? days{30} : oldest == "60d" ? days{60} : days{90};
    if (now_ - *time > limit)
      observe(rule("google_ads.ingest.too-old"), index, "event_timestamp", rfc3339(*time));
  }

  /// A conversion of that transactionId and action is changed; without one, a new one is counted.
  void match(int index, bool offline) {
    auto& event = hit_.events[static_cast<std::size_t>(index)];
    // Without accounts nobody says which action a number names: the id alone finds the conversion.
    const bool by_action = !state_.accounts().empty() && event.action.has_value();
    const auto* found =
        state_.conversion(*event.order_id, by_action ? std::string_view(*event.action) : "");
    if (found == nullptr) {
      if (!offline) observe(rule("google_ads.ingest.unmatched"), index, "transaction_id");
      return;
    }
    if (!by_action) take_name(event, *found);
    if (found->retracted) return;  // what came back then is the deduplication's
    const bool another = event.value.has_value() && *event.value != found->value;
    const auto age = now_ - found->time.value_or(found->received);
    if (state_.settings().of(kRepeatedTransaction) == "duplicate") {
      observe(rule("google_ads.ingest.repeated-transaction"), index, "transaction_id");
    } else if (another && age > kValueChanges) {
      observe(rule("google_ads.ingest.value-update-late"), index, "conversion_value");
    } else if (another || found->restated) {
      event.name = EventName::refund;
      event.adjustment = AdjustmentKind::restate;
      observe(rule("google_ads.ingest.value-update"), index);
    } else if (age > kJoinable) {
      observe(rule("google_ads.ingest.join-late"), index);
    }
  }

  static void take_name(TrackedEvent& event, const Conversion& found) {
    event.action = Observed<std::string>::of(found.action);
    event.account = Observed<std::string>::of(found.account);
    const bool tag = found.account.starts_with("AW-");
    event.platform_name = Observed<std::string>::of(
        found.account + (tag ? "/" : "/conversionActions/") + found.action);
  }

  Decoded& hit_;
  const PlatformState& state_;
  TimePoint now_;
  std::vector<std::string> places_{};  // filled when first asked for
  bool token_known_ = true;
  std::vector<int> offline_{};  // events that need an event_source, in order
};

}  // namespace

void accept_ingest(Decoded& hit, const PlatformState& state, TimePoint now) {
  Acceptance(hit, state, now).run();
}

}  // namespace tagproof::google_ads
