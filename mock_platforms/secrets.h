#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "harness/wire/json.h"
#include "harness/wire/param_views.h"
#include "mock_platforms/platform.h"

/// Where a request's tokens are. A platform reads one value of a name; all that stand under it are
/// somebody's secrets.
namespace tagproof {

/// Adds what stands under the names; empty values apart. `place`: "query" or "body".
void add_secrets(std::vector<Secret>& found, std::string_view place,
                 std::span<const std::string_view> names, const ParamViews& pairs);
/// Of the object's own members, every one of a repeated name.
void add_secrets(std::vector<Secret>& found, std::string_view place,
                 std::span<const std::string_view> names, JsonView object);

/// The token in the value of an Authorization header: what stands behind "Bearer", in any case, and
/// blanks; empty where nothing does. Of another scheme it is the whole value, which equals nobody's
/// token. Sources: https://www.rfc-editor.org/rfc/rfc6750#section-2.1,
/// https://www.rfc-editor.org/rfc/rfc9110#section-11.1
std::string_view bearer_token(std::string_view header);

/// All that a request holds: its platform's own, by the names that the platform declares, and what
/// any request may hold (Authorization headers). With `unknown` (nobody's request) also parameters
/// and members whose names say that they are secret. `met`: the platform's own, where decoding has
/// met them all.
std::vector<Secret> secrets_of(const Request& request, const Platform* platform, bool unknown,
                               std::optional<std::vector<Secret>> met = {});

}  // namespace tagproof
