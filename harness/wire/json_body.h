#pragma once

#include "harness/base/result.h"
#include "harness/wire/json.h"
#include "harness/wire/message.h"

namespace tagproof {

/// The body as JSON, with Content-Encoding undone (form.h) where there is one: most bodies come as
/// they are, and are read where they stand. Errors are those of decoded_body() and of JsonDocument.
Result<JsonDocument> json_body(const Request& request);

}  // namespace tagproof
