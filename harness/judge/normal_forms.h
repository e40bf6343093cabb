#pragma once

#include <string>
#include <vector>

#include "harness/model/order.h"
#include "mock_platforms/traits.h"

/// What a person's data read like before they are hashed: as platforms want it, and as mistakes
/// have it.
namespace tagproof {

/// How a platform wants a field on the wire, by its row of traits.
Wanted wanted_form(const PlatformTraits& traits, UserField field);

/// The texts whose digest is right for the platform (hashing.md 2.1); the documented one first.
/// Empty: not known.
std::vector<std::string> right_texts(const PlatformTraits& traits, UserField field,
                                     const Customer& person);

struct Suspect {
  std::string text{};
  std::string why{};  // "hash of the untrimmed address"
};

/// Texts that mistakes hash, with the mistake's name, the likeliest first (hashing.md 4).
std::vector<Suspect> suspects(const PlatformTraits& traits, UserField field,
                              const Customer& person);

/// The digits of a person's telephone number without country code and trunk zero; "" when there is
/// none.
std::string national_number(const Customer& person);

}  // namespace tagproof
