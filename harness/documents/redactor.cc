#include "harness/documents/redactor.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "harness/base/ascii.h"
#include "harness/base/digits.h"
#include "harness/base/hash.h"
#include "harness/base/text.h"
#include "harness/documents/mask_marks.h"
#include "harness/documents/plain_text.h"

namespace tagproof {
namespace {

constexpr std::size_t kDistinctId = 6;

/// The forms of a value that senders hash, right ones and mistakes.
std::vector<std::string> hashed_forms(std::string_view value) {
  const std::string trimmed(trim(value));
  std::vector<std::string> forms{std::string(value),
                                 trimmed,
                                 lower_utf8(trimmed),
                                 upper_ascii(trimmed),
                                 lower_utf8(value),
                                 " " + trimmed,
                                 trimmed + " ",
                                 " " + trimmed + " ",
                                 " " + lower_utf8(trimmed) + " "};
  std::string letters;  // Meta's names: no spaces or punctuation
  for (const char c : lower_utf8(trimmed)) {
    const auto byte = static_cast<unsigned char>(c);
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || byte >= 0x80U) letters.push_back(c);
  }
  forms.push_back(std::move(letters));
  return forms;
}

/// `made` with the spaces that stand around `value`.
std::string with_spaces_of(std::string_view value, std::string_view made) {
  const std::string_view inner = trim(value);
  const auto begin = static_cast<std::size_t>(inner.data() - value.data());
  return std::string(value.substr(0, begin)) + std::string(made) +
         std::string(value.substr(begin + inner.size()));
}

std::vector<std::string> hashed_forms_of_phone(std::string_view digits, std::size_t country) {
  const std::string all(digits);
  const std::string national = all.substr(std::min(country, all.size()));
  return {all, "+" + all, "00" + all, national, "0" + national, "+" + all + " ", " +" + all};
}

/// `value` with its digits replaced from the end by those of `made`.
std::string in_place_of_digits(std::string_view value, std::string_view made) {
  std::string out(value);
  for (std::size_t i = out.size(), next = made.size(); i > 0 && next > 0; --i) {
    if (is_digit(out[i - 1])) out[i - 1] = made[--next];
  }
  return out;
}

std::string decoded_run(std::string_view run) {
  std::string text(run);
  std::ranges::replace(text, ' ', '+');
  auto decoded = from_base64(text);
  if (!decoded) decoded = from_base64(std::string_view(text).substr(0, text.size() / 4 * 4));
  return decoded.value_or("");
}

/// Base64 in the alphabet, and with the padding, of what stood there.
std::string encoded_like(std::string_view source, std::string_view bytes) {
  const bool url = source.find_first_of("-_") != std::string_view::npos;
  std::string text = url || source.find_first_of("+/") == std::string_view::npos ? base64url(bytes)
                                                                                 : base64(bytes);
  while (text.ends_with('=')) text.pop_back();
  const bool escaped = source.find("%3D") != std::string_view::npos;
  const bool padded = escaped || source.ends_with('=');
  while (padded && text.size() % 4 != 0) text.push_back('=');
  if (source.find('%') == std::string_view::npos) return text;
  return replace_all(replace_all(replace_all(text, "+", "%2B"), "/", "%2F"), "=", "%3D");
}

}  // namespace

void Redactor::know(std::string_view value, Way way, std::string by, Mask::Reach reach) {
  const std::string_view written = trim(value);
  if (written.size() < 2) return;
  std::string lower = lower_utf8(written);
  if (lower.size() != written.size()) lower = lower_ascii(written);
  if (stands_for_nobody(lower)) return;
  if (!values_.emplace(lower, Value{way, std::move(by)}).second) return;
  known_.push_back({std::move(lower), std::string(written), 0, reach});
}

void Redactor::remember_hashes(std::string_view value, std::string_view pseudonym) {
  const auto before = hashed_forms(value);
  const auto after = hashed_forms(pseudonym);
  for (std::size_t i = 0; i < before.size(); ++i) {
    hashes_.emplace(sha256_hex(before[i]), sha256_hex(after[i]));
    hashes_.emplace(md5_hex(before[i]), md5_hex(after[i]));
    hashes_.emplace(sha1_hex(before[i]), sha1_hex(after[i]));
    hashes_.emplace(sha256_hex(sha256_hex(before[i])), sha256_hex(sha256_hex(after[i])));
  }
}

