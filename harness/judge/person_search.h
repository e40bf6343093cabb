#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "harness/base/text.h"
#include "harness/judge/person_forms.h"
#include "harness/model/order.h"
#include "harness/model/words.h"

/// Finds what is known of people in the values of a hit: e-mail addresses, telephone numbers, names
/// and postal addresses, in any case, spelling of separators and accents. People are indexed once;
/// a value is then read once, whatever their number.
namespace tagproof {

/// Words of products and shops ("Max Air", "Berlin Hoodie"): they are nobody's name. Taken apart
/// when the first is asked for: hardly a hit greets anybody.
class ProductWords {
 public:
  /// Borrows the name.
  void learn(std::string_view name) { names_.push_back(name); }
  [[nodiscard]] bool contains(std::string_view word) const;

 private:
  mutable std::vector<std::string_view> names_{};  // not yet taken apart
  mutable std::unordered_set<std::string, TextHash, std::equal_to<>> words_{};
};

class PersonSearch {
 public:
  void learn(const Customer& person) {
    learn_forms(std::make_shared<const PersonForms>(forms_of(person)));
  }
  /// Whether there was anything new in them.
  bool learn_forms(std::shared_ptr<const PersonForms> person);
  [[nodiscard]] bool knows_nobody() const {
    return emails_.empty() && phones_.empty() && phrases_.empty() && alone_.empty();
  }

  /// Whether anything of theirs, or of fewer people's, may stand in a value. Most have nothing that
  /// looks like it.
  [[nodiscard]] bool may_be_in(std::string_view value, std::string_view name) const;
  /// All that stands in one value, each piece once. `name`: what the value is called on the wire;
  /// lone words (a first name, a city) count only where the name says that they are a person's.
  [[nodiscard]] std::vector<PersonalData> in(std::string_view value, std::string_view name,
                                             const ProductWords& products = {}) const;
  /// What stands in clear in a page's address, each field once, and anybody's e-mail address.
  [[nodiscard]] std::vector<PersonalData> in_address(std::string_view address,
                                                     const ProductWords& products = {}) const;

 private:
  bool learn_phrase(const PersonForms::Words& phrase);
  void find_emails(std::string_view lower, std::vector<PersonalData>& found,
                   std::string& rest) const;
  void find_phones(std::string_view text, std::string_view name,
                   std::vector<PersonalData>& found) const;
  [[nodiscard]] bool may_have_phrases(std::string_view text) const;
  void find_phrases(std::string_view plain, std::string_view written, std::string_view name,
                    const ProductWords& products, std::vector<PersonalData>& found) const;

  /// Which first letters and lengths its texts have: most words of a hit are told from them without
  /// a hash.
  class Marks {
   public:
    void add(std::string_view text) { lengths(text.front()) |= bit(text.size()); }
    [[nodiscard]] bool may_have(char first, std::size_t size) const {
      return (lengths_[static_cast<unsigned char>(first)] & bit(size)) != 0;
    }

   private:
    static constexpr std::size_t kLongest = 63;  // and all that is longer
    static std::uint64_t bit(std::size_t size) {
      return std::uint64_t{1} << std::min(size, kLongest);
    }
    std::uint64_t& lengths(char first) { return lengths_[static_cast<unsigned char>(first)]; }
    std::array<std::uint64_t, 256> lengths_{};  // a bit for each, by first letter
  };
  using ViewSet = std::unordered_set<std::string_view>;
  using PhraseMap = std::unordered_map<std::string_view, const PersonalData*>;

  std::vector<std::shared_ptr<const PersonForms>> people_{};  // views look into them
  ViewSet emails_{};
  ViewSet phones_{};
  Marks phone_marks_{};
  PhraseMap phrases_{};
  ViewSet beginnings_{};  // first words of them
  Marks beginning_marks_{};
  std::size_t longest_phrase_ = 0;  // in words
  PhraseMap alone_{};
  Marks alone_marks_{};
};

}  // namespace tagproof
