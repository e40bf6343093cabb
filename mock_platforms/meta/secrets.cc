#include "mock_platforms/meta/secrets.h"

#include <algorithm>
#include <string>

#include "mock_platforms/meta/capi_body.h"
#include "mock_platforms/meta/meta.h"

namespace tagproof::meta {
namespace {

void add_secret(std::vector<Secret>& found, std::string_view place, std::string_view key,
                std::string_view value) {
  if (!value.empty()) found.push_back(secret_in(place, key, std::string(value)));
}

}  // namespace

void add_secrets(std::vector<Secret>& found, std::string_view place, const ParamViews& pairs) {
  for (const auto& [name, value] : pairs) {
    if (std::ranges::find(kSecretKeys, name) != kSecretKeys.end())
      add_secret(found, place, name, value);
  }
}

void add_secrets(std::vector<Secret>& found, std::string_view place, JsonView object) {
  std::string storage;
  for (const auto key : kSecretKeys) add_secret(found, place, key, object[key].text(storage));
}

std::vector<Secret> secrets(const Request& request) { return read_capi_body(request).secrets; }

}  // namespace tagproof::meta
