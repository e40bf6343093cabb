#include "harness/judge/person_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <utility>

#include "harness/base/ascii.h"
#include "harness/base/letters.h"
#include "harness/base/text.h"
#include "harness/judge/words_in_text.h"
#include "harness/wire/values.h"

namespace tagproof {
namespace {

// A number without separators, plus or a telling name must be longer than another.
constexpr std::size_t kMinBarePhone = 9;
constexpr std::size_t kMaxPhone = 17;  // 15 digits (ITU-T E.164) behind "00"
// A lone name between other words is looked for in a greeting only.
constexpr std::size_t kMinGreeted = 3;

bool is_local(char c) {
  return is_word(c) || c == '.' || c == '_' || c == '+' || c == '-' || c == '\'';
}
bool is_domain(char c) { return is_word(c) || c == '.' || c == '-'; }
bool is_separator(char c) {
  return c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')';
}

/// What names of fields say of their value.
struct Hint {
  std::string_view part{};
  bool personal = true;
};
// The first that is a part of the name decides. "item_name" and "page_location" are no person's.
constexpr std::array<Hint, 41> kNameHints{{
    {"item", false},     {"product", false}, {"content", false}, {"campaign", false},
    {"event", false},    {"page", false},    {"site", false},    {"brand", false},
    {"categor", false},  {"file_", false},   {"host", false},    {"tag", false},
    {"affiliat", false}, {"list", false},    {"promo", false},   {"creative", false},
    {"method", false},   {"browser", false}, {"device", false},  {"first", true},
    {"last", true},      {"surname", true},  {"given", true},    {"family", true},
    {"vorname", true},   {"nachname", true}, {"fname", true},    {"lname", true},
    {"customer", true},  {"kunde", true},    {"buyer", true},    {"recipient", true},
    {"user", true},      {"contact", true},  {"person", true},   {"member", true},
    {"billing", true},   {"shipping", true}, {"name", true},     {"account", true},
    {"salut", true},
}};
constexpr std::array<Hint, 9> kPlaceHints{{
    {"city", true},
    {"town", true},
    {"stadt", true},
    {"zip", true},
    {"postal", true},
    {"postcode", true},
    {"plz", true},
    {"street", true},
    {"address", true},
}};
constexpr std::array<Hint, 6> kPhoneHints{{
    {"phone", true},
    {"tel", true},
    {"mobile", true},
    {"handy", true},
    {"sms", true},
    {"whatsapp", true},
}};

bool says(std::span<const Hint> hints, std::string_view name) {
  if (name.empty()) return false;
  const std::string lower = lower_ascii(name);
  if (hints.data() == kNameHints.data() && (lower == "fn" || lower == "ln")) return true;
  for (const auto& hint : hints) {
    if (lower.find(hint.part) != std::string::npos) return hint.personal;
  }
  return false;
}

// Behind these a first name is a person's: "Thank you, Jane".
constexpr std::array<std::string_view, 20> kGreetings{
    "you",       "thanks",  "hi",    "hello",  "hey",        "dear",  "welcome",
    "danke",     "hallo",   "liebe", "lieber", "willkommen", "merci", "bonjour",
    "bienvenue", "gracias", "hola",  "grazie", "ciao",       "back"};

void add(std::vector<PersonalData>& found, UserField field, std::string shown,
         bool hashed = false) {
  const bool known = std::ranges::any_of(found, [&](const PersonalData& one) {
    return one.field == field && one.hashed == hashed && one.shown == shown;
  });
  if (!known) found.push_back({field, std::move(shown), hashed});
}

/// Where digits stand side by side in a text.
struct Digits {
  std::size_t begin = 0, end = 0;
  [[nodiscard]] bool empty() const { return begin == end; }
};

Digits digits_at(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && is_digit(text[end])) ++end;
  return {begin, end};
}

Digits next_digits(std::string_view text, std::size_t from) {
  while (from < text.size() && !is_digit(text[from])) ++from;
  return digits_at(text, from);
}

/// Those with one separator between, two where one is a bracket: "+49 (151) 234-567".
Digits digits_behind(std::string_view text, const Digits& digits) {
  std::size_t next = digits.end;
  while (next < text.size() && next < digits.end + 2 && is_separator(text[next])) ++next;
  return digits_at(text, next);
}

/// Then they are part of an id.
bool touches_letters(std::string_view text, const Digits& digits) {
  const auto is_of_id = [](char c) { return is_letter(c) || c == '_'; };
  return (digits.end < text.size() && is_of_id(text[digits.end])) ||
         (digits.begin > 0 && is_of_id(text[digits.begin - 1]));
}

bool is_mail(char c) {
  return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-' || c == '+';
}

/// Whether the domain of a would-be address has a dot and ends in letters: "2.1.0" and a pixel
/// sandbox's "web-pixels@3a…" aren't addresses.
bool is_public_domain(std::string_view domain) {
  const auto dot = domain.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || domain.size() - dot < 3) return false;
  return std::ranges::all_of(domain.substr(dot + 1), is_letter);
}

