#include "harness/judge/person_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "harness/base/ascii.h"
#include "harness/base/hash.h"
#include "harness/base/letters.h"
#include "harness/base/text.h"
#include "harness/judge/identity.h"
#include "harness/wire/values.h"

namespace tagproof {
namespace {

// A number's end that is shorter is an order's or a time's, too; one without separators, plus or a
// telling name must be longer.
constexpr std::size_t kMinPhone = 7;
constexpr std::size_t kMinBarePhone = 9;
constexpr std::size_t kMaxPhone = 17;  // 15 digits (ITU-T E.164) behind "00"
// Names: two words of which together fewer letters are ordinary text; a lone one between others is
// looked for in a greeting only.
constexpr std::size_t kMinName = 5;
constexpr std::size_t kMinJoinedName = 7;
constexpr std::size_t kMinGreeted = 3;
constexpr std::size_t kMinAlone = 2;
constexpr std::size_t kMinStreet = 8;
constexpr std::size_t kMaxWords = 8;

bool is_word(char c) { return is_letter(c) || is_digit(c) || is_beyond_ascii(c); }
bool is_local(char c) {
  return is_word(c) || c == '.' || c == '_' || c == '+' || c == '-' || c == '\'';
}
bool is_domain(char c) { return is_word(c) || c == '.' || c == '-'; }
bool is_separator(char c) {
  return c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')';
}

// What forms that were left empty send: nobody's name.
constexpr std::array<std::string_view, 10> kNobody{"null",    "undefined", "none", "true",  "false",
                                                   "unknown", "nan",       "n/a",  "guest", "test"};

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

std::string stars(std::string_view word) {
  std::size_t first = 1;
  while (first < word.size() && (static_cast<unsigned char>(word[first]) & 0xC0U) == 0x80U) ++first;
  return std::string(word.substr(0, std::min(first, word.size()))) + "***";
}

/// Lower case without accents: what words are compared as.
std::string plain_text(std::string_view text) {
  return is_ascii(text) ? lower_ascii(text) : without_accents(lower_utf8(text));
}

/// The words of a text, views into it.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  words.reserve(kMaxWords);
  for (std::size_t at = 0; at < text.size();) {
    while (at < text.size() && !is_word(text[at])) ++at;
    std::size_t end = at;
    while (end < text.size() && is_word(text[end])) ++end;
    if (end > at) words.push_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

std::string joined(std::span<const std::string_view> words) {
  std::string out;
  for (const auto word : words) {
    if (!out.empty()) out.push_back(' ');
    out.append(word);
  }
  return out;
}

std::string normal_words(std::string_view text) {
  const std::string plain = plain_text(text);
  return joined(words_of(plain));
}

/// Gmail addresses are one mailbox with and without dots and suffix.
/// Source: https://support.google.com/mail/answer/7436150
std::string one_mailbox(std::string_view email) {
  const auto at = email.rfind('@');
  const std::string_view domain = email.substr(at + 1);
  if (domain != "gmail.com" && domain != "googlemail.com") return std::string(email);
  std::string mailbox(email.substr(0, std::min(email.find('+'), at)));
  std::erase(mailbox, '.');
  return mailbox + "@gmail.com";
}

/// With a domain's letters beyond ASCII as DNS has them.
std::string dns_form(std::string_view email) {
  const auto at = email.rfind('@');
  return std::string(email.substr(0, at + 1)) + ascii_host(email.substr(at + 1));
}

void add(std::vector<PersonalData>& found, UserField field, std::string shown,
         bool hashed = false) {
  const bool known = std::ranges::any_of(found, [&](const PersonalData& one) {
    return one.field == field && one.hashed == hashed && one.shown == shown;
  });
  if (!known) found.push_back({field, std::move(shown), hashed});
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

std::string masked_email(std::string_view email) {
  const auto at = email.find('@');
  const auto dot = email.rfind('.');
  if (at == std::string_view::npos || dot == std::string_view::npos || dot < at) return "***";
  return fmt::format("{}@{}{}", stars(email.substr(0, at)), stars(email.substr(at + 1)),
                     email.substr(dot));
}

std::vector<std::string> phone_digits(const Customer& person) {
  std::vector<std::string> all = right_texts("meta", UserField::phone, person);
  std::string typed;
  for (const char c : person.phone) {
    if (is_digit(c)) typed.push_back(c);
  }
  typed.erase(0, std::min(typed.find_first_not_of('0'), typed.size()));
  all.push_back(typed);
  if (const std::string national = national_number(person); !national.empty())
    all.push_back(national);
  std::ranges::sort(all);
  const auto rest = std::ranges::unique(all);
  all.erase(rest.begin(), rest.end());
  std::erase_if(all, [](const std::string& digits) { return digits.size() < kMinPhone; });
  return all;
}

void PersonSearch::learn_phrase(std::string_view words, UserField field, std::string_view shown,
                                bool hashed) {
  const std::string normal = normal_words(words);
  const std::size_t count =
      normal.empty() ? 0 : static_cast<std::size_t>(std::ranges::count(normal, ' ')) + 1;
  if (count == 0 || count > kMaxWords) return;
  longest_phrase_ = std::max(longest_phrase_, count);
  const auto first = std::string_view(normal).substr(0, normal.find(' '));
  beginning_marks_.add(first);
  if (!beginnings_.contains(first)) beginnings_.emplace(first);
  phrases_.emplace(normal, Phrase{field, std::string(shown), hashed});
}

void PersonSearch::learn_phone(const Customer& person) {
  for (auto& digits : phone_digits(person)) phones_.insert(std::move(digits));
}

void PersonSearch::learn(const Customer& person) {
  const std::string email = lower_utf8(trim(person.email));
  if (const auto at = email.find('@'); at != std::string::npos && at > 0) {
    emails_.insert(email);
    emails_.insert(one_mailbox(email));
    emails_.insert(dns_form(email));
    const std::string shown = fmt::format("hash of e-mail address {}", masked_email(email));
    for (const auto& text : {email, one_mailbox(email)}) {
      learn_phrase(sha256_hex(text), UserField::email, shown, true);
      learn_phrase(md5_hex(text), UserField::email, shown, true);
    }
  }
  learn_phone(person);

  const auto nobody = [](std::string_view word) {
    return std::ranges::find(kNobody, word) != kNobody.end();
  };
  const std::string first = normal_words(person.first_name);
  const std::string last = normal_words(person.last_name);
  if (!first.empty() && !last.empty() && first.size() + last.size() >= kMinName && !nobody(first) &&
      !nobody(last)) {
    const std::string shown =
        fmt::format("name {} {}", stars(trim(person.first_name)), stars(trim(person.last_name)));
    learn_phrase(first + " " + last, UserField::first_name, shown);
    learn_phrase(last + " " + first, UserField::first_name, shown);
    if (first.size() + last.size() >= kMinJoinedName && first.find(' ') == std::string::npos &&
        last.find(' ') == std::string::npos) {
      learn_phrase(first + last, UserField::first_name, shown);
      learn_phrase(last + first, UserField::first_name, shown);
    }
  }
  const auto lone = [&](const std::string& word, UserField field, std::string_view what,
                        std::string_view written) {
    if (word.size() < kMinAlone || nobody(word)) return;
    alone_marks_.add(word);
    alone_.emplace(word, Phrase{field, fmt::format("{} {}", what, stars(trim(written)))});
  };
  lone(first, UserField::first_name, "first name", person.first_name);
  lone(last, UserField::last_name, "last name", person.last_name);

  const std::string street = normal_words(person.street);
  if (street.size() >= kMinStreet && street.find(' ') != std::string::npos)
    learn_phrase(street, UserField::street, fmt::format("street {}", stars(trim(person.street))));
  const std::string city = normal_words(person.city);
  const std::string zip = normal_words(person.zip);
  if (!city.empty() && zip.size() >= 4) {
    const std::string shown =
        fmt::format("postal address {} {}", stars(zip), stars(trim(person.city)));
    learn_phrase(zip + " " + city, UserField::city, shown);
    learn_phrase(city + " " + zip, UserField::city, shown);
  }
  lone(city, UserField::city, "city", person.city);
  if (zip.size() >= 4) lone(zip, UserField::zip, "postcode", person.zip);
}

void PersonSearch::learn_product(std::string_view name) {
  const std::string plain = plain_text(name);
  for (const auto word : words_of(plain)) {
    if (!product_words_.contains(word)) product_words_.emplace(word);
  }
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
  if (phones_.empty() || std::ranges::count_if(text, is_digit) < std::ptrdiff_t{kMinPhone}) return;
  struct Group {
    std::size_t begin = 0, end = 0;
  };
  std::vector<Group> groups;
  std::string digits;
  for (std::size_t at = 0; at < text.size();) {
    while (at < text.size() && !is_digit(text[at])) ++at;
    // Groups of digits with one separator between them, two where one is a bracket:
    // "+49 (151) 234-567".
    groups.clear();
    while (at < text.size() && is_digit(text[at])) {
      groups.push_back({at, at});
      while (at < text.size() && is_digit(text[at])) ++at;
      groups.back().end = at;
      std::size_t next = at;
      while (next < text.size() && next < at + 2 && is_separator(text[next])) ++next;
      if (next < text.size() && next > at && is_digit(text[next])) at = next;
    }
    // A group that touches letters is part of an id.
    const auto is_of_id = [&](std::size_t i) {
      return i < text.size() && (is_letter(text[i]) || text[i] == '_');
    };
    if (!groups.empty() && is_of_id(groups.back().end)) groups.pop_back();
    if (!groups.empty() && groups.front().begin > 0 && is_of_id(groups.front().begin - 1))
      groups.erase(groups.begin());
    for (std::size_t first = 0; first < groups.size(); ++first) {
      digits.clear();
      for (std::size_t last = first; last < groups.size() && digits.size() <= kMaxPhone; ++last) {
        digits.append(text, groups[last].begin, groups[last].end - groups[last].begin);
        const auto significant = std::min(digits.find_first_not_of('0'), digits.size());
        const auto number = std::string_view(digits).substr(significant);
        if (number.size() < kMinPhone || !phones_.contains(number)) continue;
        const bool written = last > first || significant > 0 ||
                             (groups[first].begin > 0 && text[groups[first].begin - 1] == '+');
        if (number.size() < kMinBarePhone && !written && !says(kPhoneHints, name)) continue;
        add(found, UserField::phone,
            fmt::format("telephone number ***{}", number.substr(number.size() - 4)));
      }
    }
  }
}

void PersonSearch::find_phrases(std::string_view plain, std::string_view written,
                                std::string_view name, std::vector<PersonalData>& found) const {
  const auto words = words_of(plain);
  if (words.empty()) return;
  std::size_t joined_size = words.size() - 1;
  for (const auto word : words) joined_size += word.size();
  if (words.size() <= kMaxWords && alone_marks_.may_have(words.front().front(), joined_size)) {
    std::string storage;
    if (words.size() > 1) storage = joined(words);
    const auto it = alone_.find(words.size() > 1 ? std::string_view(storage) : words.front());
    if (it != alone_.end()) {
      const bool place = it->second.field == UserField::city || it->second.field == UserField::zip;
      if (says(place ? std::span<const Hint>(kPlaceHints) : std::span<const Hint>(kNameHints),
               name))
        add(found, it->second.field, it->second.shown);
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
        if (it != phrases_.end()) add(found, it->second.field, it->second.shown, it->second.hashed);
      }
    }
    if (i == 0 || words[i].size() < kMinGreeted ||
        !alone_marks_.may_have(words[i].front(), words[i].size()))
      continue;
    const auto it = alone_.find(words[i]);
    if (it == alone_.end() || it->second.field != UserField::first_name) continue;
    const bool greeted = std::ranges::find(kGreetings, words[i - 1]) != kGreetings.end();
    // "Hello Kitty" is a product; a person's name stands with a capital.
    if (!greeted || product_words_.contains(words[i])) continue;
    const bool same_bytes = plain.size() == written.size();
    const char initial =
        same_bytes ? written[static_cast<std::size_t>(words[i].data() - plain.data())] : 'A';
    if (initial >= 'a' && initial <= 'z') continue;
    add(found, UserField::first_name, it->second.shown);
  }
}

std::vector<PersonalData> PersonSearch::in(std::string_view value, std::string_view name) const {
  std::vector<PersonalData> found;
  if (value.size() < kMinAlone) return found;
  if (value.find('@') == std::string_view::npos) {
    find_phones(value, name, found);
    find_phrases(plain_text(value), value, name, found);
    return found;
  }
  std::string rest = lower_utf8(value);
  const std::string lower = rest;
  find_emails(lower, found, rest);
  find_phones(rest, name, found);
  find_phrases(without_accents(rest), value, name, found);
  return found;
}

std::vector<PersonalData> PersonSearch::in_address(std::string_view address) const {
  std::vector<PersonalData> found;
  const auto has = [&](UserField field) {
    return std::ranges::find(found, field, &PersonalData::field) != found.end();
  };
  each_value_of_address(address, [&](const ValuePlace& place, std::string_view value) {
    for (auto& data : in(value, name_of(place))) {
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