void Redactor::learn(UserField field, std::string_view value) {
  if (trim(value).size() < 2) return;
  const auto reach =
      trim(value).size() < kDistinctWord ? Mask::Reach::whole_value : Mask::Reach::anywhere;
  switch (field) {
    case UserField::email:
      know(value, Way::email);
      remember_hashes(value, with_spaces_of(value, pseudonyms_.email(value)));
      return;
    case UserField::phone: {
      const std::string digits = digits_of(value);
      const auto start = digits.find_first_not_of('0');
      if (start == std::string::npos || digits.size() - start < kPhoneEnd) return;
      const std::string all = digits.substr(start);
      const std::string made = pseudonyms_.phone(all);
      for (std::size_t cut = 0; cut <= kMaxCountryCode && all.size() - cut >= kPhoneEnd; ++cut) {
        phone_ends_.insert(all.substr(cut));
        phones_.emplace(all.substr(cut), all);
      }
      remember_hashes(value, in_place_of_digits(value, made));
      const std::size_t country = country_code_digits(all);
      const auto before = hashed_forms_of_phone(all, country);
      const auto after = hashed_forms_of_phone(made, country);
      for (std::size_t i = 0; i < before.size(); ++i)
        hashes_.emplace(sha256_hex(before[i]), sha256_hex(after[i]));
      return;
    }
    case UserField::ip:
      know(value, Way::ip);
      return;
    case UserField::country:
    case UserField::region:
    case UserField::user_agent:
      return;  // of many people
    case UserField::first_name:
    case UserField::last_name:
    case UserField::street:
    case UserField::city:
    case UserField::zip:
    case UserField::external_id:
      know(value, Way::word, {}, reach);
      remember_hashes(value, pseudonyms_.word(value));
      return;
  }
}

void Redactor::learn_id(std::string_view id) {
  if (id.size() >= kDistinctId) know(id, Way::id);
}

void Redactor::learn_click_ids(std::string_view text) {
  constexpr std::array<std::string_view, 15> kNames{
      "gclid=",  "gbraid=", "wbraid=", "dclid=",   "gclsrc=",    "fbclid=", "msclkid=", "ttclid=",
      "twclid=", "epik=",   "sccid=",  "rdt_cid=", "li_fat_id=", "_gl=",    "igshid="};
  const PlainText plain(text);
  for (const std::string_view name : kNames) {
    for (auto at = plain.lower.find(name); at != std::string::npos;
         at = plain.lower.find(name, at + 1)) {
      const auto begin = at + name.size();
      const auto end =
          std::min(plain.text.find_first_of("&#\"' ;,\\<>\n", begin), plain.text.size());
      learn_id(std::string_view(plain.text).substr(begin, end - begin));
    }
  }
}

void Redactor::learn_secret(std::string_view secret, std::string fingerprint) {
  if (secret.size() >= kDistinctId && secret != fingerprint)
    know(secret, Way::verbatim, std::move(fingerprint));
}

void Redactor::learn_from(std::string_view text) {
  const PlainText plain(text);
  Marks marks(plain);
  marks.addresses();
  marks.phones({});
  static_cast<void>(marks.apply([&](Marks::Kind kind, std::size_t begin, std::size_t end) {
    learn(kind == Marks::Kind::phone ? UserField::phone : UserField::email,
          std::string_view(plain.text).substr(begin, end - begin));
    return std::string();
  }));
}

void Redactor::settle() {
  std::ranges::sort(known_, [](const Mask::Known& a, const Mask::Known& b) {
    return std::tie(a.lower, a.reach, a.written) < std::tie(b.lower, b.reach, b.written);
  });
  for (const auto& known : known_) beginnings_.insert(first_two_bytes(known.lower));
}

std::string Redactor::made_of(const Value& value, std::string_view written) const {
  switch (value.way) {
    case Way::word:
      return pseudonyms_.word(written);
    case Way::id:
      return pseudonyms_.id(written);
    case Way::ip:
      return pseudonyms_.ip(written);
    case Way::email:
      return pseudonyms_.email(written);
    case Way::verbatim:
      break;
  }
  return value.by;
}

