#include <cstdlib>
#include <string>

#include "harness/wire/form.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

/// The input is "Content-Type LF Content-Encoding LF body".
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kLimit = 1U << 20U;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  tagproof::Request request{.method = "POST", .url = "https://www.facebook.com/tr/"};
  for (const auto* name : {"Content-Type", "Content-Encoding"}) {
    const auto value = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(value.size() + 1, rest.size()));
    if (!value.empty()) request.headers.emplace_back(name, value);
  }
  request.body = rest;

  const auto body = tagproof::decoded_body(request, kLimit);
  require(!body || body->size() <= kLimit);
  const auto kind = tagproof::body_kind(request);
  const auto params = tagproof::parse_form(request);
  if (params) {
    require(kind == tagproof::BodyKind::form || kind == tagproof::BodyKind::multipart);
    require(params->size() <= tagproof::kMaxFormPairs);
  }
  const auto parts = tagproof::parse_multipart(request.body, "x");
  if (parts) {
    require(parts->size() <= tagproof::kMaxFormParts);
    std::size_t bytes = 0;
    for (const auto& part : *parts) bytes += part.data.size();
    require(bytes <= request.body.size());
  }
  return 0;
}
