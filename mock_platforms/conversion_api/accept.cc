#include "mock_platforms/conversion_api/accept.h"

#include <algorithm>
#include <functional>
#include <vector>

namespace tagproof::conversion_api {
namespace {

bool has_token(const Account& account, const Decoded& hit) {
  if (account.secrets.empty()) return true;  // none given: whatever token
  return std::ranges::any_of(hit.secrets, [&](const std::string& token) {
    return std::ranges::find(account.secrets, token) != account.secrets.end();
  });
}

bool is_known(std::span<const Account> accounts, const Decoded& hit) {
  return std::ranges::any_of(accounts,
                             [&](const Account& account) { return has_token(account, hit); });
}

void observe(Decoded& hit, const Rule* rule, int event, std::string_view field,
             std::string detail = {}) {
  if (rule != nullptr) hit.observe(*rule, event, std::string(field), std::move(detail));
}

void check_token(const Api& api, const Says& says, Decoded& hit, const PlatformState& state) {
  const auto place = api.token_header.empty() ? api.token_query : api.token_header;
  if (hit.secrets.empty()) return observe(hit, says.token_missing, -1, place);
  const auto accounts = state.accounts();
  const bool known = accounts.empty() || is_known(accounts, hit);
  if (!known) observe(hit, says.token_unknown, -1, place);
}

void check_account(const Interface& face, Decoded& hit, const PlatformState& state,
                   const TrackedEvent& event, int index) {
  const auto accounts = state.accounts();
  if (accounts.empty() || !event.account.has_value()) return;
  // Pinterest's tag and its ad account have ids of their own, as Google's do.
  const auto it = std::ranges::find_if(accounts, [&](const Account& account) {
    return account.id == *event.account || account.conversion_id == *event.account;
  });
  if (it == accounts.end())
    return observe(hit, face.says.account_unknown, index, "account", *event.account);
  // A token that nobody has was said already, of the whole request.
  if (face.channel == Channel::server && !has_token(*it, hit) && is_known(accounts, hit))
    observe(hit, face.says.token_foreign, index, "account", *event.account);
}

void check_time(const Interface& face, Decoded& hit, const TrackedEvent& event, int index,
                TimePoint now) {
  if (!event.time) return;
  const auto observe_time = [&](const Rule* rule) {
    const auto row = std::ranges::find(face.event, Means::time, &Member::means);
    const auto key = row == face.event.end() ? std::string_view("time") : row->key;
    observe(hit, rule, index, key, rfc3339(*event.time));
  };
  if (face.max_age && now - *event.time > *face.max_age) observe_time(face.says.too_old);
  if (face.max_ahead && *event.time - now > *face.max_ahead) observe_time(face.says.too_new);
}

bool refuses(const Observation& seen) { return seen.rule->severity == RuleSeverity::refuse; }

}  // namespace

void accept(const Api& api, Decoded& hit, const PlatformState& state, TimePoint now) {
  const auto* face = interface_of(api, hit.endpoint);
  if (face == nullptr) return;
  if (face->channel == Channel::server) check_token(api, face->says, hit, state);
  for (std::size_t i = 0; i < hit.events.size(); ++i) {
    check_account(*face, hit, state, hit.events[i], static_cast<int>(i));
    check_time(*face, hit, hit.events[i], static_cast<int>(i), now);
  }
  std::ranges::stable_sort(hit.observations, std::less<>{}, &Observation::rule);
}

void lose_batch(Decoded& hit, const Rule& batch) {
  if (hit.observations.empty()) return;
  std::vector<bool> refused(hit.events.size(), false);
  bool any = false;
  for (const auto& seen : hit.observations) {
    if (!refuses(seen)) continue;
    if (seen.event < 0) return;  // the request itself is refused
    refused[static_cast<std::size_t>(seen.event)] = true;
    any = true;
  }
  if (!any) return;
  for (std::size_t i = 0; i < refused.size(); ++i) {
    if (!refused[i]) hit.observe(batch, static_cast<int>(i));
  }
}

const Observation* first_refusal(const Decoded& hit) {
  const auto it = std::ranges::find_if(hit.observations, refuses);
  return it == hit.observations.end() ? nullptr : &*it;
}

const Observation* refusal_of(const Decoded& hit, std::size_t event) {
  const auto it = std::ranges::find_if(hit.observations, [&](const Observation& seen) {
    return refuses(seen) && (seen.event < 0 || static_cast<std::size_t>(seen.event) == event);
  });
  return it == hit.observations.end() ? nullptr : &*it;
}

std::size_t taken(const Decoded& hit) {
  if (hit.observations.empty()) return hit.events.size();
  std::vector<bool> refused(hit.events.size(), false);
  for (const auto& seen : hit.observations) {
    if (!refuses(seen)) continue;
    if (seen.event < 0) return 0;
    refused[static_cast<std::size_t>(seen.event)] = true;
  }
  return static_cast<std::size_t>(std::ranges::count(refused, false));
}

Response json_answer(int status, std::string body) {
  Response answer{.status = status, .body = std::move(body)};
  answer.headers.reserve(1);
  answer.headers.emplace_back("Content-Type", "application/json");
  return answer;
}

Response page_answer(const Request& request, int status) {
  Response answer;
  answer.status = status;
  set_header(answer.headers, "Content-Type", "text/plain");
  if (const auto* origin = find_header(request.headers, "Origin")) {
    set_header(answer.headers, "Access-Control-Allow-Origin", *origin);
    set_header(answer.headers, "Access-Control-Allow-Credentials", "true");
  }
  return answer;
}

Response image_answer(const Request& request) {
  auto answer = page_answer(request, 200);
  set_header(answer.headers, "Content-Type", "image/gif");
  constexpr std::string_view kGif(
      "GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00"
      "\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02"
      "D\x01\x00;",
      43);
  answer.body = kGif;
  return answer;
}

bool by_event_id(const TrackedEvent& event, const Settings&, std::string& key) {
  if (!event.event_id.has_value()) return false;
  key += *event.event_id;
  return true;
}

namespace {

void add_account_and_event(const TrackedEvent& event, std::string& key) {
  constexpr char kBetween = '\x1f';
  if (event.account.has_value()) key.append(*event.account);
  key.push_back(kBetween);
  if (event.name) {
    key.append(text(*event.name));
  } else if (event.platform_name.has_value()) {
    key.append(*event.platform_name);
  }
  key.push_back(kBetween);
}

}  // namespace

bool by_event_id_across_names(const TrackedEvent& event, const Settings& settings,
                              std::string& key) {
  add_account_and_event(event, key);
  return by_event_id(event, settings, key);
}

bool by_browser_id_across_names(const TrackedEvent& event, const Settings& settings,
                                std::string& key) {
  add_account_and_event(event, key);
  return by_browser_id(event, settings, key);
}

bool by_order_id(const TrackedEvent& event, const Settings&, std::string& key) {
  if (!event.order_id.has_value()) return false;
  key += *event.order_id;
  return true;
}

bool by_browser_id(const TrackedEvent& event, const Settings&, std::string& key) {
  const auto& id = event.id(IdField::browser_id);
  if (!id.has_value()) return false;
  key += *id;
  return true;
}

}  // namespace tagproof::conversion_api
