#include "mock_platforms/conversion_api/writer.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "harness/base/text.h"
#include "harness/wire/json_writer.h"
#include "harness/wire/url.h"

namespace tagproof::conversion_api {
namespace {

/// Every real integration has a token, so an emission without one sends this.
constexpr std::string_view kAnyToken = "tagproof-simulated-token";

const Interface* interface_for(const Api& api, const Emission& emission) {
  const auto first = [&](bool adjustments) {
    return std::ranges::find_if(api.interfaces, [&](const Interface& face) {
      return face.channel == emission.channel && face.adjustments == adjustments &&
             !face.url.empty();
    });
  };
  auto it = first(emission.adjustment != AdjustmentKind::none);
  if (it == api.interfaces.end()) it = first(false);
  return it == api.interfaces.end() ? nullptr : &*it;
}

std::string name_on(const Interface& face, const Emission& emission) {
  const auto& given = emission.platform_name;
  std::string own;
  for (const auto& row : face.names) {
    if (row.wire == given) return given;
    if (row.name != emission.name) continue;
    if (own.empty()) own = std::string(row.wire);
    // The contract has one name for both channels.
    if (!row.elsewhere.empty() && row.elsewhere == given) return std::string(row.wire);
  }
  return given.empty() ? own : given;
}

bool is_limited(const Emission& emission) {
  return emission.consent.limited || emission.allowed == Allowed::limited;
}

/// Click ids and what is of the person leave with full consent only, the browser's own id unless
/// all is cookieless; address and agent of the request always do.
bool may_leave(const Member& member, const Emission& emission) {
  if (member.means == Means::click_id) return emission.allowed == Allowed::full;
  if (member.means == Means::browser_id) return emission.allowed != Allowed::cookieless;
  if (member.means != Means::datum) return true;
  const bool of_the_request = member.user == UserField::ip || member.user == UserField::user_agent;
  return of_the_request || emission.allowed == Allowed::full;
}

std::optional<Field> field_of(const Member& member) {
  switch (member.means) {
    case Means::event_id:
      return Field::event_id;
    case Means::order_id:
      return Field::order_id;
    case Means::value:
      return Field::value;
    case Means::currency:
      return Field::currency;
    case Means::tax:
      return Field::tax;
    case Means::shipping:
      return Field::shipping;
    case Means::coupon:
      return Field::coupon;
    case Means::account:
      return Field::account;
    case Means::test_code:
      return Field::test_code;
    case Means::page_url:
      return Field::page_url;
    case Means::page_referrer:
      return Field::page_referrer;
    case Means::click_id:
      return Field::click_id;
    case Means::browser_id:
      return Field::browser_id;
    case Means::datum:
      return tagproof::field_of(member.user);
    default:
      return std::nullopt;
  }
}

std::string quoted(std::string_view text) {
  std::string out;
  JsonWriter(out).string(text);
  return out;
}

const Scalar* part_of(const EmittedItem& item, Means means) {
  switch (means) {
    case Means::item_id:
      return &item.id;
    case Means::item_quantity:
      return &item.quantity;
    case Means::item_price:
      return &item.price;
    case Means::item_name:
      return &item.name;
    case Means::item_brand:
      return &item.brand;
    case Means::item_category:
      return &item.category;
    default:
      return nullptr;
  }
}

/// "contents[].id" of a tag's raw names: a member of every item; the key alone. Empty: it is none.
std::string_view key_of_items(const Member& member, std::string_view name) {
  std::string prefix(member.in);
  if (!prefix.empty()) prefix.append(".");
  prefix.append(member.key).append("[].");
  return name.starts_with(prefix) ? name.substr(prefix.size()) : std::string_view();
}

bool is_of_items(std::string_view name) { return name.find("[].") != std::string_view::npos; }

std::string items_json(const Interface& face, const Member& member, const Emission& emission) {
  std::string out = "[";
  for (const auto& item : *emission.items) {
    if (out.size() > 1) out += ",";
    JsonObject object;
    for (const auto& part : face.item) {
      const auto* value = part_of(item, part.means);
      const bool empty = value == nullptr || (std::holds_alternative<std::string>(*value) &&
                                              std::get<std::string>(*value).empty());
      if (!empty) object.put({}, part.key, json_of(*value, part.types));
    }
    for (const auto& [name, value] : emission.raw) {
      if (const auto key = key_of_items(member, name); !key.empty())
        object.put({}, key, json_of(value, kAny));
    }
    out += object.json();
  }
  return out + "]";
}

std::string item_ids_json(const std::vector<EmittedItem>& items) {
  std::string out = "[";
  for (const auto& item : items) {
    if (out.size() > 1) out += ",";
    out += json_of(item.id, kText);
  }
  return out + "]";
}

/// The ids as a parameter has them: "A,B".
std::string item_ids_text(const std::vector<EmittedItem>& items) {
  std::string out;
  for (const auto& item : items) out.append(out.empty() ? "" : ",").append(to_text(item.id));
  return out;
}

Decimal count_of(const std::vector<EmittedItem>& items) {
  Decimal sum;
  for (const auto& item : items) {
    if (const auto* quantity = std::get_if<Decimal>(&item.quantity)) sum += *quantity;
  }
  return sum;
}

std::string time_json(const Interface& face, const Emission& emission, Types types) {
  auto when = emission.time;
  if (const auto& given = emission.field(Field::time)) {
    const auto* said = std::get_if<std::string>(&*given);
    const auto parsed = said != nullptr ? parse_rfc3339(*said) : std::nullopt;
    if (!parsed) return json_of(*given, types);
    when = *parsed;
  }
  switch (face.time) {
    case TimeUnit::seconds:
      return json_of(Decimal{unix_seconds(when)}, types);
    case TimeUnit::millis:
      return json_of(Decimal{unix_millis(when)}, types);
    case TimeUnit::iso8601:
      return quoted(rfc3339(when));
  }
  return {};
}

std::string ad_storage_json(const Member& member, const Emission& emission) {
  const auto words = split(member.says, ' ');
  switch (emission.consent.ad_storage.effective()) {
    case Signal::granted:
      return quoted(words.front());
    case Signal::denied:
      return quoted(words.back());
    case Signal::unset:
      break;
  }
  return {};
}

/// What a member says of an emission, as JSON; empty: nothing.
std::string said(const Interface& face, const Member& member, const Emission& emission) {
  if (!may_leave(member, emission)) return {};
  switch (member.means) {
    case Means::constant:
      return std::string(member.says);
    case Means::limited:
      return is_limited(emission) ? std::string(member.says) : std::string();
    case Means::ad_storage:
      return ad_storage_json(member, emission);
    case Means::name:
      return member.says.empty() ? quoted(name_on(face, emission)) : std::string(member.says);
    case Means::time:
      return time_json(face, emission, member.types);
    case Means::items:
      return emission.items ? items_json(face, member, emission) : std::string();
    case Means::item_ids:
      return emission.items ? item_ids_json(*emission.items) : std::string();
    case Means::item_count:
      return emission.items ? json_of(count_of(*emission.items), member.types) : std::string();
    default:
      break;
  }
  // What is taken back as a whole has no value of its own.
  const bool money = member.means == Means::value || member.means == Means::currency;
  if (money && face.adjustments && emission.adjustment == AdjustmentKind::retract) return {};
  const auto field = field_of(member);
  if (!field || !emission.field(*field)) return {};
  auto json = json_of(*emission.field(*field), member.types);
  return (member.types & (kText | kNumber)) == 0 && (member.types & kList) != 0 ? "[" + json + "]"
                                                                                : json;
}

/// A JSON text as the text of a parameter: strings lose their quotes.
std::string parameter_of(const std::string& json) {
  if (!json.starts_with('"')) return json;
  const auto document = JsonDocument::parse(json);
  return document ? document->root().text() : json;
}

bool is_request_key(const Interface& face, std::string_view name) {
  return std::ranges::find(face.request, name, &Member::key) != face.request.end();
}

std::string event_json(const Interface& face, const Emission& emission, JsonObject& body) {
  JsonObject event;
  for (const auto& member : face.event) {
    if (auto json = said(face, member, emission); !json.empty())
      event.put(member.in, member.key, std::move(json));
  }
  if (face.also_write != nullptr) face.also_write(emission, event);
  for (const auto& [name, value] : emission.raw) {
    if (is_of_items(name)) continue;
    if (is_request_key(face, name)) {
      body.put(name, json_of(value, kAny));
    } else {
      event.put(name, json_of(value, kAny));
    }
  }
  return event.json();
}

std::string address(const Api& api, const Interface& face, const Emission& emission) {
  auto url = replace_all(face.url, "{account}", percent_encode(emission.text(Field::account)));
  if (face.channel == Channel::server && !api.token_query.empty()) {
    url.append(url.find('?') == std::string::npos ? "?" : "&").append(api.token_query).append("=");
    url.append(percent_encode(emission.secret.empty() ? kAnyToken : emission.secret));
  }
  return url;
}

Request write_json(const Api& api, const Interface& face, const Emission& emission) {
  JsonObject body;
  for (const auto& member : face.request) {
    if (auto json = said(face, member, emission); !json.empty())
      body.put(member.in, member.key, std::move(json));
  }
  std::string list = event_json(face, emission, body);
  Request request;
  if (face.events.empty()) {
    // The one event is the body; what is of the request stands beside its members.
    request.body = std::move(list);
    if (!body.empty()) {
      const auto rest = body.json();
      request.body.pop_back();
      request.body.append(request.body.size() > 1 ? "," : "").append(rest.substr(1));
    }
  } else {
    for (const auto& other : emission.batch) {
      JsonObject of_the_first;  // a request says these once
      list.append(",").append(event_json(face, other, of_the_first));
    }
    body.put(face.events.substr(0, face.events.find(' ')), "[" + list + "]");
    request.body = body.json();
  }
  request.method = std::string(face.method);
  request.url = address(api, face, emission);
  if (face.channel == Channel::browser && emission.field(Field::user_agent))
    request.headers.emplace_back("User-Agent", emission.text(Field::user_agent));
  request.headers.emplace_back("Content-Type", "application/json");
  if (face.channel == Channel::server && !api.token_header.empty()) {
    const std::string scheme = api.token_header == "Authorization" ? "Bearer " : "";
    request.headers.emplace_back(
        api.token_header,
        scheme + (emission.secret.empty() ? std::string(kAnyToken) : emission.secret));
  }
  for (const auto& [name, value] : face.headers) request.headers.emplace_back(name, value);
  return request;
}

/// The group "ed" of "ed.value", where the interface has one of that name.
std::optional<std::pair<std::string_view, std::string_view>> grouped(const Interface& face,
                                                                     std::string_view name) {
  const auto dot = name.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto group = name.substr(0, dot);
  if (std::ranges::find(face.event, group, &Member::in) == face.event.end()) return std::nullopt;
  return std::pair{group, name.substr(dot + 1)};
}

Request write_pairs(const Api& api, const Interface& face, const Emission& emission) {
  Params pairs;
  std::vector<std::pair<std::string_view, JsonObject>> groups;
  const auto put = [&](std::string_view key, std::string value) {
    const auto it = std::ranges::find(pairs, key, &Params::value_type::first);
    if (it == pairs.end()) {
      pairs.emplace_back(std::string(key), std::move(value));
    } else {
      it->second = std::move(value);
    }
  };
  const auto put_in = [&](std::string_view group, std::string_view key, std::string json) {
    auto it = std::ranges::find(groups, group, &decltype(groups)::value_type::first);
    if (it == groups.end()) {
      groups.emplace_back(group, JsonObject{});
      it = groups.end() - 1;
      pairs.emplace_back(std::string(group), std::string{});  // keeps its place
    }
    it->second.put({}, key, std::move(json));
  };
  for (const auto& member : face.event) {
    auto json = said(face, member, emission);
    if (json.empty()) continue;
    if (member.in.empty()) {
      put(member.key,
          member.means == Means::item_ids ? item_ids_text(*emission.items) : parameter_of(json));
    } else {
      put_in(member.in, member.key, std::move(json));
    }
  }
  for (const auto& [name, value] : emission.raw) {
    if (is_of_items(name)) continue;
    if (const auto place = grouped(face, name)) {
      put_in(place->first, place->second, json_of(value, kAny));
    } else {
      put(name, to_text(value));
    }
  }
  for (const auto& [group, object] : groups) put(group, object.json());

  Request request;
  request.method = std::string(face.method);
  request.url = address(api, face, emission);
  if (emission.field(Field::user_agent))
    request.headers.emplace_back("User-Agent", emission.text(Field::user_agent));
  if (face.method == "GET") {
    request.url.append(request.url.find('?') == std::string::npos ? "?" : "&")
        .append(build_query(pairs));
  } else {
    request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    request.body = build_query(pairs);
  }
  for (const auto& [name, value] : face.headers) request.headers.emplace_back(name, value);
  return request;
}

}  // namespace

std::string json_of(const Scalar& value, Types types) {
  if (const auto* number = std::get_if<Decimal>(&value)) {
    if ((types & kNumber) == 0) return quoted(number->text());
    std::string out;
    JsonWriter(out).number(*number);
    return out;
  }
  if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
  return quoted(std::get<std::string>(value));
}

std::vector<Request> encode(const Api& api, const Emission& emission) {
  const auto* face = interface_for(api, emission);
  if (face == nullptr || emission.allowed == Allowed::nothing) return {};
  if (!face->unnamed && name_on(*face, emission).empty()) return {};
  return {face->pairs ? write_pairs(api, *face, emission) : write_json(api, *face, emission)};
}

}  // namespace tagproof::conversion_api
