#pragma once

#include <string_view>

/// SHA-256 digests of what forms that were left empty hold. Platforms differ in which of them they
/// speak of: each names its own in its folder. Source: hashes of the texts behind them.
namespace tagproof::empty_digest {

inline constexpr std::string_view kNothing =  // ""
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
inline constexpr std::string_view kNull =
    "74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b";
inline constexpr std::string_view kUndefined =
    "eb045d78d273107348b0300c01d29b7552d622abbc6faf81b3ec55359aa9950c";
inline constexpr std::string_view kTestAddress =  // test@example.com
    "973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b";

// As base64url without padding.
inline constexpr std::string_view kNothingBase64 = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";
inline constexpr std::string_view kNullBase64 = "dCNOmK_nSY-12vHzasLXiswzlGT5UHA7jAGYkvmCuQs";
inline constexpr std::string_view kUndefinedBase64 = "6wRdeNJzEHNIsDAMAdKbdVLWIqu8b6-Bs-xVNZqplQw";
inline constexpr std::string_view kTestAddressBase64 =
    "lz3-Rj7IV4X1-Vr1ujkG7tstkxwk5pgkqJ6mXbpOgTs";

}  // namespace tagproof::empty_digest
