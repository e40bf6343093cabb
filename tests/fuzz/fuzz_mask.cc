#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "harness/base/text.h"
#include "harness/documents/mask.h"
#include "harness/documents/plain_text.h"
#include "reports/escape.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

const tagproof::Mask& mask_of_jane() {
  static const tagproof::Mask kMask = [] {
    tagproof::Customer jane;
    jane.email = "jane.doe@example.com";
    jane.phone = "+49 151 23456789";
    jane.first_name = "Jane";
    jane.last_name = "Doe";
    jane.city = "Köln";
    jane.ip = "203.0.113.77";
    return tagproof::Mask(std::array{jane});
  }();
  return kMask;
}

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

/// Whatever stands around it, a person's address does not come through; and no text, masked or not,
/// becomes markup.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const tagproof::PlainText plain(text);
  require(plain.from.size() == plain.text.size() + 1 && plain.lower.size() == plain.text.size());
  require(plain.source_of(0, plain.text.size()) == text);

  const std::size_t half = size / 2;
  const std::string around = std::string(text.substr(0, half)) + " \"jane.doe@example.com\" " +
                             std::string(text.substr(half));
  const std::string masked = mask_of_jane().text(around);
  require(!has(masked, "jane.doe@example.com"));
  require(!tagproof::is_utf8(around) || tagproof::is_utf8(masked));

  const std::string shown = tagproof::reports::markup(masked);
  require(!has(shown, "<") && !has(shown, "\"") && tagproof::is_utf8(shown));
  const std::string line = tagproof::reports::printable(masked);
  require(!has(line, "\n") && !has(line, "\x1b") && tagproof::is_utf8(line));
  require(!has(tagproof::reports::github_message(masked), "\n"));
  require(!has(tagproof::reports::markdown_text(masked), "<"));
  return 0;
}
