#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tagproof {

/// Lower-case hex digests.
std::string sha256_hex(std::string_view bytes);
std::string sha1_hex(std::string_view bytes);
std::string md5_hex(std::string_view bytes);
std::string hmac_sha256_hex(std::string_view key, std::string_view bytes);
/// The 32 raw bytes.
std::string sha256_bytes(std::string_view bytes);

std::string hex(std::string_view bytes);
std::optional<std::string> from_hex(std::string_view text);
std::string base64(std::string_view bytes);
std::string base64url(std::string_view bytes);  // without padding
/// Accepts both alphabets, with or without padding.
std::optional<std::string> from_base64(std::string_view text);

/// A fast non-cryptographic hash for seeds and keys (FNV-1a, 64 bit): the same on every machine.
std::uint64_t fnv1a(std::string_view bytes);

}  // namespace tagproof
