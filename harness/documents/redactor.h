#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "harness/documents/mask.h"
#include "harness/documents/pseudonym.h"
#include "harness/model/words.h"

namespace tagproof {

/// Personal data out of a recording, for it to leave the house: every value is replaced by its
/// pseudonym, also behind percent-encoding, JSON's escapes and base64, and hashes are made again:
/// the hash of a known value becomes the hash of its pseudonym, in each of the forms that
/// senders hash (trimmed, lower-cased, hashed twice …), any other a hash of the same length. First
/// it learns what is whose, from the whole recording; then it replaces.
class Redactor {
 public:
  explicit Redactor(Pseudonyms pseudonyms) : pseudonyms_(std::move(pseudonyms)) {}

  /// A person's value in the clear.
  void learn(UserField field, std::string_view value);
  /// A browser's or click's id, or a cookie's value.
  void learn_id(std::string_view id);
  /// The click ids that stand in a text's addresses (`gclid=…`, `fbclid=…`).
  void learn_click_ids(std::string_view text);
  /// A token: a fingerprint stands in its place.
  void learn_secret(std::string_view secret, std::string fingerprint);
  /// The e-mail addresses and international telephone numbers that stand in a text.
  void learn_from(std::string_view text);
  /// After the last learn(), before the first text().
  void settle();

  [[nodiscard]] std::string text(std::string_view text) const;

 private:
  enum class Way : std::uint8_t { word, id, ip, email, verbatim };
  struct Value {
    Way way{};
    std::string by{};  // verbatim only
  };
  void know(std::string_view value, Way way, std::string by = {}, Mask::Reach reach = {});
  void remember_hashes(std::string_view value, std::string_view pseudonym);
  [[nodiscard]] std::string made_of(const Value& value, std::string_view written) const;
  [[nodiscard]] std::string made_of_phone(std::string_view digits) const;
  /// How much before a known address within what looks like one is the wire's.
  [[nodiscard]] std::size_t wire_prefix(std::string_view lower) const;
  [[nodiscard]] std::string made_of_hash(std::string_view hash) const;

  Pseudonyms pseudonyms_;
  std::map<std::string, Value, std::less<>> values_{};  // by lower-case text
  std::vector<Mask::Known> known_{};
  std::unordered_set<std::uint32_t> beginnings_{};
  std::unordered_set<std::string> phone_ends_{};
  std::unordered_map<std::string, std::string> phones_{};  // an end of a known number -> all of it
  std::unordered_map<std::string, std::string> hashes_{};  // hex -> hex
};

}  // namespace tagproof
