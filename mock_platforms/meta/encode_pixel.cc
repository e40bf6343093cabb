#include <string>

#include "harness/wire/query_writer.h"
#include "mock_platforms/emission_writer.h"
#include "mock_platforms/meta/encode.h"
#include "mock_platforms/meta/meta.h"

/// As fbevents.js sends: a GET of an image while the address is short, a form post when it isn't.
/// Source: public analyses of https://connect.facebook.net/en_US/fbevents.js
namespace tagproof::meta {
namespace {

constexpr std::string_view kAddress = "https://www.facebook.com/tr/";
constexpr std::size_t kMaxUrl = 2048;  // a longer one is posted
constexpr std::string_view kLibrary = "2.9.174";

void add_custom_data(QueryWriter& query, const Emission& emission) {
  write(query, "cd[value]", emission, Field::value);
  write(query, "cd[currency]", emission, Field::currency);
  if (emission.items) {
    query.pair("cd[content_ids]", content_ids_json(*emission.items));
    query.pair("cd[content_type]", "product");
    query.pair("cd[contents]", contents_json(*emission.items));
    query.pair("cd[num_items]", num_items(*emission.items));
  }
  write(query, "cd[order_id]", emission, Field::order_id);
}

void add_identity(QueryWriter& query, const Emission& emission) {
  if (sends_browser_id(emission)) write(query, "fbp", emission, Field::fbp);
  if (!sends_identity(emission)) return;
  write(query, "fbc", emission, Field::fbc);
  for (const auto& key : kSentKeys) {
    if (key.of_the_request) continue;
    if (const auto& value = emission.field(field_of(key.field)))
      write(query, "ud[" + std::string(key.wire) + "]", *value);
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

void add_all(QueryWriter& query, const Emission& emission) {
  write(query, "id", emission, Field::account);
  query.pair("ev", event_name(emission));
  write(query, "dl", emission, Field::page_url);
  write(query, "rl", emission, Field::page_referrer);
  query.pair("if", "false");
  query.pair("ts", unix_millis_of(emission));
  add_custom_data(query, emission);
  add_identity(query, emission);
  query.pair("v", kLibrary);
  query.pair("r", "stable");
  query.pair("ec", std::to_string(emission.page_hit - 1));
  write(query, "eid", emission, Field::event_id);
  if (is_limited(emission)) query.pair("dpo", "LDU").pair("dpoco", "0").pair("dpost", "0");
  for (const auto& [name, value] : emission.raw) query.put(browser_name(name), to_text(value));
}

}  // namespace

Request encode_pixel(const Emission& emission) {
  Request request;
  if (emission.field(Field::user_agent))
    request.headers.emplace_back("User-Agent", emission.text(Field::user_agent));
  // The library encodes values and leaves the brackets of the keys as they are.
  request.url.reserve(kMaxUrl);
  request.url.append(kAddress).append("?");
  QueryWriter query(request.url);
  add_all(query, emission);
  query.pair("rqm", "GET");
  if (request.url.size() < kMaxUrl) return request;

  request.method = "POST";
  request.url = kAddress;
  request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  QueryWriter form(request.body, QueryWriter::Names::encoded);
  add_all(form, emission);
  form.pair("rqm", "formPOST");
  return request;
}

}  // namespace tagproof::meta
