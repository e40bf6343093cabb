#include "harness/documents/mask_marks.h"

#include <algorithm>
#include <array>

#include "harness/base/ascii.h"
#include "harness/base/digits.h"
#include "harness/base/hash.h"
#include "harness/base/text.h"

namespace tagproof {
namespace {

constexpr std::size_t kMinInternational = 8;
constexpr std::size_t kMaxPhoneDigits = 15;  // ITU-T E.164
constexpr std::size_t kMinEncoded = 24;
constexpr std::size_t kBase64OfSha256 = 43;

bool is_word(char c) { return is_letter(c) || is_digit(c) || is_beyond_ascii(c); }
bool is_local(char c) {
  return is_word(c) || c == '.' || c == '_' || c == '+' || c == '-' || c == '\'';
}
bool is_domain(char c) { return is_word(c) || c == '.' || c == '-'; }
bool is_separator(char c) {
  return c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')';
}

// Words that stand for nobody; a form that was left empty sends them.
constexpr std::array<std::string_view, 9> kNobody{"null",    "undefined", "none", "true", "false",
                                                  "unknown", "nan",       "n/a",  "guest"};

}  // namespace

bool stands_for_nobody(std::string_view lower) {
  return std::ranges::find(kNobody, lower) != kNobody.end();
}

std::string_view Marks::one_character(std::size_t at) const {
  std::size_t end = at + 1;
  while (end < plain_.text.size() &&
         (static_cast<unsigned char>(plain_.text[end]) & 0xC0U) == 0x80U)
    ++end;
  return plain_.source_of(at, end);
}

void Marks::addresses() {
  const std::string& text = plain_.text;
  std::size_t behind = 0;
  for (std::size_t at = text.find('@'); at != std::string::npos; at = text.find('@', at + 1)) {
    std::size_t begin = at;
    while (begin > behind && (is_local(text[begin - 1]) || plain_.is_plus(begin - 1))) --begin;
    while (begin < at && !is_word(text[begin])) ++begin;
    std::size_t end = at + 1;
    while (end < text.size() && is_domain(text[end])) ++end;
    while (end > at + 1 && !is_word(text[end - 1])) --end;
    const bool follows_another = at == behind && behind > 0;  // "a@b@c.example"
    if ((begin == at && !follows_another) || end == at + 1) continue;
    const auto dot = std::string_view(text).substr(at, end - at).rfind('.');
    std::string by;
    if (begin < at) by.append(one_character(begin)).append("***");
    by.append(plain_.source_of(at, at + 1)).append(one_character(at + 1)).append("***");
    if (dot != std::string_view::npos) by.append(plain_.source_of(at + dot, end));
    marks_.push_back({begin, end, Kind::address, std::move(by)});
    behind = end;
  }
}

void Marks::phones(const std::unordered_set<std::string>& known_ends) {
  const std::string& text = plain_.text;
  struct Group {
    std::size_t begin = 0, end = 0;
  };
  std::vector<Group> groups;
  std::size_t behind = 0;
  for (std::size_t at = 0; at < text.size(); at = behind) {
    while (at < text.size() && !is_digit(text[at])) ++at;
    if (at == text.size()) return;
    // Groups of digits with one separator between them, two where one is a bracket: "+49 (151)
    // 234-567".
    groups.clear();
    for (std::size_t i = at; i < text.size() && is_digit(text[i]);) {
      groups.push_back({i, i});
      while (i < text.size() && is_digit(text[i])) ++i;
      groups.back().end = i;
      behind = i;
      for (int separators = 0;
           separators < 2 && i < text.size() && is_separator(text[i]) && !plain_.is_plus(i);
           ++separators)
        ++i;
    }
    // A group that touches letters is part of an id.
    const auto is_of_id = [&](std::size_t i) {
      return i < text.size() && (is_letter(text[i]) || text[i] == '_');
    };
    if (is_of_id(groups.back().end)) groups.pop_back();
    if (!groups.empty() && groups.front().begin > 0 && is_of_id(groups.front().begin - 1))
      groups.erase(groups.begin());
    if (groups.empty()) continue;
    if (international(groups.front().begin, groups.back().end)) continue;
    for (std::size_t first = 0; first < groups.size() && !known_ends.empty(); ++first) {
      std::string digits;
      for (std::size_t last = first; last < groups.size() && digits.size() <= kMaxPhoneDigits + 2;
           ++last) {
        digits.append(text, groups[last].begin, groups[last].end - groups[last].begin);
        const auto significant = digits.find_first_not_of('0');
        if (significant == std::string::npos || !known_ends.contains(digits.substr(significant)))
          continue;
        const bool bracket = groups[first].begin > 0 && text[groups[first].begin - 1] == '(';
        marks_.push_back({groups[first].begin - (bracket ? 1 : 0), groups[last].end, Kind::phone,
                          mask_phone(digits)});
      }
    }
  }
}

bool Marks::international(std::size_t begin, std::size_t end) {
  const std::string& text = plain_.text;
  if (begin > 0 && text[begin - 1] == '(') --begin;
  if (begin == 0 || !plain_.is_plus(begin - 1)) return false;
  --begin;
  // "Order+12345678" is a title in a form; "phone=+4915…" is a number.
  if (text[begin] != '+' && begin > 0 && is_word(text[begin - 1])) return false;
  const std::string digits = digits_of(std::string_view(text).substr(begin, end - begin));
  if (digits.size() < kMinInternational || digits.size() > kMaxPhoneDigits) return false;
  marks_.push_back({begin, end, Kind::phone, mask_phone(digits)});
  return true;
}

void Marks::ip_addresses() {
  const std::string& text = plain_.text;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_hex_digit(text[at]) && text[at] != ':') continue;
    std::size_t end = at;
    std::size_t dots = 0;
    std::size_t colons = 0;
    std::size_t shown = 0;  // behind the last dot, or the third colon
    while (end < text.size() && (is_hex_digit(text[end]) || text[end] == '.' || text[end] == ':')) {
      if (text[end] == '.') {
        ++dots;
        shown = end + 1;
      } else if (text[end] == ':' && ++colons <= 3) {
        shown = end + 1;
      }
      ++end;
    }
    const auto part_is_octet = [](std::string_view part) {
      return !part.empty() && part.size() <= 3 && std::ranges::all_of(part, is_digit) &&
             (part.size() < 3 || part <= "255");
    };
    const bool is_v4 =
        dots == 3 && colons == 0 &&
        std::ranges::all_of(split(std::string_view(text).substr(at, end - at), '.'), part_is_octet);
    const bool is_v6 = dots == 0 && colons >= 3;
    if ((is_v4 || is_v6) && is_whole_value(at, end)) {
      marks_.push_back({at, end, Kind::ip, std::string(plain_.source_of(at, shown)) + "***"});
    }
    at = end;
  }
}

