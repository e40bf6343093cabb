#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/model/emission.h"
#include "mock_platforms/meta/fields.h"

/// What the Pixel's and the Conversions API's writers share.
namespace tagproof::meta {

/// The value as a JSON text; its type is kept: a Decimal is a number with its own text.
std::string json_of(const Scalar& value);
std::string contents_json(const std::vector<EmittedItem>& items);
std::string content_ids_json(const std::vector<EmittedItem>& items);
std::string num_items(const std::vector<EmittedItem>& items);

/// A key of user data that a canonical field fills: kUserKeys without what only decoders ask of.
struct SentKey {
  std::string_view wire{};
  UserField field{};
  /// The browser's address and agent: they travel with its request, as keys from the server only.
  bool of_the_request = false;
};
inline constexpr auto kSentKeys = [] {
  constexpr auto kIsSent = [](const UserKey& key) { return key.field.has_value(); };
  std::array<SentKey, std::ranges::count_if(kUserKeys, kIsSent)> keys{};
  auto* next = keys.data();
  for (const auto& key : kUserKeys) {
    if (kIsSent(key)) *next++ = {key.wire, *key.field, key.hashing == Hashing::never};
  }
  return keys;
}();

/// Click ids and data of the person leave with full consent only.
bool sends_identity(const Emission& emission);
/// The browser's own cookie leaves unless it is all cookieless; address and agent of the request
/// always do.
bool sends_browser_id(const Emission& emission);
bool is_limited(const Emission& emission);
std::string_view event_name(const Emission& emission);
/// "custom_data.x" is ("custom_data", "x").
std::optional<std::pair<std::string_view, std::string_view>> split_path(std::string_view name);

}  // namespace tagproof::meta