std::string Redactor::made_of_phone(std::string_view digits) const {
  const auto start = std::min(digits.find_first_not_of('0'), digits.size());
  const std::string end(digits.substr(start));
  const auto known = phones_.find(end);
  const std::string made =
      known == phones_.end()
          ? pseudonyms_.phone(end)
          : pseudonyms_.phone(known->second).substr(known->second.size() - end.size());
  return std::string(digits.substr(0, start)) + made;
}

std::string Redactor::made_of_hash(std::string_view hash) const {
  const bool is_hex = std::ranges::all_of(
      hash, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); });
  const std::string lower = is_hex ? lower_ascii(hash) : hex(decoded_run(hash));
  const auto known = hashes_.find(lower);
  std::string made = known == hashes_.end() ? pseudonyms_.hash(lower) : known->second;
  if (!is_hex) return encoded_like(hash, from_hex(made).value_or(""));
  const bool upper = std::ranges::any_of(hash, [](char c) { return c >= 'A' && c <= 'F'; });
  return upper ? upper_ascii(made) : made;
}

std::size_t Redactor::wire_prefix(std::string_view lower) const {
  constexpr std::size_t kLongest = 4;  // "em0."
  for (std::size_t at = 1; at <= std::min(kLongest, lower.size()); ++at) {
    if (lower[at - 1] != '.') continue;
    const auto known = values_.find(lower.substr(at));
    if (known != values_.end() && known->second.way == Way::email) return at;
  }
  return 0;
}

std::string Redactor::text(std::string_view text) const {
  if (text.size() < 2) return std::string(text);
  const PlainText plain(text);
  Marks marks(plain);
  marks.addresses();
  marks.phones(phone_ends_);
  marks.ip_addresses();
  marks.encoded([this](std::string_view inner) { return this->text(inner); });
  marks.hashes();
  for (std::size_t at = 0; !known_.empty() && at + 1 < plain.lower.size(); ++at) {
    if (!beginnings_.contains(first_two_bytes(std::string_view(plain.lower).substr(at)))) continue;
    at += marks.known_word(at, known_);
  }
  return marks.apply([&](Marks::Kind kind, std::size_t begin, std::size_t end) {
    const std::string_view written = std::string_view(plain.text).substr(begin, end - begin);
    switch (kind) {
      case Marks::Kind::address: {
        // "tv.1~em.jane@…": what stands before a known address is the wire's.
        const std::size_t prefix =
            wire_prefix(std::string_view(plain.lower).substr(begin, end - begin));
        const std::string made = pseudonyms_.email(written.substr(prefix));
        // An escaped '@' stays escaped.
        const auto at = plain.text.find('@', begin);
        return std::string(plain.source_of(begin, begin + prefix)) +
               replace_all(made, "@", plain.source_of(at, at + 1));
      }
      case Marks::Kind::phone: {
        const std::string made = made_of_phone(digits_of(written));
        std::string out;
        std::size_t next = 0;
        for (std::size_t i = begin; i < end; ++i) {
          if (is_digit(plain.text[i])) {
            out.push_back(made[next++]);
          } else {
            out.append(plain.source_of(i, i + 1));
          }
        }
        return out;
      }
      case Marks::Kind::ip: {
        const std::string made = pseudonyms_.ip(written);
        const bool escaped = plain.source_of(begin, end).find("%3A") != std::string_view::npos;
        return escaped ? replace_all(made, ":", "%3A") : made;
      }
      case Marks::Kind::hash:
        return made_of_hash(written);
      case Marks::Kind::encoded:
        return encoded_like(plain.source_of(begin, end), this->text(decoded_run(written)));
      case Marks::Kind::known: {
        const auto found = values_.find(std::string_view(plain.lower).substr(begin, end - begin));
        if (found == values_.end()) return pseudonyms_.word(written);
        if (found->second.way == Way::verbatim) return found->second.by;
        // Letter for letter, so that separators keep the source's escapes.
        const std::string made = made_of(found->second, written);
        if (made.size() != end - begin) return made;
        std::string out;
        for (std::size_t i = begin; i < end; ++i) {
          const char c = made[i - begin];
          if (c == plain.text[i] && !is_digit(c)) {
            out.append(plain.source_of(i, i + 1));
          } else {
            out.push_back(c);
          }
        }
        return out;
      }
    }
    return std::string();
  });
}

}  // namespace tagproof
