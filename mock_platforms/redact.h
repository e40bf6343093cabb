#pragma once

#include <string>
#include <vector>

#include "mock_platforms/platform.h"

namespace tagproof {

/// Replaces every secret by its fingerprint wherever it stands in url, headers and body,
/// percent-encoded and JSON-escaped forms too; a compressed body that holds one is kept
/// decompressed. The places, each once.
std::vector<std::string> redact(Request& request, Response& answer,
                                const std::vector<Secret>& secrets);

}  // namespace tagproof
