#include <algorithm>
#include <chrono>
#include <string>

#include "mock_platforms/google_ads/accounts.h"
#include "mock_platforms/google_ads/api_errors.h"
#include "mock_platforms/google_ads/ingest.h"
#include "mock_platforms/google_ads/rules.h"
#include "mock_platforms/google_ads/settings.h"

namespace tagproof::google_ads {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr auto kAdjustableFor = days{54};    // source: kAdjustments
constexpr auto kEnhanceableFor = hours{24};  // source: kOnline

std::string field_of(const Decoded& hit, std::size_t index, std::string_view field) {
  return std::string(hit.endpoint == kClickUpload ? "conversions[" : "conversionAdjustments[") +
         std::to_string(index) + "]." + std::string(field);
}

struct Row {
  Decoded& hit;
  std::size_t index;
  [[nodiscard]] TrackedEvent& event() const { return hit.events[index]; }
  void refuse(const Rule& broken, std::string_view field, std::string detail = {}) const {
    hit.observe(broken, static_cast<int>(index), field_of(hit, index, field), std::move(detail));
  }
};

bool has_click_id(std::string_view url) {
  for (const std::string_view key : {"gclid=", "gbraid=", "wbraid="}) {
    if (url.find(key) != std::string_view::npos) return true;
  }
  return false;
}

/// Actions don't know of each other's orders.
void check_other_action(const Row& row, const PlatformState& state) {
  const auto& event = row.event();
  if (event.mirror || !event.order_id.has_value() || !event.action.has_value()) return;
  const auto* other = state.conversion(*event.order_id);
  if (other != nullptr && other->action != *event.action)
    row.hit.observe(rule("google_ads.order-id.other-action"), static_cast<int>(row.index), "oid",
                    *event.order_id);
}

void check_tag(const Row& row, const PlatformState& state) {
  auto& event = row.event();
  const auto index = static_cast<int>(row.index);
  if (!event.name) return;
  if (event.is(EventName::purchase) && event.order_id.is_absent() && !event.mirror)
    row.hit.observe(rule("google_ads.order-id.missing"), index, "oid");
  check_other_action(row, state);
  if (state.settings().of(kRedaction) == "on" && event.consent.ad_storage == Signal::denied &&
      has_click_id(event.page_url.value_or({})))
    row.hit.observe(rule("google_ads.consent.click-id-in-url"), index, "url");
  if (state.accounts().empty() || !event.account.has_value()) return;
  const auto* account = account_of(state.accounts(), event);
  if (account == nullptr) {
    row.hit.observe(rule("google_ads.tag.account-unknown"), index, "path", *event.account);
    return;
  }
  const auto* action = action_of(*account, event);
  mark_counting(event, action);
  if (!account->actions.empty() && event.action.has_value() && action == nullptr)
    row.hit.observe(rule("google_ads.tag.label-unknown"), index, "label", *event.action);
}

/// Whether the token may use the customer. Tells whom the rows belong to.
const Account* check_customer(Decoded& hit, const PlatformState& state) {
  const auto accounts = state.accounts();
  if (accounts.empty() || hit.secrets.empty()) return nullptr;
  if (!std::ranges::any_of(accounts, [&](const Account& a) { return has_token(a, hit); })) {
    hit.observe(rule("google_ads.api.token-unknown"), -1, "Authorization");
    return nullptr;
  }
  if (hit.events.empty()) return nullptr;
  const auto* account = account_of(accounts, hit.events.front());
  if (account == nullptr || !has_token(*account, hit))
    hit.observe(rule("google_ads.api.permission"), -1, "path");
  return account;
}

void check_click_action(const Row& row, const Account& account) {
  const auto* action = action_of(account, row.event());
  if (account.actions.empty() || !row.event().action.has_value()) return;
  const bool braid =
      row.event().id(IdField::gbraid).has_value() || row.event().id(IdField::wbraid).has_value();
  if (action != nullptr && action->counting == "one_per_click" && braid)
    row.refuse(rule("google_ads.click.braid-once-per-click"), "gbraid");
  if (action == nullptr) {
    row.refuse(rule("google_ads.click.action-unknown"), "conversionAction", *row.event().action);
  } else if (!action->type.starts_with("UPLOAD_CLICK")) {
    row.refuse(rule("google_ads.click.action-type"), "conversionAction", action->type);
  }
}

void check_adjusted_action(const Row& row, const Account& account) {
  const auto* action = action_of(account, row.event());
  if (account.actions.empty() || !row.event().action.has_value()) return;
  if (action == nullptr) {
    row.refuse(rule("google_ads.adjust.action-unknown"), "conversionAction", *row.event().action);
    return;
  }
  const bool webpage = action->type == "WEBPAGE";
  if (row.event().adjustment == AdjustmentKind::enhance) {
    if (!webpage)
      row.refuse(rule("google_ads.adjust.not-enhanceable"), "conversionAction", action->type);
    return;
  }
  if (!webpage && !action->type.starts_with("UPLOAD_CLICK") && action->type != "SALESFORCE")
    row.refuse(rule("google_ads.adjust.action-type"), "conversionAction", action->type);
  if (webpage && !row.event().order_id.has_value())
    row.refuse(rule("google_ads.adjust.order-id-missing"), "orderId");
}

void check_click(const Row& row, const PlatformState& state) {
  const auto& event = row.event();
  if (!event.order_id.has_value() || !event.action.has_value()) return;
  if (state.conversion(*event.order_id, *event.action) != nullptr)
    row.refuse(rule("google_ads.click.order-id-in-use"), "orderId", *event.order_id);
}

/// Times on the wire are whole seconds; a conversion's is finer.
bool precedes(TimePoint a, TimePoint b) {
  return std::chrono::floor<seconds>(a) < std::chrono::floor<seconds>(b);
}

/// The conversion that it names, by order id or by click and second.
const Conversion* adjusted(const TrackedEvent& event, const PlatformState& state) {
  // Without accounts nobody says which action an id names: the rest alone finds the conversion.
  const bool by_action = !state.accounts().empty() && event.action.has_value();
  const auto action = by_action ? std::string_view(*event.action) : std::string_view();
  if (event.order_id.has_value()) return state.conversion(*event.order_id, action);
  return event.nonce.empty() ? nullptr : state.conversion(event.nonce, action);
}

/// A tag's time is by its browser's clock. How that goes is seen only where the hit left at once: a
/// clock that is ahead, or a hit that was held until the shopper chose, tells nothing of what came
/// before the conversion.
bool tells_when(const Conversion& conversion) {
  constexpr Duration kAtOnce = minutes{1};
  if (conversion.channel == Channel::server || !conversion.time) return true;
  return *conversion.time <= conversion.received &&
         conversion.received - *conversion.time < kAtOnce;
}

void check_adjustment(const Row& row, const PlatformState& state, TimePoint now) {
  auto& event = row.event();
  if (event.adjustment == AdjustmentKind::none) return;
  const auto* conversion = adjusted(event, state);
  if (conversion != nullptr && conversion->attributable == Attributable::none &&
      state.settings().of(kAdjustUnattributed) == "not_found") {
    conversion = nullptr;
  }
  if (conversion == nullptr) {
    row.refuse(rule("google_ads.adjust.conversion-not-found"),
               event.order_id.has_value() ? "orderId" : "gclidDateTimePair",
               event.order_id.value_or({}));
    return;
  }
  if (state.accounts().empty()) event.action = Observed<std::string>::of(conversion->action);

  // Nothing happened after it was received.
  const auto happened =
      std::min(conversion->time.value_or(conversion->received), conversion->received);
  const auto age = now - happened;
  if (age > kAdjustableFor) row.refuse(rule("google_ads.adjust.conversion-expired"), "orderId");
  if (event.adjustment == AdjustmentKind::enhance) {
    if (age > kEnhanceableFor)
      row.hit.observe(rule("google_ads.adjust.enhancement-late"), static_cast<int>(row.index));
    return;
  }
  if (event.time && tells_when(*conversion) && precedes(*event.time, happened))
    row.refuse(rule("google_ads.adjust.precedes-conversion"), "adjustmentDateTime");
  if (state.settings().of(kAdjustmentWait) == "24h" && age < hours{24})
    row.refuse(rule("google_ads.adjust.conversion-too-recent"), "orderId");
  if (conversion->retracted) {
    row.refuse(rule("google_ads.adjust.already-retracted"), "orderId");
  } else if (event.adjustment == AdjustmentKind::restate && conversion->restated && event.time) {
    if (*event.time < *conversion->restated) {
      row.refuse(rule("google_ads.adjust.more-recent-restatement"), "adjustmentDateTime");
    } else if (*event.time == *conversion->restated) {
      row.refuse(rule("google_ads.adjust.restatement-exists"), "adjustmentDateTime");
    }
  }
}

/// What setting google_ads.errors says of this row.
void check_errors(const Row& row, const Settings& settings) {
  const auto setting = settings.of(kErrors);
  if (setting.empty()) return;
  const auto code = error_said(setting, row.event());
  const std::string_view area =
      row.hit.endpoint == kClickUpload ? "google_ads.click." : "google_ads.adjust.";
  for (const auto& error : kApiErrorRows) {
    if (error.name != code || !error.rule.starts_with(area)) continue;
    const auto* const broken = std::ranges::find(kRules, error.rule, &Rule::id);
    if (broken != kRules.end()) row.refuse(*broken, "conversionAction");
    return;
  }
}

/// Takes back what decode() said without knowing the account.
void forgive(Decoded& hit, const Account* account) {
  const bool test = account != nullptr && account->env == "test";
  std::erase_if(hit.observations, [&](const Observation& seen) {
    const auto id = seen.rule->id;
    // A test account is what these may use.
    if (test && (id.starts_with("google_ads.api.cloud-project") ||
                 id == "google_ads.api.developer-token-not-approved"))
      return true;
    // Without accounts any action may be externally attributed.
    return account == nullptr && id == "google_ads.click.external-data";
  });
}

}  // namespace

