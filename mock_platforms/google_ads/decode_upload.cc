#include <algorithm>
#include <string>
#include <utility>

#include "harness/base/money.h"
#include "harness/base/text.h"
#include "mock_platforms/click_name.h"
#include "mock_platforms/engine.h"
#include "mock_platforms/google_ads/google_ads.h"
#include "mock_platforms/google_ads/rules.h"
#include "mock_platforms/google_ads/settings.h"
#include "mock_platforms/google_ads/upload.h"

namespace tagproof::google_ads {
namespace {

constexpr std::size_t kMaxRows = 2000;           // source: kProto
constexpr std::size_t kMaxIdentifiersOfRow = 5;  // source: kProto
constexpr std::int64_t kMaxJobId = 2147483647;   // source: kProto

struct IdentifierKey {
  std::string_view wire{};
  UserField field{};
  bool in_conversions{};  // an upload takes these; an enhancement takes all
  bool hashed{};
};
constexpr IdentifierKey kIdentifiers[] = {
    {"hashedEmail", UserField::email, true, true},
    {"hashedPhoneNumber", UserField::phone, true, true},
    {"hashedFirstName", UserField::first_name, false, true},
    {"hashedLastName", UserField::last_name, false, true},
    {"hashedStreetAddress", UserField::street, false, true},
    {"city", UserField::city, false, false},
    {"state", UserField::region, false, false},
    {"postalCode", UserField::zip, false, false},
    {"countryCode", UserField::country, false, false},
};

class RowReader {
 public:
  RowReader(Decoded& hit, const UploadAddress& address, bool clicks)
      : hit_(hit), address_(address), clicks_(clicks) {}

  void read(JsonView row) {
    index_ = static_cast<int>(hit_.events.size());
    auto& event = hit_.events.emplace_back();
    event.order_id = observed_text(row["orderId"]);
    event.id(IdField::gclid) = observed_text(row["gclid"]);
    event.id(IdField::gbraid) = observed_text(row["gbraid"]);
    event.id(IdField::wbraid) = observed_text(row["wbraid"]);
    read_action(event, row);
    read_identifiers(event, row["userIdentifiers"]);
    if (clicks_) {
      read_click(event, row);
    } else {
      read_adjustment(event, row);
    }
  }

  /// None of the rows that share an order id, or a click and time, in one request is processed.
  void find_repeats() {
    std::ranges::sort(all_keys_);
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      for (const auto& [key, broken] : keys_[i]) {
        if (std::ranges::equal_range(all_keys_, key).size() > 1)
          observe(*broken, static_cast<int>(i), "");
      }
    }
  }

 private:
  void read_action(TrackedEvent& event, JsonView row) {
    const auto resource = observed_text(row["conversionAction"]);
    if (!resource.has_value()) {
      event.account = Observed<std::string>::of("customers/" + address_.customer);
      observe(clicks_ ? rule("google_ads.click.action-missing")
                      : rule("google_ads.adjust.action-missing"),
              index_, "conversionAction");
      return;
    }
    const auto action = action_of(*resource);
    event.action = Observed<std::string>::of(action);
    // A real action's id is a number. A label in its place is our own encoder's, which knows the
    // conversion id only.
    const bool label = action.find_first_not_of("0123456789") != std::string::npos;
    const auto account = (label ? "AW-" : "customers/") + address_.customer;
    event.account = Observed<std::string>::of(account);
    event.platform_name = Observed<std::string>::of(
        label ? account + "/" + action : account + "/conversionActions/" + action);
  }

