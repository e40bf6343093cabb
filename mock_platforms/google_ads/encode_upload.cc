#include <string>
#include <utility>

#include "harness/base/text.h"
#include "harness/wire/json_writer.h"
#include "harness/wire/url.h"
#include "mock_platforms/emission_writer.h"
#include "mock_platforms/google_ads/encode.h"
#include "mock_platforms/google_ads/google_ads.h"
#include "mock_platforms/google_ads/upload.h"

/// As a right integration uploads: a conversion by click id or hashed identifiers, or an adjustment
/// by order id. Customer and action are derived from "AW-<id>/<label>", since a tag knows no other
/// names; decode takes them back. Source:
/// https://developers.google.com/google-ads/api/docs/conversions/upload-adjustments
namespace tagproof::google_ads {
namespace {

constexpr std::string_view kHost = "https://googleads.googleapis.com/";
constexpr std::string_view kVersion = "v25";

std::string action_resource(const Emission& emission) {
  return "customers/" + conversion_id(emission) + "/conversionActions/" + label_of(emission);
}

std::string upload_moment(const Emission& emission) {
  const auto& time = emission.field(Field::time);
  if (!time) return upload_time(emission.time);
  const auto said = to_text(*time);
  const auto parsed = parse_rfc3339(said);
  return parsed ? upload_time(*parsed) : said;
}

void write_identifiers(JsonWriter& json, const Emission& emission) {
  const bool email = emission.field(Field::email).has_value();
  const bool phone = emission.field(Field::phone).has_value();
  if (emission.allowed != Allowed::full || (!email && !phone)) return;
  json.key("userIdentifiers").begin_array();
  if (email) {
    json.begin_object();
    write(json, "hashedEmail", emission, Field::email);
    json.end_object();
  }
  if (phone) {
    json.begin_object();
    write(json, "hashedPhoneNumber", emission, Field::phone);
    json.end_object();
  }
  json.end_array();
}

std::string_view upload_word(Signal signal) {
  return signal == Signal::denied ? "DENIED" : "GRANTED";
}

void write_upload_consent(JsonWriter& json, const ConsentState& consent) {
  if (consent.ad_user_data.effective() == Signal::unset &&
      consent.ad_personalization.effective() == Signal::unset) {
    return;
  }
  json.key("consent").begin_object();
  json.key("adUserData").string(upload_word(consent.ad_user_data.effective()));
  json.key("adPersonalization").string(upload_word(consent.ad_personalization.effective()));
  json.end_object();
}

/// Keys that stand beside the rows; others are the row's own.
bool is_request_key(std::string_view key) {
  return key == "jobId" || key == "validateOnly" || key == "partialFailure" ||
         key == "debugEnabled";
}

void write_raw(JsonWriter& json, const Emission& emission, bool of_request) {
  for (const auto& [name, value] : emission.raw) {
    if (is_request_key(name) != of_request || name == "partialFailure" || is_of_interface(name))
      continue;
    json.key(name);
    write(json, value);
  }
}

void write_click(JsonWriter& json, const Emission& emission) {
  if (emission.allowed == Allowed::full) {
    write(json, "gclid", emission, Field::gclid);
    if (!emission.field(Field::gclid)) {
      write(json, "gbraid", emission, Field::gbraid);
      write(json, "wbraid", emission, Field::wbraid);
    }
  }
  json.key("conversionAction").string(action_resource(emission));
  json.key("conversionDateTime").string(upload_moment(emission));
  write(json, "conversionValue", emission, Field::value);
  write(json, "currencyCode", emission, Field::currency);
  write(json, "orderId", emission, Field::order_id);
  write_identifiers(json, emission);
  write_upload_consent(json, emission.consent);
}

std::string_view type_of(AdjustmentKind kind) {
  switch (kind) {
    case AdjustmentKind::refund_partial:
    case AdjustmentKind::restate:
      return "RESTATEMENT";
    case AdjustmentKind::enhance:
      return "ENHANCEMENT";
    case AdjustmentKind::none:
    case AdjustmentKind::refund_full:
    case AdjustmentKind::retract:
      return "RETRACTION";
  }
  return {};
}

void write_adjustment(JsonWriter& json, const Emission& emission) {
  const auto type = type_of(emission.adjustment);
  json.key("adjustmentType").string(type);
  write(json, "orderId", emission, Field::order_id);
  json.key("conversionAction").string(action_resource(emission));
  json.key("adjustmentDateTime").string(upload_moment(emission));
  if (type == "RESTATEMENT" && emission.field(Field::value)) {
    json.key("restatementValue").begin_object();
    write(json, "adjustedValue", emission, Field::value);
    write(json, "currencyCode", emission, Field::currency);
    json.end_object();
  }
  if (type == "ENHANCEMENT") {
    write_identifiers(json, emission);
    write(json, "userAgent", emission, Field::user_agent);
  }
}

}  // namespace

Request encode_upload(const Emission& emission) {
  const bool adjusts = emission.adjustment != AdjustmentKind::none ||
                       emission.name == EventName::refund || emission.name == EventName::cancel;
  Request request;
  request.method = "POST";
  request.url = std::string(kHost) + std::string(kVersion) + "/customers/" +
                percent_encode(conversion_id(emission)) +
                (adjusts ? ":uploadConversionAdjustments" : ":uploadClickConversions");
  const auto token = emission.secret.empty() ? std::string(kAnyToken) : emission.secret;
  request.headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer " + token}};
  JsonWriter json(request.body);
  json.begin_object().key(adjusts ? "conversionAdjustments" : "conversions").begin_array();
  json.begin_object();
  if (adjusts) {
    write_adjustment(json, emission);
  } else {
    write_click(json, emission);
  }
  write_raw(json, emission, false);
  json.end_object().end_array();
  bool partial = true;
  for (const auto& [name, value] : emission.raw) {
    if (name == "partialFailure") partial = value == Scalar{true};
  }
  json.key("partialFailure").boolean(partial);
  write_raw(json, emission, true);
  json.end_object();
  return request;
}

}  // namespace tagproof::google_ads
