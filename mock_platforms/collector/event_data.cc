#include "mock_platforms/collector/event_data.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "harness/base/text.h"
#include "harness/wire/form.h"
#include "harness/wire/url.h"
#include "mock_platforms/collector/cookies.h"
#include "mock_platforms/ga4/names.h"
#include "mock_platforms/google_consent.h"

namespace tagproof::collector {
namespace {

struct Name {
  std::string_view from{};
  std::string_view to{};
};

// Sources: https://developers.google.com/tag-platform/tag-manager/server-side/common-event-data,
// …/immutable-parameters
constexpr std::array kWireNames{
    Name{"en", "event_name"},
    Name{"uid", "user_id"},
    Name{"sid", "ga_session_id"},
    Name{"sct", "ga_session_number"},
    Name{"dl", "page_location"},
    Name{"dt", "page_title"},
    Name{"dr", "page_referrer"},
    Name{"ul", "language"},
    Name{"sr", "screen_resolution"},
    Name{"cu", "currency"},
    Name{"v", "x-ga-protocol_version"},
    Name{"gtm", "x-ga-gtm_version"},
    Name{"_p", "x-ga-page_id"},
    Name{"_s", "x-ga-request_count"},
    Name{"gcs", "x-ga-gcs"},
    Name{"gcd", "x-ga-gcd"},
    Name{"gcu", "x-ga-gcu"},
    Name{"dma", "x-ga-dma"},
    Name{"dma_cps", "x-ga-dma_cps"},
    Name{"npa", "x-ga-npa"},
    Name{"tid", "x-ga-measurement_id"},
    Name{"em", "x-ga-em"},
    Name{"tfd", "x-ga-tfd"},
    Name{"lps", "x-ga-lps"},
    Name{"did", "x-ga-did"},
    Name{"gdid", "x-ga-gdid"},
    Name{"edid", "x-ga-edid"},
    Name{"ecid", "x-ga-ecid"},
    Name{"_fv", "x-ga-first_visit"},
    Name{"_ss", "x-ga-session_start"},
    Name{"_dbg", "x-ga-debug_mode"},
};

// Placeholders of tagging.yaml that have another name in the event data.
constexpr std::array kPlaceholders{
    Name{"name", "event_name"},
    Name{"session_id", "ga_session_id"},
    Name{"measurement_id", "x-ga-measurement_id"},
    Name{"fbp", "x-fb-ck-fbp"},
    Name{"fbc", "x-fb-ck-fbc"},
};

// `em=tv.1~em.<hash>~pn.<hash>` holds hashes only.
constexpr std::array kHashNames{Name{"em", "user_data.sha256_email_address"},
                                Name{"pn", "user_data.sha256_phone_number"},
                                Name{"fn0", "user_data.address.0.sha256_first_name"},
                                Name{"ln0", "user_data.address.0.sha256_last_name"}};

constexpr std::string_view kUserData = "user_data.";

std::string_view named(std::span<const Name> table, std::string_view from) {
  const auto it = std::ranges::find(table, from, &Name::from);
  return it == table.end() ? std::string_view{} : it->to;
}

/// Adds it unless the key is there already: what a line says beats what the query says.
void add(EventData& event, std::string_view key, TemplateValue value) {
  if (event.find(key) == nullptr) event.values.emplace_back(key, std::move(value));
}

void add_text(EventData& event, std::string_view key, std::string value) {
  if (!value.empty()) add(event, key, std::move(value));
}

Scalar number_or_text(std::string_view value) {
  if (const auto number = Decimal::parse(value)) return *number;
  return std::string(value);
}

/// "idSKU-1~nmPen~pr5.99~qt2"; a doubled "~" is one inside a value.
EmittedItem read_item(std::string_view text) {
  EmittedItem item;
  const auto store = [&](std::string_view segment) {
    if (segment.size() < 2) return;
    const auto code = segment.substr(0, 2);
    const auto value = replace_all(segment.substr(2), "\1", "~");
    if (code == "id") item.id = value;
    if (code == "nm") item.name = value;
    if (code == "br") item.brand = value;
    if (code == "ca") item.category = value;
    if (code == "va") item.variant = value;
    if (code == "pr") item.price = number_or_text(value);
    if (code == "qt") item.quantity = number_or_text(value);
  };
  const std::string safe = replace_all(text, "~~", "\1");
  for (const auto segment : split(safe, '~')) store(segment);
  return item;
}

/// The number of "pr12"; 0 when it is no item's key.
int item_number(std::string_view key) {
  if (!key.starts_with("pr") || key.size() > 6) return 0;
  const auto number = Decimal::parse(key.substr(2));
  return number && number->scale() == 0 ? static_cast<int>(number->minor(0)) : 0;
}

void read_params(EventData& event, const Params& params) {
  std::vector<std::pair<int, EmittedItem>> items;
  for (const auto& [key, value] : params) {
    if (const auto known = named(kWireNames, key); !known.empty()) {
      add(event, known, value);
    } else if (key.starts_with("ep.")) {
      auto name = key.substr(3);
      if (name == "user_data.email") name = "user_data.email_address";
      add(event, name, value);
    } else if (key.starts_with("epn.")) {
      if (const auto number = Decimal::parse(value)) {
        add(event, key.substr(4), *number);
      } else {
        add(event, key.substr(4), value);  // malformed: passed on as it stands
      }
    } else if (const int number = item_number(key); number > 0) {
      items.emplace_back(number, read_item(value));
    }
  }
  if (items.empty()) return;
  std::ranges::stable_sort(items, {}, &std::pair<int, EmittedItem>::first);
  std::vector<EmittedItem> list;
  for (auto& [number, item] : items) list.push_back(std::move(item));
  add(event, "items", std::move(list));
}

void read_hashes(EventData& event) {
  const auto em = event.text("x-ga-em");
  for (const auto segment : split(em, '~')) {
    const auto dot = segment.find('.');
    if (dot == std::string_view::npos) continue;
    const auto known = named(kHashNames, segment.substr(0, dot));
    if (!known.empty()) add_text(event, known, std::string(segment.substr(dot + 1)));
  }
}

/// The first address that the load balancer forwarded. Without one the container knows nobody's.
std::string address_of(const Request& request) {
  const auto* forwarded = find_header(request.headers, "X-Forwarded-For");
  if (forwarded == nullptr) return {};
  return std::string(trim(std::string_view(*forwarded).substr(0, forwarded->find(','))));
}

void read_page(EventData& event) {
  const auto page = event.text("page_location");
  const auto url = parse_url(page);
  if (!url) return;
  add_text(event, "page_hostname", std::string(url->host));
  add_text(event, "page_path", std::string(url->path));
  const auto query = parse_query(url->query);
  for (const std::string_view click : {"gclid", "gbraid", "wbraid"}) {
    if (const auto* value = find_param(query, click)) add_text(event, click, *value);
  }
}

/// The `_fbc` cookie, else what Meta's tag builds of `fbclid`: "fb.1.<ms>.<fbclid>".
/// Source: https://github.com/facebookincubator/ConversionsAPI-Tag-for-GoogleTagManager
std::string fbc_of(const EventData& event, const Request& request, TimePoint now) {
  if (auto stored = cookie(request, "_fbc"); !stored.empty()) return stored;
  const auto page = event.text("page_location");
  const auto url = parse_url(page);
  if (!url) return {};
  const auto query = parse_query(url->query);
  const auto* click = find_param(query, "fbclid");
  if (click == nullptr || click->empty()) return {};
  const auto ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
  return "fb.1." + std::to_string(ms) + "." + *click;
}

EventData read_event(const Params& line, const Params& shared, const Request& request,
                     const Settings& settings, TimePoint now) {
  EventData event{.received = now};
  read_params(event, line);
  read_params(event, shared);
  event.name = event.text("event_name");
  event.event = ga4::canonical(event.name);
  const auto consent =
      decode_gcs_gcd(event.text("x-ga-gcs"), event.text("x-ga-gcd"), event.text("x-ga-npa"));
  event.consent = consent.signals;
  event.gpc = consent.gpc;
  event.dma = event.text("x-ga-dma") == "1";
  read_hashes(event);
  read_page(event);
  const bool may_store = event.consent.analytics_storage != Signal::denied;
  const auto* of_line = find_param(line, "cid");
  const auto* cid = of_line != nullptr ? of_line : find_param(shared, "cid");
  add_text(event, "client_id",
           client_id(request, cid == nullptr ? std::string_view{} : *cid, may_store, settings));
  add_text(event, "ip_override", address_of(request));
  if (const auto* agent = find_header(request.headers, "User-Agent"))
    add_text(event, "user_agent", *agent);
  add_text(event, "x-fb-ck-fbp", cookie(request, "_fbp"));
  add_text(event, "x-fb-ck-fbc", fbc_of(event, request, now));
  // "GCL.<unix>.<gclid>"
  if (const auto click = cookie(request, "_gcl_aw"); click.starts_with("GCL.")) {
    const auto dot = click.find('.', 4);
    if (dot != std::string::npos) add_text(event, "gclid", click.substr(dot + 1));
  }
  return event;
}

}  // namespace

const TemplateValue* EventData::find(std::string_view key) const {
  const auto it = std::ranges::find(values, key, &std::pair<std::string, TemplateValue>::first);
  return it == values.end() ? nullptr : &it->second;
}

std::string EventData::text(std::string_view key) const {
  const auto* value = find(key);
  return value == nullptr ? std::string{} : plain_text(*value);
}

TemplateValue EventData::operator()(std::string_view placeholder) const {
  constexpr std::string_view kEvent = "event.";
  if (!placeholder.starts_with(kEvent)) return {};
  auto key = placeholder.substr(kEvent.size());
  if (key == "time") return Decimal(unix_seconds(received));
  if (const auto other = named(kPlaceholders, key); !other.empty()) key = other;
  if (const auto* value = find(key)) return *value;
  // "user_data.first_name" of "user_data.address.0.first_name"
  if (key.starts_with(kUserData)) {
    const auto* value =
        find(std::string(kUserData).append("address.0.").append(key.substr(kUserData.size())));
    if (value != nullptr) return *value;
  }
  return {};
}

Params query_of(const Request& request) {
  const auto mark = request.url.find('?');
  return mark == std::string::npos ? Params{}
                                   : parse_query(std::string_view(request.url).substr(mark + 1));
}

std::vector<EventData> read_events(const Request& request, const Settings& settings,
                                   TimePoint now) {
  std::vector<EventData> events;
  const Params shared = query_of(request);
  const auto body = decoded_body(request);
  const Params nothing;
  if (body) {
    for (auto line : split(*body, '\n')) {
      const auto params = parse_query(trim(line));
      if (find_param(params, "en") == nullptr) continue;
      events.push_back(read_event(params, shared, request, settings, now));
    }
  }
  if (events.empty() && find_param(shared, "en") != nullptr)
    events.push_back(read_event(nothing, shared, request, settings, now));
  return events;
}

}  // namespace tagproof::collector
