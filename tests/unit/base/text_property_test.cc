#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>

#include "harness/base/text.h"

namespace tagproof {
namespace {

/// Any bytes, in a text of which parts repeat.
rc::Gen<std::string> few_letters() {
  return rc::gen::container<std::string>(rc::gen::elementOf(std::string("aab\"\\/_k0")));
}

// What works on eight bytes at a time, against its definition by one.
TEST_CASE("properties of texts") {
  CHECK(rc::check("a part is contained where find() finds it", [] {
    const auto text = *few_letters();
    const auto part = *few_letters();
    RC_ASSERT(contains(text, part) == (text.find(part) != std::string::npos));
    const auto begin = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
    RC_ASSERT(contains(text, text.substr(begin, *rc::gen::inRange<std::size_t>(0, 9))));
  }));
  CHECK(rc::check("lower case is each byte's own", [] {
    const auto text = *rc::gen::arbitrary<std::string>();
    auto expected = text;
    std::ranges::transform(expected, expected.begin(), to_lower);
    RC_ASSERT(lower_ascii(text) == expected);
    RC_ASSERT(equals_ignoring_case(text, expected));
  }));
  CHECK(rc::check("a control character is one wherever it stands", [] {
    auto text = *rc::gen::container<std::string>(
        rc::gen::suchThat<char>([](char c) { return !has_control(std::string(1, c)); }));
    RC_ASSERT(!has_control(text));
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
    text.insert(at, 1, *rc::gen::elementOf(std::string("\x00\x01\t\n\x1f\x7f", 6)));
    RC_ASSERT(has_control(text));
  }));
}

TEST_CASE("control characters are those of ASCII") {
  for (int byte = 0; byte < 256; ++byte) {
    CAPTURE(byte);
    CHECK(has_control(std::string(1, static_cast<char>(byte))) == (byte < 0x20 || byte == 0x7f));
  }
}

}  // namespace
}  // namespace tagproof
