#include "harness/base/hash.h"

#include <doctest/doctest.h>

#include <initializer_list>

namespace tagproof {
namespace {

TEST_CASE("digests") {  // of FIPS 180-4, RFC 1321 and RFC 4231
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex(sha256_bytes("abc")) == sha256_hex("abc"));
  CHECK(sha1_hex("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(md5_hex("abc") == "900150983cd24fb0d6963f7d28e17f72");
  CHECK(hmac_sha256_hex("Jefe", "what do ya want for nothing?") ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(hmac_sha256_hex("", "") ==
        "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
  CHECK(fnv1a("") == 0xcbf29ce484222325);
  CHECK(fnv1a("foobar") == 0x85944171f73967e8);
}

TEST_CASE("hex") {
  CHECK(hex(std::string_view("\x00\x9f\xff", 3)) == "009fff");
  CHECK(from_hex("009FfF") == std::string("\x00\x9f\xff", 3));
  CHECK(from_hex("") == "");
  CHECK_FALSE(from_hex("0"));
  CHECK_FALSE(from_hex("0g"));
}

TEST_CASE("base64, of RFC 4648") {
  struct Row {
    std::string_view bytes, padded, url;
  };
  for (const Row& row : std::initializer_list<Row>{{"", "", ""},
                                                   {"f", "Zg==", "Zg"},
                                                   {"fo", "Zm8=", "Zm8"},
                                                   {"foo", "Zm9v", "Zm9v"},
                                                   {"foobar", "Zm9vYmFy", "Zm9vYmFy"},
                                                   {"\xfb\xff", "+/8=", "-_8"}}) {
    CHECK(base64(row.bytes) == row.padded);
    CHECK(base64url(row.bytes) == row.url);
    CHECK(from_base64(row.padded) == row.bytes);
    CHECK(from_base64(row.url) == row.bytes);
  }
  for (const auto* text : {"Z", "Zg=", "Zg===", "Zm9v=", "Z g=", "Zm9v\n", "=", "Zg==Zg=="}) {
    CAPTURE(text);
    CHECK_FALSE(from_base64(text));
  }
}

}  // namespace
}  // namespace tagproof
