#include <algorithm>
#include <string>
#include <utility>

#include "harness/base/ascii.h"
#include "harness/base/money.h"
#include "harness/base/text.h"
#include "harness/wire/form.h"
#include "harness/wire/json.h"
#include "harness/wire/url.h"
#include "mock_platforms/attribution.h"
#include "mock_platforms/google_ads/endpoints.h"
#include "mock_platforms/google_ads/tag_params.h"
#include "mock_platforms/google_ads/user_data.h"
#include "mock_platforms/google_consent.h"

namespace tagproof::google_ads {
namespace {

/// "/pagead/conversion/123456789/" or "…/AW-123456789/"; side pings say it in `tid`.
Observed<std::string> account_of(std::string_view path, const TagParams& params) {
  std::string_view id;
  while (!path.empty()) {
    const auto part = next_part(path, '/');
    const auto digits = part.starts_with("AW-") ? part.substr(3) : part;
    if (!digits.empty() && std::ranges::all_of(digits, is_digit)) id = digits;
  }
  if (!id.empty()) return Observed<std::string>::of(std::string("AW-").append(id));
  return observed_text(params["tid"]);
}

std::optional<TimePoint> read_millis(const std::string_view* text) {
  if (text == nullptr) return std::nullopt;
  const auto number = Decimal::parse(*text);
  if (!number || number->scale() != 0 || number->is_negative()) return std::nullopt;
  constexpr std::int64_t kLatest = 9'000'000'000'000'000;  // of milliseconds, in a TimePoint
  return from_unix_millis(std::min(number->minor(0), kLatest));
}

/// "(29.90*2*SKU-1**)(…)".
Observed<std::vector<TrackedItem>> read_items(const std::string_view* text) {
  using Items = Observed<std::vector<TrackedItem>>;
  if (text == nullptr) return {};
  if (text->empty()) return Items::empty();
  std::vector<TrackedItem> items;
  std::string_view rest = *text;
  constexpr std::size_t kUsual = 4;
  items.reserve(kUsual);
  while (rest.starts_with('(')) {
    const auto end = std::min(rest.find(')'), rest.size());
    auto parts = rest.substr(1, end - 1);
    if (std::ranges::count(parts, '*') < 2) return Items::malformed(std::string(*text));
    const auto price = next_part(parts, '*');
    const auto quantity = next_part(parts, '*');
    const auto id = next_part(parts, '*');
    items.push_back({observed_text(&id), observed_decimal(&quantity), observed_decimal(&price)});
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (items.empty() || !rest.empty()) return Items::malformed(std::string(*text));
  return Items::of(std::move(items));
}

/// Whether the request records a conversion: the redirect step of one, or remarketing, says it in
/// `en` or `data`.
bool is_conversion(std::string_view endpoint, const TagParams& params) {
  if (endpoint == kConversion || endpoint == kMirrorCcm || endpoint == kFirstParty) return true;
  if (endpoint != kViewThrough || params["label"] == nullptr) return false;
  const auto* name = params["en"];
  if (name != nullptr) return *name == "conversion" || *name == "purchase";
  auto data = params.text("data");
  while (!data.empty()) {
    const auto part = next_part(data, ';');
    if (part.starts_with("event=")) return part == "event=conversion" || part == "event=purchase";
  }
  return true;
}

void read_consent(Decoded& hit, TrackedEvent& event, const TagParams& params) {
  const auto gcs = params.text("gcs");
  const auto gcd = params.text("gcd");
  const auto consent = decode_gcs_gcd(gcs, gcd, params.text("npa"));
  event.consent = consent.signals;
  event.consent_said = consent.said;
  if (const auto* restricted = params["rdp"]) {
    event.consent.limited = *restricted == "1";
    event.consent_said = true;
    if (event.consent.limited) hit.observe(rule("google_ads.consent.restricted"), 0, "rdp");
  }
  if (params["gcs"] == nullptr && params["gcd"] == nullptr)
    hit.observe(rule("google_ads.consent.not-said"), 0, "gcs");
  if (event.consent.ad_personalization == Signal::denied)
    hit.observe(rule("google_ads.consent.no-personalisation"), 0, "npa");
  if (consent.disagree)
    hit.observe(rule("google_ads.consent.disagree"), 0, "gcs", std::string(gcs));
  if (consent.malformed)
    hit.observe(rule("google_ads.consent.unreadable"), 0, "gcd", std::string(gcd));
}

void read_ids(TrackedEvent& event, const TagParams& params) {
  const auto first_of = [&](TagParam a, TagParam b) {
    return observed_text(params[params.text(a).empty() ? b : a]);
  };
  event.set_id(IdField::gclid, first_of("gclaw", "gclid"));
  event.set_id(IdField::gbraid, first_of("gclgb", "gbraid"));
  event.set_id(IdField::wbraid, observed_text(params["wbraid"]));
}

bool has_allowed_letters(std::string_view order_id) {
  return std::ranges::all_of(
      order_id, [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == ' '; });
}

/// What a ping that records no conversion is for.
const Rule& purpose_of(std::string_view endpoint) {
  if (endpoint == kInterestGroup) return rule("google_ads.tag.interest-group");
  if (endpoint == kPage) return rule("google_ads.tag.page");
  if (endpoint == kUserData || endpoint == kUserDataCcm) return rule("google_ads.tag.user-data");
  if (endpoint == kContainer) return rule("google_ads.tag.container");
  return rule("google_ads.tag.remarketing");
}

void observe_user_data(Decoded& hit, const TrackedEvent& event, std::string_view em) {
  for (const auto& datum : event.user_data) {
    if (lacks_hash(datum))
      hit.observe(rule("google_ads.user-data.not-hashed"), 0, datum.wire, datum.value);
    if (is_hashed_place(datum))
      hit.observe(rule("google_ads.user-data.place-hashed"), 0, datum.wire, datum.value);
    if (is_hash_of_nothing(datum))
      hit.observe(rule("google_ads.user-data.hash-of-nothing"), 0, datum.wire);
    if (datum.field == UserField::country && datum.value.size() != 2 && !is_hashed_place(datum))
      hit.observe(rule("google_ads.user-data.country"), 0, datum.wire, datum.value);
  }
  if (has_error_mark(em)) hit.observe(rule("google_ads.user-data.error-mark"), 0, "em");
  if (event.consent.ad_user_data == Signal::denied && !event.user_data.empty())
    hit.observe(rule("google_ads.consent.user-data-while-denied"), 0, "em");
}

void observe_conversion(Decoded& hit, const TagParams& params) {
  const auto& event = hit.events.front();
  if (!event.account.has_value()) hit.observe(rule("google_ads.tag.id-missing"), 0, "path");
  if (!event.action.has_value()) hit.observe(rule("google_ads.tag.label-missing"), 0, "label");
  const auto& order = event.order_id;
  if (order.presence() == Presence::empty) hit.observe(rule("google_ads.order-id.empty"), 0, "oid");
  if (order.has_value() && order->size() > kMaxOrderId)
    hit.observe(rule("google_ads.order-id.too-long"), 0, "oid", *order);
  if (order.has_value() && order->find('@') != std::string::npos)
    hit.observe(rule("google_ads.order-id.personal-data"), 0, "oid", *order);
  if (order.has_value() && order->find('@') == std::string::npos && !has_allowed_letters(*order))
    hit.observe(rule("google_ads.order-id.characters"), 0, "oid", *order);
  if (event.value.is_malformed()) {
    hit.observe(rule("google_ads.value.malformed"), 0, "value", event.value.raw());
  } else if (!event.value.has_value()) {
    hit.observe(rule("google_ads.value.missing"), 0, "value");
  } else if (event.currency.says_nothing()) {
    hit.observe(rule("google_ads.currency.missing"), 0, "currency_code");
  }
  if (event.currency.has_value() && !is_currency(upper_ascii(*event.currency)))
    hit.observe(rule("google_ads.currency.invalid"), 0, "currency_code", *event.currency);
  if (event.consent.ad_storage != Signal::denied &&
      attributable(event, kPlatform.traits) == Attributable::none)
    hit.observe(rule("google_ads.attribution.none"), 0);
  const bool click_id =
      event.id(IdField::gclid).has_value() || event.id(IdField::gbraid).has_value();
  if (event.consent.ad_storage == Signal::denied && click_id && params["gclid"] == nullptr)
    hit.observe(rule("google_ads.consent.click-id-while-denied"), 0, "gclaw");
}

/// The pairs of the body.
Params form_of(const Request& request, Decoded& hit) {
  // Side pings of user data are posted as forms too, whatever their Content-Type says.
  const auto kind = body_kind(request);
  if (kind == BodyKind::form || kind == BodyKind::multipart) {
    auto form = parse_form(request);
    if (form) return std::move(*form);
    hit.decode_error = form.error().message;
  } else if (kind == BodyKind::text && request.body.find('=') != std::string::npos) {
    return parse_query(request.body);
  }
  return {};
}

}  // namespace

Decoded decode_tag(const Request& request, const Endpoint& endpoint) {
  Decoded hit;
  hit.channel = Channel::browser;
  hit.endpoint = endpoint.id;
  const auto url = parse_url(request.url).value_or(UrlView{});
  const auto form = form_of(request, hit);
  ParamViews pairs(url.query);
  pairs.append(form);
  const TagParams params(pairs);

  auto& event = hit.events.emplace_back();
  event.account = account_of(url.path, params);
  event.action = observed_text(params["label"]);
  event.value = observed_decimal(params["value"]);
  event.currency = observed_text(params["currency_code"]);
  event.order_id = observed_text(params["oid"]);
  event.items = read_items(params["item"]);
  event.page_url = observed_text(params["url"]);
  if (event.page_url.is_absent()) event.page_url = observed_text(params["dl"]);
  event.page_referrer = observed_text(params["ref"]);
  event.time = read_millis(params["fst"]);
  event.nonce = params.text("random");
  read_ids(event, params);
  read_consent(hit, event, params);
  const auto* em = params["em"];
  if (em != nullptr) event.user_data = read_user_data(*em);

  const bool conversion = is_conversion(endpoint.id, params);
  event.mirror = conversion && endpoint.id != kConversion;
  if (conversion) {
    event.name = EventName::purchase;  // unless the contract's name for the action says otherwise
    if (event.account.has_value() && event.action.has_value())
      event.platform_name = Observed<std::string>::of(*event.account + "/" + *event.action);
  } else {
    event.platform_name = observed_text(params["en"]);
  }
  if (em != nullptr) observe_user_data(hit, event, *em);
  if (!conversion) hit.observe(purpose_of(endpoint.id), 0);
  if (conversion) observe_conversion(hit, params);
  return hit;
}

}  // namespace tagproof::google_ads
