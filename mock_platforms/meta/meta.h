#pragma once

#include <array>
#include <string_view>

#include "mock_platforms/platform.h"

/// Meta: the Pixel (`/tr/`) and the Conversions API (`/v{N}.{M}/{pixel}/events`).
namespace tagproof::meta {

extern const Platform kPlatform;

// The rows of the platform, each in its file.
Decoded decode(const Request& request, const Endpoint& endpoint, const Settings& settings);
Decoded decode_pixel(const Request& request, const Endpoint& endpoint);
Decoded decode_capi(const Request& request, const Endpoint& endpoint, const Settings& settings);
void accept(Decoded& hit, const PlatformState& state, TimePoint now);
Response answer(const Request& request, const Endpoint& endpoint, const Decoded& hit,
                const PlatformState& state, const AnswerContext& context);
std::vector<Request> encode(const Emission& emission);
Request encode_pixel(const Emission& emission);
Request encode_capi(const Emission& emission);

/// What both channels' events are held against, by their text alone: name, value, currency, items,
/// ids.
void observe_text(Decoded& hit, int event, const Settings& settings);

/// One value of user_data or ud[…]; `wire` as it stood.
struct UserKey;
void observe_user_value(Decoded& hit, int event, const UserKey& key, std::string_view wire,
                        std::string_view value, DatumForm form);
/// Data processing options as either channel says them.
struct LimitedSaid {
  bool unknown_option = false;  // something beside LDU
  Observed<Decimal> country{};
  Observed<Decimal> state{};
  bool has_address = false;  // there is an address to place the shopper by
  std::string options_path{};
  std::string country_path{};
  std::string state_path{};
};
void observe_limited(Decoded& hit, int event, const LimitedSaid& said);
/// What `custom_data` or cd[…] says beside value, currency, ids and items; a key may be missing.
struct CustomSaid {
  Observed<std::string> content_type{};
  Observed<Decimal> num_items{};
  Observed<std::string> delivery_category{};
};
void observe_custom(Decoded& hit, int event, const CustomSaid& said);

extern const std::span<const DedupRule> kDedup;

/// Tokens and proofs, which stand in the query, in a form or in JSON. A browser's hit has none: one
/// in its query is somebody's mistake, and taken out too.
inline constexpr std::array<std::string_view, 2> kSecretKeys{"access_token", "appsecret_proof"};

inline constexpr std::string_view kEndpointPixel = "tr";
inline constexpr std::string_view kEndpointTrigger = "trigger";
inline constexpr std::string_view kEndpointCapi = "capi";
inline constexpr std::string_view kEndpointUnversioned = "unversioned";
inline constexpr std::string_view kEndpointQuality = "dataset_quality";
inline constexpr std::string_view kEndpointGateway = "gateway";

}  // namespace tagproof::meta
