#include <algorithm>
#include <array>
#include <utility>

#include "harness/base/text.h"
#include "harness/wire/name_table.h"
#include "mock_platforms/conversion_api/members.h"
#include "mock_platforms/conversion_api/reader.h"
#include "mock_platforms/empty_digests.h"

namespace tagproof::conversion_api {
namespace {

/// Unix seconds have ten digits until the year 2286, milliseconds thirteen: nothing between them is
/// a time that anybody means.
constexpr std::int64_t kBetweenUnits = 100'000'000'000;
constexpr std::int64_t kLatestSeconds = 9'000'000'000'000;  // that a TimePoint holds

/// How much a sender mostly tells of the person: address, phone, an id, IP address and agent.
constexpr std::size_t kUsualData = 6;

/// Digests that are nobody's.
constexpr NameTable kPlaceholders(std::array{empty_digest::kNothing, empty_digest::kNull,
                                             empty_digest::kUndefined, empty_digest::kTestAddress});

/// Whether a member needs no check: it says something of a right type, and any words will do.
bool is_plain(const Member& member, Types said) {
  return (said & member.types) != 0 && member.not_one_of == nullptr;
}

bool is_text_or_number(JsonView view) {
  return view.exists() && (type_of(view.kind()) & (kText | kNumber)) != 0;
}

}  // namespace

void EventReader::read(JsonView object) {
  MatchedMembers members(face_.event.size(), minds_unknown());
  std::vector<Unknown> unknown;
  std::string storage;
  for (const auto& [in, rows] : face_.objects) {
    members.match(rows, walk(object, in));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Wire wire{.json = members.of(i)};
      if (wire.exists() || rows[i].missing != nullptr) read_member(rows[i], wire);
    }
    if (has_word(face_.open, in)) continue;
    for (const auto& other : members.others()) {
      if (!holds_rows(face_.objects, in, other.key(storage))) unknown.push_back({in, other});
    }
  }
  check_known(unknown);
  if (face_.also_read != nullptr) face_.also_read(*this, object);
  finish();
}

void EventReader::read(const Params& pairs) {
  std::vector<std::pair<std::string_view, std::optional<JsonDocument>>> documents;
  const auto find = [&](const Member& member) {
    if (member.in.empty()) return Wire{.text = find_param(pairs, member.key)};
    auto known = std::ranges::find(documents, member.in, &decltype(documents)::value_type::first);
    if (known == documents.end()) {
      const auto* text = find_param(pairs, member.in);
      std::optional<JsonDocument> document;
      if (text != nullptr) {
        if (auto parsed = JsonDocument::parse(*text)) {
          document = std::move(*parsed);
        } else {
          hit_.decode_error = std::string(member.in) + ": " + parsed.error().message;
          observe(face_.says.unreadable, member.in, {}, *text);
        }
      }
      documents.emplace_back(member.in, std::move(document));
      known = documents.end() - 1;
    }
    return Wire{.json = known->second ? known->second->root()[member.key] : JsonView{}};
  };
  for (const auto& member : face_.event) read_member(member, find(member));
  if (face_.also_read != nullptr) face_.also_read(*this, {});
  finish();
}

void EventReader::read_member(const Member& member, const Wire& wire) {
  const Types said = said_type(wire);
  if (!is_plain(member, said)) check_member(member, wire, said);
  if (said != 0) said_.push_back(member.key);
  if (wire.exists()) take(member, wire);
}

void EventReader::finish() {
  check_name();
  check_money();
  check_identity();
}

void EventReader::add_datum(UserField field, std::string_view value, std::string wire, Hash hash) {
  if (value.empty()) return;
  const auto form = datum_form(value);
  const Rule* broken = nullptr;
  switch (form) {
    case DatumForm::sha256:
    case DatumForm::appendix:
      if (hash == Hash::never) {
        broken = face_.says.hashed;
      } else if (kPlaceholders.has(value)) {
        broken = face_.says.placeholder;
      }
      break;
    case DatumForm::sha256_upper:
    case DatumForm::sha256_base64:
    case DatumForm::md5:
    case DatumForm::sha1:
      if (hash == Hash::required) broken = face_.says.hash_form;
      if (hash == Hash::never) broken = face_.says.hashed;
      break;
    case DatumForm::clear:
    case DatumForm::other:
      if (hash == Hash::required) broken = face_.says.clear_text;
      break;
    case DatumForm::empty:
      break;
  }
  if (broken != nullptr) observe(broken, wire, {}, value);
  auto& data = event().user_data;
  if (data.empty()) data.reserve(kUsualData);
  data.emplace_back(field, std::string(value), form, std::move(wire));
}

void EventReader::take_data(const Member& member, const Wire& wire) {
  const auto add = [&](std::string_view value) {
    add_datum(member.user, value, path_of(member), member.hash);
  };
  std::string storage;
  if (wire.text != nullptr) {
    add(*wire.text);
  } else if (wire.json.is(JsonKind::array)) {
    for (const auto& one : wire.json) {
      if (is_text_or_number(one)) add(one.text(storage));
    }
  } else if (is_text_or_number(wire.json)) {
    add(wire.json.text(storage));
  }
}

void EventReader::take_time(const Member& member, const Wire& wire) {
  if (face_.time == TimeUnit::iso8601) {
    if (const auto said = text_of(wire); said.has_value()) {
      event().time = parse_rfc3339(*said);
      if (!event().time) observe(face_.says.time_unit, path_of(member), wire.json, *said);
    }
    return;
  }
  const auto number = decimal_of(wire);
  if (!number.has_value()) {
    if (number.is_malformed())
      observe(face_.says.time_unit, path_of(member), wire.json, number.raw());
    return;
  }
  const auto whole = number->rounded(0, RoundingMode::down).minor(0);
  const bool in_seconds = whole < kBetweenUnits;
  if (whole <= 0 || in_seconds != (face_.time == TimeUnit::seconds))
    observe(face_.says.time_unit, path_of(member), wire.json, number->text());
  const auto millis = face_.time == TimeUnit::seconds
                          ? std::clamp(whole, -kLatestSeconds, kLatestSeconds) * 1000
                          : std::clamp(whole, -kLatestSeconds * 1000, kLatestSeconds * 1000);
  event().time = from_unix_millis(millis);
}

