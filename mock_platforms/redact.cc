#include "mock_platforms/redact.h"

#include <algorithm>
#include <array>
#include <functional>

#include "harness/base/hash.h"
#include "harness/base/text.h"
#include "harness/wire/form.h"
#include "harness/wire/url.h"
#include "mock_platforms/engine.h"

namespace tagproof {
namespace {

constexpr std::string_view kPrefix = "tagproof:";
constexpr std::size_t kFingerprintHex = 16;
/// A shorter secret ("x", "test") is a word that may stand elsewhere with no secret meaning: it is
/// replaced beside its own name only.
constexpr std::size_t kDistinct = 8;

bool replace_everywhere(std::string& text, std::string_view secret, std::string_view by) {
  if (secret.empty() || !contains(text, secret)) return false;
  text = replace_all(text, secret, by);
  return true;
}

std::string escaped_slashes(std::string_view text) { return replace_all(text, "/", "\\/"); }

/// `name=value` and `"name": "value"`, for secrets that are no distinct text.
bool replace_beside_name(std::string& text, std::string_view name, std::string_view secret,
                         std::string_view by) {
  bool changed = false;
  for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
    auto value = at + name.size();
    if (value < text.size() && text[value] == '"') ++value;
    while (value < text.size() && text[value] == ' ') ++value;
    if (value >= text.size() || (text[value] != '=' && text[value] != ':')) continue;
    ++value;
    while (value < text.size() && (text[value] == ' ' || text[value] == '"')) ++value;
    const auto end = value + secret.size();
    if (text.compare(value, secret.size(), secret) != 0) continue;
    if (end < text.size() &&
        std::string_view("&\"',}] \r\n#").find(text[end]) == std::string_view::npos)
      continue;
    text.replace(value, secret.size(), by);
    at = value;
    changed = true;
  }
  return changed;
}

bool has_escapes(std::string_view query) { return query.find('%') != std::string_view::npos; }

/// A value may be escaped in more ways than one ("%61bc"): the decoded pairs have the last word.
bool replace_in_pairs(std::string& query, std::string_view secret, std::string_view by) {
  bool changed = false;
  std::string rebuilt;
  for (const auto part : split(query, '&')) {
    if (!rebuilt.empty() || part.data() != query.data()) rebuilt.push_back('&');
    const auto equals = part.find('=');
    if (part.find('%') != std::string_view::npos && equals != std::string_view::npos) {
      auto value = percent_decode(part.substr(equals + 1), true);
      if (replace_everywhere(value, secret, by)) {
        rebuilt.append(part.substr(0, equals + 1))
            .append(replace_all(percent_encode(value), "tagproof%3A", "tagproof:"));
        changed = true;
        continue;
      }
    }
    rebuilt.append(part);
  }
  if (changed) query = std::move(rebuilt);
  return changed;
}

/// A secret in the forms in which it may stand somewhere, made once for all places.
struct Needle {
  explicit Needle(std::string_view secret)
      : plain(secret),
        encoded(stands_encoded(secret) ? std::string() : percent_encode(secret)),
        slashed(secret.find('/') == std::string_view::npos ? std::string()
                                                           : escaped_slashes(secret)) {}
  std::string_view plain{};
  std::string encoded{};  // empty: encoding changes nothing
  std::string slashed{};  // empty: there is no slash in it
};

bool redact_text(std::string& text, std::string_view name, const Needle& needle,
                 std::string_view by) {
  const auto plain = needle.plain;
  if (plain.size() < kDistinct) {
    const bool changed = replace_beside_name(text, name, plain, by);
    if (needle.encoded.empty()) return changed;
    return replace_beside_name(text, name, needle.encoded, by) || changed;
  }
  if (text.size() < plain.size()) return false;  // the other forms are longer
  bool changed = replace_everywhere(text, plain, by);
  // Both are told by their sign, which most texts have nowhere.
  const auto has = [&](char sign) { return text.find(sign) != std::string::npos; };
  if (!needle.encoded.empty() && has('%')) changed |= replace_everywhere(text, needle.encoded, by);
  if (!needle.slashed.empty() && has('\\')) changed |= replace_everywhere(text, needle.slashed, by);
  return changed;
}

void redact_url(std::string& url, std::string_view name, const Needle& needle,
                std::string_view by) {
  redact_text(url, name, needle, by);
  const auto mark = url.find('?');
  if (mark == std::string::npos || needle.plain.size() < kDistinct || !has_escapes(url)) return;
  auto query = url.substr(mark + 1);
  if (replace_in_pairs(query, needle.plain, by)) url = url.substr(0, mark + 1) + query;
}

void redact_body(Request& request, std::string_view name, const Needle& needle,
                 std::string_view by) {
  redact_text(request.body, name, needle, by);
  if (find_header(request.headers, "Content-Encoding") != nullptr) {
    auto plain = decoded_body(request);
    if (!plain || !redact_text(*plain, name, needle, by)) return;
    request.body = std::move(*plain);
    std::erase_if(request.headers,
                  [](const auto& h) { return equals_ignoring_case(h.first, "Content-Encoding"); });
  } else if (needle.plain.size() >= kDistinct && has_escapes(request.body) &&
             body_kind(request) == BodyKind::form) {
    replace_in_pairs(request.body, needle.plain, by);
  }
}

void redact_headers(Headers& headers, std::string_view name, const Needle& needle,
                    std::string_view by) {
  for (auto& [key, value] : headers) {
    if (needle.plain.size() >= kDistinct) {
      redact_text(value, name, needle, by);
    } else if (equals_ignoring_case(key, name) && value.ends_with(needle.plain)) {
      value.replace(value.size() - needle.plain.size(), needle.plain.size(), by);
    }
  }
}

std::string_view name_of(const Secret& secret) {
  const std::string_view where = secret.where;
  return where.substr(where.rfind('.') + 1);
}

}  // namespace