  void read_identifiers(TrackedEvent& event, JsonView identifiers) {
    if (identifiers.size() > kMaxIdentifiersOfRow) {
      observe(clicks_ ? rule("google_ads.click.identifiers-too-many")
                      : rule("google_ads.adjust.identifiers-too-many"),
              index_, "userIdentifiers");
    }
    bool wrong_kind = false;
    bool wrong_form = false;
    bool of_nothing = false;
    const auto read_one = [&](JsonView from) {
      for (const auto& key : kIdentifiers) {
        const auto value = observed_text(from[key.wire]);
        if (!value.has_value()) continue;
        const auto form = datum_form(*value);
        event.user_data.push_back({key.field, *value, form, std::string(key.wire)});
        of_nothing = of_nothing || is_hash_of_nothing(event.user_data.back());
        wrong_kind = wrong_kind || (clicks_ && !key.in_conversions);
        wrong_form = wrong_form ||
                     (key.hashed && form != DatumForm::sha256 && form != DatumForm::sha256_upper);
      }
    };
    for (const auto& identifier : identifiers) {
      if (identifier["hashedEmail"].exists() && identifier["hashedPhoneNumber"].exists())
        observe(rule("google_ads.click.identifiers-in-one"), -1, "userIdentifiers");
      read_one(identifier);
      read_one(identifier["addressInfo"]);
    }
    if (of_nothing)
      hit_.observe(rule("google_ads.user-data.hash-of-nothing"), index_, "userIdentifiers");
    if (wrong_kind)
      observe(rule("google_ads.click.user-identifier-kind"), index_, "userIdentifiers");
    if (wrong_form) {
      observe(clicks_ ? rule("google_ads.click.user-identifier")
                      : rule("google_ads.adjust.user-identifier"),
              index_, "userIdentifiers");
    }
  }

  void read_click(TrackedEvent& event, JsonView row) {
    event.name = EventName::purchase;
    event.value = observed_decimal(row["conversionValue"]);
    event.currency = observed_text(row["currencyCode"]);
    read_consent(event, row["consent"]);
    read_cart(event, row["cartData"]["items"]);
    const auto time = observed_text(row["conversionDateTime"]);
    if (!time.has_value()) {
      observe(rule("google_ads.click.time-missing"), index_, "conversionDateTime");
    } else if (event.time = parse_upload_time(*time); !event.time) {
      observe(rule("google_ads.click.time-form"), index_, "conversionDateTime", *time);
    }
    check_click_ids(event);
    check_rare_fields(row);
    check_money(event, rule("google_ads.click.currency"), "currencyCode");
    check_order_id(event, rule("google_ads.click.order-id-pii"));
    std::vector<std::pair<std::string, const Rule*>> keys;
    const auto action = event.action.value_or({});
    if (event.order_id.has_value())
      keys.emplace_back("order/" + action + "/" + *event.order_id,
                        &rule("google_ads.click.order-id-twice"));
    const auto& click = event.id(IdField::gclid);
    if (click.has_value() && time.has_value())
      keys.emplace_back("click/" + action + "/" + *click + "/" + *time,
                        &rule("google_ads.click.twice-in-request"));
    remember(std::move(keys));
  }

  void check_click_ids(const TrackedEvent& event) {
    const auto& gclid = event.id(IdField::gclid);
    const bool gbraid = event.id(IdField::gbraid).has_value();
    const bool wbraid = event.id(IdField::wbraid).has_value();
    if (gbraid && wbraid) observe(rule("google_ads.click.two-braids"), index_, "gbraid");
    if (!gclid.has_value() && !gbraid && !wbraid && event.user_data.empty())
      observe(rule("google_ads.click.id-missing"), index_, "gclid");
    check_readable(event, IdField::gclid, rule("google_ads.click.gclid"), "gclid");
    check_readable(event, IdField::gbraid, rule("google_ads.click.gbraid"), "gbraid");
    check_readable(event, IdField::wbraid, rule("google_ads.click.wbraid"), "wbraid");
  }

  void check_readable(const TrackedEvent& event, IdField field, const Rule& broken,
                      std::string_view name) {
    const auto readable = [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
             c == '-' || c == '_' || c == '.';
    };
    const auto& id = event.id(field);
    if (id.has_value() && !std::ranges::all_of(*id, readable)) observe(broken, index_, name, *id);
  }

