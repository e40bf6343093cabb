#include "mock_platforms/secrets.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "harness/base/text.h"
#include "harness/wire/form.h"

namespace tagproof {
namespace {

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
         std::string_view value) {
  if (!value.empty()) found.push_back(secret_in(place, name, std::string(value)));
}

void add_pairs(std::vector<Secret>& found, std::string_view place, const ParamViews& pairs,
               const auto& is_secret) {
  for (const auto& [name, value] : pairs) {
    if (is_secret(name)) add(found, place, name, value);
  }
}

/// "Bearer x": the scheme is no secret.
std::string_view secret_part(std::string_view name, std::string_view header) {
  header = trim(header);
  if (!name.ends_with("Authorization")) return header;
  const auto space = header.find(' ');
  return space == std::string_view::npos ? header : trim(header.substr(space));
}

void add_headers(std::vector<Secret>& found, std::span<const std::string_view> names,
                 const Headers& headers) {
  for (const auto name : names) {
    for (const auto& [key, value] : headers) {
      if (equals_ignoring_case(name, key)) add(found, "headers", name, secret_part(name, value));
    }
  }
}

/// Those that are everyone's.
void add_common_headers(std::vector<Secret>& found, const Headers& headers) {
  const auto may_be_secret = [](const auto& header) {
    const auto size = header.first.size();
    return size < 32 && (kSecretHeaderSizes >> size & 1U) != 0;
  };
  if (std::ranges::any_of(headers, may_be_secret)) add_headers(found, kSecretHeaders, headers);
}

/// Hands on the body's JSON or its pairs; one that can't be read has nothing to be found in.
void read_body(const Request& request, const auto& json, const auto& pairs) {
  switch (body_kind(request)) {
    case BodyKind::json:
      if (const auto body = decoded_body(request)) {
        if (const auto document = JsonDocument::parse(*body)) json(document->root());
      }
      break;
    case BodyKind::form:
    case BodyKind::multipart:
      if (const auto form = parse_form(request)) pairs(ParamViews(*form));
      break;
    case BodyKind::none:
    case BodyKind::text:
      break;
  }
}

void add_speaking_members(std::vector<Secret>& found, JsonView view, const std::string& path) {
  if (view.is(JsonKind::array)) {
    for (const auto& element : view) add_speaking_members(found, element, path);
  } else if (view.is(JsonKind::object)) {
    for (const auto& member : view) {
      const auto key = member.key();
      if (is_secret_key(key) && (member.is(JsonKind::string) || member.is(JsonKind::number))) {
        add(found, path, key, member.text());
      } else {
        add_speaking_members(found, member, path + "." + key);
      }
    }
  }
}

}  // namespace

void add_secrets(std::vector<Secret>& found, std::string_view place,
                 std::span<const std::string_view> names, const ParamViews& pairs) {
  add_pairs(found, place, pairs,
            [&](std::string_view name) { return std::ranges::find(names, name) != names.end(); });
}

void add_secrets(std::vector<Secret>& found, std::string_view place,
                 std::span<const std::string_view> names, JsonView object) {
  if (!object.is(JsonKind::object)) return;
  std::string key_storage;
  std::string storage;
  for (const auto& member : object) {
    const auto name = member.key(key_storage);
    if (std::ranges::find(names, name) != names.end())
      add(found, place, name, member.text(storage));
  }
}

std::string_view bearer_token(std::string_view header) {
  constexpr std::string_view kBearer = "Bearer";
  const auto value = trim(header);
  if (!equals_ignoring_case(value.substr(0, kBearer.size()), kBearer)) return value;
  const auto behind = value.substr(kBearer.size());
  const auto token = trim(behind);
  return behind.empty() || token.size() < behind.size() ? token : value;  // "Bearerx" is none
}

std::vector<Secret> secrets_of(const Request& request, const Platform* platform, bool unknown,
                               std::optional<std::vector<Secret>> met) {
  std::vector<Secret> found;
  if (met) {
    found = std::move(*met);
  } else if (platform != nullptr) {
    const auto& names = platform->secret_names;
    if (!names.query.empty())
      add_secrets(found, "query", names.query, ParamViews::of_address(request.url));
    if (!names.headers.empty()) add_headers(found, names.headers, request.headers);
    if (!names.body.empty()) {
      const auto add_from = [&](const auto& body) { add_secrets(found, "body", names.body, body); };
      read_body(request, add_from, add_from);
    }
  }
  add_common_headers(found, request.headers);
  if (unknown) {
    add_pairs(found, "query", ParamViews::of_address(request.url), is_secret_key);
    read_body(
        request, [&](JsonView root) { add_speaking_members(found, root, "body"); },
        [&](const ParamViews& pairs) { add_pairs(found, "body", pairs, is_secret_key); });
  }
  return found;
}

}  // namespace tagproof
