#include "mock_platforms/ga4/behaviour.h"
#include "mock_platforms/ga4/rules.h"

namespace tagproof::ga4 {
namespace {

bool is_web_purchase(const TrackedEvent& event) {
  return event.is(EventName::purchase) && !is_app(event);
}

const Observed<std::string>& user_of(const TrackedEvent& event) {
  return event.user_id.has_value() ? event.user_id : event.id(IdField::client_id);
}

void add_stream(const TrackedEvent& event, const Settings& settings, std::string& key) {
  if (settings.of(kDedupStreams) == "each" && event.account.has_value()) key.append(*event.account);
  key.push_back('\x1f');
}

void add_user(const TrackedEvent& event, std::string& key) {
  if (user_of(event).has_value()) key.append(*user_of(event));
  key.push_back('\x1f');
}

bool key_by_id(const TrackedEvent& event, const Settings& settings, std::string& key) {
  if (!event.order_id.has_value()) return false;
  add_stream(event, settings, key);
  add_user(event, key);
  key.append(*event.order_id);
  return true;
}

bool key_by_id_alone(const TrackedEvent& event, const Settings& settings, std::string& key) {
  if (!event.order_id.has_value() || settings.of(kDedupScope) == "user") return false;
  add_stream(event, settings, key);
  key.append(*event.order_id);
  return true;
}

/// "" is an id like any other: worse than none.
bool key_by_empty_id(const TrackedEvent& event, const Settings& settings, std::string& key) {
  if (event.order_id.presence() != Presence::empty) return false;
  add_stream(event, settings, key);
  if (settings.of(kDedupScope) == "user") add_user(event, key);
  return true;
}

constexpr DedupRule kDedupRules[] = {
    {.rule = {"ga4.dedup.transaction-id",
              "purchases with the same transaction_id on a web stream are one, whichever channel "
              "each came by; the first stays",
              accept, documented, kDedup, kRead, kTests},
     .key = key_by_id,
     .covers = is_web_purchase,
     .with_account = false},
    {.rule = {"ga4.dedup.transaction-id-other-user",
              "the same transaction_id of another user is the same purchase (setting "
              "ga4.dedup_scope; an older text keeps users apart)",
              accept, documented, kDedup, kRead, kTests},
     .key = key_by_id_alone,
     .covers = is_web_purchase,
     .with_account = false},
    {.rule = {"ga4.dedup.transaction-id-empty",
              "an empty transaction_id is an id: all purchases that have it are one", accept,
              documented, kDedup, kRead, kTests},
     .key = key_by_empty_id,
     .covers = is_web_purchase,
     .with_account = false},
};

}  // namespace

std::span<const DedupRule> dedup_rules() { return kDedupRules; }

}  // namespace tagproof::ga4
