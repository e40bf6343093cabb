#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "harness/wire/har.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

struct Seen {
  std::vector<std::string> requests{};
  tagproof::HarFacts facts{};
  bool ok = true;
  bool operator==(const Seen& other) const {
    return requests == other.requests && facts.entries == other.facts.entries &&
           facts.unreadable == other.facts.unreadable && ok == other.ok;
  }
};

Seen read(std::string_view text, std::size_t piece, std::size_t window) {
  std::size_t at = 0;
  tagproof::JsonStream json(
      [&](char* to, std::size_t size) {
        const auto part = text.substr(at, std::min(size, piece));
        std::ranges::copy(part, to);
        at += part.size();
        return part.size();
      },
      window);
  tagproof::HarReader har(json);
  Seen seen;
  while (const auto entry = har.next())
    seen.requests.push_back(entry->request.method + " " + entry->request.url + " " +
                            entry->request.body);
  seen.facts = har.facts();
  seen.ok = json.ok();
  return seen;
}

}  // namespace

/// A HAR, read whole and in small pieces.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Seen whole = read(text, size + 1, size + 16);
  require(whole.requests.size() <= whole.facts.entries);
  require(read(text, 3, 16) == whole);
  static_cast<void>(tagproof::looks_like_har(text));
  return 0;
}