void Marks::hashes() {
  const std::string& text = plain_.text;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_hex_digit(text[end])) ++end;
    const std::size_t length = end - at;
    if (length == 32 || length == 40 || length == 64 || length == 128) {
      marks_.push_back(
          {at, end, Kind::hash, std::string(plain_.source_of(at, at + kShownOfHash)) + "…"});
    }
    at = end + 1;
  }
  const auto is_base64 = [&](std::size_t i) {
    const char c = text[i];
    return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '/' || plain_.is_plus(i);
  };
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    bool upper = false;
    bool lower = false;
    bool digit = false;
    for (; end < text.size() && is_base64(end); ++end) {
      upper = upper || (text[end] >= 'A' && text[end] <= 'Z');
      lower = lower || (text[end] >= 'a' && text[end] <= 'z');
      digit = digit || is_digit(text[end]);
    }
    if (end - at == kBase64OfSha256 && upper && lower && digit) {
      marks_.push_back(
          {at, end, Kind::hash, std::string(plain_.source_of(at, at + kShownOfHash)) + "…"});
    }
    at = end + 1;
  }
}

bool Marks::starts_word(std::size_t at) const {
  if (at == 0) return true;
  const char before = plain_.text[at - 1];
  const char first = plain_.text[at];
  if (is_digit(first)) return !is_digit(before);
  if (!is_word(before)) return true;
  return before >= 'a' && before <= 'z' && first >= 'A' &&
         first <= 'Z';  // "firstName": a word begins
}

bool Marks::ends_word(std::size_t end) const {
  if (end >= plain_.text.size()) return true;
  const char last = plain_.text[end - 1];
  const char behind = plain_.text[end];
  if (is_digit(last)) return !is_digit(behind);
  if (!is_word(behind)) return true;
  return is_digit(behind) || (last >= 'a' && last <= 'z' && behind >= 'A' && behind <= 'Z');
}

