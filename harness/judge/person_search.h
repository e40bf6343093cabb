#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "harness/base/text.h"
#include "harness/model/order.h"
#include "harness/model/words.h"

/// Finds what is known of people in the values of a hit: e-mail addresses, telephone numbers, names
/// and postal addresses, in any case, spelling of separators and accents. People are indexed once;
/// a value is then read once, whatever their number.
namespace tagproof {

/// A piece of a known person's data in a value.
struct PersonalData {
  UserField field{};    // first_name also for a whole name, street for a postal address
  std::string shown{};  // "e-mail address j***@e***.com": enough to recognise, not enough to use
  bool hashed = false;  // no clear text, but a SHA-256 or MD5 digest of it
};

class PersonSearch {
 public:
  void learn(const Customer& person);
  /// Words of products and shops ("Max Air", "Berlin Hoodie"): they are nobody's name.
  void learn_product(std::string_view name);
  [[nodiscard]] bool knows_nobody() const {
    return emails_.empty() && phones_.empty() && phrases_.empty() && alone_.empty();
  }

  /// All that stands in one value, each piece once. `name`: what the value is called on the wire;
  /// lone words (a first name, a city) count only where the name says that they are a person's.
  [[nodiscard]] std::vector<PersonalData> in(std::string_view value, std::string_view name) const;
  /// What stands in clear in a page's address, each field once, and anybody's e-mail address.
  [[nodiscard]] std::vector<PersonalData> in_address(std::string_view address) const;

 private:
  struct Phrase {
    UserField field{};
    std::string shown{};
    bool hashed = false;
  };
  void learn_phrase(std::string_view words, UserField field, std::string_view shown,
                    bool hashed = false);
  void learn_phone(const Customer& person);
  void find_emails(std::string_view lower, std::vector<PersonalData>& found,
                   std::string& rest) const;
  void find_phones(std::string_view text, std::string_view name,
                   std::vector<PersonalData>& found) const;
  void find_phrases(std::string_view plain, std::string_view written, std::string_view name,
                    std::vector<PersonalData>& found) const;

  /// Which first letters and lengths its texts have: most words of a hit are told from them without
  /// a hash.
  class Marks {
   public:
    void add(std::string_view text) { marks_ |= of(text.front(), text.size()); }
    [[nodiscard]] bool may_have(char first, std::size_t size) const {
      return (marks_ & of(first, size)) != 0;
    }

   private:
    static std::uint64_t of(char first, std::size_t size) {
      return std::uint64_t{1} << ((static_cast<unsigned char>(first) ^ (size * 5)) & 63U);
    }
    std::uint64_t marks_ = 0;
  };
  using TextSet = std::unordered_set<std::string, TextHash, std::equal_to<>>;
  using PhraseMap = std::unordered_map<std::string, Phrase, TextHash, std::equal_to<>>;

  TextSet emails_{};      // lower case, and as Google writes a gmail address
  TextSet phones_{};      // digits without leading zeros
  PhraseMap phrases_{};   // words between single spaces
  TextSet beginnings_{};  // first words of them
  Marks beginning_marks_{};
  std::size_t longest_phrase_ = 0;  // in words
  PhraseMap alone_{};               // that count as a whole value only
  Marks alone_marks_{};
  TextSet product_words_{};
};

/// Telephone digits of a person without leading zeros, in every way to write them: with the
/// country's code, and without. Empty: none, or too short to be told from other numbers.
std::vector<std::string> phone_digits(const Customer& person);

/// "j***@e***.com"
std::string masked_email(std::string_view email);

}  // namespace tagproof
