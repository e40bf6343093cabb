#pragma once

#include <string>

#include "harness/wire/har.h"
#include "harness/wire/json.h"

namespace tagproof {

/// A string's text; "" for what isn't one, which some tools write where they know nothing.
std::string text_in_har(JsonView view);

/// The body of a HAR's request (`postData`, `bodySize`) as it was on the wire, as far as the tool
/// kept it: fills `request.body` and, where what was sent can't be known, `body_unseen`.
void read_har_body(JsonView request, HarEntry& entry);

}  // namespace tagproof
