#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/base/observed.h"
#include "harness/wire/json.h"
#include "harness/wire/message.h"
#include "mock_platforms/platform.h"

/// What a Conversions API request holds beside its events, whichever of its three encodings it came
/// in.
namespace tagproof::meta {

struct CapiBody {
  std::optional<JsonDocument> document{};  // of the JSON body, or of the form's `data`
  bool whole = false;                      // document is the body, `data` its member
  bool plain_json = false;                 // byte offsets of the document are those of the body
  std::optional<JsonDocument> inner{};     // of a `data` that was a JSON text within the JSON
  Observed<std::string> pixel{};           // of the path
  Observed<std::string> test_event_code{};
  Observed<std::string> partner_agent{};
  Observed<std::string> appsecret_proof{};
  std::vector<std::string> tokens{};  // query, body, header: as sent, in this order
  std::vector<Secret> secrets{};      // of query and body, with their places
  std::string error{};                // the body could not be read: "at byte 17: …"

  /// The array of events, or nothing.
  [[nodiscard]] JsonView data() const;
};

CapiBody read_capi_body(const Request& request);

}  // namespace tagproof::meta
