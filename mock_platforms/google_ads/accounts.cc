#include "mock_platforms/google_ads/accounts.h"

#include <algorithm>
#include <string>

#include "harness/base/text.h"
#include "mock_platforms/google_ads/google_ads.h"

namespace tagproof::google_ads {
namespace {

std::string_view customer_of(std::string_view account) {
  constexpr std::string_view kCustomers = "customers/";
  return account.starts_with(kCustomers) ? account.substr(kCustomers.size()) : account;
}

}  // namespace

bool has_token(const Account& account, const Decoded& hit) {
  if (account.secrets.empty()) return true;  // none given: whatever token
  return std::ranges::any_of(hit.secrets, [&](const std::string& token) {
    return std::ranges::find(account.secrets, token) != account.secrets.end();
  });
}

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

void name_as_tag_does(TrackedEvent& event, const Account& account, const ConversionAction* action) {
  mark_counting(event, action);
  if (account.conversion_id.empty()) return;
  event.account = Observed<std::string>::of(account.conversion_id);
  if (action != nullptr && !action->label.empty())
    event.action = Observed<std::string>::of(action->label);
  if (event.action.has_value())
    event.platform_name = Observed<std::string>::of(account.conversion_id + "/" + *event.action);
}

void mark_counting(TrackedEvent& event, const ConversionAction* action) {
  if (action != nullptr && action->counting == "one_per_click") event.nonce += kOncePerClick;
}

std::string_view error_said(std::string_view setting, const TrackedEvent& event) {
  const auto is = [](const Observed<std::string>& value, std::string_view thing) {
    return value.has_value() && *value == thing;
  };
  for (const auto pair : split(setting, ' ')) {
    const auto equals = pair.rfind('=');
    if (equals == std::string_view::npos) continue;
    const auto thing = pair.substr(0, equals);
    const bool named = is(event.id(IdField::gclid), thing) ||
                       is(event.id(IdField::gbraid), thing) ||
                       is(event.id(IdField::wbraid), thing) || is(event.order_id, thing) ||
                       is(event.action, thing) ||
                       (event.account.has_value() && customer_of(*event.account) == thing);
    if (named) return pair.substr(equals + 1);
  }
  return {};
}

}  // namespace tagproof::google_ads