void accept(Decoded& hit, const PlatformState& state, TimePoint now) {
  if (hit.endpoint == kIngest) return accept_ingest(hit, state, now);
  if (hit.endpoint == kRequestStatus) return;
  if (hit.channel == Channel::browser) {
    for (std::size_t i = 0; i < hit.events.size(); ++i) check_tag({hit, i}, state);
    return;
  }
  const auto* account = check_customer(hit, state);
  forgive(hit, account);
  for (std::size_t i = 0; i < hit.events.size(); ++i) {
    const Row row{hit, i};
    if (account != nullptr) {
      if (hit.endpoint == kClickUpload) {
        check_click_action(row, *account);
      } else {
        check_adjusted_action(row, *account);
      }
      name_as_tag_does(row.event(), *account, action_of(*account, row.event()));
    }
    check_errors(row, state.settings());
    if (hit.endpoint == kClickUpload) {
      check_click(row, state);
    } else {
      check_adjustment(row, state, now);
    }
  }
}

// Source: https://support.google.com/tagmanager/answer/13802165. A denied adUserData of an upload
// takes its user identifiers out and leaves the click id, so uploads are never unconsented; Data
// Manager doesn't process the event.
const Rule* unconsented(const TrackedEvent& event, const Settings& settings) {
  if (event.channel == Channel::server) {
    const bool denied = event.consent.ad_storage == Signal::denied;
    return denied ? &rule("google_ads.ingest.consent-denied") : nullptr;
  }
  if (event.consent.ad_storage == Signal::denied)
    return &rule("google_ads.consent.ad-storage-denied");
  if (event.consent.limited && settings.of(kRestricted) == "unconsented")
    return &rule("google_ads.consent.restricted");
  return nullptr;
}

}  // namespace tagproof::google_ads
