#include "mock_platforms/meta/secrets.h"

#include <string>
#include <utility>

#include "mock_platforms/meta/capi_body.h"
#include "mock_platforms/meta/meta.h"

namespace tagproof::meta {
namespace {

constexpr std::string_view kKeys[] = {"access_token", "appsecret_proof"};

void add(std::vector<Secret>& found, std::string_view place, std::string_view key,
         std::string value) {
  if (!value.empty()) found.push_back(secret_in(place, key, std::move(value)));
}

}  // namespace

void add_secrets(std::vector<Secret>& found, std::string_view place, const ParamViews& pairs) {
  for (const auto key : kKeys) {
    if (const auto* value = find_param(pairs, key)) add(found, place, key, std::string(*value));
  }
}

void add_secrets(std::vector<Secret>& found, std::string_view place, JsonView object) {
  for (const auto key : kKeys) add(found, place, key, object[key].text());
}

std::vector<Secret> secrets(const Request& request) { return read_capi_body(request).secrets; }

}  // namespace tagproof::meta
