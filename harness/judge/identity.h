#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/event.h"
#include "harness/model/evidence.h"
#include "harness/model/order.h"

/// Whose hash is it, and how did it come about? Held against the known person: the forms that a
/// platform's documents and official libraries give are right (facts: hashing.md 2.1), every other
/// is explained by the mistake that makes it (hashing.md 4).
namespace tagproof {

class Context;       // judge/context.h
class PersonMemory;  // judge/person_memory.h

struct Explanation {
  std::optional<bool> ok{};  // absent: can't be said, the person isn't known
  std::string why{};         // "hash of the untrimmed address"; empty when it is right
};

/// `person` null: judged by the form alone.
Explanation explain(std::string_view platform, const UserDatum& datum, const Customer* person,
                    PersonMemory* memory = nullptr);

/// The same for an event's value, whose person the context knows; tells a stranger's hash from
/// another shopper's.
Explanation explain(const TrackedEvent& event, const UserDatum& datum, const Context& context);
/// So many known people are tried for whose a hash is that isn't the event's own shopper's.
inline constexpr std::size_t kMaxOthers = 256;

/// Fills `ok` and `why` of every user-data value, for reports; whoever builds the evidence calls it
/// once, before it is frozen.
void explain_people(Evidence& evidence);

}  // namespace tagproof
