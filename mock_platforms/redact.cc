#include "mock_platforms/redact.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

#include "harness/base/hash.h"
#include "harness/base/text.h"
#include "harness/wire/form.h"
#include "harness/wire/json.h"
#include "harness/wire/param_views.h"
#include "harness/wire/url.h"
#include "mock_platforms/engine.h"

namespace tagproof {
namespace {

constexpr std::string_view kPrefix = "tagproof:";
constexpr std::size_t kFingerprintHex = 16;
/// A shorter secret ("x", "test") is a word that may stand elsewhere with no secret meaning: it is
/// replaced beside its own name only.
constexpr std::size_t kDistinct = 8;

constexpr std::array<std::string_view, 6> kSecretHeaders{"Authorization", "Proxy-Authorization",
                                                         "Access-Token",  "developer-token",
                                                         "X-Api-Key",     "X-Auth-Token"};
/// Most names of headers are told by their length to be none of these.
constexpr std::uint32_t kSecretHeaderSizes = [] {
  std::uint32_t sizes = 0;
  for (const auto name : kSecretHeaders) sizes |= 1U << name.size();
  return sizes;
}();
constexpr std::array<std::string_view, 7> kSecretKeys{
    "access_token", "api_secret", "token", "secret", "api_key", "apikey", "client_secret"};

bool is_secret_key(std::string_view key) {
  return std::ranges::any_of(kSecretKeys,
                             [&](auto name) { return equals_ignoring_case(name, key); });
}

void add(std::vector<Secret>& found, std::string_view place, std::string_view name,
         std::string value) {
  if (!value.empty()) found.push_back(secret_in(place, name, std::move(value)));
}

void add_json(std::vector<Secret>& found, JsonView view, const std::string& path) {
  if (view.is(JsonKind::array)) {
    for (const auto& element : view) add_json(found, element, path);
  } else if (view.is(JsonKind::object)) {
    for (const auto& member : view) {
      const auto key = member.key();
      if (is_secret_key(key) && (member.is(JsonKind::string) || member.is(JsonKind::number))) {
        add(found, path, key, member.text());
      } else {
        add_json(found, member, path + "." + key);
      }
    }
  }
}

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

/// "Bearer x": the scheme is no secret.
std::string_view without_scheme(std::string_view header) {
  header = trim(header);
  return header.substr(header.rfind(' ') + 1);
}

/// What stands under a secret's name once more: platforms read one parameter or header of a name,
/// but all of them are somebody's secrets.
std::vector<Secret> repeats_of(const std::vector<Secret>& secrets, const Request& request) {
  std::vector<Secret> repeats;
  const auto add_if_other = [&](const Secret& first, std::string_view value) {
    if (!value.empty() && value != first.value)
      repeats.push_back({first.where, std::string(value)});
  };
  for (const auto& secret : secrets) {
    const auto name = name_of(secret);
    if (secret.where.starts_with("query.")) {
      for (const auto& [key, value] : ParamViews::of_address(request.url)) {
        if (key == name) add_if_other(secret, value);
      }
    } else if (secret.where.starts_with("headers.")) {
      for (const auto& [key, value] : request.headers) {
        if (equals_ignoring_case(key, name)) add_if_other(secret, without_scheme(value));
      }
    }
  }
  return repeats;
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

void add_common_secrets(std::vector<Secret>& found, const Request& request, bool unknown) {
  std::array<const std::string*, kSecretHeaders.size()> headers{};  // the first that says anything
  for (const auto& [name, value] : request.headers) {
    if (name.size() > 31 || (kSecretHeaderSizes >> name.size() & 1U) == 0) continue;
    for (std::size_t i = 0; i < headers.size(); ++i) {
      if (headers[i] == nullptr && equals_ignoring_case(kSecretHeaders[i], name) &&
          !without_scheme(value).empty())
        headers[i] = &value;
    }
  }
  for (std::size_t i = 0; i < headers.size(); ++i) {
    if (headers[i] == nullptr) continue;
    add(found, "headers", kSecretHeaders[i], std::string(without_scheme(*headers[i])));
  }
  if (!unknown) return;
  if (const auto mark = request.url.find('?'); mark != std::string::npos) {
    for (auto& [key, value] : parse_query(std::string_view(request.url).substr(mark + 1))) {
      if (is_secret_key(key)) add(found, "query", key, value);
    }
  }
  switch (body_kind(request)) {
    case BodyKind::json:
      if (const auto body = decoded_body(request)) {
        if (const auto json = JsonDocument::parse(*body)) add_json(found, json->root(), "body");
      }
      break;
    case BodyKind::form:
    case BodyKind::multipart:
      if (const auto form = parse_form(request)) {
        for (const auto& [key, value] : *form) {
          if (is_secret_key(key)) add(found, "body", key, value);
        }
      }
      break;
    case BodyKind::none:
    case BodyKind::text:
      break;
  }
}

std::vector<Secret> secrets_of(const Request& request, const Platform* platform, bool unknown) {
  std::vector<Secret> found;
  add_common_secrets(found, request, unknown);
  if (platform != nullptr && platform->secrets != nullptr)
    std::ranges::move(platform->secrets(request), std::back_inserter(found));
  return found;
}

std::vector<std::string> redact(Request& request, Response& answer,
                                const std::vector<Secret>& secrets) {
  std::vector<std::string> places;
  const auto take_out = [&](const Secret& found) {
    const auto& [where, secret] = found;
    if (secret.empty()) return;
    const auto by = fingerprint(secret);
    const auto name = name_of(found);
    if (by != secret) {
      const Needle needle(secret);
      redact_url(request.url, name, needle, by);
      redact_headers(request.headers, name, needle, by);
      redact_body(request, name, needle, by);
      redact_headers(answer.headers, name, needle, by);
      redact_text(answer.body, name, needle, by);
    }
    if (std::ranges::find(places, where) == places.end()) places.push_back(where);
  };
  const auto repeats = repeats_of(secrets, request);
  for (const auto& found : secrets) take_out(found);
  for (const auto& found : repeats) take_out(found);
  return places;
}

}  // namespace tagproof
