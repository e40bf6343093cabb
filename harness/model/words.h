#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

/// The words of design.md section 2 that are closed sets, each with the one text by which YAML,
/// JSON, documents and output call it: `text(Channel::browser)` is "browser",
/// `read<Channel>("browser")` the way back.
namespace tagproof {

enum class Channel : std::uint8_t { browser, server };
enum class Sender : std::uint8_t { browser, shop, collector };
enum class Severity : std::uint8_t { error, warning, info };
enum class Confidence : std::uint8_t { documented, observed, assumed };
enum class Cause : std::uint8_t { source_data, mapping, permissions, timing, platform, validation };
enum class Layer : std::uint8_t { browser_tag, server, consent, catalogue, ad_account };
enum class Outcome : std::uint8_t { counted, deduplicated, unconsented, dropped, refused };
enum class Attributable : std::uint8_t { click_id, user_data, none };
enum class Verdict : std::uint8_t { pass, fail, error };
enum class Purpose : std::uint8_t { analytics, marketing };
enum class EventName : std::uint8_t {
  page_view,
  view_item,
  add_to_cart,
  begin_checkout,
  add_payment_info,
  purchase,
  refund,
  cancel,
  lead
};
enum class OrderState : std::uint8_t {
  pending,
  authorized,
  paid,
  partially_refunded,
  refunded,
  failed,
  cancelled
};
enum class ValueBasis : std::uint8_t {
  items_net,
  items_net_plus_shipping,
  items_gross_incl_tax,
  order_total,
  order_total_minus_tax
};
/// What may leave for a platform, given region, consent and the contract's policy.
enum class Allowed : std::uint8_t { nothing, cookieless, limited, full };
/// Why a platform did not count a countable order, where that is nobody's mistake (design.md
/// section 7).
enum class LossCause : std::uint8_t {
  consent,
  ad_blocker,
  browser_closed,
  request_lost,
  outside_window,
  count_policy
};
/// The user-data fields; the contract's `user_data:` and the canonical `user_data.*` use these
/// words.
enum class UserField : std::uint8_t {
  email,
  phone,
  first_name,
  last_name,
  street,
  city,
  region,
  zip,
  country,
  external_id,
  ip,
  user_agent
};
/// The browser's and click's ids.
/// click_id and browser_id are the platform's own, whatever it calls them: ttclid and _ttp, msclkid
/// …
enum class IdField : std::uint8_t {
  client_id,
  session_id,
  fbp,
  fbc,
  gclid,
  gbraid,
  wbraid,
  click_id,
  browser_id
};

template <class E>
struct Word {
  E value{};
  std::string_view text{};
};

template <class E>
struct Words;  // specialised below: `static constexpr std::array<Word<E>, n> all`

#define TAGPROOF_WORDS(E, n, ...)                               \
  template <>                                                   \
  struct Words<E> {                                             \
    static constexpr std::array<Word<E>, n> all{{__VA_ARGS__}}; \
  };

TAGPROOF_WORDS(Channel, 2, {Channel::browser, "browser"}, {Channel::server, "server"})
TAGPROOF_WORDS(Sender, 3, {Sender::browser, "browser"}, {Sender::shop, "shop"},
               {Sender::collector, "collector"})
TAGPROOF_WORDS(Severity, 3, {Severity::error, "error"}, {Severity::warning, "warning"},
               {Severity::info, "info"})
TAGPROOF_WORDS(Confidence, 3, {Confidence::documented, "documented"},
               {Confidence::observed, "observed"}, {Confidence::assumed, "assumed"})
TAGPROOF_WORDS(Cause, 6, {Cause::source_data, "source data"}, {Cause::mapping, "mapping"},
               {Cause::permissions, "permissions"}, {Cause::timing, "timing"},
               {Cause::platform, "platform"}, {Cause::validation, "validation"})
TAGPROOF_WORDS(Layer, 5, {Layer::browser_tag, "browser tag"}, {Layer::server, "server"},
               {Layer::consent, "consent"}, {Layer::catalogue, "catalogue"},
               {Layer::ad_account, "ad account"})
TAGPROOF_WORDS(Outcome, 5, {Outcome::counted, "counted"}, {Outcome::deduplicated, "deduplicated"},
               {Outcome::unconsented, "unconsented"}, {Outcome::dropped, "dropped"},
               {Outcome::refused, "refused"})
TAGPROOF_WORDS(Attributable, 3, {Attributable::click_id, "click_id"},
               {Attributable::user_data, "user_data"}, {Attributable::none, "none"})
TAGPROOF_WORDS(Verdict, 3, {Verdict::pass, "pass"}, {Verdict::fail, "fail"},
               {Verdict::error, "error"})
TAGPROOF_WORDS(Purpose, 2, {Purpose::analytics, "analytics"}, {Purpose::marketing, "marketing"})
TAGPROOF_WORDS(EventName, 9, {EventName::page_view, "page_view"},
               {EventName::view_item, "view_item"}, {EventName::add_to_cart, "add_to_cart"},
               {EventName::begin_checkout, "begin_checkout"},
               {EventName::add_payment_info, "add_payment_info"}, {EventName::purchase, "purchase"},
               {EventName::refund, "refund"}, {EventName::cancel, "cancel"},
               {EventName::lead, "lead"})
TAGPROOF_WORDS(OrderState, 7, {OrderState::pending, "pending"},
               {OrderState::authorized, "authorized"}, {OrderState::paid, "paid"},
               {OrderState::partially_refunded, "partially_refunded"},
               {OrderState::refunded, "refunded"}, {OrderState::failed, "failed"},
               {OrderState::cancelled, "cancelled"})
TAGPROOF_WORDS(ValueBasis, 5, {ValueBasis::items_net, "items_net"},
               {ValueBasis::items_net_plus_shipping, "items_net_plus_shipping"},
               {ValueBasis::items_gross_incl_tax, "items_gross_incl_tax"},
               {ValueBasis::order_total, "order_total"},
               {ValueBasis::order_total_minus_tax, "order_total_minus_tax"})
TAGPROOF_WORDS(Allowed, 4, {Allowed::nothing, "nothing"}, {Allowed::cookieless, "cookieless"},
               {Allowed::limited, "limited"}, {Allowed::full, "full"})
TAGPROOF_WORDS(LossCause, 6, {LossCause::consent, "consent"}, {LossCause::ad_blocker, "ad_blocker"},
               {LossCause::browser_closed, "browser_closed"},
               {LossCause::request_lost, "request_lost"},
               {LossCause::outside_window, "outside_window"},
               {LossCause::count_policy, "count_policy"})
TAGPROOF_WORDS(UserField, 12, {UserField::email, "email"}, {UserField::phone, "phone"},
               {UserField::first_name, "first_name"}, {UserField::last_name, "last_name"},
               {UserField::street, "street"}, {UserField::city, "city"},
               {UserField::region, "region"}, {UserField::zip, "zip"},
               {UserField::country, "country"}, {UserField::external_id, "external_id"},
               {UserField::ip, "ip"}, {UserField::user_agent, "user_agent"})
TAGPROOF_WORDS(IdField, 9, {IdField::client_id, "client_id"}, {IdField::session_id, "session_id"},
               {IdField::fbp, "fbp"}, {IdField::fbc, "fbc"}, {IdField::gclid, "gclid"},
               {IdField::gbraid, "gbraid"}, {IdField::wbraid, "wbraid"},
               {IdField::click_id, "click_id"}, {IdField::browser_id, "browser_id"})

#undef TAGPROOF_WORDS

/// The word's own text.
template <class E>
constexpr std::string_view text(E value) {
  for (const auto& word : Words<E>::all) {
    if (word.value == value) return word.text;
  }
  return {};
}

/// The word with that text, if there is one.
template <class E>
constexpr std::optional<E> read(std::string_view text) {
  for (const auto& word : Words<E>::all) {
    if (word.text == text) return word.value;
  }
  return std::nullopt;
}

inline constexpr std::size_t kUserFields = Words<UserField>::all.size();
inline constexpr std::size_t kIdFields = Words<IdField>::all.size();

}  // namespace tagproof
