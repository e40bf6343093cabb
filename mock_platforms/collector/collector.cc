#include "mock_platforms/collector/collector.h"

#include <algorithm>

#include "harness/model/capture.h"
#include "harness/wire/url.h"
#include "mock_platforms/collector/cookies.h"
#include "mock_platforms/collector/event_data.h"
#include "mock_platforms/collector/rules.h"
#include "mock_platforms/ga4/ga4.h"

namespace tagproof::collector {
namespace {

// The shop's own host is said by `hosts:`; this stands for it where none is.
constexpr std::string_view kHost = "collector.example";

constexpr Endpoint kEndpoints[] = {
    {.id = "collect",
     .channel = Channel::browser,
     .method = "GET POST",
     .hosts = kHost,
     .path = "/g/collect",
     .query = "v=2",
     .source = kSending},
};

/// What GA4's own decoder reads of it, under the collector's rules in place of GA4's.
Decoded decode(const Request& request, const Endpoint& endpoint, const Settings& settings) {
  Decoded decoded = ga4::kPlatform.decode(request, endpoint, settings);
  decoded.observations.clear();
  const auto query = query_of(request);
  const auto* version = find_param(query, "v");
  const auto* stream = find_param(query, "tid");
  if (version == nullptr || *version != "2") decoded.observe(rule("collector.client.version"));
  if (stream == nullptr || stream->empty()) decoded.observe(rule("collector.client.stream"));
  return decoded;
}

bool is_claimed(const Decoded& decoded) {
  return std::ranges::none_of(decoded.observations, [](const Observation& seen) {
    return seen.rule->severity == RuleSeverity::refuse;
  });
}

/// Answered before any tag has sent. Source:
/// https://developers.google.com/tag-platform/tag-manager/server-side/api
Response answer(const Request& request, const Endpoint&, const Decoded& decoded,
                const PlatformState& state, const AnswerContext& context) {
  Response answer;
  const auto* origin = find_header(request.headers, "Origin");
  if (origin != nullptr) {
    set_header(answer.headers, "Access-Control-Allow-Origin", *origin);
    set_header(answer.headers, "Access-Control-Allow-Credentials", "true");
  }
  set_header(answer.headers, "Content-Type", "text/plain");
  set_header(answer.headers, "Cache-Control", "no-store");
  if (!is_claimed(decoded)) {
    answer.status = state.settings().of(kUnclaimed) == "200" ? 200 : 400;
    return answer;
  }
  for (const auto& event : decoded.events) {
    if (event.consent.analytics_storage == Signal::denied || !event.id(IdField::client_id))
      continue;
    for (auto& line : new_cookies(request, *event.id(IdField::client_id), state.settings(),
                                  context.nonce.text())) {
      answer.headers.emplace_back("Set-Cookie", std::move(line));
    }
    break;
  }
  return answer;
}

struct UserKey {
  Field field{};
  std::string_view clear{};
  std::string_view hashed{};  // empty: it has no hashed name
};
// In clear or hashed, on hits to a server container only. Source: https://github.com/d8a-tech/d8a
constexpr UserKey kUserKeys[] = {
    {Field::email, "user_data.email", "user_data.sha256_email_address"},
    {Field::phone, "user_data.phone_number", "user_data.sha256_phone_number"},
    {Field::first_name, "user_data.address.0.first_name", "user_data.address.0.sha256_first_name"},
    {Field::last_name, "user_data.address.0.last_name", "user_data.address.0.sha256_last_name"},
    {Field::street, "user_data.address.0.street", "user_data.address.0.sha256_street"},
    {Field::city, "user_data.address.0.city", {}},
    {Field::region, "user_data.address.0.region", {}},
    {Field::zip, "user_data.address.0.postal_code", {}},
    {Field::country, "user_data.address.0.country", {}},
};

void move_user_data(Emission& emission) {
  for (const auto& key : kUserKeys) {
    const auto value = emission.text(key.field);
    emission.clear(key.field);
    if (value.empty() || emission.allowed != Allowed::full) continue;
    const bool hash = !key.hashed.empty() && datum_form(value) == DatumForm::sha256;
    emission.raw.emplace_back("ep." + std::string(hash ? key.hashed : key.clear), value);
  }
}

void add_cookie(std::string& all, std::string_view name, const std::string& value) {
  if (value.empty()) return;
  if (!all.empty()) all.append("; ");
  all.append(name).append("=").append(value);
}

/// What a first-party request carries of the page's cookies; none where none may be read.
std::string cookies_of(const Emission& emission) {
  std::string all;
  if (emission.allowed == Allowed::cookieless) return all;
  const auto client = emission.text(Field::client_id);
  add_cookie(all, "_ga", client.empty() ? client : "GA1.1." + client);
  if (emission.consent.ad_storage.effective() == Signal::denied) return all;
  add_cookie(all, "_fbp", emission.text(Field::fbp));
  add_cookie(all, "_fbc", emission.text(Field::fbc));
  const auto click = emission.text(Field::gclid);
  add_cookie(
      all, "_gcl_aw",
      click.empty() ? click : "GCL." + std::to_string(unix_seconds(emission.time)) + "." + click);
  return all;
}

/// The hit that gtag sends to Google, at the container's host instead.
/// Source: https://developers.google.com/tag-platform/tag-manager/server-side/send-data
std::vector<Request> encode(const Emission& emission) {
  Emission hit = emission;
  move_user_data(hit);
  auto requests = ga4::kPlatform.encode(hit);
  for (auto& request : requests) {
    const auto url = parse_url(request.url);
    if (!url) continue;
    std::string moved{"https://"};
    moved.append(kHost).append(url->path).append("?").append(url->query);
    request.url = std::move(moved);
    if (auto cookies = cookies_of(emission); !cookies.empty())
      request.headers.emplace_back("Cookie", std::move(cookies));
    // Added by the load balancer in front of the container.
    if (const auto ip = emission.text(Field::ip); !ip.empty())
      request.headers.emplace_back("X-Forwarded-For", ip);
  }
  return requests;
}

}  // namespace

const Platform kPlatform{
    .id = kCollector,
    .title = "Collector",
    .real_host = kHost,
    .traits = {.name = "the collector", .order_key = "transaction_id", .consent_signals = true},
    .endpoints = kEndpoints,
    .rules = kRules,
    .settings = kSettings,
    .relay = true,
    .decode = decode,
    .answer = answer,
    .encode = encode,
};

}  // namespace tagproof::collector