  /// Fields that only some accounts may use.
  void check_rare_fields(JsonView row) {
    if (row["externalAttributionData"].is(JsonKind::object))
      observe(rule("google_ads.click.external-data"), index_, "externalAttributionData");
    for (const std::string_view name :
         {"conversionEnvironment", "userIpAddress", "sessionAttributesEncoded",
          "sessionAttributesKeyValuePairs"}) {
      if (row[name].exists()) observe(rule("google_ads.click.allow-listed-field"), index_, name);
    }
  }

  void read_consent(TrackedEvent& event, JsonView consent) const {
    const auto signal = [&](std::string_view key) {
      const auto text = observed_text(consent[key]);
      if (!text.has_value()) return Signal::unset;
      return *text == "GRANTED"  ? Signal::granted
             : *text == "DENIED" ? Signal::denied
                                 : Signal::unset;
    };
    event.consent.ad_user_data = signal("adUserData");
    event.consent.ad_personalization = signal("adPersonalization");
    event.consent_said = event.consent != ConsentSignals{};
    if (event.consent.ad_personalization != Signal::unset)
      hit_.observe(rule("google_ads.click.ad-personalization"), index_, "consent");
    if (event.consent.ad_user_data == Signal::denied && !event.user_data.empty())
      hit_.observe(rule("google_ads.consent.user-data-while-denied"), index_, "userIdentifiers");
  }

  static void read_cart(TrackedEvent& event, JsonView items) {
    if (!items.is(JsonKind::array)) return;
    std::vector<TrackedItem> read;
    for (const auto& item : items) {
      read.push_back({observed_text(item["productId"]), observed_decimal(item["quantity"]),
                      observed_decimal(item["unitPrice"])});
    }
    event.items = Observed<std::vector<TrackedItem>>::of(std::move(read), WireKind::object);
  }

  void read_adjustment(TrackedEvent& event, JsonView row) {
    const auto type = observed_text(row["adjustmentType"]).value_or({});
    if (type == "RETRACTION") event.adjustment = AdjustmentKind::retract;
    if (type == "RESTATEMENT") event.adjustment = AdjustmentKind::restate;
    if (type == "ENHANCEMENT") event.adjustment = AdjustmentKind::enhance;
    if (event.adjustment == AdjustmentKind::none)
      observe(rule("google_ads.adjust.type-missing"), index_, "adjustmentType", type);
    const bool enhance = event.adjustment == AdjustmentKind::enhance;
    if (!enhance) event.name = EventName::refund;
    if (type == "RETRACTION") observe(rule("google_ads.adjust.retraction"), index_, "");
    if (type == "RESTATEMENT") observe(rule("google_ads.adjust.restatement"), index_, "");
    if (enhance) observe(rule("google_ads.adjust.enhancement"), index_, "");
    const auto time = observed_text(row["adjustmentDateTime"]);
    if (time.has_value()) {
      event.time = parse_upload_time(*time);
      if (!event.time)
        observe(rule("google_ads.adjust.time-form"), index_, "adjustmentDateTime", *time);
    } else if (!enhance) {
      observe(rule("google_ads.adjust.time-missing"), index_, "adjustmentDateTime");
    }
    const auto pair = row["gclidDateTimePair"];
    if (pair.is(JsonKind::object)) read_pair(event, pair, enhance);
    // An enhancement finds its conversion by order id alone.
    if (!event.order_id.has_value() && (enhance || !pair.is(JsonKind::object)))
      observe(rule("google_ads.adjust.order-id-missing"), index_, "orderId");
    check_order_id(event, rule("google_ads.adjust.order-id-pii"));
    read_restatement(event, row["restatementValue"]);
    if (enhance && event.user_data.empty())
      observe(rule("google_ads.adjust.user-identifier"), index_, "userIdentifiers");
    auto key = event.action.value_or({}) + "/";
    if (event.order_id.has_value()) {
      key += *event.order_id;
    } else if (!event.nonce.empty()) {
      key += event.nonce;
    } else {
      return remember({});
    }
    if (enhance) return remember({{key, &rule("google_ads.adjust.enhanced-twice-in-request")}});
    remember({{key + "/" + type + "/" + time.value_or({}),
               &rule("google_ads.adjust.twice-in-request")}});
  }

