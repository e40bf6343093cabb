#include <algorithm>
#include <string>
#include <utility>

#include "harness/base/ascii.h"
#include "harness/base/money.h"
#include "harness/base/text.h"
#include "mock_platforms/click_name.h"
#include "mock_platforms/engine.h"
#include "mock_platforms/google_ads/google_ads.h"
#include "mock_platforms/google_ads/joined.h"
#include "mock_platforms/google_ads/rules.h"
#include "mock_platforms/google_ads/settings.h"
#include "mock_platforms/google_ads/upload.h"
#include "mock_platforms/google_ads/upload_shape.h"
#include "mock_platforms/google_ads/user_data.h"

namespace tagproof::google_ads {
namespace {

constexpr std::size_t kMaxRows = 2000;           // source: kProto
constexpr std::size_t kMaxIdentifiersOfRow = 5;  // source: kProto
constexpr std::int64_t kMaxJobId = 2147483647;   // source: kProto

using RequestMembers = MembersOf<kUploadRequest, Spelling::camel>;
using RowMembers = MembersOf<kRow, Spelling::camel>;
using IdentifierMembers = MembersOf<kIdentifiers, Spelling::camel>;

class RowReader {
 public:
  RowReader(Decoded& hit, const UploadAddress& address, bool clicks, std::size_t rows)
      : hit_(hit), address_(address), clicks_(clicks), may_repeat_(rows > 1) {}

  void read(JsonView json) {
    const RowMembers row(json);
    index_ = static_cast<int>(hit_.events.size());
    auto& event = hit_.events.emplace_back();
    event.order_id = observed_text(row["orderId"]);
    read_id(event, IdField::gclid, row["gclid"]);
    read_id(event, IdField::gbraid, row["gbraid"]);
    read_id(event, IdField::wbraid, row["wbraid"]);
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
    std::vector<std::string_view> sorted;
    sorted.reserve(keys_.size());
    for (const auto& key : keys_) sorted.emplace_back(key.text);
    std::ranges::sort(sorted);
    for (const auto& key : keys_) {
      if (std::ranges::equal_range(sorted, std::string_view(key.text)).size() > 1)
        observe(*key.broken, key.row, "");
    }
  }

 private:
  /// What no other row of the request may say, and the rule for that.
  struct Key {
    std::string text{};
    int row{};
    const Rule* broken{};
  };

