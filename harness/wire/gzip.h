#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "harness/base/result.h"

namespace tagproof {

/// What HTTP calls gzip and deflate (the latter with a zlib header or, as some clients send it,
/// without).
enum class Compression { gzip, deflate };

/// The plain bytes; an error when they are more than `limit`, when the data is damaged or cut
/// short, and when bytes follow its end. Never holds more than `limit` bytes and a bit, however
/// much a few bytes expand to.
Result<std::string> decompress(std::string_view bytes, Compression how, std::size_t limit);

/// The same bytes for the same input on any machine (no time or name in the header).
std::string gzip(std::string_view bytes);

}  // namespace tagproof
