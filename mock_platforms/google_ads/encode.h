#pragma once

#include <string>
#include <string_view>

#include "harness/model/emission.h"

/// What the tag's and the uploads' writers share.
namespace tagproof::google_ads {

/// The digits of "AW-123456789".
std::string conversion_id(const Emission& emission);
/// The label of "AW-123456789/AbC-D_efG"; "" for a name without one.
std::string label_of(const Emission& emission);
bool is_limited(const Emission& emission);
/// What the shop says of the interface, not of the event: "tagproof.via" and the account's numbers.
std::string said_of_interface(const Emission& emission, std::string_view name);
bool is_of_interface(std::string_view raw_name);

/// Every real integration has a token, so an emission without one sends this.
inline constexpr std::string_view kAnyToken = "tagproof-simulated-token";

}  // namespace tagproof::google_ads