/// The first e-mail address in a text, lower-case; empty: there is none. One pass.
std::string first_email(std::string_view text) {
  for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    std::size_t begin = at;
    while (begin > 0 && is_mail(text[begin - 1])) --begin;
    std::size_t end = at + 1;
    while (end < text.size() && is_mail(text[end])) ++end;
    while (end > at && (text[end - 1] == '.' || text[end - 1] == '-')) --end;
    if (begin == at || end <= at + 1 || !is_public_domain(text.substr(at + 1, end - at - 1)))
      continue;
    return lower_ascii(text.substr(begin, end - begin));
  }
  return {};
}

}  // namespace

bool PersonSearch::learn_phrase(const PersonForms::Words& phrase) {
  const std::string_view words = phrase.first;
  const auto count = static_cast<std::size_t>(std::ranges::count(words, ' ')) + 1;
  longest_phrase_ = std::max(longest_phrase_, count);
  const auto first = words.substr(0, words.find(' '));
  beginning_marks_.add(first);
  beginnings_.insert(first);
  return phrases_.emplace(words, &phrase.second).second;
}

bool PersonSearch::learn_forms(std::shared_ptr<const PersonForms> person) {
  bool is_new = false;
  for (const auto& email : person->emails) is_new |= emails_.insert(email).second;
  for (const auto& digits : person->phones) {
    phone_marks_.add(digits);
    is_new |= phones_.insert(digits).second;
  }
  for (const auto& phrase : person->phrases) is_new |= learn_phrase(phrase);
  for (const auto& [word, data] : person->alone) {
    alone_marks_.add(word);
    is_new |= alone_.emplace(word, &data).second;
  }
  if (is_new) people_.push_back(std::move(person));
  return is_new;
}

bool ProductWords::contains(std::string_view word) const {
  for (const auto name : std::exchange(names_, {})) {
    const std::string plain = plain_text(name);
    for (const auto one : words_of(plain)) {
      if (!words_.contains(one)) words_.emplace(one);
    }
  }
  return words_.contains(word);
}

void PersonSearch::find_emails(std::string_view lower, std::vector<PersonalData>& found,
                               std::string& rest) const {
  std::size_t behind = 0;
  for (auto at = lower.find('@'); at != std::string_view::npos; at = lower.find('@', at + 1)) {
    std::size_t mailbox_end = at;
    while (mailbox_end > behind && lower[mailbox_end - 1] == ' ') --mailbox_end;
    std::size_t begin = mailbox_end;
    while (begin > behind && is_local(lower[begin - 1])) --begin;
    std::size_t domain = at + 1;
    while (domain < lower.size() && lower[domain] == ' ') ++domain;
    std::size_t end = domain;
    while (end < lower.size() && is_domain(lower[end])) ++end;
    while (end > domain && !is_word(lower[end - 1])) --end;
    while (begin < mailbox_end && !is_word(lower[begin])) ++begin;
    if (begin == mailbox_end || end == domain) continue;
    behind = end;
    std::string email(lower.substr(begin, mailbox_end - begin));
    email.append("@").append(lower.substr(domain, end - domain));
    const bool known = emails_.contains(email) || emails_.contains(one_mailbox(email)) ||
                       emails_.contains(dns_form(email));
    if (!known) continue;
    add(found, UserField::email, fmt::format("e-mail address {}", masked_email(email)));
    // A name in an address is the address's.
    for (std::size_t i = begin; i < end; ++i) rest[i] = '@';
  }
}

void PersonSearch::find_phones(std::string_view text, std::string_view name,
                               std::vector<PersonalData>& found) const {
  if (phones_.empty() || text.size() < kMinPhone) return;
  for (auto first = next_digits(text, 0); !first.empty(); first = next_digits(text, first.end)) {
    if (touches_letters(text, first)) continue;
    std::size_t size = 0;   // of the number up to `last`, without zeros before it
    char initial = '\0';    // its first digit
    std::size_t zeros = 0;  // before it
    for (auto last = first;
         !last.empty() && size + zeros <= kMaxPhone && !touches_letters(text, last);
         last = digits_behind(text, last)) {
      if (size == 0) {
        const auto digit = std::min(text.find_first_not_of('0', last.begin), last.end);
        zeros += digit - last.begin;
        size = last.end - digit;
        if (size > 0) initial = text[digit];
      } else {
        size += last.end - last.begin;
      }
      if (size < kMinPhone || !phone_marks_.may_have(initial, size)) continue;
      std::string digits;
      std::ranges::copy_if(text.substr(first.begin, last.end - first.begin),
                           std::back_inserter(digits), is_digit);
      const auto number = std::string_view(digits).substr(zeros);
      if (!phones_.contains(number)) continue;
      const bool written = last.begin > first.begin || zeros > 0 ||
                           (first.begin > 0 && text[first.begin - 1] == '+');
      if (number.size() < kMinBarePhone && !written && !says(kPhoneHints, name)) continue;
      add(found, UserField::phone,
          fmt::format("telephone number ***{}", number.substr(number.size() - 4)));
    }
  }
}

