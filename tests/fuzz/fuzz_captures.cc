#include <algorithm>
#include <cstdlib>
#include <string>

#include "harness/documents/documents.h"
#include "harness/wire/json_stream.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

/// JSON Lines of requests or captures: what can be read can be written, and is the same when it is
/// read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::size_t at = 0;
  tagproof::JsonStream json(
      [&](char* to, std::size_t wanted) {
        const auto part = text.substr(at, std::min<std::size_t>(wanted, 7));
        std::ranges::copy(part, to);
        at += part.size();
        return part.size();
      },
      16);
  while (const auto line = json.line(1U << 16U)) {
    const auto capture = tagproof::read_capture(line->text);
    if (!capture) continue;
    const auto again = tagproof::read_capture(tagproof::capture_line(*capture));
    require(again.has_value());
    require(again->request == capture->request && again->scenario == capture->scenario &&
            again->time.has_value() == capture->time.has_value());
  }
  return 0;
}
