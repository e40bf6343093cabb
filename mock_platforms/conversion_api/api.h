#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "harness/base/time.h"
#include "harness/model/words.h"
#include "harness/wire/json.h"
#include "mock_platforms/platform.h"

/// Conversion APIs as tables. Most ad platforms take the same thing: JSON with a list of events,
/// each with a name, an id, a time, a person and what was bought; and a browser hit that says it in
/// query parameters. What differs is what the members are called, of which type they are and what
/// follows when they aren't: one row for each. Reading (reader.h), writing (writer.h) and what
/// needs accounts and time (accept.h) follow from the rows.
namespace tagproof::conversion_api {

/// The JSON types that a member may have; of a parameter, the text is held against them.
using Types = std::uint8_t;
inline constexpr Types kText = 1;
inline constexpr Types kNumber = 2;
inline constexpr Types kTruth = 4;
inline constexpr Types kObject = 8;
inline constexpr Types kList = 16;  // alone: written as a list of one
inline constexpr Types kAny = 31;

/// What a member says, in tagproof's words.
enum class Means : std::uint8_t {
  nothing,   // the platform knows it and tagproof has no word for it
  constant,  // a right sender always says the same: Member::says
  name,
  event_id,
  order_id,
  value,
  currency,
  tax,
  shipping,
  coupon,
  time,
  account,
  test_code,
  page_url,
  page_referrer,
  click_id,
  browser_id,
  datum,       // of the person: Member::user
  limited,     // limited data use; Member::says is what asks for it: `true`, `["LDU"]`
  ad_storage,  // Member::says has the words for granted and denied: "G D"
  items,       // the list whose members are Interface::item
  item_ids,    // a list of ids alone, used where there are no items; of a parameter: "A,B"
  item_count,
  // Of an item.
  item_id,
  item_quantity,
  item_price,
  item_name,
  item_brand,
  item_category
};

enum class Hash : std::uint8_t {
  any,       // hashed or not
  required,  // SHA-256, hexadecimal
  never      // as it is
};

/// One member of a body, or one parameter of a hit.
struct Member {
  std::string_view in{};  // the object that holds it: "user", "context.page"; "" the event itself.
                          // In a hit of parameters: the parameter whose text is JSON
  std::string_view key{};
  Means means = Means::nothing;
  UserField user{};  // of a datum
  Types types = kText;
  Hash hash = Hash::any;
  const Rule* missing{};      // it is required: what follows when it isn't there or says nothing
  const Rule* wrong_type{};   // in place of Says::wrong_type
  std::string_view says{};    // JSON that a right sender writes (constant, limited), or words; of
                              // a name: written as that, read where no later row has the name
  std::string_view one_of{};  // the words that it may say, separated by spaces; empty: any
  const Rule* not_one_of{};
};

/// The rows of one object.
struct RowGroup {
  std::string_view in{};
  std::span<const Member> rows{};
};

constexpr std::span<const Member> front_group(std::span<const Member> rows) {
  const auto end =
      std::ranges::find_if(rows, [&](const Member& row) { return row.in != rows.front().in; });
  return rows.first(static_cast<std::size_t>(end - rows.begin()));
}

constexpr std::size_t count_groups(std::span<const Member> rows) {
  std::size_t count = 0;
  for (; !rows.empty(); ++count) rows = rows.subspan(front_group(rows).size());
  return count;
}

/// A body's rows by the object that holds them: Interface::objects.
template <const auto& kRows>
inline constexpr auto kObjectsOf = [] {
  std::array<RowGroup, count_groups(kRows)> groups{};
  std::span<const Member> rest(kRows);
  for (auto& group : groups) {
    group = {rest.front().in, front_group(rest)};
    rest = rest.subspan(group.rows.size());
  }
  return groups;
}();

/// An event's name on the wire. The first row of a canonical event is how it is written.
struct Name {
  std::string_view wire{};
  EventName name{};
  std::string_view elsewhere{};  // what the platform's other interfaces call it, where that differs
};

enum class TimeUnit : std::uint8_t { seconds, millis, iso8601 };

/// The platform's rule for each thing that can be wrong; null: it doesn't mind. Whether the rule
/// refuses, drops or only warns stands in its row.
struct Says {
  // The request.
  const Rule* unreadable{};  // no JSON
  const Rule* no_events{};   // no list, or an empty one
  const Rule* too_many{};    // more than Interface::max_events
  const Rule* token_missing{};
  const Rule* token_unknown{};  // of none of the configured accounts
  const Rule* token_foreign{};  // of another account than the event's
  const Rule* account_unknown{};
  // An event.
  const Rule* not_an_object{};
  const Rule* wrong_type{};
  const Rule* unknown_member{};  // of an interface that is `closed`
  const Rule* name_unknown{};
  const Rule* name_case{};  // a known name in other letters: to the platform it is another event
  const Rule* no_identity{};
  const Rule* time_unit{};         // seconds for milliseconds or the reverse
  const Rule* too_old{};           // older than Interface::max_age
  const Rule* too_new{};           // further ahead than Interface::max_ahead
  const Rule* value{};             // no number, or negative
  const Rule* value_missing{};     // of a purchase
  const Rule* currency{};          // no code of ISO 4217
  const Rule* currency_missing{};  // of a purchase
  const Rule* limited{};           // limited data use is asked for
  // The person's data.
  const Rule* clear_text{};   // not hashed where it must be
  const Rule* hash_form{};    // MD5, SHA-1, upper-case, base64
  const Rule* hashed{};       // hashed where it must not be
  const Rule* placeholder{};  // the digest of nothing or of example data
};

struct Interface;
class EventReader;
class JsonObject;

/// One kind of body or hit that an endpoint takes.
struct Interface {
  std::string_view endpoints{};  // ids of the endpoints that take it, separated by spaces
  Channel channel = Channel::server;
  bool pairs = false;      // parameters of the query and of a form body; false: JSON
  std::string_view url{};  // where a right sender sends to; "{account}" stands for the account.
                           // Empty: nothing of ours writes it
  std::string_view method{"POST"};
  std::span<const std::pair<std::string_view, std::string_view>> headers{};  // a right sender's
  std::string_view
      events{};  // where the list stands: "data", "data.events", or places separated
                 // by spaces: the first that is there; empty: the body is the one event
  std::span<const Member> request{};  // beside the list
  std::span<const Member> event{};
  std::span<const RowGroup> objects{};  // of a body: kObjectsOf its event's rows
  std::span<const Member> item{};
  std::span<const Name> names{};
  std::optional<EventName> unnamed{};  // the event where the wire has no names (and also_read knows
                                       // none); the contract's (NamedAction, engine.h) come later
  bool adjustments = false;            // takes back what was reported: what a refund is sent to
  TimeUnit time = TimeUnit::seconds;
  std::size_t max_events = 1000;
  std::optional<Duration> max_age{};
  std::optional<Duration> max_ahead{};
  int account_segment = -1;  // of the path ("/v3/{account}/events": 1); -1: a member says it
  bool closed = false;       // other members than the rows' are unknown ones
  std::string_view open{};   // objects of a closed one that take anything, separated by spaces
  /// Sets of keys, separated by spaces, of which one must be whole. Empty: no need.
  std::span<const std::string_view> identity{};
  Says says{};
  /// What no row can say, after the rows.
  void (*also_read)(EventReader& reader, JsonView event){};
  void (*also_write)(const Emission& emission, JsonObject& event){};
};

/// Whether a body's rows are those of its objects, the event's own first, and none comes twice: so
/// they are read. Parameters may stand in any order.
constexpr bool are_grouped(const Interface& face) {
  if (face.pairs) return true;
  const Member* next = face.event.data();
  for (const auto& object : face.objects) {
    for (const auto& row : object.rows) {
      if (&row != next++) return false;
      const auto same = [&](const Member& other) {
        return other.in == row.in && other.key == row.key;
      };
      if (std::ranges::count_if(face.event, same) != 1) return false;
    }
    const auto is_it = [&](const RowGroup& other) { return other.in == object.in; };
    if (std::ranges::count_if(face.objects, is_it) != 1) return false;
  }
  return next == face.event.data() + face.event.size() && face.objects.front().in.empty();
}

constexpr bool are_grouped(std::span<const Interface> interfaces) {
  return std::ranges::all_of(interfaces, [](const Interface& face) { return are_grouped(face); });
}

/// A platform's interfaces and how its senders prove themselves.
struct Api {
  std::span<const Interface> interfaces{};
  std::string_view token_header{};  // "Authorization" (Bearer), "Access-Token"
  std::string_view token_query{};   // "access_token"
};

const Interface* interface_of(const Api& api, std::string_view endpoint);

}  // namespace tagproof::conversion_api
