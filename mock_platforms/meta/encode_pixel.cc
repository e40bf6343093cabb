#include <string>
#include <utility>

#include "harness/wire/url.h"
#include "mock_platforms/meta/encode.h"
#include "mock_platforms/meta/fields.h"
#include "mock_platforms/meta/meta.h"

/// As fbevents.js sends: a GET of an image while the address is short, a form post when it isn't.
/// Source: public analyses of https://connect.facebook.net/en_US/fbevents.js
namespace tagproof::meta {
namespace {

constexpr std::string_view kAddress = "https://www.facebook.com/tr/";
constexpr std::size_t kMaxUrl = 2048;  // a longer one is posted
constexpr std::string_view kLibrary = "2.9.174";

class Pairs {
 public:
  void add(std::string key, std::string value) {
    pairs_.emplace_back(std::move(key), std::move(value));
  }
  void add(std::string key, const Emission& emission, Field field) {
    if (const auto& value = emission.field(field)) add(std::move(key), to_text(*value));
  }
  void put(const std::string& key, std::string value) {
    for (auto& pair : pairs_) {
      if (pair.first == key) {
        pair.second = std::move(value);
        return;
      }
    }
    add(key, std::move(value));
  }
  [[nodiscard]] const Params& all() const { return pairs_; }

 private:
  Params pairs_{};
};

std::string sent_at(const Emission& emission) {
  const auto& time = emission.field(Field::time);
  if (!time) return std::to_string(unix_millis(emission.time));
  const auto said = to_text(*time);
  const auto parsed = parse_rfc3339(said);
  return parsed ? std::to_string(unix_millis(*parsed)) : said;
}

void add_custom_data(Pairs& pairs, const Emission& emission) {
  pairs.add("cd[value]", emission, Field::value);
  pairs.add("cd[currency]", emission, Field::currency);
  if (emission.items) {
    pairs.add("cd[content_ids]", content_ids_json(*emission.items));
    pairs.add("cd[content_type]", "product");
    pairs.add("cd[contents]", contents_json(*emission.items));
    pairs.add("cd[num_items]", num_items(*emission.items));
  }
  pairs.add("cd[order_id]", emission, Field::order_id);
}

void add_identity(Pairs& pairs, const Emission& emission) {
  if (sends_browser_id(emission)) pairs.add("fbp", emission, Field::fbp);
  if (!sends_identity(emission)) return;
  pairs.add("fbc", emission, Field::fbc);
  for (const auto& key : kUserKeys) {
    // The browser's address and agent travel with the request, never as keys.
    if (key.hashing == Hashing::never || !key.field) continue;
    pairs.add("ud[" + std::string(key.wire) + "]", emission, field_of(*key.field));
  }
}

/// A wire name, or the path that the same value has on the server.
std::string browser_name(const std::string& name) {
  const auto path = split_path(name);
  if (!path) return name;
  if (path->first == "custom_data") return "cd[" + std::string(path->second) + "]";
  if (path->first == "user_data") return "ud[" + std::string(path->second) + "]";
  return name;
}

}  // namespace

Request encode_pixel(const Emission& emission) {
  Pairs pairs;
  pairs.add("id", emission, Field::account);
  pairs.add("ev", event_name(emission));
  pairs.add("dl", emission, Field::page_url);
  pairs.add("rl", emission, Field::page_referrer);
  pairs.add("if", "false");
  pairs.add("ts", sent_at(emission));
  add_custom_data(pairs, emission);
  add_identity(pairs, emission);
  pairs.add("v", std::string(kLibrary));
  pairs.add("r", "stable");
  pairs.add("ec", std::to_string(emission.page_hit - 1));
  pairs.add("eid", emission, Field::event_id);
  if (is_limited(emission)) {
    pairs.add("dpo", "LDU");
    pairs.add("dpoco", "0");
    pairs.add("dpost", "0");
  }
  for (const auto& [name, value] : emission.raw) pairs.put(browser_name(name), to_text(value));

  // The library encodes values and leaves the brackets of the keys as they are.
  Request request;
  if (emission.field(Field::user_agent))
    request.headers.emplace_back("User-Agent", emission.text(Field::user_agent));
  request.url = kAddress;
  char separator = '?';
  for (const auto& [key, value] : pairs.all()) {
    request.url += separator;
    request.url += key + "=" + percent_encode(value);
    separator = '&';
  }
  request.url += "&rqm=GET";
  if (request.url.size() < kMaxUrl) return request;

  pairs.add("rqm", "formPOST");
  request.method = "POST";
  request.url = kAddress;
  request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  request.body = build_query(pairs.all());
  return request;
}

}  // namespace tagproof::meta
