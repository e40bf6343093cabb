#pragma once

#include <string>

#include "harness/model/emission.h"

/// What the tag's and the uploads' writers share.
namespace tagproof::google_ads {

/// The digits of "AW-123456789".
std::string conversion_id(const Emission& emission);
/// The label of "AW-123456789/AbC-D_efG"; "" for a name without one.
std::string label_of(const Emission& emission);
bool is_limited(const Emission& emission);

}  // namespace tagproof::google_ads
