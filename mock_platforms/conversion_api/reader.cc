#include "mock_platforms/conversion_api/reader.h"

#include <algorithm>
#include <array>
#include <utility>

#include "harness/base/money.h"
#include "harness/base/text.h"
#include "harness/wire/form.h"
#include "harness/wire/url.h"
#include "mock_platforms/empty_digests.h"
#include "mock_platforms/engine.h"

namespace tagproof::conversion_api {
namespace {

constexpr std::size_t kLongestDetail = 200;
/// Unix seconds have ten digits until the year 2286, milliseconds thirteen: nothing between them is
/// a time that anybody means.
constexpr std::int64_t kBetweenUnits = 100'000'000'000;
constexpr std::int64_t kLatestSeconds = 9'000'000'000'000;  // that a TimePoint holds

/// Digests that are nobody's.
constexpr std::string_view kPlaceholders[] = {empty_digest::kNothing, empty_digest::kNull,
                                              empty_digest::kUndefined, empty_digest::kTestAddress};

std::string without_scheme(std::string_view header) {
  const auto value = trim(header);
  const auto space = value.rfind(' ');
  return std::string(space == std::string_view::npos ? value : value.substr(space + 1));
}

Observed<std::string> account_in(std::string_view path, int segment) {
  const auto parts = split(path.substr(std::min<std::size_t>(1, path.size())), '/');
  if (segment < 0 || static_cast<std::size_t>(segment) >= parts.size()) return {};
  auto id = percent_decode(parts[static_cast<std::size_t>(segment)], false);
  return id.empty() ? Observed<std::string>::empty() : Observed<std::string>::of(std::move(id));
}

std::string path_of(const Member& member) {
  std::string path(member.in);
  if (!path.empty()) path.append(".");
  return path.append(member.key);
}

/// The path of what says that; "" where no row does.
std::string path_of(const Interface& face, Means means) {
  const auto it = std::ranges::find(face.event, means, &Member::means);
  return it == face.event.end() ? std::string() : path_of(*it);
}

bool same_member(const Member& member, std::string_view in, std::string_view key) {
  return member.key == key && member.in == in;
}

/// Whether a row's `in` goes through the object of that name: "user" of "user.address".
bool leads_to(const Member& member, std::string_view in, std::string_view key) {
  auto path = member.in;
  if (path.size() < in.size() + key.size()) return false;
  if (!in.empty()) {
    if (path.size() <= in.size() || !path.starts_with(in) || path[in.size()] != '.') return false;
    path.remove_prefix(in.size() + 1);
  }
  return path.starts_with(key) && (path.size() == key.size() || path[key.size()] == '.');
}

void read_request(const Interface& face, const Observed<std::string>& account, JsonView root,
                  Decoded& hit, std::size_t first) {
  for (std::size_t i = first; i < hit.events.size(); ++i) {
    if (!account.is_absent()) hit.events[i].account = account;
  }
  for (const auto& member : face.request) {
    const Wire wire{.json = walk(root, member.in)[member.key]};
    const auto path = path_of(member);
    if (!says_something(wire) && member.missing != nullptr) hit.observe(*member.missing, -1, path);
    const auto* wrong = member.wrong_type != nullptr ? member.wrong_type : face.says.wrong_type;
    if (wire.exists() && !wire.json.is(JsonKind::null) && wrong != nullptr &&
        (type_of(wire.json.kind()) & member.types) == 0) {
      hit.observe(*wrong, -1, path, std::string(wire.json.source().substr(0, kLongestDetail)),
                  wire.json.offset());
    }
    const auto said = text_of(wire);
    if (said.has_value() && member.not_one_of != nullptr && !has_word(member.one_of, *said))
      hit.observe(*member.not_one_of, -1, path, *said);
    for (auto& event : hit.events) {
      if (member.means == Means::account) event.account = said;
      if (member.means == Means::test_code) event.test_code = said;
    }
  }
}

/// The first of the interface's places where anything stands; else its first.
std::string_view place_of_events(const Interface& face, JsonView root) {
  for (const auto place : split(face.events, ' ')) {
    if (walk(root, place).exists()) return place;
  }
  return face.events.substr(0, face.events.find(' '));
}

void read_json(const Interface& face, const Request& request, const Observed<std::string>& account,
               Decoded& hit) {
  const auto unreadable = [&](const std::string& why) {
    hit.decode_error = why;
    if (face.says.unreadable != nullptr) hit.observe(*face.says.unreadable, -1, "", why);
  };
  const auto body = decoded_body(request);
  if (!body) return unreadable(body.error().message);
  const auto document = JsonDocument::parse(*body);
  if (!document) return unreadable(document.error().message);
  const bool offsets = find_header(request.headers, "Content-Encoding") == nullptr;
  const auto root = document->root();
  const auto events = place_of_events(face, root);
  const auto list = walk(root, events);
  if (!events.empty() && !(list.is(JsonKind::array) && list.size() > 0)) {
    if (face.says.no_events != nullptr) hit.observe(*face.says.no_events, -1, std::string(events));
    return;
  }
  const auto one = [&](JsonView object, std::string place) {
    hit.events.emplace_back();
    EventReader reader(hit, face, std::move(place), offsets);
    if (!object.is(JsonKind::object)) {
      reader.observe(face.says.not_an_object, "", object);
    } else {
      reader.read(object);
    }
  };
  if (events.empty()) {
    one(root, {});
  } else {
    if (list.size() > face.max_events && face.says.too_many != nullptr)
      hit.observe(*face.says.too_many, -1, std::string(events), std::to_string(list.size()));
    hit.events.reserve(list.size());
    std::size_t place = 0;
    for (const auto& element : list)
      one(element, std::string(events) + "[" + std::to_string(place++) + "]");
  }
  read_request(face, account, root, hit, 0);
}

void read_pairs(const Interface& face, const Request& request, const Params& query,
                const Observed<std::string>& account, Decoded& hit) {
  auto pairs = query;
  const auto kind = body_kind(request);
  if (kind == BodyKind::form || kind == BodyKind::multipart) {
    if (auto form = parse_form(request)) {
      for (auto& pair : *form) pairs.push_back(std::move(pair));
    } else {
      hit.decode_error = form.error().message;
    }
  }
  hit.events.emplace_back();
  hit.events.back().account = account;
  EventReader(hit, face, {}, false).read(pairs);
}

}  // namespace

const Interface* interface_of(const Api& api, std::string_view endpoint) {
  const auto it = std::ranges::find_if(
      api.interfaces, [&](const Interface& face) { return has_word(face.endpoints, endpoint); });
  return it == api.interfaces.end() ? nullptr : &*it;
}

Decoded decode(const Api& api, const Request& request, const Endpoint& endpoint) {
  Decoded hit;
  hit.channel = endpoint.channel;
  hit.endpoint = endpoint.id;
  const auto* face = interface_of(api, endpoint.id);
  if (face == nullptr) return hit;
  Params query;
  Observed<std::string> account;
  if (const auto url = parse_url(request.url)) {
    query = parse_query(url->query);
    account = account_in(url->path, face->account_segment);
  }
  if (face->channel == Channel::server) {
    const auto* header =
        api.token_header.empty() ? nullptr : find_header(request.headers, api.token_header);
    if (header != nullptr) {
      if (const auto token = without_scheme(*header); !token.empty())
        hit.secrets.push_back(fingerprint(token));
    }
    const auto* parameter = api.token_query.empty() ? nullptr : find_param(query, api.token_query);
    if (parameter != nullptr && !parameter->empty()) hit.secrets.push_back(fingerprint(*parameter));
  }
  if (face->pairs) {
    read_pairs(*face, request, query, account, hit);
  } else {
    read_json(*face, request, account, hit);
  }
  return hit;
}

std::vector<Secret> secrets(const Api& api, const Request& request) {
  std::vector<Secret> found;
  const auto url = parse_url(request.url);
  if (!url || api.token_query.empty()) return found;
  auto token = find_in_query(url->query, api.token_query);
  if (token && !token->empty())
    found.push_back({"query." + std::string(api.token_query), std::move(*token)});
  return found;
}

void EventReader::observe(const Rule* rule, std::string_view field, JsonView at,
                          std::string_view detail) {
  if (rule == nullptr) return;
  auto path = place_;
  if (item_.list != nullptr) {
    if (!path.empty()) path.append(".");
    path.append(path_of(*item_.list)).append("[").append(std::to_string(item_.index)).append("]");
  }
  if (!path.empty() && !field.empty()) path.append(".");
  path.append(field);
  std::optional<std::size_t> offset;
  if (at.exists() && offsets_) offset = at.offset();
  const auto said = at.exists() && detail.empty() ? at.source() : detail;
  hit_.observe(*rule, static_cast<int>(hit_.events.size()) - 1, std::move(path),
               std::string(said.substr(0, kLongestDetail)), offset);
}

void EventReader::add_datum(UserField field, std::string value, std::string wire, Hash hash) {
  if (value.empty()) return;
  const auto form = datum_form(value);
  const Rule* broken = nullptr;
  switch (form) {
    case DatumForm::sha256:
    case DatumForm::appendix:
      if (hash == Hash::never) {
        broken = face_.says.hashed;
      } else if (std::ranges::find(kPlaceholders, value) != std::end(kPlaceholders)) {
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
  observe(broken, wire, {}, value);
  event().user_data.push_back({field, std::move(value), form, std::move(wire)});
}

void EventReader::take_data(const Member& member, const Wire& wire) {
  auto path = path_of(member);
  if (wire.text != nullptr) {
    add_datum(member.user, *wire.text, std::move(path), member.hash);
  } else if (wire.json.is(JsonKind::array)) {
    for (const auto& one : wire.json) {
      if (one.is(JsonKind::string) || one.is(JsonKind::number))
        add_datum(member.user, one.text(), path, member.hash);
    }
  } else if (wire.json.is(JsonKind::string) || wire.json.is(JsonKind::number)) {
    add_datum(member.user, wire.json.text(), std::move(path), member.hash);
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

void EventReader::take_items(const Member& member, JsonView list) {
  if (member.means == Means::item_ids && event().items.has_value()) return;
  if (!list.is(JsonKind::array)) {
    if (list.exists() && !list.is(JsonKind::null)) {
      event().items = Observed<std::vector<TrackedItem>>::malformed(
          std::string(list.source().substr(0, kLongestDetail)), WireKind::text);
    }
    return;
  }
  std::vector<TrackedItem> items;
  items.reserve(list.size());
  std::string storage;
  std::size_t place = 0;
  for (const auto& one : list) {
    TrackedItem item;
    item_ = {&member, place++};
    if (member.means == Means::item_ids) {
      item.id = observed_text(one);
    } else {
      for (const auto& part : face_.item) {
        const Wire wire{.json = one[part.key]};
        check_type(part, wire);
        if (part.means == Means::item_id) item.id = observed_text(wire.json);
        if (part.means == Means::item_quantity) item.quantity = observed_decimal(wire.json);
        if (part.means == Means::item_price) item.price = observed_decimal(wire.json);
      }
      if (face_.closed && face_.says.unknown_member != nullptr) {
        for (const auto& part : one) {
          const auto key = part.key(storage);
          if (std::ranges::find(face_.item, key, &Member::key) == face_.item.end())
            observe(face_.says.unknown_member, key, part);
        }
      }
    }
    items.push_back(std::move(item));
  }
  item_ = {};
  if (member.means == Means::items || !items.empty()) {
    event().items = Observed<std::vector<TrackedItem>>::of(
        std::move(items), member.means == Means::items ? WireKind::object : WireKind::array);
  }
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

void EventReader::check_type(const Member& member, const Wire& wire) {
  if (!says_something(wire)) {
    if (member.missing != nullptr) observe(member.missing, path_of(member), wire.json);
    return;
  }
  const auto* wrong = member.wrong_type != nullptr ? member.wrong_type : face_.says.wrong_type;
  if (wire.json.exists() && (type_of(wire.json.kind()) & member.types) == 0)
    observe(wrong, path_of(member), wire.json);
  if (member.not_one_of == nullptr) return;
  if (const auto said = text_of(wire); said.has_value() && !has_word(member.one_of, *said))
    observe(member.not_one_of, path_of(member), wire.json, *said);
}

void EventReader::take(const Member& member, const Wire& wire) {
  auto& into = event();
  if (says_something(wire)) said_.push_back(member.key);
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
      into.id(IdField::click_id) = text_of(wire);
      break;
    case Means::browser_id:
      into.id(IdField::browser_id) = text_of(wire);
      break;
    case Means::datum:
      take_data(member, wire);
      break;
    case Means::limited:
      if (!wire.exists()) break;
      into.consent_said = true;
      if (asks_for_limits(wire, member.says)) {
        into.consent.limited = true;
        observe(face_.says.limited, path_of(member), wire.json);
      }
      break;
    case Means::ad_storage: {
      const auto said = text_of(wire);
      if (!said.has_value()) break;
      const auto words = split(member.says, ' ');
      into.consent_said = true;
      if (!words.empty() && *said == words.front())
        into.consent.ad_storage = Signal::granted;
      else if (*said == words.back())
        into.consent.ad_storage = Signal::denied;
      break;
    }
    case Means::items:
    case Means::item_ids:
      if (wire.text != nullptr && member.means == Means::item_ids && !wire.text->starts_with('[')) {
        take_item_ids(*wire.text);
      } else if (wire.text != nullptr) {
        if (const auto list = JsonDocument::parse(*wire.text)) {
          take_items(member, list->root());
        } else if (member.means == Means::items && !wire.text->empty()) {
          into.items = Observed<std::vector<TrackedItem>>::malformed(
              wire.text->substr(0, kLongestDetail), WireKind::text);
        }
      } else {
        take_items(member, wire.json);
      }
      break;
  }
}

template <class Find>
void EventReader::read_members(const Find& find) {
  for (const auto& member : face_.event) {
    const Wire wire = find(member);
    check_type(member, wire);
    if (wire.exists()) take(member, wire);
  }
}

void EventReader::read(JsonView object) {
  // Rows of one object stand together: it is looked up once.
  std::string_view at;
  JsonView holder = object;
  read_members([&](const Member& member) {
    if (member.in != at) {
      at = member.in;
      holder = walk(object, at);
    }
    return Wire{.json = holder[member.key]};
  });
  check_known(object);
  if (face_.also_read != nullptr) face_.also_read(*this, object);
  finish();
}

void EventReader::read(const Params& pairs) {
  std::vector<std::pair<std::string_view, std::optional<JsonDocument>>> documents;
  read_members([&](const Member& member) {
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
  });
  if (face_.also_read != nullptr) face_.also_read(*this, {});
  finish();
}

void EventReader::check_known(JsonView object) {
  if (!face_.closed || face_.says.unknown_member == nullptr) return;
  std::vector<std::string_view> places{""};
  for (const auto& member : face_.event) {
    if (member.in != places.back() && std::ranges::find(places, member.in) == places.end())
      places.push_back(member.in);
  }
  std::string storage;
  for (const auto place : places) {
    if (has_word(face_.open, place)) continue;
    for (const auto& found : walk(object, place)) {
      const auto key = found.key(storage);
      const bool known = std::ranges::any_of(face_.event, [&](const Member& member) {
        return same_member(member, place, key) || leads_to(member, place, key);
      });
      if (known) continue;
      auto path = std::string(place);
      if (!path.empty()) path.push_back('.');
      observe(face_.says.unknown_member, path.append(key), found);
    }
  }
}

void EventReader::check_name() {
  auto& into = event();
  if (face_.unnamed) {
    if (!into.name) into.name = face_.unnamed;
    return;
  }
  if (!into.platform_name.has_value()) return;
  const std::string_view said = *into.platform_name;
  bool other_case = false;
  for (const auto& row : face_.names) {
    if (row.wire == said) {
      into.name = row.name;
      return;
    }
    other_case = other_case || equals_ignoring_case(row.wire, said);
  }
  observe(other_case ? face_.says.name_case : face_.says.name_unknown, path_of(face_, Means::name),
          {}, said);
}

void EventReader::check_money() {
  const auto& into = event();
  const bool purchase = into.is(EventName::purchase);
  if (into.value.is_malformed() || (into.value.has_value() && into.value->is_negative())) {
    observe(face_.says.value, path_of(face_, Means::value), {},
            into.value.has_value() ? into.value->text() : into.value.raw());
  } else if (purchase && into.value.says_nothing()) {
    observe(face_.says.value_missing, path_of(face_, Means::value));
  }
  if (into.currency.has_value() && !is_currency(upper_ascii(*into.currency))) {
    observe(face_.says.currency, path_of(face_, Means::currency), {}, *into.currency);
  } else if (purchase && !into.currency.has_value()) {
    observe(face_.says.currency_missing, path_of(face_, Means::currency));
  }
}

void EventReader::check_identity() {
  if (face_.identity.empty() || face_.says.no_identity == nullptr) return;
  const bool met = std::ranges::any_of(face_.identity, [&](std::string_view set) {
    const auto keys = split(set, ' ');
    return std::ranges::all_of(
        keys, [&](std::string_view key) { return std::ranges::find(said_, key) != said_.end(); });
  });
  if (!met) observe(face_.says.no_identity, "");
}

void EventReader::finish() {
  check_name();
  check_money();
  check_identity();
}

}  // namespace tagproof::conversion_api
