#include "harness/judge/normal_forms.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "harness/base/ascii.h"
#include "harness/base/digits.h"
#include "harness/base/letters.h"
#include "harness/base/text.h"
#include "harness/judge/place_names.h"
#include "harness/wire/url.h"

namespace tagproof {
namespace {

struct CallingCode {
  std::string_view country{};
  std::string_view code{};
};
// For numbers that are written without one. Source: ITU-T E.164.
constexpr std::array<CallingCode, 36> kCallingCodes{{
    {"US", "1"},   {"CA", "1"},   {"DE", "49"},  {"AT", "43"},  {"CH", "41"},  {"GB", "44"},
    {"FR", "33"},  {"ES", "34"},  {"IT", "39"},  {"NL", "31"},  {"BE", "32"},  {"LU", "352"},
    {"DK", "45"},  {"SE", "46"},  {"NO", "47"},  {"FI", "358"}, {"PL", "48"},  {"CZ", "420"},
    {"SK", "421"}, {"HU", "36"},  {"PT", "351"}, {"IE", "353"}, {"GR", "30"},  {"RO", "40"},
    {"BG", "359"}, {"HR", "385"}, {"SI", "386"}, {"EE", "372"}, {"LV", "371"}, {"LT", "370"},
    {"JP", "81"},  {"AU", "61"},  {"NZ", "64"},  {"BR", "55"},  {"MX", "52"},  {"IN", "91"},
}};

std::string_view calling_code(std::string_view country) {
  const std::string_view named = country_code(country);
  const std::string upper = upper_ascii(named.empty() ? country.substr(0, 2) : named);
  const auto it = std::ranges::find(kCallingCodes, upper, &CallingCode::country);
  return it == kCallingCodes.end() ? std::string_view() : it->code;
}

/// A telephone number, taken apart: "49" and "15123456789".
struct Phone {
  std::string code{};
  std::string national{};  // without trunk zero
};

Phone read_phone(const Customer& person) {
  const std::string_view raw = trim(person.phone);
  std::string digits = digits_of(raw);
  const bool international = raw.starts_with('+') || digits.starts_with("00");
  if (!international) {
    return {std::string(calling_code(person.country)), without_leading_zeros(std::move(digits))};
  }
  digits = without_leading_zeros(std::move(digits));
  const std::string_view own = calling_code(person.country);
  if (!own.empty() && digits.starts_with(own))
    return {std::string(own), without_leading_zeros(digits.substr(own.size()))};
  // The longest code that fits; a number of an unknown country stays whole.
  std::string_view best;
  for (const auto& row : kCallingCodes) {
    if (digits.starts_with(row.code) && row.code.size() > best.size()) best = row.code;
  }
  return {std::string(best), without_leading_zeros(digits.substr(best.size()))};
}

std::string without_dots(std::string_view mailbox) { return replace_all(mailbox, ".", ""); }

std::string_view without_suffix(std::string_view mailbox) {
  return mailbox.substr(0, mailbox.find('+'));
}

/// The e-mail address as the platform normalises it; Google's older texts keep the suffix.
std::vector<std::string> email_forms(EmailForm form, std::string_view raw) {
  std::string email = lower_utf8(trim(raw));
  if (form == EmailForm::google) email = replace_all(email, " ", "");
  const std::size_t at = email.find('@');
  if (at == std::string::npos) return {email};
  const std::string_view mailbox = std::string_view(email).substr(0, at);
  const std::string domain = email.substr(at);
  const std::string bare = without_dots(without_suffix(mailbox)) + domain;
  // Source: https://developers.google.com/data-manager/api/devguides/concepts/formatting
  const bool gmail = domain == "@gmail.com" || domain == "@googlemail.com";
  if (form == EmailForm::google && gmail) return {bare, without_dots(mailbox) + domain};
  if (form == EmailForm::bare) return {bare, email};
  return {email};
}

/// A name or place without signs and spaces; bytes beyond ASCII are letters.
std::string letters_of(std::string_view text, bool keep_digits) {
  std::string out;
  for (const char c : lower_utf8(trim(text))) {
    const bool letter = (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
    if (letter || (keep_digits && is_digit(c))) out.push_back(c);
  }
  return out;
}

std::string ascii_letters_of(std::string_view text) {
  std::string out;
  for (const char c : lower_ascii(text)) {
    if (c >= 'a' && c <= 'z') out.push_back(c);
  }
  return out;
}

std::string without_spaces(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' && c != '\t') out.push_back(c);
  }
  return out;
}

void add(std::vector<std::string>& all, std::string text) {
  if (!text.empty() && std::ranges::find(all, text) == all.end()) all.push_back(std::move(text));
}

std::string_view field_word(UserField field) {
  switch (field) {
    case UserField::email:
      return "address";
    case UserField::phone:
      return "number";
    case UserField::first_name:
    case UserField::last_name:
      return "name";
    case UserField::street:
    case UserField::city:
    case UserField::region:
    case UserField::zip:
    case UserField::country:
    case UserField::external_id:
    case UserField::ip:
    case UserField::user_agent:
      break;
  }
  return "value";
}

/// The forms in which one platform or another hashes an address.
constexpr std::array<PlatformTraits, 3> kForms{
    {{}, {.email = EmailForm::google}, {.email = EmailForm::bare}}};

}  // namespace

Wanted wanted_form(const PlatformTraits& traits, UserField field) {
  if (has_word(traits.raw, text(field))) return Wanted::raw;
  return has_word(traits.either, text(field)) ? Wanted::either : Wanted::hashed;
}

std::vector<std::string> right_texts(const PlatformTraits& traits, UserField field,
                                     const Customer& person) {
  const std::string& raw = person.of(field);
  std::vector<std::string> all;
  if (trim(raw).empty()) return all;
  const std::string lower = lower_utf8(trim(raw));
  switch (field) {
    case UserField::email:
      for (auto& text : email_forms(traits.email, raw)) add(all, std::move(text));
      break;
    case UserField::phone: {
      const Phone phone = read_phone(person);
      const std::string plain = phone.code + phone.national;
      if (traits.phone != PhoneForm::digits) add(all, "+" + plain);
      if (traits.phone != PhoneForm::plus) add(all, plain);
      break;
    }
    case UserField::first_name:
    case UserField::last_name:
      if (traits.keeps_signs_in_names) {
        add(all, lower);
        break;
      }
      add(all, letters_of(raw, true));
      add(all, lower);
      add(all, without_spaces(lower));
      break;
    case UserField::street:
      add(all, lower);
      break;
    case UserField::city:
      add(all, letters_of(raw, false));
      add(all, ascii_letters_of(raw));
      add(all, without_spaces(lower));
      break;
    case UserField::region: {
      const std::size_t dash = lower.find('-');  // "US-CA" is known by its second part
      const std::string part = dash == std::string::npos ? lower : lower.substr(dash + 1);
      if (const auto code = state_code(part); !code.empty()) add(all, std::string(code));
      add(all, letters_of(part, true));
      add(all, letters_of(part, true).substr(0, 2));
      break;
    }
    case UserField::zip: {
      const std::string plain = without_spaces(lower);
      add(all, plain.substr(0, plain.find('-')));
      add(all, replace_all(plain, "-", ""));
      add(all, lower.substr(0, lower.find('-')));
      add(all, digits_of(plain));
      break;
    }
    case UserField::country:
      if (const auto code = country_code(lower); !code.empty()) {
        add(all, std::string(code));
      } else {
        add(all, lower.substr(0, 2));
        if (lower.size() > 2) add(all, lower);
      }
      break;
    case UserField::external_id:
      add(all, raw);
      add(all, without_spaces(lower));
      add(all, std::string(trim(raw)));
      break;
    case UserField::ip:
    case UserField::user_agent:
      add(all, raw);
      break;
  }
  return all;
}

std::vector<Suspect> suspects(const PlatformTraits& traits, UserField field,
                              const Customer& person) {
  const std::string& raw = person.of(field);
  const std::string word(field_word(field));
  const std::string tidy(trim(raw));
  const std::string lower = lower_utf8(tidy);
  const std::string untrimmed = "hash of the untrimmed " + word;
  std::vector<Suspect> all;
  const auto suspect = [&](std::string text, std::string why) {
    all.push_back({std::move(text), std::move(why)});
  };
  if (raw != tidy) {
    suspect(raw, untrimmed);
    suspect(lower_utf8(raw), untrimmed);
  }
  if (field == UserField::phone) {
    const Phone phone = read_phone(person);
    const std::string plain = phone.code + phone.national;
    const std::string no_code = "hash of the number without country code";
    suspect(phone.national, no_code);
    suspect("0" + phone.national, no_code);
    suspect("+" + phone.national, no_code);
    suspect("00" + plain, "hash of the number with 00 for the country code");
    // "+49 (0)151": the zero of the national form behind the country's code.
    suspect(phone.code + "0" + phone.national, "hash of the number with its trunk zero");
    suspect("+" + phone.code + "0" + phone.national, "hash of the number with its trunk zero");
    const bool plus = traits.phone != PhoneForm::digits;
    suspect(plus ? plain : "+" + plain,
            plus ? "hash of the number without its plus, as Meta wants it"
                 : "hash of the number with its plus, as Google wants it");
    suspect(tidy, "hash of the number as typed, before normalising");
  } else {
    if (field == UserField::email && traits.email == EmailForm::google)
      suspect(lower, "hash with dots and plus alias kept, which Google takes off");
    if (field == UserField::country && tidy.size() > 2)
      suspect(tidy, "hash of the country as typed, not its two letters");
    if (tidy != lower) suspect(tidy, "hash before lower-casing");
    suspect(upper_ascii(tidy), "hash of the upper-case " + word);
    for (const auto& text : right_texts(traits, field, person))
      suspect(upper_ascii(text), "hash of the upper-case " + word);
    for (const auto& other : kForms) {
      if (wanted_form(other, field) != Wanted::hashed) continue;
      for (auto& text : right_texts(other, field, person))
        suspect(std::move(text), "hash in another platform's form");
    }
    if (std::string letters = decomposed(lower); letters != lower)
      suspect(std::move(letters), "hash of letters taken apart (Unicode NFD)");
    if (std::string bytes = latin1(lower); !bytes.empty() && bytes != lower)
      suspect(std::move(bytes), "hash of Latin-1 bytes, not UTF-8");
  }
  // What surrounds a value when a template, a shell or a form hands it on.
  std::vector<std::string> normal = right_texts(traits, field, person);
  add(normal, lower);
  for (const auto& text : normal) {
    suspect(" " + text, untrimmed);
    suspect(text + " ", untrimmed);
    suspect(" " + tidy + " ", untrimmed);
    suspect(text + "\n", "hash with a line end behind it");
    suspect(text + "\r\n", "hash with a line end behind it");
    suspect("\"" + text + "\"", "hash with quotes around it");
    suspect("[\"" + text + "\"]", "hash of a list, not of its value");
    if (std::string encoded = percent_encode(text); encoded != text)
      suspect(std::move(encoded), "hash of the percent-encoded " + word);
  }
  suspect(percent_encode(tidy), "hash of the percent-encoded " + word);
  return all;
}

std::string national_number(const Customer& person) {
  return trim(person.phone).empty() ? std::string() : read_phone(person).national;
}

}  // namespace tagproof
