#include "mock_platforms/google_ads/encode.h"

#include "mock_platforms/google_ads/google_ads.h"

namespace tagproof::google_ads {

std::string conversion_id(const Emission& emission) {
  auto account = emission.text(Field::account);
  if (account.empty()) account = emission.platform_name.substr(0, emission.platform_name.find('/'));
  if (account.starts_with("AW-")) account.erase(0, 3);
  if (account.starts_with("customers/")) account.erase(0, 10);
  return account;
}

std::string label_of(const Emission& emission) {
  const auto slash = emission.platform_name.rfind('/');
  return slash == std::string::npos ? std::string() : emission.platform_name.substr(slash + 1);
}

bool is_limited(const Emission& emission) {
  return emission.consent.limited || emission.allowed == Allowed::limited;
}

bool is_of_interface(std::string_view raw_name) { return raw_name.starts_with("tagproof."); }

std::string said_of_interface(const Emission& emission, std::string_view name) {
  for (const auto& [key, value] : emission.raw) {
    if (is_of_interface(key) && key.ends_with(name)) return to_text(value);
  }
  return {};
}

std::vector<Request> encode(const Emission& emission) {
  if (emission.allowed == Allowed::nothing) return {};
  if (emission.channel == Channel::browser) return encode_tag(emission);
  std::vector<Request> requests;
  requests.push_back(said_of_interface(emission, ".via") == "data_manager"
                         ? encode_ingest(emission)
                         : encode_upload(emission));
  return requests;
}

}  // namespace tagproof::google_ads