bool Marks::is_whole_value(std::size_t begin, std::size_t end) const {
  const auto opens = [](char c) {
    return std::string_view("\"'=:,[>\n").find(c) != std::string_view::npos;
  };
  const auto closes = [](char c) {
    return std::string_view("\"'&;,]}<\r\n#").find(c) != std::string_view::npos;
  };
  while (begin > 0 && plain_.text[begin - 1] == ' ') --begin;
  while (end < plain_.text.size() && plain_.text[end] == ' ') ++end;
  return (begin == 0 || opens(plain_.text[begin - 1])) &&
         (end == plain_.text.size() || closes(plain_.text[end]));
}

bool Marks::fits(const Mask::Known& known, std::size_t at) const {
  const std::size_t end = at + known.lower.size();
  switch (known.reach) {
    case Mask::Reach::anywhere:
      return starts_word(at) && ends_word(end);
    case Mask::Reach::as_written:
      return std::string_view(plain_.text).substr(at, known.written.size()) == known.written &&
             starts_word(at) && ends_word(end);
    case Mask::Reach::whole_value:
      break;
  }
  return is_whole_value(at, end);
}

std::size_t Marks::known_word(std::size_t at, std::span<const Mask::Known> known) {
  const std::string_view rest = std::string_view(plain_.lower).substr(at);
  const Mask::Known* best = nullptr;
  // All words that `rest` begins with, by narrowing the sorted list one byte at a time.
  auto low = known.begin();
  auto high = known.end();
  for (std::size_t length = 1; low != high && length <= rest.size(); ++length) {
    const auto byte = [&](const Mask::Known& word) {
      return word.lower.size() < length
                 ? -1
                 : static_cast<int>(static_cast<unsigned char>(word.lower[length - 1]));
    };
    const int wanted = static_cast<int>(static_cast<unsigned char>(rest[length - 1]));
    low = std::partition_point(low, high,
                               [&](const Mask::Known& word) { return byte(word) < wanted; });
    high = std::partition_point(low, high,
                                [&](const Mask::Known& word) { return byte(word) <= wanted; });
    for (auto word = low; word != high && word->lower.size() == length; ++word) {
      if (fits(*word, at)) best = &*word;
    }
  }
  if (best == nullptr) return 0;
  marks_.push_back({at, at + best->lower.size(), Kind::known,
                    std::string(plain_.source_of(at, at + best->shown)) + "***"});
  return best->lower.size() - 1;
}

void Marks::encoded(const std::function<std::string(std::string_view)>& mask) {
  const std::string& text = plain_.text;
  const auto is_base64 = [&](std::size_t i) {
    const char c = text[i];
    return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '/' || plain_.is_plus(i);
  };
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_base64(end)) ++end;
    if (end - at >= kMinEncoded) {
      std::string run = text.substr(at, end - at);
      std::ranges::replace(run, ' ', '+');
      // A run that is not all of a value ends anywhere; whole groups of four are what can be read.
      auto decoded = from_base64(run);
      if (!decoded) decoded = from_base64(std::string_view(run).substr(0, run.size() / 4 * 4));
      if (decoded && is_utf8(*decoded) &&
          std::ranges::none_of(*decoded,
                               [](char c) { return static_cast<unsigned char>(c) < 0x09U; }) &&
          mask(*decoded) != *decoded) {
        while (end < text.size() && text[end] == '=') ++end;
        marks_.push_back({at, end, Kind::encoded, "(base64 with personal data)"});
      }
    }
    at = end + 1;
  }
}

std::string Marks::apply() { return apply({}); }

std::string Marks::apply(const Replace& replace) {
  if (marks_.empty()) return std::string(plain_.source);
  std::ranges::stable_sort(marks_, [](const Mark& a, const Mark& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  std::string out;
  out.reserve(plain_.source.size());
  std::size_t done = 0;  // in the plain text
  for (const Mark& mark : marks_) {
    if (mark.end <= done) continue;
    const bool overlaps = mark.begin < done;  // neither may show what the other hides
    if (!overlaps) out.append(plain_.source_of(done, mark.begin));
    if (replace) {
      out.append(replace(mark.kind, std::max(done, mark.begin), mark.end));
    } else {
      out.append(overlaps ? "***" : mark.by);
    }
    done = mark.end;
  }
  return out.append(plain_.source_of(done, plain_.text.size()));
}

}  // namespace tagproof
