#include <string>
#include <utility>

#include "harness/base/text.h"
#include "harness/wire/form.h"
#include "harness/wire/json.h"
#include "harness/wire/url.h"
#include "mock_platforms/meta/fields.h"
#include "mock_platforms/meta/items.h"
#include "mock_platforms/meta/meta.h"
#include "mock_platforms/meta/rules.h"

namespace tagproof::meta {
namespace {

/// Every pair of the query, then of the body: a long hit is a form post, sendBeacon posts
/// multipart.
Params pairs_of(const Request& request, Decoded& hit) {
  Params pairs;
  if (const auto url = parse_url(request.url)) pairs = parse_query(url->query);
  const auto kind = body_kind(request);
  if (kind == BodyKind::form || kind == BodyKind::multipart) {
    if (auto form = parse_form(request)) {
      for (auto& pair : *form) pairs.push_back(std::move(pair));
    } else {
      hit.decode_error = form.error().message;
    }
  }
  return pairs;
}

/// The keys that identify a person, newest pixel first: the same key may stand in several of them.
/// Source: captures of the pixel's hits; udff is automatic advanced matching from form fields.
constexpr std::string_view kIdentityGroups[] = {"ud", "udff", "cud", "ncud", "aud"};

void read_user_data(const Params& pairs, TrackedEvent& event) {
  for (const auto& key : kUserKeys) {
    for (const auto group : kIdentityGroups) {
      auto wire = std::string(group) + "[" + std::string(key.wire) + "]";
      const auto* value = find_param(pairs, wire);
      if (value == nullptr || value->empty()) continue;
      event.user_data.push_back({key.field, *value, datum_form(*value), std::move(wire)});
      break;
    }
  }
}

std::optional<TimePoint> read_millis(const std::string* text) {
  if (text == nullptr) return std::nullopt;
  const auto number = Decimal::parse(*text);
  if (!number || number->scale() != 0 || number->is_negative()) return std::nullopt;
  constexpr std::int64_t kLatest = 9'000'000'000'000'000;  // of milliseconds, in a TimePoint
  return from_unix_millis(std::min(number->minor(0), kLatest));
}

}  // namespace

Decoded decode_pixel(const Request& request) {
  Decoded hit;
  hit.channel = Channel::browser;
  hit.endpoint = kEndpointPixel;
  const auto pairs = pairs_of(request, hit);
  const auto text = [&](std::string_view key) { return observed_text(find_param(pairs, key)); };

  TrackedEvent event;
  event.account = text("id");
  event.platform_name = text("ev");
  if (event.platform_name.has_value()) event.name = standard_event(*event.platform_name);
  event.event_id = text("eid");
  if (event.event_id.is_absent()) event.event_id = text("eid[]");
  event.order_id = text("cd[order_id]");
  event.value = observed_decimal(find_param(pairs, "cd[value]"));
  event.currency = text("cd[currency]");
  event.items = read_items(find_param(pairs, "cd[contents]"), find_param(pairs, "cd[content_ids]"));
  event.page_url = text("dl");
  event.page_referrer = text("rl");
  event.id(IdField::fbp) = text("fbp");
  event.id(IdField::fbc) = text("fbc");
  event.time = read_millis(find_param(pairs, "ts"));
  read_user_data(pairs, event);
  if (const auto* options = find_param(pairs, "dpo")) {
    event.consent_said = true;
    event.consent.limited = options->find("LDU") != std::string::npos;
  }
  hit.events.push_back(std::move(event));

  const auto& read = hit.events.front();
  if (!read.account.has_value()) hit.observe(rule("meta.tr.id-missing"), 0, "id");
  if (!read.platform_name.has_value()) hit.observe(rule("meta.tr.event-missing"), 0, "ev");
  if (read.event_id.says_nothing()) {
    for (const auto* key : {"cd[event_id]", "cd[eventID]", "cd[eventId]"}) {
      if (const auto* id = find_param(pairs, key))
        hit.observe(rule("meta.event-id.in-custom-data"), 0, key, *id);
    }
  }
  if (read.consent.limited && find_param(pairs, "dpoco") == nullptr)
    hit.observe(rule("meta.ldu.incomplete"), 0, "dpoco");
  observe_text(hit, 0, Settings{});
  return hit;
}

}  // namespace tagproof::meta
