#pragma once

#include <string_view>
#include <vector>

#include "harness/model/event.h"

/// The `em` parameter of a tag: "tv.1" and segments "~<code>.<value>".
/// Source: captures;
/// https://github.com/ramboz/airlockjs/blob/main/docs/research/R-009-gtag-family-fidelity.md
namespace tagproof::google_ads {

struct SegmentCode {
  std::string_view code{};
  UserField field{};
  bool hashed{};
};
inline constexpr SegmentCode kSegmentCodes[] = {
    {"em", UserField::email, true},       {"pn", UserField::phone, true},
    {"fn0", UserField::first_name, true}, {"ln0", UserField::last_name, true},
    {"sa0", UserField::street, true},     {"ct0", UserField::city, false},
    {"rg0", UserField::region, false},    {"pc0", UserField::zip, false},
    {"co0", UserField::country, false},
};

/// What it holds; bare "tv.1" and error markers ("em.e3") are nothing.
std::vector<UserDatum> read_user_data(std::string_view em);
/// Whether the datum must be hashed and isn't.
bool lacks_hash(const UserDatum& datum);
/// Whether it is never hashed, and is.
bool is_hashed_place(const UserDatum& datum);
/// The hash of an empty text, in hex or base64url.
bool is_hash_of_nothing(const UserDatum& datum);
/// Whether an error mark stands in place of some hash.
bool has_error_mark(std::string_view em);

}  // namespace tagproof::google_ads