void EventReader::take_consent(const Member& member, const Wire& wire) {
  auto& into = event();
  if (member.means == Means::limited) {
    into.consent_said = true;
    if (!asks_for_limits(wire, member.says)) return;
    into.consent.limited = true;
    observe(face_.says.limited, path_of(member), wire.json);
    return;
  }
  std::string storage;
  const auto word = word_of(wire, storage);
  if (word.empty()) return;
  into.consent_said = true;
  if (word == member.says.substr(0, member.says.find(' '))) {
    into.consent.ad_storage = Signal::granted;
  } else if (word == member.says.substr(member.says.rfind(' ') + 1)) {
    into.consent.ad_storage = Signal::denied;
  }
}

void EventReader::take_list(const Member& member, const Wire& wire) {
  if (wire.text == nullptr) return take_items(member, wire.json);
  if (member.means == Means::item_ids && !wire.text->starts_with('['))
    return take_item_ids(*wire.text);
  if (const auto list = JsonDocument::parse(*wire.text)) {
    take_items(member, list->root());
  } else if (member.means == Means::items && !wire.text->empty()) {
    event().items =
        Observed<std::vector<TrackedItem>>::malformed(detail_of(*wire.text), WireKind::text);
  }
}

void EventReader::take_items(const Member& member, JsonView list) {
  if (member.means == Means::item_ids && event().items.has_value()) return;
  if (!list.is(JsonKind::array)) {
    if (list.exists() && !list.is(JsonKind::null)) {
      event().items =
          Observed<std::vector<TrackedItem>>::malformed(detail_of(list.source()), WireKind::text);
    }
    return;
  }
  std::vector<TrackedItem> items;
  items.reserve(list.size());
  MatchedMembers members(face_.item.size(), minds_unknown());
  for (const auto& one : list) {
    item_ = {&member, items.size()};
    auto& item = items.emplace_back();
    if (member.means == Means::item_ids) {
      item.id = observed_text(one);
    } else {
      members.match(face_.item, one);
      take_item(members, item);
    }
  }
  item_ = {};
  if (member.means == Means::items || !items.empty()) {
    event().items = Observed<std::vector<TrackedItem>>::of(
        std::move(items), member.means == Means::items ? WireKind::object : WireKind::array);
  }
}

void EventReader::take_item(const MatchedMembers& members, TrackedItem& item) {
  for (std::size_t i = 0; i < face_.item.size(); ++i) {
    const auto& row = face_.item[i];
    const Wire wire{.json = members.of(i)};
    const Types said = said_type(wire);
    if (!is_plain(row, said)) check_member(row, wire, said);
    if (!wire.exists()) continue;
    if (row.means == Means::item_id) {
      item.id = observed_text(wire.json);
    } else if (row.means == Means::item_quantity) {
      item.quantity = observed_decimal(wire.json);
    } else if (row.means == Means::item_price) {
      item.price = observed_decimal(wire.json);
    }
  }
  for (const auto& other : members.others()) observe(face_.says.unknown_member, other.key(), other);
}

/// "A,B", as parameters list ids.
void EventReader::take_item_ids(std::string_view text) {
  if (event().items.has_value()) return;
  std::vector<TrackedItem> items;
  for (const auto id : split(text, ',')) {
    if (const auto bare = trim(id); !bare.empty())
      items.emplace_back().id = Observed<std::string>::of(std::string(bare));
  }
  if (!items.empty())
    event().items = Observed<std::vector<TrackedItem>>::of(std::move(items), WireKind::array);
}

void EventReader::take(const Member& member, const Wire& wire) {
  auto& into = event();
  switch (member.means) {
    case Means::nothing:
    case Means::constant:
    case Means::item_count:
    case Means::item_id:
    case Means::item_quantity:
    case Means::item_price:
    case Means::item_name:
    case Means::item_brand:
    case Means::item_category:
      break;
    case Means::name:
      into.platform_name = text_of(wire);
      break;
    case Means::event_id:
      into.event_id = text_of(wire);
      break;
    case Means::order_id:
      into.order_id = text_of(wire);
      break;
    case Means::value:
      into.value = decimal_of(wire);
      break;
    case Means::currency:
      into.currency = text_of(wire);
      break;
    case Means::tax:
      into.tax = decimal_of(wire);
      break;
    case Means::shipping:
      into.shipping = decimal_of(wire);
      break;
    case Means::coupon:
      into.coupon = text_of(wire);
      break;
    case Means::time:
      take_time(member, wire);
      break;
    case Means::account:
      into.account = text_of(wire);
      break;
    case Means::test_code:
      into.test_code = text_of(wire);
      break;
    case Means::page_url:
      into.page_url = text_of(wire);
      break;
    case Means::page_referrer:
      into.page_referrer = text_of(wire);
      break;
    case Means::click_id:
      into.set_id(IdField::click_id, text_of(wire));
      break;
    case Means::browser_id:
      into.set_id(IdField::browser_id, text_of(wire));
      break;
    case Means::datum:
      take_data(member, wire);
      break;
    case Means::limited:
    case Means::ad_storage:
      take_consent(member, wire);
      break;
    case Means::items:
    case Means::item_ids:
      take_list(member, wire);
      break;
  }
}

}  // namespace tagproof::conversion_api
