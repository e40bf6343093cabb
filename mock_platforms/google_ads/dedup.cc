#include <chrono>
#include <string>

#include "mock_platforms/google_ads/google_ads.h"
#include "mock_platforms/google_ads/rules.h"

namespace tagproof::google_ads {
namespace {

// A first-party mirror has its own `random` and no `oid`: page, value and the moment tie it to its
// conversion.
constexpr Duration kSamePing = std::chrono::seconds{30};

bool is_browser_conversion(const TrackedEvent& event) {
  return event.channel == Channel::browser && event.name.has_value();
}

bool is_conversion(const TrackedEvent& event) {
  return event.name.has_value() && event.adjustment == AdjustmentKind::none;
}

bool is_click_upload(const TrackedEvent& event) {
  return event.channel == Channel::server && is_conversion(event);
}

bool by_nonce(const TrackedEvent& event, const Settings&, std::string& key) {
  key.append("random/").append(event.nonce);
  return !event.nonce.empty();
}

bool by_order_of_ping(const TrackedEvent& event, const Settings&, std::string& key) {
  if (!event.order_id.has_value()) return false;
  key.append("oid/").append(*event.order_id);
  return true;
}

bool by_page(const TrackedEvent& event, const Settings&, std::string& key) {
  key.append("page/");
  if (event.page_url.has_value()) key.append(*event.page_url);
  key.append("/");
  if (event.value.has_value()) key.append(event.value->plain());
  return true;
}

/// An empty id is an id: everything that has it collapses into one.
bool by_order_id(const TrackedEvent& event, const Settings&, std::string& key) {
  if (event.order_id.has_value()) key.append(*event.order_id);
  return event.order_id.has_value() || event.order_id.presence() == Presence::empty;
}

bool by_click_and_time(const TrackedEvent& event, const Settings&, std::string& key) {
  if (!event.id(IdField::gclid).has_value() || !event.time) return false;
  key.append(*event.id(IdField::gclid)).append("/");
  key.append(std::to_string(unix_seconds(*event.time)));
  return true;
}

bool is_once_per_click(const TrackedEvent& event) {
  return is_conversion(event) && event.nonce.ends_with(kOncePerClick);
}

bool by_click(const TrackedEvent& event, const Settings&, std::string& key) {
  for (const auto field : {IdField::gclid, IdField::gbraid, IdField::wbraid}) {
    if (!event.id(field).has_value()) continue;
    key.append(*event.id(field));
    return true;
  }
  return false;
}

constexpr Rule kFanOut = rule("google_ads.fan-out");

constexpr DedupRule kRulesOfDedup[] = {
    {.rule = kFanOut, .key = by_nonce, .covers = is_browser_conversion, .fan_out = true},
    {.rule = kFanOut, .key = by_order_of_ping, .covers = is_browser_conversion, .fan_out = true},
    {.rule = kFanOut,
     .key = by_page,
     .window = kSamePing,
     .covers = is_browser_conversion,
     .fan_out = true},
    {.rule = row(kAccept, "google_ads.dedup.order-id",
                 "Same conversion action and transaction id: the first is counted", kTransactionId,
                 kTagTest),
     .key = by_order_id,
     .covers = is_conversion},
    {.rule = row(kAccept, "google_ads.dedup.click-and-time",
                 "Same action, click and time uploaded before: CLICK_CONVERSION_ALREADY_EXISTS",
                 kProto, kUploadTest, 23),
     .key = by_click_and_time,
     .covers = is_click_upload},
    {.rule = row(kAccept, "google_ads.dedup.one-per-click",
                 "An action that counts one per click counts one conversion of each click",
                 kCounting, kTagTest),
     .key = by_click,
     .covers = is_once_per_click},
};

}  // namespace

const std::span<const DedupRule> kDedup{kRulesOfDedup};

}  // namespace tagproof::google_ads
