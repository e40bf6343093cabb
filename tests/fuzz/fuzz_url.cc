#include <cstdlib>
#include <string>

#include "harness/wire/url.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

bool within(std::string_view part, std::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto url = tagproof::parse_url(text)) {
    require(!url->host.empty() && !url->scheme.empty() && !url->path.empty());
    for (const auto part : {url->scheme, url->host, url->port, url->query, url->fragment})
      require(within(part, text));
    require(within(url->path, text) || url->path == "/");
  }
  require(tagproof::percent_decode(tagproof::percent_encode(text), false) == text);
  const auto params = tagproof::parse_query(text);
  const auto again = tagproof::parse_query(tagproof::build_query(params));
  // A pair without a name and a value is written as "=", which reads back as such.
  require(again == params);
  return 0;
}
