#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "harness/wire/json.h"
#include "harness/wire/param_views.h"
#include "mock_platforms/platform.h"

/// Tokens and proofs, which stand in the query, in a form or in JSON. A browser's hit has none: one
/// in its query is somebody's mistake, and taken out too.
namespace tagproof::meta {

inline constexpr std::array<std::string_view, 2> kSecretKeys{"access_token", "appsecret_proof"};

/// `place`: "query" or "body".
void add_secrets(std::vector<Secret>& found, std::string_view place, const ParamViews& pairs);
void add_secrets(std::vector<Secret>& found, std::string_view place, JsonView object);

}  // namespace tagproof::meta
