#include <cstdlib>
#include <string>

#include "harness/wire/json.h"
#include "harness/wire/json_writer.h"

namespace {

using tagproof::JsonKind;
using tagproof::JsonView;

void require(bool holds) {
  if (!holds) std::abort();
}

/// Writes a value anew from what the views say, and checks what must hold for each.
void rewrite(const JsonView& view, std::string_view document, tagproof::JsonWriter& writer) {
  require(document.substr(view.offset(), view.source().size()) == view.source());
  std::size_t children = 0;
  switch (view.kind()) {
    case JsonKind::null:
      writer.null();
      break;
    case JsonKind::boolean:
      writer.boolean(view.boolean());
      break;
    case JsonKind::number:
      writer.raw(view.source());
      break;
    case JsonKind::string:
      writer.string(view.text());
      break;
    case JsonKind::array:
      writer.begin_array();
      for (const auto& element : view) {
        require(element.key().empty());
        rewrite(element, document, writer);
        ++children;
      }
      writer.end_array();
      break;
    case JsonKind::object:
      writer.begin_object();
      for (const auto& member : view) {
        require(view[member.key()].exists());
        writer.key(member.key());
        rewrite(member, document, writer);
        ++children;
      }
      writer.end_object();
      break;
  }
  require(children == view.size());
  static_cast<void>(tagproof::observed_text(view));
  static_cast<void>(tagproof::observed_decimal(view));
}

std::string rewritten(const tagproof::JsonDocument& document, std::string_view text) {
  std::string out;
  tagproof::JsonWriter writer(out);
  rewrite(document.root(), text, writer);
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto document = tagproof::JsonDocument::parse(text);
  if (!document) {
    require(document.error().message.starts_with("at byte "));
    return 0;
  }
  // What is written anew is JSON, and writing it once more changes nothing.
  const auto once = rewritten(*document, text);
  const auto again = tagproof::JsonDocument::parse(once);
  require(again.has_value());
  require(rewritten(*again, once) == once);
  return 0;
}