/// Told from first letters and lengths of its words, without a copy in lower case: most values have
/// none that a person's data have.
bool PersonSearch::may_have_phrases(std::string_view text) const {
  std::size_t joined_size = 0;
  char first = '\0';  // letter of all
  const auto may_be = [&](std::string_view word) {
    const char initial = to_lower(word.front());
    if (joined_size == 0) {
      first = initial;
    } else {
      ++joined_size;  // the space
    }
    joined_size += word.size();
    return beginning_marks_.may_have(initial, word.size()) ||
           alone_marks_.may_have(initial, word.size());
  };
  const bool ascii = is_ascii(text);
  for (auto word = next_word(text); !word.empty(); word = next_word(text)) {
    if (ascii || is_ascii(word)) {
      if (may_be(word)) return true;
      continue;
    }
    // Without its accents, it is another word, none or several.
    const std::string plain = plain_text(word);
    if (std::ranges::any_of(words_of(plain), may_be)) return true;
  }
  return alone_marks_.may_have(first, joined_size);
}

void PersonSearch::find_phrases(std::string_view plain, std::string_view written,
                                std::string_view name, const ProductWords& products,
                                std::vector<PersonalData>& found) const {
  const auto words = words_of(plain);
  if (words.empty()) return;
  std::size_t joined_size = words.size() - 1;
  for (const auto word : words) joined_size += word.size();
  if (words.size() <= kMaxWords && alone_marks_.may_have(words.front().front(), joined_size)) {
    std::string storage;
    if (words.size() > 1) storage = joined(words);
    const auto it = alone_.find(words.size() > 1 ? std::string_view(storage) : words.front());
    if (it != alone_.end()) {
      const bool place =
          it->second->field == UserField::city || it->second->field == UserField::zip;
      if (says(place ? std::span<const Hint>(kPlaceHints) : std::span<const Hint>(kNameHints),
               name))
        add(found, it->second->field, it->second->shown);
    }
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (beginning_marks_.may_have(words[i].front(), words[i].size()) &&
        beginnings_.contains(words[i])) {
      std::string phrase;
      for (std::size_t n = 0; n < longest_phrase_ && i + n < words.size(); ++n) {
        if (n > 0) phrase.push_back(' ');
        phrase.append(words[i + n]);
        const auto it = phrases_.find(phrase);
        if (it != phrases_.end())
          add(found, it->second->field, it->second->shown, it->second->hashed);
      }
    }
    if (i == 0 || words[i].size() < kMinGreeted ||
        !alone_marks_.may_have(words[i].front(), words[i].size()))
      continue;
    const auto it = alone_.find(words[i]);
    if (it == alone_.end() || it->second->field != UserField::first_name) continue;
    const bool greeted = std::ranges::find(kGreetings, words[i - 1]) != kGreetings.end();
    // "Hello Kitty" is a product; a person's name stands with a capital.
    if (!greeted || products.contains(words[i])) continue;
    const bool same_bytes = plain.size() == written.size();
    const char initial =
        same_bytes ? written[static_cast<std::size_t>(words[i].data() - plain.data())] : 'A';
    if (initial >= 'a' && initial <= 'z') continue;
    add(found, UserField::first_name, it->second->shown);
  }
}

bool PersonSearch::may_be_in(std::string_view value, std::string_view name) const {
  if (value.size() < kMinAlone) return false;
  if (value.find('@') != std::string_view::npos || may_have_phrases(value)) return true;
  std::vector<PersonalData> found;
  find_phones(value, name, found);
  return !found.empty();
}

std::vector<PersonalData> PersonSearch::in(std::string_view value, std::string_view name,
                                           const ProductWords& products) const {
  std::vector<PersonalData> found;
  if (value.size() < kMinAlone) return found;
  if (value.find('@') == std::string_view::npos) {
    find_phones(value, name, found);
    if (may_have_phrases(value)) find_phrases(plain_text(value), value, name, products, found);
    return found;
  }
  std::string rest = lower_utf8(value);
  const std::string lower = rest;
  find_emails(lower, found, rest);
  find_phones(rest, name, found);
  find_phrases(without_accents(rest), value, name, products, found);
  return found;
}

std::vector<PersonalData> PersonSearch::in_address(std::string_view address,
                                                   const ProductWords& products) const {
  std::vector<PersonalData> found;
  const auto has = [&](UserField field) {
    return std::ranges::find(found, field, &PersonalData::field) != found.end();
  };
  each_value_of_address(address, [&](const ValuePlace& place, std::string_view value) {
    for (auto& data : in(value, name_of(place), products)) {
      if (!data.hashed && !has(data.field)) found.push_back(std::move(data));
    }
    // A stranger's address has no business there either.
    if (has(UserField::email)) return;
    if (const auto email = first_email(value); !email.empty())
      add(found, UserField::email, fmt::format("e-mail address {}", masked_email(email)));
  });
  return found;
}

}  // namespace tagproof
