#include <string>
#include <utility>

#include "harness/base/hash.h"
#include "harness/base/text.h"
#include "harness/wire/url.h"
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

std::string sent_at(const Emission& emission) {
  const auto& time = emission.field(Field::time);
  if (!time) return std::to_string(unix_millis(emission.time));
  const auto said = to_text(*time);
  const auto parsed = parse_rfc3339(said);
  return parsed ? std::to_string(unix_millis(*parsed)) : said;
}

std::string items_of(const std::vector<EmittedItem>& items) {
  std::string out;
  for (const auto& item : items)
    out +=
        "(" + to_text(item.price) + "*" + to_text(item.quantity) + "*" + to_text(item.id) + "**)";
  return out;
}

std::string user_data_of(const Emission& emission) {
  std::string out = "tv.1";
  for (const auto& code : kSegmentCodes) {
    const auto& value = emission.field(field_of(code.field));
    if (value) out += "~" + std::string(code.code) + "." + to_text(*value);
  }
  return out;
}

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
      if (pair.first != key) continue;
      pair.second = std::move(value);
      return;
    }
    add(key, std::move(value));
  }
  [[nodiscard]] const Params& all() const { return pairs_; }

 private:
  Params pairs_{};
};

void add_consent(Pairs& pairs, const Emission& emission) {
  for (auto& [key, value] : google_consent_params(emission.consent))
    pairs.add(std::move(key), std::move(value));
  if (is_limited(emission)) {
    pairs.put("npa", "1");
    pairs.add("rdp", "1");
  }
}

/// Cookies and what the shopper gave away leave with full consent only; an address keeps the click
/// id it came with.
void add_identity(Pairs& pairs, const Emission& emission) {
  if (emission.allowed != Allowed::full) return;
  pairs.add("gclaw", emission, Field::gclid);
  pairs.add("gclgb", emission, Field::gbraid);
  pairs.add("wbraid", emission, Field::wbraid);
  const auto user_data = user_data_of(emission);
  if (user_data == "tv.1") return;
  pairs.add("ec_mode", "c");
  pairs.add("em", user_data);
}

Params conversion_params(const Emission& emission, const std::string& label) {
  Pairs pairs;
  pairs.add("random", random_of(emission));
  pairs.add("cv", "11");
  pairs.add("fst", sent_at(emission));
  pairs.add("bg", "ffffff");
  pairs.add("guid", "ON");
  pairs.add("async", "1");
  pairs.add("en", label.empty() ? std::string(text(emission.name)) : "conversion");
  add_consent(pairs, emission);
  pairs.add("url", emission, Field::page_url);
  pairs.add("ref", emission, Field::page_referrer);
  if (!emission.page_title.empty()) pairs.add("tiba", emission.page_title);
  if (!label.empty()) pairs.add("label", label);
  if (emission.name == EventName::purchase) pairs.add("bttype", "purchase");
  pairs.add("value", emission, Field::value);
  pairs.add("currency_code", emission, Field::currency);
  pairs.add("oid", emission, Field::order_id);
  if (emission.items) pairs.add("item", items_of(*emission.items));
  add_identity(pairs, emission);
  for (const auto& [name, value] : emission.raw) pairs.put(name, to_text(value));
  pairs.add("rfmt", "3");
  pairs.add("fmt", "4");
  return pairs.all();
}

Request get(std::string_view address, const Emission& emission, const Params& params) {
  Request request;
  request.url = std::string(address) + conversion_id(emission) + "/?" + build_query(params);
  if (emission.field(Field::user_agent))
    request.headers.emplace_back("User-Agent", emission.text(Field::user_agent));
  return request;
}

}  // namespace

std::vector<Request> encode_tag(const Emission& emission) {
  const auto label = label_of(emission);
  const auto params = conversion_params(emission, label);
  // An event without a label is no conversion: the tag sends it for remarketing.
  if (label.empty())
    return {
        get("https://googleads.g.doubleclick.net/pagead/viewthroughconversion/", emission, params)};
  return {get("https://www.googleadservices.com/pagead/conversion/", emission, params),
          get("https://www.googleadservices.com/ccm/conversion/", emission, params)};
}

}  // namespace tagproof::google_ads
