#include <algorithm>
#include <array>

#include "harness/base/text.h"
#include "harness/wire/name_table.h"
#include "mock_platforms/empty_digests.h"
#include "mock_platforms/ga4/decode.h"
#include "mock_platforms/ga4/rules.h"

namespace tagproof::ga4 {
namespace {

// Source: https://developers.google.com/analytics/devguides/collection/ga4/uid-data
constexpr std::size_t kMaxHashes = 3;
constexpr std::size_t kMaxAddresses = 2;
constexpr std::size_t kMaxData = 40;  // read of one hit; the limits above allow 20

struct Word {
  std::string_view word{};
  UserField field{};
};
// What Google tags write in `em`; hashed but for the last four.
// Source: https://github.com/ramboz/airlockjs (captures 2026-09)
constexpr std::array kEmCodes{
    Word{"em", UserField::email},      Word{"pn", UserField::phone},
    Word{"fn", UserField::first_name}, Word{"ln", UserField::last_name},
    Word{"sa", UserField::street},     Word{"ct", UserField::city},
    Word{"rg", UserField::region},     Word{"pc", UserField::zip},
    Word{"co", UserField::country},
};
// Source: https://developers.google.com/analytics/devguides/collection/ga4/uid-data
constexpr std::array kAddress{
    Word{"sha256_first_name", UserField::first_name},
    Word{"sha256_last_name", UserField::last_name},
    Word{"sha256_street", UserField::street},
    Word{"city", UserField::city},
    Word{"region", UserField::region},
    Word{"postal_code", UserField::zip},
    Word{"country", UserField::country},
};
// The same in clear: what a page hands to its tag, and a server container receives.
// Source: https://github.com/d8a-tech/d8a
constexpr std::array kClear{
    Word{"email", UserField::email},           Word{"email_address", UserField::email},
    Word{"phone", UserField::phone},           Word{"phone_number", UserField::phone},
    Word{"first_name", UserField::first_name}, Word{"last_name", UserField::last_name},
    Word{"street", UserField::street},
};
constexpr Word kEmail{"sha256_email_address", UserField::email};
constexpr Word kPhone{"sha256_phone_number", UserField::phone};

template <std::size_t N>
const Word* find(const std::array<Word, N>& words, std::string_view word) {
  const auto it = std::ranges::find(words, word, &Word::word);
  return it == words.end() ? nullptr : &*it;
}

bool is_hashed_field(UserField field) {
  return field == UserField::email || field == UserField::phone || field == UserField::first_name ||
         field == UserField::last_name || field == UserField::street;
}

bool is_place(UserField field) {
  return field == UserField::city || field == UserField::region || field == UserField::zip ||
         field == UserField::country;
}

bool is_any_hash(DatumForm form) {
  return form == DatumForm::sha256 || form == DatumForm::sha256_upper ||
         form == DatumForm::sha256_base64 || form == DatumForm::md5 || form == DatumForm::sha1;
}

// SHA-256 of an empty text, in hexadecimal and in base64.
constexpr NameTable kOfNothing(std::to_array<std::string_view>({
    empty_digest::kNothing,
    empty_digest::kNothingBase64,
}));
// SHA-256 of "null", "undefined", "none", "n/a", "0" and test@example.com.
constexpr NameTable kOfPlaceholders(std::to_array<std::string_view>({
    empty_digest::kNull,
    empty_digest::kNullBase64,
    empty_digest::kUndefined,
    empty_digest::kUndefinedBase64,
    "140bedbf9c3f6d56a9846d2ba7088798683f4da0c248231336e6a05679e4fdfe",
    "a683c5c5349f6f7fb903ba8a9e7e55d0ba1b8f03579f95be83f4954c33e81098",
    "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9",
    empty_digest::kTestAddress,
    empty_digest::kTestAddressBase64,
}));

bool is_country(std::string_view value) {
  return value.size() == 2 && std::ranges::all_of(value, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
         });
}

/// A key that takes a hash ("sha256_street"), or a segment of `em`: clear text there is a mistake.
bool wants_hash(const UserDatum& datum) {
  return datum.wire.find("sha256_") != std::string::npos || datum.wire.starts_with("em~") ||
         datum.wire.starts_with("user_data.");
}

/// Where data stand: the wire's name of one is "user_data.address." and its own.
struct Place {
  std::string_view in{};
  std::string_view key{};
};

void add(std::vector<UserDatum>& out, UserField field, JsonView view, const Place& place) {
  if (!view.is(JsonKind::string) || out.size() == kMaxData) return;
  auto value = view.text();
  const auto form = datum_form(value);
  std::string wire;
  wire.reserve(place.in.size() + place.key.size());
  wire.append(place.in).append(place.key);
  out.push_back({field, std::move(value), form, std::move(wire)});
}

/// Each member is one value or an array of them. The number of values.
std::size_t add_all(std::vector<UserDatum>& out, UserField field, JsonView view,
                    const Place& place) {
  if (!view.is(JsonKind::array)) {
    add(out, field, view, place);
    return view.exists() ? 1 : 0;
  }
  for (const auto& element : view) add(out, field, element, place);
  return view.size();
}

void add_address(MpUserData& found, JsonView address) {
  std::string storage;
  for (const auto& member : address) {
    const auto key = member.key(storage);
    const auto* word = find(kAddress, key);
    if (word == nullptr) {
      if (found.unknown_key.empty()) found.unknown_key = key;
      word = find(kClear, key);
    }
    if (word != nullptr)
      add_all(found.data, word->field, member, {.in = "user_data.address.", .key = key});
  }
}

}  // namespace

