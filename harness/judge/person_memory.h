#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

#include "harness/base/key_table.h"
#include "harness/judge/person_forms.h"
#include "harness/judge/person_search.h"

namespace tagproof {

/// What was learned of people from the evidence before. Owned by who judges many journeys, of which
/// most have the same shoppers and hits: it saves time, and changes nothing in what is found.
class PersonMemory {
 public:
  /// Before the people of other evidence are learned: forgets all when it is too much.
  void make_room();
  std::shared_ptr<const PersonForms> forms_of(const Customer& person);
  /// Of whom forms were asked for: what isn't theirs is nobody's in the evidence at hand.
  [[nodiscard]] const PersonSearch& everyone() const { return everyone_; }

  const std::string& sha256_of(const std::string& text);

  /// Whether none of them may stand in a part of a hit, known by its key.
  [[nodiscard]] bool is_nobodys(const Key128& part) const { return nobodys_.find(part) != nullptr; }
  void add_nobodys(const Key128& part) { nobodys_.try_emplace(part); }

 private:
  /// By what forms are made of: a shopper's address and browser change more often.
  struct Hash {
    std::size_t operator()(const Customer& person) const noexcept;
  };
  struct Same {
    bool operator()(const Customer& a, const Customer& b) const noexcept;
  };
  std::unordered_map<Customer, std::shared_ptr<const PersonForms>, Hash, Same> people_{};
  PersonSearch everyone_{};
  std::unordered_map<std::string, std::string> digests_{};  // of texts
  struct Nothing {};
  KeyTable<Nothing> nobodys_{};  // keys, not texts: millions of hits are driven
};

}  // namespace tagproof
