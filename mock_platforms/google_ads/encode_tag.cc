#include <string>

#include "harness/base/hash.h"
#include "harness/base/text.h"
#include "harness/wire/query_writer.h"
#include "harness/wire/url.h"
#include "mock_platforms/emission_writer.h"
#include "mock_platforms/google_ads/encode.h"
#include "mock_platforms/google_ads/google_ads.h"
#include "mock_platforms/google_ads/user_data.h"
#include "mock_platforms/google_consent.h"

/// As the tag sends a conversion: the main ping and its mirror with the same `random`.
/// Source:
/// https://github.com/ramboz/airlockjs/blob/main/docs/research/R-009-gtag-family-fidelity.md
namespace tagproof::google_ads {
namespace {

/// `random` is a number of up to ten digits; the seeded nonce decides which.
std::string random_of(const Emission& emission) {
  return std::to_string(fnv1a(emission.nonce + emission.tag + emission.page_load) % 4'000'000'000U);
}

void add_items(QueryWriter& query, const std::vector<EmittedItem>& items) {
  query.key("item");
  std::string storage;
  for (const auto& item : items) {
    query.word("(").text(text_of(item.price, storage));
    query.word("*").text(text_of(item.quantity, storage));
    query.word("*").text(text_of(item.id, storage)).word("**)");
  }
}

std::string user_data_of(const Emission& emission) {
  std::string out = "tv.1";
  for (const auto& code : kSegmentCodes) {
    const auto& value = emission.field(field_of(code.field));
    if (value) out += "~" + std::string(code.code) + "." + to_text(*value);
  }
  return out;
}

void add_consent(QueryWriter& query, const Emission& emission) {
  auto consent = emission.consent;
  consent.limited = is_limited(emission);
  write_google_consent(query, consent);
  if (consent.limited) query.pair("rdp", "1");
}

/// Cookies and what the shopper gave away leave with full consent only; an address keeps the click
/// id it came with.
void add_identity(QueryWriter& query, const Emission& emission) {
  if (emission.allowed != Allowed::full) return;
  write(query, "gclaw", emission, Field::gclid);
  write(query, "gclgb", emission, Field::gbraid);
  write(query, "wbraid", emission, Field::wbraid);
  const auto user_data = user_data_of(emission);
  if (user_data == "tv.1") return;
  query.pair("ec_mode", "c").pair("em", user_data);
}

std::string conversion_query(const Emission& emission, std::string_view label) {
  constexpr std::size_t kUsual = 1024;
  std::string out;
  out.reserve(kUsual);
  QueryWriter query(out);
  query.pair("random", random_of(emission)).pair("cv", "11").pair("fst", unix_millis_of(emission));
  query.pair("bg", "ffffff").pair("guid", "ON").pair("async", "1");
  query.pair("en", label.empty() ? text(emission.name) : "conversion");
  add_consent(query, emission);
  write(query, "url", emission, Field::page_url);
  write(query, "ref", emission, Field::page_referrer);
  if (!emission.page_title.empty()) query.pair("tiba", emission.page_title);
  if (!label.empty()) query.pair("label", label);
  if (emission.name == EventName::purchase) query.pair("bttype", "purchase");
  write(query, "value", emission, Field::value);
  write(query, "currency_code", emission, Field::currency);
  write(query, "oid", emission, Field::order_id);
  if (emission.items) add_items(query, *emission.items);
  add_identity(query, emission);
  for (const auto& [name, value] : emission.raw) query.put(percent_encode(name), to_text(value));
  query.pair("rfmt", "3").pair("fmt", "4");
  return out;
}

Request get(std::string_view address, const Emission& emission, std::string_view query) {
  Request request;
  request.url.append(address).append(conversion_id(emission)).append("/?").append(query);
  if (emission.field(Field::user_agent))
    request.headers.emplace_back("User-Agent", emission.text(Field::user_agent));
  return request;
}

}  // namespace

std::vector<Request> encode_tag(const Emission& emission) {
  const auto label = label_of(emission);
  const auto query = conversion_query(emission, label);
  std::vector<Request> requests;
  const auto add = [&](std::string_view address) {
    requests.push_back(get(address, emission, query));
  };
  if (label.empty()) {
    // An event without a label is no conversion: the tag sends it for remarketing.
    add("https://googleads.g.doubleclick.net/pagead/viewthroughconversion/");
  } else {
    add("https://www.googleadservices.com/pagead/conversion/");
    add("https://www.googleadservices.com/ccm/conversion/");
  }
  return requests;
}

}  // namespace tagproof::google_ads