  /// The click and the time of the conversion, for one that had no order id.
  void read_pair(TrackedEvent& event, JsonView pair, bool enhance) {
    event.id(IdField::gclid) = observed_text(pair["gclid"]);
    const auto happened = observed_text(pair["conversionDateTime"]);
    const auto time = parse_upload_time(happened.value_or({}));
    if (!event.id(IdField::gclid).has_value() || !happened.has_value()) {
      observe(rule("google_ads.adjust.click-incomplete"), index_, "gclidDateTimePair");
    } else if (!time) {
      observe(rule("google_ads.adjust.click-time-form"), index_, "gclidDateTimePair", *happened);
    }
    if (time && event.id(IdField::gclid).has_value())
      event.nonce = click_name(*event.id(IdField::gclid), *time);
    // An enhancement may say both, for speed.
    if (event.order_id.has_value() && !enhance)
      observe(rule("google_ads.adjust.two-ids"), index_, "gclidDateTimePair");
  }

  void read_restatement(TrackedEvent& event, JsonView value) {
    const bool given = value.is(JsonKind::object);
    if (event.adjustment == AdjustmentKind::retract) {
      if (given) observe(rule("google_ads.adjust.value-forbidden"), index_, "restatementValue");
      return;
    }
    if (event.adjustment != AdjustmentKind::restate) return;
    event.value = observed_decimal(value["adjustedValue"]);
    event.currency = observed_text(value["currencyCode"]);
    if (!event.value.has_value())
      observe(rule("google_ads.adjust.value-missing"), index_, "restatementValue",
              event.value.raw());
    if (event.currency.has_value() && !is_currency(upper_ascii(*event.currency)))
      observe(rule("google_ads.adjust.currency"), index_, "restatementValue", *event.currency);
  }

  void check_money(const TrackedEvent& event, const Rule& bad_currency, std::string_view field) {
    if (event.currency.has_value() && !is_currency(upper_ascii(*event.currency)))
      observe(bad_currency, index_, field, *event.currency);
    if (event.value.is_malformed()) {
      hit_.observe(rule("google_ads.value.malformed"), index_, "conversionValue",
                   event.value.raw());
    } else if (!event.value.has_value()) {
      hit_.observe(rule("google_ads.value.missing"), index_, "conversionValue");
    } else if (event.currency.says_nothing()) {
      hit_.observe(rule("google_ads.currency.missing"), index_, std::string(field));
    }
  }

  void check_order_id(const TrackedEvent& event, const Rule& personal) {
    if (!event.order_id.has_value()) return;
    if (event.order_id->find('@') != std::string::npos)
      observe(personal, index_, "orderId", *event.order_id);
    if (event.order_id->size() > kMaxOrderId)
      hit_.observe(rule("google_ads.order-id.too-long"), index_, "orderId", *event.order_id);
  }

  void remember(std::vector<std::pair<std::string, const Rule*>> keys) {
    for (const auto& key : keys) all_keys_.push_back(key.first);
    keys_.push_back(std::move(keys));
  }

  void observe(const Rule& broken, int row, std::string_view field, std::string detail = {}) {
    auto path = std::string(clicks_ ? "conversions[" : "conversionAdjustments[") +
                std::to_string(row) + "]";
    if (!field.empty()) path.append(".").append(field);
    hit_.observe(broken, row, std::move(path), std::move(detail));
  }

