#include "harness/wire/gzip.h"

#include <doctest/doctest.h>

#include "harness/base/hash.h"

namespace tagproof {
namespace {

constexpr std::size_t kLimit = 1000;

std::string bytes(std::string_view hex) { return from_hex(hex).value(); }

TEST_CASE("gzip comes back, in one member or several, up to the limit") {
  for (const auto& text : {std::string(), std::string("tagproof"), std::string(kLimit, 'x')}) {
    CHECK(decompress(gzip(text), Compression::gzip, kLimit).value() == text);
  }
  CHECK(decompress(gzip("one ") + gzip("two"), Compression::gzip, kLimit).value() == "one two");
}

TEST_CASE("deflate with and without a zlib header") {
  CHECK(decompress(bytes("789c4b040000620062"), Compression::deflate, kLimit).value() == "a");
  CHECK(decompress(bytes("4b0400"), Compression::deflate, kLimit).value() == "a");
}

TEST_CASE("a bomb, a torso, damage and a tail are errors") {
  const auto whole = gzip(std::string(50'000'000, 'x'));
  const auto message = [](std::string_view data, Compression how) {
    const auto result = decompress(data, how, kLimit);
    REQUIRE_FALSE(result.has_value());
    return result.error().message;
  };
  CHECK(message(whole, Compression::gzip) == "more than 1000 bytes when decompressed");
  CHECK(message(gzip(std::string(kLimit + 1, 'x')), Compression::gzip) ==
        "more than 1000 bytes when decompressed");
  const auto small = gzip("tagproof");
  CHECK(message(std::string_view(small).substr(0, 20), Compression::gzip) ==
        "at byte 20: the compressed data is cut short");
  CHECK(message("", Compression::gzip) == "at byte 0: the compressed data is cut short");
  CHECK(message(small + "tail", Compression::gzip) ==
        "at byte 30: damaged compressed data (incorrect header check)");
  CHECK(message("no gzip at all", Compression::gzip) ==
        "at byte 2: damaged compressed data (incorrect header check)");
  CHECK(message(bytes("4b0400ff"), Compression::deflate) ==
        "at byte 3: bytes behind the compressed data");
}

}  // namespace
}  // namespace tagproof
