#include "harness/wire/message.h"

#include <algorithm>

#include "harness/base/text.h"

namespace tagproof {
namespace {

auto named(std::string_view name) {
  return [name](const auto& header) { return equals_ignoring_case(header.first, name); };
}

}  // namespace

const std::string* find_header(const Headers& headers, std::string_view name) {
  const auto found = std::ranges::find_if(headers, named(name));
  return found == headers.end() ? nullptr : &found->second;
}

void set_header(Headers& headers, std::string_view name, std::string_view value) {
  const auto found = std::ranges::find_if(headers, named(name));
  if (found == headers.end()) {
    headers.emplace_back(name, value);
    return;
  }
  found->second = value;
  headers.erase(std::remove_if(found + 1, headers.end(), named(name)), headers.end());
}

}  // namespace tagproof
