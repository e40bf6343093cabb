#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/event.h"
#include "harness/model/evidence.h"
#include "harness/model/order.h"
#include "mock_platforms/traits.h"

/// Whose hash is it, and how did it come about? Held against the known person: the forms that a
/// platform's documents and official libraries give are right (facts: hashing.md 2.1), every other
/// is explained by the mistake that makes it (hashing.md 4).
namespace tagproof {

/// How a platform wants a field on the wire, by its row of traits.
Wanted wanted_form(std::string_view platform, UserField field);

struct Explanation {
  std::optional<bool> ok{};  // absent: can't be said, the person isn't known
  std::string why{};         // "hash of the untrimmed address"; empty when it is right
};

/// The texts whose digest is right for the platform; the documented one first. Empty: not known.
std::vector<std::string> right_texts(std::string_view platform, UserField field,
                                     const Customer& person);

/// `person` null: judged by the form alone.
Explanation explain(std::string_view platform, const UserDatum& datum, const Customer* person);

/// Fills `ok` and `why` of every user-data value, for reports; whoever builds the evidence calls it
/// once, before it is frozen.
void explain_people(Evidence& evidence);

}  // namespace tagproof