std::string fingerprint(std::string_view secret) {
  // Recorded traffic holds fingerprints already; they compare with the account's as they stand.
  if (secret.size() == kPrefix.size() + kFingerprintHex && secret.starts_with(kPrefix) &&
      secret.find_first_not_of("0123456789abcdef", kPrefix.size()) == std::string_view::npos) {
    return std::string(secret);
  }
  // A sender's hits all carry the same tokens, and their digests cost more than reading a short
  // hit.
  struct Known {
    std::string secret{}, print{};
  };
  thread_local std::array<Known, 4> known{};
  thread_local std::size_t oldest = 0;
  for (const auto& one : known) {
    if (!one.print.empty() && one.secret == secret) return one.print;
  }
  auto& made = known[oldest++ % known.size()];
  made.secret = secret;
  made.print = std::string(kPrefix) + hex(sha256_bytes(secret).substr(0, kFingerprintHex / 2));
  return made.print;
}

std::vector<std::string> redact(Request& request, Response& answer,
                                const std::vector<Secret>& secrets) {
  std::vector<std::string> places;
  std::vector<const Secret*> longest_first;  // one may be a part of another
  for (const auto& secret : secrets) {
    if (secret.value.empty()) continue;
    if (std::ranges::find(places, secret.where) == places.end()) places.push_back(secret.where);
    longest_first.push_back(&secret);
  }
  std::ranges::stable_sort(longest_first, std::greater{},
                           [](const Secret* secret) { return secret->value.size(); });
  for (const auto* secret : longest_first) {
    const auto by = fingerprint(secret->value);
    if (by == secret->value) continue;
    const auto name = name_of(*secret);
    const Needle needle(secret->value);
    redact_url(request.url, name, needle, by);
    redact_headers(request.headers, name, needle, by);
    redact_body(request, name, needle, by);
    redact_headers(answer.headers, name, needle, by);
    redact_text(answer.body, name, needle, by);
  }
  return places;
}

}  // namespace tagproof
