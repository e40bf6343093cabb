#include <algorithm>
#include <string>

#include "harness/base/text.h"
#include "harness/wire/form.h"
#include "harness/wire/json.h"
#include "harness/wire/url.h"
#include "mock_platforms/meta/meta.h"

namespace tagproof::meta {
namespace {

constexpr std::string_view kKeys[] = {"access_token", "appsecret_proof"};

void of_form(const Params& pairs, std::vector<Platform::Secret>& found) {
  for (const auto key : kKeys) {
    const auto* value = find_param(pairs, key);
    if (value == nullptr || value->empty()) continue;
    found.push_back({"body." + std::string(key), *value});
  }
}

/// Most senders' token stands in the query: their bodies are read once only. A name may be written
/// with escapes.
bool may_name_secret(std::string_view body) {
  return contains(body, "\\u") ||
         std::ranges::any_of(kKeys, [&](std::string_view key) { return contains(body, key); });
}

}  // namespace

// The Authorization header is every platform's: the engine takes it out.
std::vector<Platform::Secret> secrets(const Request& request) {
  std::vector<Platform::Secret> found;
  if (const auto url = parse_url(request.url)) {
    for (const auto key : kKeys) {
      auto value = find_in_query(url->query, key);
      if (value && !value->empty())
        found.push_back({"query." + std::string(key), std::move(*value)});
    }
  }
  const auto kind = body_kind(request);
  if (kind == BodyKind::form || kind == BodyKind::multipart) {
    if (const auto form = parse_form(request)) of_form(*form, found);
  } else if (kind == BodyKind::json) {
    if (find_header(request.headers, "Content-Encoding") == nullptr &&
        !may_name_secret(request.body))
      return found;
    const auto text = decoded_body(request);
    const auto document = text ? JsonDocument::parse(*text) : error("unreadable");
    if (!document) return found;
    for (const auto key : kKeys) {
      auto value = document->root()[key].text();
      if (!value.empty()) found.push_back({"body." + std::string(key), std::move(value)});
    }
  }
  return found;
}

}  // namespace tagproof::meta
