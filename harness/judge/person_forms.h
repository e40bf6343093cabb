#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/model/order.h"
#include "harness/model/words.h"

/// What a person's data look like where they stand in a hit.
namespace tagproof {

/// A piece of a known person's data in a value.
struct PersonalData {
  UserField field{};    // first_name also for a whole name, street for a postal address
  std::string shown{};  // "e-mail address j***@e***.com": enough to recognise, not enough to use
  bool hashed = false;  // no clear text, but a SHA-256 or MD5 digest of it
};

struct PersonForms {
  using Words = std::pair<std::string, PersonalData>;  // between single spaces, and whose they are
  std::vector<std::string> emails{};  // lower case, and as Google writes a gmail address
  std::vector<std::string> phones{};  // digits without leading zeros
  std::vector<Words> phrases{};       // digests too
  std::vector<Words> alone{};         // that count as a whole value only
};
PersonForms forms_of(const Customer& person);

/// A number's end that is shorter is an order's or a time's, too.
inline constexpr std::size_t kMinPhone = 7;
/// Shorter words are nobody's name.
inline constexpr std::size_t kMinAlone = 2;

/// Telephone digits of a person without leading zeros, in every way to write them: with the
/// country's code, and without. Empty: none, or too short to be told from other numbers.
std::vector<std::string> phone_digits(const Customer& person);

/// Gmail addresses are one mailbox with and without dots and suffix.
/// Source: https://support.google.com/mail/answer/7436150
std::string one_mailbox(std::string_view email);
/// With a domain's letters beyond ASCII as DNS has them.
std::string dns_form(std::string_view email);

/// "j***@e***.com"
std::string masked_email(std::string_view email);

}  // namespace tagproof
