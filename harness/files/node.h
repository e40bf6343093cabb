#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tagproof {

/// A file as it was read. Places point into it, so it outlives what was made of it.
struct Source {
  std::string path{};  // as the user named it
  std::string text{};
  std::vector<std::string_view> lines{};  // without their line ends
};

/// Where something stands; line and column from 1, in characters.
struct Position {
  const Source* source{};
  int line = 0;
  int column = 0;
  int length = 1;
};

struct Entry;

/// YAML as it stands: text and whether it was quoted, keys in order, repeated keys shown. What a
/// text means (number, truth, duration) is told by the key it stands under, never by YAML's own
/// rules ("no" isn't false, 0123 isn't octal).
struct Node {
  enum class Kind : std::uint8_t { null, scalar, mapping, list };
  Kind kind = Kind::null;
  std::string text{};
  bool quoted = false;
  Position at{};
  std::vector<Entry>
      entries;                // of a mapping; without braces: clang wants a complete Entry for them
  std::vector<Node> items{};  // of a list

  [[nodiscard]] bool is_null() const { return kind == Kind::null; }
  [[nodiscard]] bool is_scalar() const { return kind == Kind::scalar; }
  [[nodiscard]] bool is_mapping() const { return kind == Kind::mapping; }
  [[nodiscard]] bool is_list() const { return kind == Kind::list; }
  /// The value under the first `key` of a mapping, or null.
  [[nodiscard]] const Node* find(std::string_view key) const;
  [[nodiscard]] Node* find(std::string_view key);
};

struct Entry {
  std::string key{};
  Position at{};  // of the key
  Node value{};
};

/// "text "abc"", "number 12", "a list", "nothing": what stood there, for messages.
std::string describe(const Node& node);

/// `over` laid over `base`: mappings merge key by key, lists and scalars replace.
Node laid_over(const Node& base, const Node& over);

/// Sets the value at a path ("consent.regions.CA-QC", "tags.meta-capi-purchase.delay"): a mapping's
/// key, or a list's element by its first value. Keys that hold dots are found too. What is missing
/// is made, except elements of a list: then the part of the path that leads nowhere is given back.
std::optional<std::string> set_at(Node& root, std::string_view path, const Node& value,
                                  const Position& at);

}  // namespace tagproof
