#pragma once

#include <string>
#include <vector>

#include "mock_platforms/platform.h"

namespace tagproof {

/// Adds the secrets that any request may hold: Authorization headers always; with `unknown`
/// (nobody's request) also parameters and members whose names say that they are secret.
void add_common_secrets(std::vector<Secret>& found, const Request& request, bool unknown);

/// All that a request holds: these and its platform's own (null: nobody's).
std::vector<Secret> secrets_of(const Request& request, const Platform* platform, bool unknown);

/// Replaces every secret by its fingerprint wherever it stands in url, headers and body,
/// percent-encoded and JSON-escaped forms too; a compressed body that holds one is kept
/// decompressed. The places, each once.
std::vector<std::string> redact(Request& request, Response& answer,
                                const std::vector<Secret>& secrets);

}  // namespace tagproof
