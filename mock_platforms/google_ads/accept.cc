#include <algorithm>
#include <chrono>
#include <string>

#include "mock_platforms/google_ads/google_ads.h"
#include "mock_platforms/google_ads/rules.h"
#include "mock_platforms/google_ads/settings.h"

namespace tagproof::google_ads {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;

constexpr auto kAdjustableFor = days{54};    // source: kAdjustments
constexpr auto kEnhanceableFor = hours{24};  // source: kOnline

bool has_token(const Account& account, const Decoded& hit) {
  if (account.secrets.empty()) return true;  // none given: whatever token
  return std::ranges::any_of(hit.secrets, [&](const std::string& token) {
    return std::ranges::find(account.secrets, token) != account.secrets.end();
  });
}

std::string_view customer_of(std::string_view account) {
  constexpr std::string_view kCustomers = "customers/";
  return account.starts_with(kCustomers) ? account.substr(kCustomers.size()) : account;
}

/// A browser hit says the conversion id, an upload the customer's.
const Account* account_of(std::span<const Account> accounts, const TrackedEvent& event) {
  if (!event.account.has_value()) return nullptr;
  const auto id = customer_of(*event.account);
  for (const auto& account : accounts) {
    if (account.conversion_id == id || account.id == id) return &account;
  }
  return nullptr;
}

const ConversionAction* action_of(const Account& account, const TrackedEvent& event) {
  if (!event.action.has_value()) return nullptr;
  for (const auto& action : account.actions) {
    if (action.id == *event.action || action.label == *event.action) return &action;
  }
  return nullptr;
}

/// One conversion has one name, however a request calls it: "AW-123456789/label".
void name_as_tag_does(TrackedEvent& event, const Account& account, const ConversionAction* action) {
  if (account.conversion_id.empty()) return;
  event.account = Observed<std::string>::of(account.conversion_id);
  if (action != nullptr && !action->label.empty())
    event.action = Observed<std::string>::of(action->label);
  if (event.action.has_value())
    event.platform_name = Observed<std::string>::of(account.conversion_id + "/" + *event.action);
}

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

void check_tag(const Row& row, const PlatformState& state) {
  auto& event = row.event();
  const auto index = static_cast<int>(row.index);
  if (!event.name) return;
  if (event.is(EventName::purchase) && event.order_id.is_absent() && !event.mirror)
    row.hit.observe(rule("google_ads.order-id.missing"), index, "oid");
  if (state.accounts().empty() || !event.account.has_value()) return;
  const auto* account = account_of(state.accounts(), event);
  if (account == nullptr) {
    row.hit.observe(rule("google_ads.tag.account-unknown"), index, "path", *event.account);
  } else if (!account->actions.empty() && event.action.has_value() &&
             action_of(*account, event) == nullptr) {
    row.hit.observe(rule("google_ads.tag.label-unknown"), index, "label", *event.action);
  }
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

void check_adjustment(const Row& row, const PlatformState& state, TimePoint now) {
  auto& event = row.event();
  if (event.adjustment == AdjustmentKind::none) return;
  const Conversion* conversion = nullptr;
  if (event.order_id.has_value()) {
    // Without accounts nobody says which action an id names: the order id alone finds the
    // conversion.
    const bool by_action = !state.accounts().empty() && event.action.has_value();
    conversion =
        state.conversion(*event.order_id, by_action ? std::string_view(*event.action) : "");
  }
  if (conversion != nullptr && conversion->attributable == Attributable::none &&
      state.settings().of(kAdjustUnattributed) == "not_found") {
    conversion = nullptr;
  }
  if (conversion == nullptr) {
    row.refuse(rule("google_ads.adjust.conversion-not-found"), "orderId",
               event.order_id.value_or({}));
    return;
  }
  if (state.accounts().empty()) event.action = Observed<std::string>::of(conversion->action);

  const auto happened = conversion->time.value_or(conversion->received);
  const auto age = now - happened;
  if (age > kAdjustableFor) row.refuse(rule("google_ads.adjust.conversion-expired"), "orderId");
  if (event.adjustment == AdjustmentKind::enhance) {
    if (age > kEnhanceableFor)
      row.hit.observe(rule("google_ads.adjust.enhancement-late"), static_cast<int>(row.index));
    return;
  }
  if (event.time && precedes(*event.time, happened))
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

}  // namespace

void accept(Decoded& hit, const PlatformState& state, TimePoint now) {
  if (hit.channel == Channel::browser) {
    for (std::size_t i = 0; i < hit.events.size(); ++i) check_tag({hit, i}, state);
    return;
  }
  const auto* account = check_customer(hit, state);
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
    if (hit.endpoint == kClickUpload) {
      check_click(row, state);
    } else {
      check_adjustment(row, state, now);
    }
  }
}

// Source: https://support.google.com/tagmanager/answer/13802165. A denied adUserData of an upload
// takes its user identifiers out and leaves the click id, so uploads are never unconsented.
const Rule* unconsented(const TrackedEvent& event, const Settings&) {
  if (event.channel == Channel::server) return nullptr;
  if (event.consent.ad_storage == Signal::denied)
    return &rule("google_ads.consent.ad-storage-denied");
  if (event.consent.limited) return &rule("google_ads.consent.restricted");
  return nullptr;
}

}  // namespace tagproof::google_ads
