#pragma once

#include <string>
#include <vector>

#include "harness/model/emission.h"
#include "mock_platforms/conversion_api/api.h"
#include "mock_platforms/conversion_api/json_object.h"

namespace tagproof::conversion_api {

/// The requests that the platform's own tag, or a right server integration, sends: written by the
/// rows of the first interface of the emission's channel that has a `url`. What consent doesn't let
/// leave is left out; nothing leaves for an event that the platform has no name for.
std::vector<Request> encode(const Api& api, const Emission& emission);

/// The value as JSON, of one of the member's types where it can be: an exact number becomes text
/// where only text is taken; text stays text, also where a number is wanted.
std::string json_of(const Scalar& value, Types types);

}  // namespace tagproof::conversion_api
