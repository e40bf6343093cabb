#include <string>

#include "harness/base/hash.h"
#include "harness/wire/json_writer.h"
#include "mock_platforms/emission_writer.h"
#include "mock_platforms/google_ads/encode.h"
#include "mock_platforms/google_ads/google_ads.h"

/// As a right integration sends an event to Data Manager: a purchase, or the value that is left of
/// one, which is all that a refund can say here. Source:
/// https://developers.google.com/data-manager/api/devguides/events/google-ads/conversion-adjustments
namespace tagproof::google_ads {
namespace {

/// The action's number: the account's own, or one made from its label where no account is known
/// (then any number is an action's).
std::string action_number(const Emission& emission) {
  if (auto said = said_of_interface(emission, ".action"); !said.empty()) return said;
  return std::to_string(fnv1a(label_of(emission)) % 1'000'000'000U);
}

std::string ingest_moment(const Emission& emission) {
  const auto& time = emission.field(Field::time);
  return time ? to_text(*time) : rfc3339(emission.time);
}

void write_destination(JsonWriter& json, const Emission& emission) {
  auto customer = said_of_interface(emission, ".customer");
  if (customer.empty()) customer = conversion_id(emission);
  json.begin_object().key("operatingAccount").begin_object();
  json.key("accountType").string("GOOGLE_ADS");
  json.key("accountId").string(customer).end_object();
  json.key("productDestinationId").string(action_number(emission)).end_object();
}

void write_clicks(JsonWriter& json, const Emission& emission) {
  struct Click {
    std::string_view name{};
    Field field{};
  };
  constexpr Click kClicks[] = {
      {"gclid", Field::gclid}, {"gbraid", Field::gbraid}, {"wbraid", Field::wbraid}};
  for (const auto& click : kClicks) {
    if (!emission.field(click.field)) continue;
    json.key("adIdentifiers").begin_object();
    write(json, click.name, emission, click.field);
    json.end_object();
    return;  // one of them is enough
  }
}

bool has_user_data(const Emission& emission) {
  return emission.allowed == Allowed::full &&
         (emission.field(Field::email) || emission.field(Field::phone));
}

void write_user_data(JsonWriter& json, const Emission& emission) {
  json.key("userData").begin_object().key("userIdentifiers").begin_array();
  if (emission.field(Field::email)) {
    json.begin_object();
    write(json, "emailAddress", emission, Field::email);
    json.end_object();
  }
  if (emission.field(Field::phone)) {
    json.begin_object();
    write(json, "phoneNumber", emission, Field::phone);
    json.end_object();
  }
  json.end_array().end_object();
}

std::string_view ingest_word(Signal signal) {
  return signal == Signal::denied ? "CONSENT_DENIED" : "CONSENT_GRANTED";
}

void write_ingest_consent(JsonWriter& json, const ConsentState& consent) {
  const auto user_data = consent.ad_user_data.effective();
  const auto personalization = consent.ad_personalization.effective();
  if (user_data == Signal::unset && personalization == Signal::unset) return;
  json.key("consent").begin_object();
  if (user_data != Signal::unset) json.key("adUserData").string(ingest_word(user_data));
  if (personalization != Signal::unset)
    json.key("adPersonalization").string(ingest_word(personalization));
  json.end_object();
}

void write_cart(JsonWriter& json, const std::vector<EmittedItem>& items) {
  json.key("cartData").begin_object().key("items").begin_array();
  for (const auto& item : items) {
    json.begin_object();
    json.key("merchantProductId").string(to_text(item.id));
    json.key("quantity").string(to_text(item.quantity));
    json.key("unitPrice");
    write(json, item.price);
    json.end_object();
  }
  json.end_array().end_object();
}

void write_event(JsonWriter& json, const Emission& emission) {
  json.begin_object();
  json.key("eventTimestamp").string(ingest_moment(emission));
  write(json, "transactionId", emission, Field::order_id);
  json.key("eventSource").string("WEB");
  if (emission.allowed == Allowed::full) write_clicks(json, emission);
  if (has_user_data(emission)) write_user_data(json, emission);
  write_ingest_consent(json, emission.consent);
  write(json, "currency", emission, Field::currency);
  // There is no retraction: what is taken back as a whole is worth nothing.
  const bool whole = emission.adjustment == AdjustmentKind::retract ||
                     emission.adjustment == AdjustmentKind::refund_full;
  if (whole && !emission.field(Field::value)) {
    json.key("conversionValue").number(std::int64_t{0});
  } else {
    write(json, "conversionValue", emission, Field::value);
  }
  if (emission.items) write_cart(json, *emission.items);
  for (const auto& [name, value] : emission.raw) {
    if (name == "validateOnly" || name == "encoding" || is_of_interface(name)) continue;
    json.key(name);
    write(json, value);
  }
  json.end_object();
}

}  // namespace

Request encode_ingest(const Emission& emission) {
  Request request;
  request.method = "POST";
  request.url = "https://datamanager.googleapis.com/v1/events:ingest";
  const auto token = emission.secret.empty() ? std::string(kAnyToken) : emission.secret;
  request.headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer " + token}};
  JsonWriter json(request.body);
  json.begin_object().key("destinations").begin_array();
  write_destination(json, emission);
  json.end_array().key("events").begin_array();
  write_event(json, emission);
  json.end_array();
  std::string encoding = has_user_data(emission) ? "HEX" : "";
  for (const auto& [name, value] : emission.raw) {
    if (name == "encoding") encoding = to_text(value);
    if (name == "validateOnly") {
      json.key(name);
      write(json, value);
    }
  }
  if (!encoding.empty()) json.key("encoding").string(encoding);
  json.end_object();
  return request;
}

}  // namespace tagproof::google_ads