  Decoded& hit_;
  const UploadAddress& address_;
  bool clicks_;
  int index_ = 0;
  std::vector<std::vector<std::pair<std::string, const Rule*>>> keys_{};
  std::vector<std::string> all_keys_{};
};

void check_request(Decoded& hit, JsonView root, JsonView rows, bool clicks) {
  if (!root["partialFailure"].is(JsonKind::boolean) || !root["partialFailure"].boolean())
    hit.observe(rule("google_ads.api.partial-failure"), -1, "partialFailure");
  if (rows.size() == 0)
    hit.observe(rule("google_ads.api.rows-missing"), -1,
                clicks ? "conversions" : "conversionAdjustments");
  if (rows.size() > kMaxRows) {
    hit.observe(clicks ? rule("google_ads.api.too-many-conversions")
                       : rule("google_ads.api.too-many-adjustments"),
                -1, clicks ? "conversions" : "conversionAdjustments", std::to_string(rows.size()));
  }
  const auto job = observed_decimal(root["jobId"]);
  if (job.is_malformed() || (job.has_value() && (job->is_negative() || *job > Decimal{kMaxJobId})))
    hit.observe(clicks ? rule("google_ads.api.job-id") : rule("google_ads.api.adjustment-job-id"),
                -1, "jobId");
}

/// Quota and developer token, as settings say.
void check_access(Decoded& hit, const Request& request, std::string_view version,
                  const Settings& settings) {
  const auto quota = settings.of(kQuota);
  if (quota == "exhausted") hit.observe(rule("google_ads.api.quota"));
  if (quota == "exhausted_for_now") hit.observe(rule("google_ads.api.quota-for-now"));
  if (settings.of(kDeveloperTokens) == "required" &&
      find_header(request.headers, "developer-token") == nullptr)
    hit.observe(rule("google_ads.api.developer-token"), -1, "developer-token");
  if (settings.of(kDeveloperTokens) == "test")
    hit.observe(rule("google_ads.api.developer-token-not-approved"), -1, "developer-token");
  if (settings.of(kAccessLevel) == "test") {
    const bool older = version == "v23" || version == "v24";
    hit.observe(older ? rule("google_ads.api.cloud-project-older")
                      : rule("google_ads.api.cloud-project"));
  }
}

}  // namespace

Decoded decode_upload(const Request& request, const Endpoint& endpoint, const Settings& settings) {
  Decoded hit;
  hit.channel = Channel::server;
  hit.endpoint = endpoint.id;
  const bool clicks = endpoint.id == kClickUpload;
  const auto address = upload_address(request);
  if (auto token = bearer(request); !token.empty()) hit.secrets.push_back(fingerprint(token));

  const auto versions = split(settings.of(kVersions), ' ');
  if (std::ranges::find(versions, std::string_view(address.version)) == versions.end())
    hit.observe(rule("google_ads.api.version"), -1, "path", address.version);
  if (hit.secrets.empty()) hit.observe(rule("google_ads.api.token-missing"), -1, "Authorization");
  check_access(hit, request, address.version, settings);
  if (clicks && settings.of(kAllowlisted) != "true")
    hit.observe(rule("google_ads.api.not-allowlisted"), -1);

  const auto body = upload_body(request);
  hit.decode_error = body.error;
  if (!body.document) {
    hit.observe(rule("google_ads.api.body"), -1, "", body.error);
    return hit;
  }
  const auto root = body.document->root();
  const auto rows = root[clicks ? "conversions" : "conversionAdjustments"];
  hit.counts = !(root["validateOnly"].is(JsonKind::boolean) && root["validateOnly"].boolean());
  if (!hit.counts) hit.observe(rule("google_ads.api.validate-only"), -1, "validateOnly");
  check_request(hit, root, rows, clicks);
  hit.events.reserve(rows.size());
  RowReader reader(hit, address, clicks);
  if (rows.is(JsonKind::array)) {
    for (const auto& one : rows) reader.read(one);
  }
  reader.find_repeats();
  return hit;
}

}  // namespace tagproof::google_ads