EmText read_em(std::string_view em) {
  EmText found;
  found.other_version = em != "tv.1" && !em.starts_with("tv.1~");
  found.bare = em == "tv.1";
  for (const auto segment : split(em, '~')) {
    const auto dot = segment.find('.');
    if (dot == std::string_view::npos) continue;
    auto code = segment.substr(0, dot);
    while (!code.empty() && code.back() >= '0' && code.back() <= '9') code.remove_suffix(1);
    const auto* known = find(kEmCodes, code);
    if (known == nullptr) continue;  // "tv.1", and codes to come
    const auto value = segment.substr(dot + 1);
    // "e0" … "e9" stand where the tag could not hash; their meaning is unconfirmed.
    const bool mark = value.size() == 2 && value[0] == 'e' && value[1] >= '0' && value[1] <= '9' &&
                      is_hashed_field(known->field);
    found.error_mark = found.error_mark || mark;
    if (value.empty() || mark || found.data.size() == kMaxData) continue;
    found.data.push_back({known->field, std::string(value), datum_form(value),
                          "em~" + std::string(segment.substr(0, dot))});
  }
  return found;
}

MpUserData read_mp_user_data(JsonView user_data) {
  MpUserData found;
  std::string storage;
  for (const auto& member : user_data) {
    const auto key = member.key(storage);
    const auto add_as = [&](UserField field) {
      return add_all(found.data, field, member, {.in = "user_data.", .key = key});
    };
    if (key == kEmail.word) {
      found.too_many_emails = add_as(kEmail.field) > kMaxHashes;
    } else if (key == kPhone.word) {
      found.too_many_phones = add_as(kPhone.field) > kMaxHashes;
    } else if (key == "address") {
      if (member.is(JsonKind::array)) {
        found.too_many_addresses = member.size() > kMaxAddresses;
        for (const auto& address : member) add_address(found, address);
      } else {
        add_address(found, member);
      }
    } else {
      if (found.unknown_key.empty()) found.unknown_key = key;
      if (const auto* word = find(kClear, key)) add_as(word->field);
    }
  }
  return found;
}

std::optional<UserDatum> read_container_datum(std::string_view name, std::string_view value) {
  if (value.empty()) return std::nullopt;
  auto key = name;
  bool address = false;
  if (constexpr std::string_view kPrefix = "address."; key.starts_with(kPrefix)) {
    key.remove_prefix(kPrefix.size());
    const auto dot = key.find('.');  // "address.0.city", or "address.city"
    if (dot != std::string_view::npos) key.remove_prefix(dot + 1);
    address = true;
  }
  const Word* word = find(kClear, key);
  if (word == nullptr && address) word = find(kAddress, key);
  if (word == nullptr && key == kEmail.word) word = &kEmail;
  if (word == nullptr && key == kPhone.word) word = &kPhone;
  if (word == nullptr) return std::nullopt;
  return UserDatum{word->field, std::string(value), datum_form(value),
                   "ep.user_data." + std::string(name)};
}

void judge_user_data(Decoded& decoded, int index) {
  const auto& event = decoded.events[static_cast<std::size_t>(index)];
  if (event.user_data.empty()) return;
  bool clear = false, base64 = false, upper = false, other = false, nothing = false,
       placeholder = false, hashed_place = false, country = false, provided = false;
  for (const auto& datum : event.user_data) {
    provided = provided || (datum.field != UserField::ip && datum.field != UserField::user_agent);
    if (is_place(datum.field)) {
      hashed_place = hashed_place || is_any_hash(datum.form);
      country = country || (datum.field == UserField::country && !is_any_hash(datum.form) &&
                            !is_country(datum.value));
      continue;
    }
    if (!is_hashed_field(datum.field) || datum.form == DatumForm::empty) continue;
    base64 = base64 || datum.form == DatumForm::sha256_base64;
    upper = upper || datum.form == DatumForm::sha256_upper;
    other = other || datum.form == DatumForm::md5 || datum.form == DatumForm::sha1;
    clear = clear || (!is_any_hash(datum.form) && wants_hash(datum));
    const auto lower =
        datum.form == DatumForm::sha256_upper ? lower_ascii(datum.value) : std::string();
    const std::string_view hash = lower.empty() ? datum.value : lower;
    nothing = nothing || kOfNothing.has(hash);
    placeholder = placeholder || kOfPlaceholders.has(hash);
  }
  const auto say = [&](bool is, const Rule& about) {
    if (is) decoded.observe(about, index, "user_data");
  };
  const bool denied = event.consent.ad_user_data == Signal::denied;
  say(clear, rule("ga4.user-data.clear"));
  say(base64 && event.channel == Channel::server, rule("ga4.user-data.not-hex"));
  say(upper, rule("ga4.user-data.upper-case"));
  say(other, rule("ga4.user-data.other-hash"));
  say(nothing, rule("ga4.user-data.hash-of-nothing"));
  say(placeholder, rule("ga4.user-data.hash-of-placeholder"));
  say(hashed_place, rule("ga4.user-data.hashed-place"));
  say(country, rule("ga4.user-data.country-form"));
  say(provided && denied, rule("ga4.consent.user-data-denied"));
}

}  // namespace tagproof::ga4
