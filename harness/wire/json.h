#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/decimal.h"
#include "harness/base/observed.h"
#include "harness/base/result.h"

namespace tagproof {

enum class JsonKind : std::uint8_t { null, boolean, number, string, array, object };

/// JSON as it stands in a payload: kind, own text, byte offset, members in order, repeated keys
/// shown. Numbers keep their text ("59.80" stays "59.80"). At most kMaxJsonDepth levels. Decoders
/// never see the parser behind it.
inline constexpr int kMaxJsonDepth = 64;

class JsonDocument;

/// A value in a document's tree: for json.cc and JsonView alone. Nodes stand in the order of the
/// text: a container's first child is the node behind it, `next` is the node behind a value and all
/// that is in it, so that a child's `next` is its sibling or its container's `next`.
struct JsonNode {
  std::uint32_t offset = 0, length = 0;          // the value's source
  std::uint32_t key_offset = 0, key_length = 0;  // its name, without quotes
  std::uint32_t next = 0;
  std::uint32_t count = 0;  // elements or members
  std::uint32_t names = 0;  // of an object: the marks of its members' names (mark_of)
  JsonKind kind = JsonKind::null;
  bool escaped = false, key_escaped = false;
};
struct JsonTree {
  std::string text{};
  std::vector<JsonNode> nodes{};
};

/// A value within a JsonDocument, or nothing (`exists()` is false): looking up in nothing gives
/// nothing, so that `root["a"]["b"]` needs no checks in between. Cheap to copy; valid as long as
/// the document.
class JsonView {
 public:
  JsonView() = default;
  [[nodiscard]] bool exists() const { return tree_ != nullptr; }
  [[nodiscard]] JsonKind kind() const { return node().kind; }  // exists() only
  [[nodiscard]] bool is(JsonKind k) const { return exists() && kind() == k; }
  /// The value's own bytes in the source ("59.80", "\"a\\u0062\"", "{…}").
  [[nodiscard]] std::string_view source() const {
    return exists() ? piece(node().offset, node().length) : std::string_view();
  }
  /// A string without quotes and with escapes undone; other scalars as they stand; "" for arrays,
  /// objects and nothing.
  [[nodiscard]] std::string text() const {
    std::string storage;
    return own(text(storage), storage);
  }
  /// As text(), as a view where the source has no escapes; `storage` holds the text otherwise.
  [[nodiscard]] std::string_view text(std::string& storage) const {
    if (!exists()) return {};
    const auto& value = node();
    if (value.kind == JsonKind::array || value.kind == JsonKind::object) return {};
    if (value.kind != JsonKind::string) return source();
    const auto inner = piece(value.offset + 1, value.length - 2);
    return value.escaped ? undo_escapes(inner, storage) : inner;
  }
  [[nodiscard]] std::size_t offset() const {  // of source() in the document
    return exists() ? node().offset : 0;
  }
  /// Where a member begins, its name and the quote before it included; offset() of an element.
  [[nodiscard]] std::size_t member_offset() const;
  [[nodiscard]] bool boolean() const;  // is(boolean) only

  /// The first member of that name, of an object.
  [[nodiscard]] JsonView operator[](std::string_view key) const;
  /// The element at `index`, of an array. Walks there: a loop over all elements uses begin() and
  /// end().
  [[nodiscard]] JsonView at(std::size_t index) const;
  [[nodiscard]] std::size_t size() const {  // elements or members; 0 otherwise
    return exists() ? node().count : 0;
  }

  /// Elements of an array, or members of an object, in order; nothing otherwise.
  class Iterator;
  [[nodiscard]] Iterator begin() const;
  [[nodiscard]] Iterator end() const;
  /// This value's name within its object; "" otherwise.
  [[nodiscard]] std::string key() const {
    std::string storage;
    return own(key(storage), storage);
  }
  /// As key(), as a view where the source has no escapes; `storage` holds the name otherwise.
  [[nodiscard]] std::string_view key(std::string& storage) const {
    if (!exists()) return {};
    const auto name = piece(node().key_offset, node().key_length);
    return node().key_escaped ? undo_escapes(name, storage) : name;
  }

 private:
  friend class JsonDocument;
  friend class Iterator;
  JsonView(const JsonTree* tree, std::uint32_t node) : tree_(tree), node_(node) {}
  [[nodiscard]] const JsonNode& node() const { return tree_->nodes[node_]; }
  [[nodiscard]] std::string_view piece(std::size_t offset, std::size_t length) const {
    return {tree_->text.data() + offset, length};
  }
  static std::string_view undo_escapes(std::string_view source, std::string& storage);
  /// The text of a view that may look into `storage`.
  static std::string own(std::string_view view, std::string& storage) {
    return view.data() == storage.data() ? std::move(storage) : std::string(view);
  }
  const JsonTree* tree_ = nullptr;
  std::uint32_t node_ = 0;
};

class JsonView::Iterator {
 public:
  using value_type = JsonView;
  using difference_type = std::ptrdiff_t;
  Iterator() = default;
  explicit Iterator(JsonView at) : at_(at) {}
  const JsonView& operator*() const { return at_; }
  const JsonView* operator->() const { return &at_; }
  Iterator& operator++() {
    at_.node_ = at_.node().next;
    return *this;
  }
  Iterator operator++(int) {
    auto copy = *this;
    ++*this;
    return copy;
  }
  bool operator==(const Iterator& other) const {
    return at_.tree_ == other.at_.tree_ && at_.node_ == other.at_.node_;
  }

 private:
  JsonView at_{};
};

inline JsonView::Iterator JsonView::end() const {
  return exists() ? Iterator({tree_, node().next}) : Iterator();
}
inline JsonView::Iterator JsonView::begin() const {
  return size() > 0 ? Iterator({tree_, node_ + 1}) : end();
}

/// A parsed document; owns a copy of its text. Movable; its views stay valid when it is moved.
class JsonDocument {
 public:
  /// An error names the byte offset and what was wrong there ("at byte 17: …"): not JSON, nested
  /// too deep, not UTF-8, bytes behind the end.
  static Result<JsonDocument> parse(std::string_view text);
  JsonDocument(JsonDocument&&) noexcept;
  JsonDocument& operator=(JsonDocument&&) noexcept;
  ~JsonDocument();
  [[nodiscard]] JsonView root() const;

 private:
  JsonDocument();
  std::unique_ptr<JsonTree> tree_;
};

/// Reads a field: absent, null, empty (an empty string), malformed (a kind that can't be meant:
/// array for text …). A number or boolean where text is expected is present with its kind said.
Observed<std::string> observed_text(JsonView view);
/// A JSON number, or text that is a decimal (kind says which); anything else is malformed with its
/// text.
Observed<Decimal> observed_decimal(JsonView view);
/// The same for a value of a form or query: kind is always text. `null`: the key is absent.
Observed<std::string> observed_text(const std::string* value);
Observed<Decimal> observed_decimal(const std::string* value);

}  // namespace tagproof