  void read_action(TrackedEvent& event, const RowMembers& row) {
    std::string storage;
    const auto resource = said(row["conversionAction"], storage);
    if (resource.empty()) {
      event.account = Observed<std::string>::of(joined({"customers/", address_.customer}));
      observe(clicks_ ? rule("google_ads.click.action-missing")
                      : rule("google_ads.adjust.action-missing"),
              index_, "conversionAction");
      return;
    }
    const auto action = action_of(resource);
    event.action = Observed<std::string>::of(std::string(action));
    // A real action's id is a number. A label in its place is our own encoder's, which knows the
    // conversion id only.
    const bool label = !std::ranges::all_of(action, is_digit);
    auto account = joined({label ? "AW-" : "customers/", address_.customer});
    event.platform_name =
        Observed<std::string>::of(joined({account, label ? "/" : "/conversionActions/", action}));
    event.account = Observed<std::string>::of(std::move(account));
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
    std::string storage;
    const auto read_one = [&](const IdentifierMembers& from) {
      for (std::size_t row = 0; row < std::size(kIdentifiers); ++row) {
        const auto value = said(from.at(row), storage);
        if (value.empty()) continue;
        const auto& key = kIdentifiers[row];
        const auto form = datum_form(value);
        event.user_data.push_back({key.field, std::string(value), form, std::string(key.name)});
        of_nothing = of_nothing || is_hash_of_nothing(event.user_data.back());
        wrong_kind = wrong_kind || (clicks_ && !key.in_conversions);
        wrong_form = wrong_form ||
                     (key.hashed && form != DatumForm::sha256 && form != DatumForm::sha256_upper);
      }
    };
    event.user_data.reserve(identifiers.size());
    for (const auto& identifier : identifiers) {
      const IdentifierMembers members(identifier);
      if (members["hashedEmail"].exists() && members["hashedPhoneNumber"].exists())
        observe(rule("google_ads.click.identifiers-in-one"), -1, "userIdentifiers");
      read_one(members);
      if (const auto address = identifier["addressInfo"]; address.exists())
        read_one(IdentifierMembers(address));
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

  void read_click(TrackedEvent& event, const RowMembers& row) {
    event.name = EventName::purchase;
    event.value = observed_decimal(row["conversionValue"]);
    event.currency = observed_text(row["currencyCode"]);
    read_consent(event, row["consent"]);
    read_cart(event, row["cartData"]["items"]);
    std::string storage;
    const auto time = said(row["conversionDateTime"], storage);
    if (time.empty()) {
      observe(rule("google_ads.click.time-missing"), index_, "conversionDateTime");
    } else if (event.time = parse_upload_time(time); !event.time) {
      observe(rule("google_ads.click.time-form"), index_, "conversionDateTime", std::string(time));
    }
    check_click_ids(event);
    check_rare_fields(row);
    check_money(event, rule("google_ads.click.currency"), "currencyCode");
    check_order_id(event, rule("google_ads.click.order-id-pii"));
    if (may_repeat_) remember_click(event, time);
  }

  void remember_click(const TrackedEvent& event, std::string_view time) {
    const auto action = event.action.value_or({});
    if (event.order_id.has_value())
      remember(joined({"order/", action, "/", *event.order_id}),
               rule("google_ads.click.order-id-twice"));
    const auto& click = event.id(IdField::gclid);
    if (click.has_value() && !time.empty())
      remember(joined({"click/", action, "/", *click, "/", time}),
               rule("google_ads.click.twice-in-request"));
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
    const auto& id = event.id(field);
    if (id.has_value() && !is_click_id(*id)) observe(broken, index_, name, *id);
  }

  /// Fields that only some accounts may use.
  void check_rare_fields(const RowMembers& row) {
    if (row["externalAttributionData"].is(JsonKind::object))
      observe(rule("google_ads.click.external-data"), index_, "externalAttributionData");
    for (const RowMembers::Name name :
         {RowMembers::Name("conversionEnvironment"), RowMembers::Name("userIpAddress"),
          RowMembers::Name("sessionAttributesEncoded"),
          RowMembers::Name("sessionAttributesKeyValuePairs")}) {
      if (row[name].exists())
        observe(rule("google_ads.click.allow-listed-field"), index_, name.text());
    }
  }

  void read_consent(TrackedEvent& event, JsonView consent) const {
    const auto signal = [&](std::string_view name) {
      std::string storage;
      const auto word = said(consent[name], storage);
      return word == "GRANTED"  ? Signal::granted
             : word == "DENIED" ? Signal::denied
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
    read.reserve(items.size());
    for (const auto& item : items) {
      auto& to = read.emplace_back();
      to.id = observed_text(item["productId"]);
      to.quantity = observed_decimal(item["quantity"]);
      to.price = observed_decimal(item["unitPrice"]);
    }
    event.items = Observed<std::vector<TrackedItem>>::of(std::move(read), WireKind::object);
  }

  void read_adjustment(TrackedEvent& event, const RowMembers& row) {
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
    if (may_repeat_) remember_adjustment(event, type, time);
  }

  void remember_adjustment(const TrackedEvent& event, std::string_view type,
                           const Observed<std::string>& time) {
    const auto named = event.order_id.value_or(event.nonce);
    if (named.empty()) return;
    auto key = event.action.value_or({}) + "/" + named;
    if (event.adjustment == AdjustmentKind::enhance)
      return remember(std::move(key), rule("google_ads.adjust.enhanced-twice-in-request"));
    key.append("/").append(type).append("/").append(time.value_or({}));
    remember(std::move(key), rule("google_ads.adjust.twice-in-request"));
  }

  /// The click and the time of the conversion, for one that had no order id.
  void read_pair(TrackedEvent& event, JsonView pair, bool enhance) {
    event.set_id(IdField::gclid, observed_text(pair["gclid"]));
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

  void remember(std::string key, const Rule& broken) {
    keys_.push_back({std::move(key), index_, &broken});
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
  bool may_repeat_;  // one row alone repeats nothing
  std::vector<Key> keys_{};
};

/// Whether the value is `true`, and not its text.
bool is_true(JsonView value) { return value.is(JsonKind::boolean) && value.boolean(); }

void check_request(Decoded& hit, const RequestMembers& request, JsonView rows, bool clicks) {
  if (!is_true(request["partialFailure"]))
    hit.observe(rule("google_ads.api.partial-failure"), -1, "partialFailure");
  if (rows.size() == 0)
    hit.observe(rule("google_ads.api.rows-missing"), -1,
                clicks ? "conversions" : "conversionAdjustments");
  if (rows.size() > kMaxRows) {
    hit.observe(clicks ? rule("google_ads.api.too-many-conversions")
                       : rule("google_ads.api.too-many-adjustments"),
                -1, clicks ? "conversions" : "conversionAdjustments", std::to_string(rows.size()));
  }
  const auto job = observed_decimal(request["jobId"]);
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
  hit.observations.reserve(kUsualObservations);
  hit.channel = Channel::server;
  hit.endpoint = endpoint.id;
  const bool clicks = endpoint.id == kClickUpload;
  const auto address = upload_address(request);
  if (const auto token = bearer(request); !token.empty()) hit.secrets.push_back(fingerprint(token));

  if (!has_word(settings.of(kVersions), address.version))
    hit.observe(rule("google_ads.api.version"), -1, "path", address.version);
  if (hit.secrets.empty()) hit.observe(rule("google_ads.api.token-missing"), -1, "Authorization");
  check_access(hit, request, address.version, settings);
  if (clicks && settings.of(kAllowlisted) != "true")
    hit.observe(rule("google_ads.api.not-allowlisted"), -1);

  auto body = upload_body(request);
  hit.decode_error = body.error;
  if (body.document == nullptr) {
    hit.observe(rule("google_ads.api.body"), -1, "", body.error);
    return hit;
  }
  hit.body = std::move(body.document);
  const RequestMembers members(hit.body->root());
  const auto rows = clicks ? members["conversions"] : members["conversionAdjustments"];
  hit.counts = !is_true(members["validateOnly"]);
  if (!hit.counts) hit.observe(rule("google_ads.api.validate-only"), -1, "validateOnly");
  check_request(hit, members, rows, clicks);
  hit.events.reserve(rows.size());
  RowReader reader(hit, address, clicks, rows.size());
  if (rows.is(JsonKind::array)) {
    for (const auto& one : rows) reader.read(one);
  }
  reader.find_repeats();
  return hit;
}

}  // namespace tagproof::google_ads
