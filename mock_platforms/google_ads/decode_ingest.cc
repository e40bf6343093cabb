#include <algorithm>
#include <string>
#include <utility>

#include "harness/base/ascii.h"
#include "harness/base/hash.h"
#include "harness/base/money.h"
#include "harness/base/text.h"
#include "mock_platforms/engine.h"
#include "mock_platforms/google_ads/endpoints.h"
#include "mock_platforms/google_ads/ingest.h"
#include "mock_platforms/google_ads/ingest_destinations.h"
#include "mock_platforms/google_ads/ingest_shape.h"
#include "mock_platforms/google_ads/joined.h"
#include "mock_platforms/google_ads/members.h"
#include "mock_platforms/google_ads/settings.h"
#include "mock_platforms/google_ads/upload.h"
#include "mock_platforms/google_ads/user_data.h"

/// `events:ingest`: one event for each destination that an event goes to, since each is a
/// conversion of its own. Events stand destination by destination.
namespace tagproof::google_ads {
namespace {

constexpr std::size_t kMaxIdentifiersOfEvent = 10;  // source: kDataManager
constexpr std::size_t kSha256Bytes = 32;

/// "1234567890.1768471200", as the `_ga` cookie ends.
bool is_client_id(std::string_view id) {
  const auto point = id.find('.');
  return point != std::string_view::npos && is_digits(id.substr(0, point)) &&
         is_digits(id.substr(point + 1));
}

bool is_event_name(std::string_view name) {
  return name.size() <= 40 && is_letter(name.front()) &&
         std::ranges::all_of(name, [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
}

using EventMembers = MembersOf<kEvent>;

class IngestReader {
 public:
  IngestReader(Decoded& hit, JsonView root, const Settings& settings)
      : hit_(hit),
        request_(root),
        members_(root),
        consent_(members_["consent"]),
        limit_(settings.of(kIngestEvents) == "10000" ? 10'000 : 2'000) {}

  void read() {
    times_ = check_shape(request_, kIngestRequest,
                         [&](Misshapen wrong) { misshapen(std::move(wrong)); });
    std::string storage;
    encoding_ = said(members_["encoding"], storage);
    encrypted_ = members_["encryptionInfo"].is(JsonKind::object);
    const auto validate = members_["validateOnly"];
    hit_.counts = !(validate.is(JsonKind::boolean) && validate.boolean());
    if (!hit_.counts) hit_.observe(rule("google_ads.ingest.validate-only"), -1, "validate_only");
    destinations_ = read_destinations(hit_, members_["destinations"]);
    events_ = members_["events"];
    if (events_.size() == 0) hit_.observe(rule("google_ads.ingest.events-missing"), -1, "events");
    if (events_.size() > limit_)
      hit_.observe(rule("google_ads.ingest.too-many-events"), -1, "events",
                   std::to_string(events_.size()));
    read_events();
  }

 private:
  void misshapen(Misshapen wrong) {
    const auto& broken = [&]() -> const Rule& {
      switch (wrong.what) {
        case Misshapen::What::unknown_name:
          return rule("google_ads.ingest.unknown-field");
        case Misshapen::What::wrong_type:
          return rule("google_ads.ingest.wrong-type");
        case Misshapen::What::unknown_word:
          return rule("google_ads.ingest.enum");
        case Misshapen::What::bad_timestamp:
          break;
      }
      return rule("google_ads.ingest.timestamp-form");
    }();
    hit_.observe(broken, -1, std::move(wrong.path), std::move(wrong.message), wrong.offset);
  }

  // Paths are made where something is observed: most requests are right.

  /// Of the event at hand; without a field, its own.
  [[nodiscard]] std::string event_path(std::string_view field = {}) const {
    std::string path = "events[";
    path.append(std::to_string(event_)).append(field.empty() ? "]" : "].");
    return path.append(field);
  }
  /// Of the user identifier at hand.
  [[nodiscard]] std::string identifier_path(std::string_view outer, std::string_view field) const {
    auto path = event_path("user_data.user_identifiers[");
    return path.append(std::to_string(identifier_)).append("].").append(outer).append(field);
  }

  void read_events() {
    const bool few = events_.size() <= limit_;
    hit_.events.reserve(std::min(events_.size(), limit_) *
                        std::max<std::size_t>(few ? destinations_.size() : 1, 1));
    // What is nobody's is still evidence.
    if (destinations_.empty()) destinations_.emplace_back();
    for (std::size_t to = 0; to < destinations_.size() && (few || to == 0); ++to) {
      std::size_t index = 0;
      for (const auto& event : events_) {
        if (index == limit_) break;
        read_event(event, index++, destinations_[to], to == 0);
      }
      if (!destinations_[to].account.empty())
        hit_.observe(rule("google_ads.ingest.destination"), -1, places_,
                     joined({destinations_[to].account, " ", destinations_[to].action}));
      places_.clear();
    }
  }

  /// Whether the event goes there; says on the way what its references are worth.
  static bool goes_to(JsonView references, const Destination& to) {
    if (references.size() == 0) return true;
    return std::ranges::any_of(references,
                               [&](JsonView one) { return one.text() == to.reference; });
  }

  void read_event(JsonView json, std::size_t index, const Destination& to, bool first) {
    event_ = index;
    const EventMembers members(json);
    const auto references = members["destinationReferences"];
    if (first) check_references(references);
    if (!goes_to(references, to)) return;
    at_ = static_cast<int>(hit_.events.size());
    if (!places_.empty()) places_ += ' ';
    places_ += std::to_string(index);
    auto& event = hit_.events.emplace_back();
    event.account = Observed<std::string>::of(to.analytics ? to.action : to.account);
    event.order_id = observed_text(members["transactionId"]);
    const auto time = members["eventTimestamp"];
    event.time = time_of(time);
    event.value = observed_decimal(members["conversionValue"]);
    event.currency = observed_text(members["currency"]);
    if (!time.exists())
      hit_.observe(rule("google_ads.ingest.timestamp-missing"), at_, event_path("event_timestamp"));
    read_identifiers(event, members);
    read_consent(event, members["consent"]);
    if (to.analytics) {
      event.platform_name = observed_text(members["eventName"]);
      hit_.observe(rule("google_ads.ingest.analytics"), at_);
      check_analytics(members);
      return;
    }
    event.name = EventName::purchase;  // unless the contract's name for the action says otherwise
    event.action = Observed<std::string>::of(to.action);
    event.platform_name =
        Observed<std::string>::of(joined({to.account, "/conversionActions/", to.action}));
    // Asked of offline actions only; accept() takes it back for others.
    if (!says(members["eventSource"]))
      hit_.observe(rule("google_ads.ingest.event-source-missing"), at_, event_path("event_source"));
    check_clicks(event);
    check_value(event);
    read_cart(event, members["cartData"]);
  }

  /// As the check of the shape has read it; what that didn't come to is read here.
  [[nodiscard]] std::optional<TimePoint> time_of(JsonView json) const {
    const auto read = std::ranges::lower_bound(times_, json.offset(), {}, &ReadTime::offset);
    if (read != times_.end() && read->offset == json.offset()) return read->time;
    std::string storage;
    return parse_rfc3339(said(json, storage));
  }

  void check_references(JsonView references) {
    std::size_t analytics = 0;
    for (const auto& to : destinations_)
      analytics += to.analytics && goes_to(references, to) ? 1U : 0U;
    if (analytics > 1)
      hit_.observe(rule("google_ads.ingest.analytics-two-destinations"), -1,
                   event_path("destination_references"));
    for (const auto& reference : references) {
      const auto name = reference.text();
      if (std::ranges::find(destinations_, name, &Destination::reference) == destinations_.end())
        hit_.observe(rule("google_ads.ingest.reference-unknown"), -1,
                     event_path("destination_references"), name);
    }
  }

  void check_analytics(const EventMembers& members) {
    const auto name = observed_text(members["eventName"]);
    if (!name.has_value()) {
      hit_.observe(rule("google_ads.ingest.analytics-event-name-missing"), at_,
                   event_path("event_name"));
    } else if (!is_event_name(*name)) {
      hit_.observe(rule("google_ads.ingest.analytics-event-name"), at_, event_path("event_name"),
                   *name);
    }
    const auto client = observed_text(members["clientId"]);
    if (client.has_value() && !is_client_id(*client))
      hit_.observe(rule("google_ads.ingest.analytics-client-id"), at_, event_path("client_id"),
                   *client);
    if (client.has_value() && says(members["appInstanceId"])) {
      hit_.observe(rule("google_ads.ingest.analytics-two-ids"), at_, event_path("client_id"));
    }
  }

  void read_identifiers(TrackedEvent& event, const EventMembers& members) {
    const auto ads = members["adIdentifiers"];
    read_id(event, IdField::gclid, ads["gclid"]);
    read_id(event, IdField::gbraid, ads["gbraid"]);
    read_id(event, IdField::wbraid, ads["wbraid"]);
    bool any = std::ranges::any_of(ads, [](JsonView one) { return one.source().size() > 2; });
    const MembersOf<kDevice> device(members["eventDeviceInfo"]);
    any = read_plain(event, device, "ipAddress", UserField::ip) || any;
    read_plain(event, device, "userAgent", UserField::user_agent);
    any = any || says(members["clientId"]) || says(members["appInstanceId"]) ||
          says(members["userId"]);
    const auto identifiers = MembersOf<kUserDataMembers>(members["userData"])["userIdentifiers"];
    if (identifiers.size() > kMaxIdentifiersOfEvent)
      hit_.observe(rule("google_ads.ingest.too-many-identifiers"), at_,
                   event_path("user_data.user_identifiers"));
    if (identifiers.size() > 0 && encoding_.empty())
      hit_.observe(rule("google_ads.ingest.encoding-missing"), at_, "encoding");
    if (!any && identifiers.size() == 0)
      hit_.observe(rule("google_ads.ingest.no-identifiers"), at_, event_path());
    event.user_data.reserve(std::min(identifiers.size(), kMaxIdentifiersOfEvent));
    identifier_ = 0;
    for (const auto& one : identifiers) {
      if (identifier_ == kMaxIdentifiersOfEvent) break;
      read_identifier(event, one);
      ++identifier_;
    }
  }

  void read_identifier(TrackedEvent& event, JsonView one) {
    const MembersOf<kIdentifier> members(one);
    read_hash(event, members, "emailAddress", UserField::email);
    read_hash(event, members, "phoneNumber", UserField::phone);
    if (members["address"].is(JsonKind::object)) read_address(event, members["address"]);
  }

  void read_address(TrackedEvent& event, JsonView address) {
    const MembersOf<kAddress> members(address);
    constexpr std::string_view kOuter = "address.";
    read_hash(event, members, "givenName", UserField::first_name, kOuter);
    read_hash(event, members, "familyName", UserField::last_name, kOuter);
    read_plain(event, members, "regionCode", UserField::country);
    read_plain(event, members, "postalCode", UserField::zip);
    for (std::size_t row = 0; row < std::size(kAddress); ++row) {
      if (!says(members.at(row)))
        hit_.observe(rule("google_ads.ingest.address-incomplete"), at_,
                     identifier_path(kOuter, snake_case(kAddress[row].name)));
    }
    std::string storage;
    const auto region = said(members["regionCode"], storage);
    if (!region.empty() && region.size() != 2)
      hit_.observe(rule("google_ads.ingest.region-code"), at_,
                   identifier_path(kOuter, "region_code"), std::string(region));
  }

  /// Whether the object says it.
  template <const auto& table>
  static bool read_plain(TrackedEvent& event, const MembersOf<table>& members,
                         typename MembersOf<table>::Name name, UserField field) {
    std::string storage;
    const auto value = said(members[name], storage);
    if (value.empty()) return false;
    event.user_data.push_back(
        {field, std::string(value), datum_form(value), std::string(name.text())});
    return true;
  }

  /// `outer` is where the object stands within the identifier.
  template <const auto& table>
  void read_hash(TrackedEvent& event, const MembersOf<table>& members,
                 typename MembersOf<table>::Name name, UserField field,
                 std::string_view outer = {}) {
    if (read_plain(event, members, name, field))
      check_hash(event.user_data.back(), name.text(), outer);
  }

  void check_hash(const UserDatum& datum, std::string_view name, std::string_view outer) {
    if (is_hash_of_nothing(datum))
      hit_.observe(rule("google_ads.user-data.hash-of-nothing"), at_,
                   identifier_path(outer, snake_case(name)));
    if (const auto* broken = broken_by_hash(datum); broken != nullptr)
      hit_.observe(*broken, at_, identifier_path(outer, snake_case(name)), datum.value);
  }

  /// The rule that a hash of the request's encoding breaks; null: none.
  [[nodiscard]] const Rule* broken_by_hash(const UserDatum& datum) const {
    if (encrypted_ || encoding_.empty()) return nullptr;
    std::size_t bytes = kSha256Bytes;
    if (encoding_ == "HEX") {
      if (datum.form == DatumForm::sha256 || datum.form == DatumForm::sha256_upper) return nullptr;
      if (datum.value.size() % 2 != 0 || !std::ranges::all_of(datum.value, is_hex_digit))
        return &rule("google_ads.ingest.hex");
      bytes = datum.value.size() / 2;
    } else if (encoding_ == "BASE64") {
      const auto read = from_base64(datum.value);
      if (!read) return &rule("google_ads.ingest.base64");
      bytes = read->size();
    }
    return bytes == kSha256Bytes ? nullptr : &rule("google_ads.ingest.sha256");
  }

  void read_consent(TrackedEvent& event, JsonView own) const {
    const MembersOf<kConsentMembers> of_event(own);
    const auto signal = [&](MembersOf<kConsentMembers>::Name name) {
      std::string storage;
      auto word = said(of_event[name], storage);
      if (word.empty() || word == "CONSENT_STATUS_UNSPECIFIED")
        word = said(consent_[name], storage);
      return word == "CONSENT_GRANTED"  ? Signal::granted
             : word == "CONSENT_DENIED" ? Signal::denied
                                        : Signal::unset;
    };
    event.consent.ad_user_data = signal("adUserData");
    event.consent.ad_personalization = signal("adPersonalization");
    // One word decides whether the event is used at all.
    event.consent.ad_storage = event.consent.ad_user_data;
    event.consent_said = event.consent != ConsentSignals{};
  }

  void check_clicks(const TrackedEvent& event) {
    const auto check = [&](IdField id_field, const Rule& broken, std::string_view field) {
      const auto& id = event.id(id_field);
      if (id.has_value() && !is_click_id(*id)) hit_.observe(broken, at_, event_path(field), *id);
    };
    check(IdField::gclid, rule("google_ads.ingest.gclid"), "ad_identifiers.gclid");
    check(IdField::gbraid, rule("google_ads.ingest.gbraid"), "ad_identifiers.gbraid");
    check(IdField::wbraid, rule("google_ads.ingest.wbraid"), "ad_identifiers.wbraid");
  }

  void check_value(const TrackedEvent& event) {
    if (!event.value.has_value()) {
      hit_.observe(rule("google_ads.value.missing"), at_, event_path("conversion_value"));
    } else if (event.currency.says_nothing()) {
      hit_.observe(rule("google_ads.currency.missing"), at_, event_path("currency"));
    }
    if (event.currency.has_value() && !is_currency(upper_ascii(*event.currency)))
      hit_.observe(rule("google_ads.ingest.currency"), at_, event_path("currency"),
                   *event.currency);
    if (event.order_id.has_value() && event.order_id->size() > kMaxOrderId)
      hit_.observe(rule("google_ads.order-id.too-long"), at_, event_path("transaction_id"),
                   *event.order_id);
    if (event.order_id.has_value() && event.order_id->find('@') != std::string::npos)
      hit_.observe(rule("google_ads.order-id.personal-data"), at_, event_path("transaction_id"),
                   *event.order_id);
  }

  void read_cart(TrackedEvent& event, JsonView cart) {
    if (!cart.is(JsonKind::object)) return;
    const MembersOf<kCart> members(cart);
    std::string storage;
    const auto merchant = said(members["merchantId"], storage);
    if (!merchant.empty() && !is_digits(merchant))
      hit_.observe(rule("google_ads.ingest.merchant-id"), at_, event_path("cart_data.merchant_id"),
                   std::string(merchant));
    if (event.id(IdField::gbraid).has_value() || event.id(IdField::wbraid).has_value())
      hit_.observe(rule("google_ads.ingest.cart-with-braid"), at_, event_path("cart_data"));
    const auto items = members["items"];
    if (!items.is(JsonKind::array)) return;
    std::vector<TrackedItem> read;
    read.reserve(items.size());
    for (const auto& item : items) {
      read_item(read.emplace_back(), item);
      if (!read.back().price.has_value())
        hit_.observe(rule("google_ads.ingest.cart-price"), at_, event_path("cart_data.items"));
    }
    event.items = Observed<std::vector<TrackedItem>>::of(std::move(read), WireKind::object);
  }

  static void read_item(TrackedItem& to, JsonView item) {
    const MembersOf<kCartItem> members(item);
    const auto product = members["merchantProductId"];
    to.id = observed_text(says(product) ? product : members["itemId"]);
    to.quantity = observed_decimal(members["quantity"]);
    to.price = observed_decimal(members["unitPrice"]);
  }

  Decoded& hit_;
  JsonView request_;
  MembersOf<kIngestRequest> members_;
  MembersOf<kConsentMembers> consent_;  // the request's
  std::size_t limit_;
  std::vector<ReadTime> times_{};
  JsonView events_{};
  std::vector<Destination> destinations_{};
  std::string encoding_{};
  bool encrypted_ = false;
  std::string places_{};        // of the events that go to the destination at hand
  int at_ = 0;                  // the event at hand, of the hit's
  std::size_t event_ = 0;       // of the request's
  std::size_t identifier_ = 0;  // of the event's
};

}  // namespace

std::vector<std::string> places_of(const Decoded& hit) {
  std::vector<std::string> places;
  places.reserve(hit.events.size());
  for (const auto& seen : hit.observations) {
    if (seen.rule != &rule("google_ads.ingest.destination")) continue;
    for (std::string_view rest = seen.field; !rest.empty();)
      places.emplace_back(next_part(rest, ' '));
  }
  return places;
}

Decoded decode_ingest(const Request& request, const Settings& settings) {
  Decoded hit;
  hit.observations.reserve(kUsualObservations);
  hit.channel = Channel::server;
  hit.endpoint = kIngest;
  if (const auto token = bearer(request); !token.empty()) hit.secrets.push_back(fingerprint(token));
  if (hit.secrets.empty())
    hit.observe(rule("google_ads.ingest.token-missing"), -1, "Authorization");
  if (settings.of(kQuota) != "left") hit.observe(rule("google_ads.ingest.quota"));
  const auto body = upload_body(request);
  hit.decode_error = body.error;
  if (body.document == nullptr) {
    hit.observe(rule("google_ads.ingest.body"), -1, "", body.error);
    return hit;
  }
  IngestReader(hit, body.document->root(), settings).read();
  return hit;
}

}  // namespace tagproof::google_ads
