#include <algorithm>

#include "harness/base/text.h"
#include "harness/wire/form.h"
#include "mock_platforms/ga4/behaviour.h"
#include "mock_platforms/ga4/decode.h"
#include "mock_platforms/ga4/hit.h"
#include "mock_platforms/ga4/items.h"
#include "mock_platforms/ga4/names.h"
#include "mock_platforms/ga4/rules.h"
#include "mock_platforms/google_consent.h"

namespace tagproof::ga4 {
namespace {

constexpr std::string_view kUserDataPrefix = "user_data.";

/// Rather than a server container's.
bool is_google_host(const Request& request) {
  const auto url = parse_url(request.url);
  if (!url) return false;
  const auto hosts = split(kTagHosts, ' ');
  return std::ranges::find(hosts, url->host) != hosts.end();
}

/// What all hits of a request share.
struct SharedByHits {
  Limits limits{};
  const Request& request;
};

/// `epn.x` is a number of the page's, `ep.x` a text.
Observed<Decimal> read_number(const Hit& hit, EventParam name) {
  const auto* param = hit.event_param(name);
  if (param == nullptr) return {};
  if (param->number) {
    if (auto number = Decimal::parse(*param->value))
      return Observed<Decimal>::of(std::move(*number), WireKind::number);
  }
  return observed_decimal(param->value);
}

Observed<std::string> read_text(const Hit& hit, EventParam name) {
  const auto* param = hit.event_param(name);
  if (param == nullptr) return {};
  if (param->number && !param->value->empty())
    return Observed<std::string>::of(std::string(*param->value), WireKind::number);
  return observed_text(param->value);
}

Observed<std::string> read_key(const Hit& hit, Key key) { return observed_text(hit.find(key)); }

void read_items(const Hit& hit, const SharedByHits& shared, Decoded& decoded, int index) {
  const auto texts = hit.items();
  if (texts.empty()) return;
  if (texts.size() > kMaxItems) decoded.observe(rule("ga4.items.too-many"), index, "items");
  ItemFindings found;
  std::vector<TrackedItem> list;
  list.reserve(std::min(texts.size(), kMaxItems));
  for (const auto& [number, text] : texts) {
    if (list.size() == kMaxItems) break;
    read_wire_item(*text, shared.limits, list.emplace_back(), found);
  }
  decoded.events[static_cast<std::size_t>(index)].items =
      Observed<std::vector<TrackedItem>>::of(std::move(list), WireKind::text);
  observe(decoded, index, found);
}

std::optional<std::string_view> view_of(const std::string_view* text) {
  return text == nullptr ? std::nullopt : std::optional(*text);
}

void observe_gcd(const GoogleConsent& consent, Decoded& decoded, int index) {
  if (!consent.gcd) return;
  bool implicit = false;
  bool delegated = false;
  for (const auto& signal : *consent.gcd) {
    const bool said = signal.declared != Signal::unset || signal.by_default != Signal::unset ||
                      signal.by_update != Signal::unset;
    implicit = implicit || (!said && signal.implicit == Signal::denied);
    delegated = delegated || signal.delegation != 0;
  }
  if (implicit) decoded.observe(rule("ga4.consent.implicit"), index, "gcd");
  if (delegated) decoded.observe(rule("ga4.consent.delegated"), index, "gcd");
  if (!consent.active) decoded.observe(rule("ga4.consent.inactive"), index, "gcd");
  if (consent.gpc) decoded.observe(rule("ga4.consent.gpc"), index, "gcd");
}

void observe_context(const GoogleConsentContext& context, const ConsentSignals& signals,
                     Decoded& decoded, int index) {
  const auto say = [&](bool is, const Rule& about, std::string_view field) {
    if (is) decoded.observe(about, index, std::string(field));
  };
  const bool denied = signals.ad_personalization == Signal::denied;
  say(context.by_update, rule("ga4.consent.update"), "gcu");
  say(context.dma.value_or(false), rule("ga4.consent.dma"), "dma");
  say(context.services != DmaServices::unsaid, rule("ga4.consent.dma-services"), "dma_cps");
  say(context.cookie_label != CookieLabel::unsaid, rule("ga4.consent.cookie-label"), "pscdl");
  say(context.tcf.has_value(), rule("ga4.consent.tcf"), "tcfd");
  say(context.dma_malformed, rule("ga4.consent.dma-malformed"), "dma");
  say(context.npa_malformed, rule("ga4.consent.npa-malformed"), "npa");
  say(context.tcf_malformed, rule("ga4.consent.tcf-malformed"), "tcfd");
  say(denied && context.no_personalised_ads == false, rule("ga4.consent.npa-disagrees"), "npa");
}

void read_consent(const Hit& hit, Decoded& decoded, int index) {
  auto& event = decoded.events[static_cast<std::size_t>(index)];
  const auto consent = decode_gcs_gcd(hit.text(Key::gcs), hit.text(Key::gcd), hit.text(Key::npa));
  const auto& signals = consent.signals;
  event.consent = signals;
  event.consent_said = consent.said;
  const auto say = [&](bool is, const Rule& about, std::string_view field) {
    if (is) decoded.observe(about, index, std::string(field));
  };
  say(consent.disagree, rule("ga4.consent.disagree"), "gcd");
  say(consent.gcs_malformed, rule("ga4.consent.gcs-malformed"), "gcs");
  say(consent.gcd_malformed, rule("ga4.consent.gcd-malformed"), "gcd");
  say(!consent.said, rule("ga4.consent.none"), "");
  say(hit.text(Key::gcs) == "G1--", rule("ga4.consent.gcs-unset"), "gcs");
  say(signals.ad_storage == Signal::denied, rule("ga4.consent.ad-storage-denied"), "gcs");
  say(signals.ad_personalization == Signal::denied, rule("ga4.consent.no-personalisation"), "npa");
  observe_gcd(consent, decoded, index);
  observe_context(decode_consent_context({.dma = view_of(hit.find(Key::dma)),
                                          .dma_cps = view_of(hit.find(Key::dma_services)),
                                          .npa = view_of(hit.find(Key::npa)),
                                          .pscdl = view_of(hit.find(Key::cookie_label)),
                                          .gcu = view_of(hit.find(Key::gcu)),
                                          .tcfd = view_of(hit.find(Key::tcf))}),
                  signals, decoded, index);
}

/// `em`, and `ep.user_data.*` where the hit goes to a server container.
void read_user_data(const Hit& hit, const SharedByHits& shared, Decoded& decoded, int index) {
  auto& data = decoded.events[static_cast<std::size_t>(index)].user_data;
  if (const auto* text = hit.find(Key::user_data); text != nullptr && !text->empty()) {
    auto em = read_em(*text);
    data = std::move(em.data);
    if (em.bare) decoded.observe(rule("ga4.user-data.nothing-supplied"), index, "em");
    if (em.other_version) decoded.observe(rule("ga4.user-data.version"), index, "em");
    if (em.error_mark) decoded.observe(rule("ga4.user-data.error-mark"), index, "em");
  }
  bool clear = false;
  hit.each_event_param([&](const PageParam& param) {
    if (!param.name.starts_with(kUserDataPrefix)) return;
    auto datum = read_container_datum(param.name.substr(kUserDataPrefix.size()), *param.value);
    if (!datum) return;
    clear = clear || datum->form == DatumForm::clear || datum->form == DatumForm::other;
    data.push_back(std::move(*datum));
  });
  if (clear && is_google_host(shared.request))
    decoded.observe(rule("ga4.user-data.on-google-host"), index, "ep.user_data");
}

void judge_lists(const Hit& hit, const SharedByHits& shared, Decoded& decoded, int index) {
  const auto& shared_list = hit.shared();
  const auto& line = hit.line();
  const auto first = [&](const std::string_view* ParamList::*what, const Rule& about) {
    const auto* key = line.*what != nullptr ? line.*what : shared_list.*what;
    if (key != nullptr) decoded.observe(about, index, std::string(*key));
  };
  first(&ParamList::unknown, rule("ga4.collect.unknown-parameter"));
  first(&ParamList::bad_flag, rule("ga4.collect.flag-form"));
  first(&ParamList::bad_number, rule("ga4.collect.number-form"));
  for (std::size_t i = 0; i < kReadKeys; ++i) {
    if (line.known[i] == nullptr || shared_list.known[i] == nullptr) continue;
    decoded.observe(rule("ga4.collect.line-wins"), index);
    break;
  }
  std::size_t params = 0;
  hit.each_event_param([&](const PageParam& param) {
    if (param.name.starts_with(kUserDataPrefix)) return;
    ++params;
    if (param.known == EventParam::other) judge_param_name(decoded, index, param.name);
    judge_param_text(decoded, index, param.name, *param.value, shared.limits.value);
  });
  if (params > kMaxParams) decoded.observe(rule("ga4.params.too-many"), index, "ep");
  std::size_t properties = 0;
  hit.each_property([&](const PageParam& param) {
    ++properties;
    judge_property(decoded, index, param.name, *param.value);
  });
  if (properties > kMaxUserProperties)
    decoded.observe(rule("ga4.user-property.too-many"), index, "up");
  judge_param_text(decoded, index, "page_title", hit.text(Key::page_title), shared.limits.value);
  judge_param_text(decoded, index, "page_location", hit.text(Key::page_url), shared.limits.value);
  judge_param_text(decoded, index, "page_referrer", hit.text(Key::page_referrer),
                   shared.limits.value);
}

void judge_keys(const Hit& hit, Decoded& decoded, int index) {
  const auto say = [&](bool is, const Rule& about, std::string_view field) {
    if (is) decoded.observe(about, index, std::string(field));
  };
  decoded.observe(rule("ga4.collect.answered-204"), index);
  if (hit.text(Key::version) != "2") {
    decoded.observe(rule("ga4.collect.version"), index, "v", std::string(hit.text(Key::version)));
  }
  say(hit.text(Key::stream).empty(), rule("ga4.collect.stream-missing"), "tid");
  say(hit.text(Key::event_name).empty(), rule("ga4.collect.name-missing"), "en");
  say(hit.text(Key::client).empty(), rule("ga4.collect.client-missing"), "cid");
  say(hit.text(Key::debug) == "1", rule("ga4.collect.debug-mode"), "_dbg");
  say(hit.text(Key::session_start) == "1" || hit.text(Key::first_visit) == "1",
      rule("ga4.collect.session-start"), "_ss");
  say(hit.find(Key::streamed) != nullptr, rule("ga4.collect.streamed"), "richsstsse");
}

void decode_event(const Hit& hit, const SharedByHits& shared, Decoded& decoded) {
  const auto index = static_cast<int>(decoded.events.size());
  auto& event = decoded.events.emplace_back();
  event.channel = Channel::browser;
  event.platform_name = read_key(hit, Key::event_name);
  if (event.platform_name.has_value()) event.name = canonical(*event.platform_name);
  event.account = read_key(hit, Key::stream);
  event.order_id = read_text(hit, EventParam::transaction_id);
  event.event_id = read_text(hit, EventParam::event_id);
  event.value = read_number(hit, EventParam::value);
  event.tax = read_number(hit, EventParam::tax);
  event.shipping = read_number(hit, EventParam::shipping);
  event.coupon = read_text(hit, EventParam::coupon);
  event.currency = read_key(hit, Key::currency);
  if (event.currency.is_absent()) event.currency = read_text(hit, EventParam::currency);
  event.page_url = read_key(hit, Key::page_url);
  event.page_referrer = read_key(hit, Key::page_referrer);
  event.user_id = read_key(hit, Key::user);
  event.set_id(IdField::client_id, read_key(hit, Key::client));
  event.set_id(IdField::session_id, read_key(hit, Key::session));
  event.set_id(IdField::gclid, read_text(hit, EventParam::gclid));
  if (hit.text(Key::debug) == "1") event.test_code = Observed<std::string>::of("1");
  if (const auto* type = hit.event_param(EventParam::customer_type);
      type != nullptr && event.is(EventName::purchase) && *type->value != "new" &&
      *type->value != "returning") {
    decoded.observe(rule("ga4.purchase.customer-type"), index, "customer_type",
                    std::string(*type->value));
  }
  read_consent(hit, decoded, index);
  read_user_data(hit, shared, decoded, index);
  read_items(hit, shared, decoded, index);
  judge_keys(hit, decoded, index);
  judge_lists(hit, shared, decoded, index);
  judge_event(decoded, index);
}

/// One event per line, ended by LF or CRLF; a line without `en` is no event of its own.
void decode_lines(std::string_view body, const ParamList& query, const SharedByHits& shared,
                  Decoded& decoded) {
  std::vector<ParamViews> nameless;
  std::size_t lines = 0;
  while (!body.empty()) {
    auto text = body.substr(0, body.find('\n'));
    body.remove_prefix(std::min(text.size() + 1, body.size()));
    while (text.ends_with('\r')) text.remove_suffix(1);
    if (trim(text).empty()) continue;
    if (++lines > kMaxLines) break;
    ParamViews line(text);
    if (find_param(line, "en") != nullptr) {
      decode_event(Hit(query, ParamList(line)), shared, decoded);
    } else {
      nameless.push_back(std::move(line));
    }
  }
  if (decoded.events.empty()) {
    ParamViews rest;
    for (const auto& line : nameless) rest.append(line);
    decode_event(Hit(query, ParamList(rest)), shared, decoded);
    return;
  }
  decoded.observe(rule("ga4.collect.batch"));
  if (!nameless.empty()) decoded.observe(rule("ga4.collect.line-without-name"));
  if (lines > kMaxLines) decoded.observe(rule("ga4.collect.too-many-lines"));
}

}  // namespace

Decoded decode_collect(const Request& request, const Endpoint& endpoint, const Settings& settings) {
  Decoded decoded;
  decoded.channel = Channel::browser;
  decoded.endpoint = endpoint.id;
  decoded.observations.reserve(16);  // a usual hit touches about ten rules
  const auto params = ParamViews::of_address(request.url);
  const ParamList query(params);
  if (!query.has_secret) decoded.carried.emplace();
  const SharedByHits shared{limits_of(settings), request};
  std::string unpacked;
  std::string_view body = request.method == "GET" ? std::string_view{} : request.body;
  if (!body.empty() && find_header(request.headers, "Content-Encoding") != nullptr) {
    auto plain = decoded_body(request);
    if (plain) {
      unpacked = std::move(*plain);
      body = unpacked;
    } else {
      decoded.decode_error = plain.error().message;
      body = {};
    }
  }
  if (body.empty()) {
    const ParamViews none;
    decode_event(Hit(query, ParamList(none)), shared, decoded);
  } else {
    decode_lines(body, query, shared, decoded);
  }
  return decoded;
}

}  // namespace tagproof::ga4
