#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>

#include "harness/base/key_table.h"
#include "harness/judge/person_forms.h"
#include "harness/judge/person_search.h"

namespace tagproof {

/// Texts by their keys alone: millions of hits are driven.
struct Nothing {};
using KeySet = KeyTable<Nothing>;

/// Parts of hits in which nobody's data stand, by their keys. Only what comes again is kept: most
/// new parts are ids and times, which never do.
class NobodysParts {
 public:
  [[nodiscard]] bool contains(const Key128& part) const { return parts_.find(part) != nullptr; }
  /// Keeps it, if it is the second time.
  void add(const Key128& part);
  void clear() { *this = {}; }
  [[nodiscard]] std::size_t size() const { return parts_.size(); }

 private:
  KeySet parts_{};
  /// Quarters of keys that were met; a later one takes an earlier one's place.
  std::array<std::uint32_t, 4096> met_{};
};

/// What was learned of people from the evidence before. Owned by who judges many journeys, of which
/// most have the same shoppers and hits: it saves time, and changes nothing in what is found.
class PersonMemory {
 public:
  /// What is known of one person.
  struct Known {
    std::shared_ptr<const PersonForms> forms{};
    std::shared_ptr<const PersonSearch> search{};  // of them alone
  };

  /// Before the people of other evidence are learned: forgets all when it is too much.
  void make_room();
  /// Valid until there is made room.
  const Known& known(const Customer& person);
  /// Of whom was asked: what isn't theirs is nobody's in the evidence at hand.
  [[nodiscard]] const PersonSearch& everyone() const { return everyone_; }

  /// Hashes of user data that were right, by the keys of all that decides it.
  [[nodiscard]] KeySet& right_hashes() { return right_hashes_; }

  /// The parts of hits in which none of them may stand.
  [[nodiscard]] NobodysParts& nobodys() { return nobodys_; }

 private:
  /// By what forms are made of: a shopper's address and browser change more often.
  struct Hash {
    std::size_t operator()(const Customer& person) const noexcept;
  };
  struct Same {
    bool operator()(const Customer& a, const Customer& b) const noexcept;
  };
  std::unordered_map<Customer, Known, Hash, Same> people_{};
  PersonSearch everyone_{};
  NobodysParts nobodys_{};
  KeySet right_hashes_{};
};

}  // namespace tagproof
