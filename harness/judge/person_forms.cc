#include "harness/judge/person_forms.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/base/ascii.h"
#include "harness/base/digits.h"
#include "harness/base/hash.h"
#include "harness/base/letters.h"
#include "harness/base/text.h"
#include "harness/judge/normal_forms.h"
#include "harness/judge/words_in_text.h"

namespace tagproof {
namespace {

// Names: two words of which together fewer letters are ordinary text; without a space between them,
// more.
constexpr std::size_t kMinName = 5;
constexpr std::size_t kMinJoinedName = 7;
constexpr std::size_t kMinStreet = 8;
constexpr std::size_t kMinZip = 4;
// What forms that were left empty send: nobody's name.
constexpr std::array<std::string_view, 10> kNobody{"null",    "undefined", "none", "true",  "false",
                                                   "unknown", "nan",       "n/a",  "guest", "test"};

bool is_nobody(std::string_view word) { return std::ranges::find(kNobody, word) != kNobody.end(); }

std::string stars(std::string_view word) {
  std::size_t first = 1;
  while (first < word.size() && (static_cast<unsigned char>(word[first]) & 0xC0U) == 0x80U) ++first;
  return std::string(word.substr(0, std::min(first, word.size()))) + "***";
}

std::string normal_words(std::string_view text) {
  const std::string plain = plain_text(text);
  return joined(words_of(plain));
}

void add_phrase(PersonForms& forms, std::string_view written, const PersonalData& data) {
  std::string words = normal_words(written);
  if (!words.empty() && static_cast<std::size_t>(std::ranges::count(words, ' ')) < kMaxWords)
    forms.phrases.emplace_back(std::move(words), data);
}

void add_alone(PersonForms& forms, const std::string& word, UserField field, std::string_view what,
               std::string_view written) {
  if (word.size() < kMinAlone || is_nobody(word)) return;
  forms.alone.emplace_back(word,
                           PersonalData{field, fmt::format("{} {}", what, stars(trim(written)))});
}

void add_email(PersonForms& forms, const Customer& person) {
  const std::string email = lower_utf8(trim(person.email));
  const auto at = email.find('@');
  if (at == std::string::npos || at == 0) return;
  forms.emails = {email, one_mailbox(email), dns_form(email)};
  const PersonalData data{UserField::email,
                          fmt::format("hash of e-mail address {}", masked_email(email)), true};
  for (const auto& text : {email, one_mailbox(email)}) {
    add_phrase(forms, sha256_hex(text), data);
    add_phrase(forms, md5_hex(text), data);
  }
}

void add_name(PersonForms& forms, const Customer& person) {
  const std::string first = normal_words(person.first_name);
  const std::string last = normal_words(person.last_name);
  if (!first.empty() && !last.empty() && first.size() + last.size() >= kMinName &&
      !is_nobody(first) && !is_nobody(last)) {
    const PersonalData data{
        UserField::first_name,
        fmt::format("name {} {}", stars(trim(person.first_name)), stars(trim(person.last_name)))};
    add_phrase(forms, first + " " + last, data);
    add_phrase(forms, last + " " + first, data);
    if (first.size() + last.size() >= kMinJoinedName && first.find(' ') == std::string::npos &&
        last.find(' ') == std::string::npos) {
      add_phrase(forms, first + last, data);
      add_phrase(forms, last + first, data);
    }
  }
  add_alone(forms, first, UserField::first_name, "first name", person.first_name);
  add_alone(forms, last, UserField::last_name, "last name", person.last_name);
}

void add_postal_address(PersonForms& forms, const Customer& person) {
  const std::string street = normal_words(person.street);
  if (street.size() >= kMinStreet && street.find(' ') != std::string::npos)
    add_phrase(forms, street,
               {UserField::street, fmt::format("street {}", stars(trim(person.street)))});
  const std::string city = normal_words(person.city);
  const std::string zip = normal_words(person.zip);
  if (!city.empty() && zip.size() >= kMinZip) {
    const PersonalData data{
        UserField::city, fmt::format("postal address {} {}", stars(zip), stars(trim(person.city)))};
    add_phrase(forms, zip + " " + city, data);
    add_phrase(forms, city + " " + zip, data);
  }
  add_alone(forms, city, UserField::city, "city", person.city);
  if (zip.size() >= kMinZip) add_alone(forms, zip, UserField::zip, "postcode", person.zip);
}

}  // namespace

std::string one_mailbox(std::string_view email) {
  const auto at = email.rfind('@');
  const std::string_view domain = email.substr(at + 1);
  if (domain != "gmail.com" && domain != "googlemail.com") return std::string(email);
  std::string mailbox(email.substr(0, std::min(email.find('+'), at)));
  std::erase(mailbox, '.');
  return mailbox + "@gmail.com";
}

std::string dns_form(std::string_view email) {
  const auto at = email.rfind('@');
  return std::string(email.substr(0, at + 1)) + ascii_host(email.substr(at + 1));
}

std::string masked_email(std::string_view email) {
  const auto at = email.find('@');
  const auto dot = email.rfind('.');
  if (at == std::string_view::npos || dot == std::string_view::npos || dot < at) return "***";
  return fmt::format("{}@{}{}", stars(email.substr(0, at)), stars(email.substr(at + 1)),
                     email.substr(dot));
}

std::vector<std::string> phone_digits(const Customer& person) {
  std::vector<std::string> all = right_texts(traits_of("meta"), UserField::phone, person);
  all.push_back(without_leading_zeros(digits_of(person.phone)));
  if (const std::string national = national_number(person); !national.empty())
    all.push_back(national);
  std::ranges::sort(all);
  const auto rest = std::ranges::unique(all);
  all.erase(rest.begin(), rest.end());
  std::erase_if(all, [](const std::string& digits) { return digits.size() < kMinPhone; });
  return all;
}

PersonForms forms_of(const Customer& person) {
  PersonForms forms;
  add_email(forms, person);
  forms.phones = phone_digits(person);
  add_name(forms, person);
  add_postal_address(forms, person);
  return forms;
}

}  // namespace tagproof
