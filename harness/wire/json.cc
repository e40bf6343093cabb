#include "harness/wire/json.h"

#include <fmt/core.h>
#include <simdjson.h>

#include <array>
#include <cstring>
#include <limits>
#include <vector>

#include "harness/base/ascii.h"
#include "harness/base/text.h"

// simdjson checks the UTF-8, by far the larger part of reading; the nodes are built by a scanner of
// our own. simdjson's on-demand interface checks only what is asked for (a scalar that nobody reads
// may be `tru`), its DOM keeps neither number texts nor offsets, and both refuse numbers beyond a
// double, which are ordinary numbers here.

namespace tagproof {

/// Nodes stand in the order of the text: a container's first child is the node behind it, `next` is
/// the node behind a value and all that is in it, so that a child's `next` is its sibling or its
/// container's `next`.
struct JsonNode {
  std::uint32_t offset = 0, length = 0;          // the value's source
  std::uint32_t key_offset = 0, key_length = 0;  // its name, without quotes
  std::uint32_t next = 0;
  std::uint32_t count = 0;  // elements or members
  JsonKind kind = JsonKind::null;
  bool escaped = false, key_escaped = false;
};

struct JsonTree {
  std::string text{};
  std::vector<JsonNode> nodes{};
};

namespace {

/// Four hex digits at `p`, or -1. Stops at the NUL behind a text's end.
int code_unit(const char* p) {
  int value = 0;
  for (int i = 0; i < 4; ++i) {
    const int digit = hex_digit(p[i]);
    if (digit < 0) return -1;
    value = value << 4 | digit;
  }
  return value;
}

constexpr bool is_high_surrogate(int unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
constexpr bool is_low_surrogate(int unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

void append_utf8(std::string& out, unsigned c) {
  const auto put = [&](unsigned byte) {
    out += static_cast<char>(static_cast<unsigned char>(byte));
  };
  if (c < 0x80) {
    put(c);
    return;
  }
  if (c < 0x800) {
    put(0xC0 | c >> 6);
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
  }
  put(0x80 | (c & 0x3F));
}

/// Undoes the escapes of a string that the scanner has accepted.
std::string unescaped(std::string_view source) {
  std::string out;
  out.reserve(source.size());
  for (std::size_t i = 0; i < source.size(); ++i) {
    if (source[i] != '\\') {
      out += source[i];
      continue;
    }
    switch (source[++i]) {
      case 'b':
        out += '\b';
        break;
      case 'f':
        out += '\f';
        break;
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case 't':
        out += '\t';
        break;
      case 'u': {
        const int unit = code_unit(&source[i + 1]);
        i += 4;
        auto code_point = static_cast<unsigned>(unit);
        if (is_high_surrogate(unit)) {
          const auto low = static_cast<unsigned>(code_unit(&source[i + 3]));
          code_point = 0x10000 + ((code_point - 0xD800) << 10) + (low - 0xDC00);
          i += 6;
        }
        append_utf8(out, code_point);
        break;
      }
      default:
        out += source[i];
    }
  }
  return out;
}

/// Whether one of eight bytes ends a plain run of a string: a quote, a backslash or a control
/// character.
bool has_special(const char* p) {
  constexpr std::uint64_t kOnes = 0x0101010101010101, kHighs = 0x8080808080808080;
  std::uint64_t word = 0;
  std::memcpy(&word, p, sizeof word);
  const auto zero_byte = [](std::uint64_t w) { return (w - kOnes) & ~w & kHighs; };
  const auto below_space = (word - kOnes * 0x20) & ~word & kHighs;
  return (zero_byte(word ^ kOnes * '"') | zero_byte(word ^ kOnes * '\\') | below_space) != 0;
}

/// Builds the nodes in one pass without recursion. Relies on the NUL behind the text's end, which
/// no rule accepts.
class Scanner {
 public:
  explicit Scanner(JsonTree& tree)
      : nodes_(tree.nodes), begin_(tree.text.data()), end_(begin_ + tree.text.size()), p_(begin_) {}

  /// Empty when all went well.
  std::string run() {
    bool ok = value();
    while (ok && depth_ > 0) ok = after_value();
    if (!ok) return fmt::format("at byte {}: {}", p_ - begin_, problem_);
    skip_space();
    if (p_ != end_)
      return fmt::format("at byte {}: something behind the end of the document", p_ - begin_);
    return {};
  }

 private:
  bool fail(std::string_view problem) {
    problem_ = problem;
    return false;
  }

  void skip_space() {
    while (*p_ == ' ' || *p_ == '\n' || *p_ == '\r' || *p_ == '\t') ++p_;
  }

  [[nodiscard]] std::uint32_t position() const { return static_cast<std::uint32_t>(p_ - begin_); }

  JsonNode& parent() { return nodes_[open_[depth_ - 1]]; }

  /// One value, or the start of a container up to its first scalar or its end.
  bool value() {
    for (;;) {
      skip_space();
      auto& node = nodes_.emplace_back(pending_);
      node.offset = position();
      switch (*p_) {
        case '{':
          if (!open(node, JsonKind::object)) return false;
          if (*p_ == '}') return close();
          if (!key()) return false;
          continue;
        case '[':
          if (!open(node, JsonKind::array)) return false;
          if (*p_ == ']') return close();
          continue;
        case '"':
          node.kind = JsonKind::string;
          return string(node.escaped) && finish(node);
        case 't':
          node.kind = JsonKind::boolean;
          return literal("true") && finish(node);
        case 'f':
          node.kind = JsonKind::boolean;
          return literal("false") && finish(node);
        case 'n':
          node.kind = JsonKind::null;
          return literal("null") && finish(node);
        default:
          node.kind = JsonKind::number;
          return number() && finish(node);
      }
    }
  }

  /// What stands behind a value within a container: a comma and the next value, or the container's
  /// end.
  bool after_value() {
    skip_space();
    const bool in_object = parent().kind == JsonKind::object;
    if (*p_ == (in_object ? '}' : ']')) return close();
    if (*p_ != ',') return fail(in_object ? "',' or '}' expected" : "',' or ']' expected");
    ++p_;
    pending_ = {};
    return (!in_object || key()) && value();
  }

  bool open(JsonNode& node, JsonKind kind) {
    if (depth_ == open_.size()) return fail("nested too deep");
    node.kind = kind;
    open_[depth_++] = static_cast<std::uint32_t>(nodes_.size() - 1);
    pending_ = {};
    ++p_;
    skip_space();
    return true;
  }

  bool close() {
    ++p_;
    auto& node = parent();
    --depth_;
    node.length = position() - node.offset;
    node.next = static_cast<std::uint32_t>(nodes_.size());
    if (depth_ > 0) ++parent().count;
    return true;
  }

  bool finish(JsonNode& node) {
    node.length = position() - node.offset;
    node.next = static_cast<std::uint32_t>(nodes_.size());
    if (depth_ > 0) ++parent().count;
    return true;
  }

  bool key() {
    skip_space();
    if (*p_ != '"') return fail("a key in quotes expected");
    pending_.key_offset = position() + 1;
    pending_.key_escaped = false;
    if (!string(pending_.key_escaped)) return false;
    pending_.key_length = position() - 1 - pending_.key_offset;
    skip_space();
    if (*p_ != ':') return fail("':' expected");
    ++p_;
    return true;
  }

  bool string(bool& escaped) {
    ++p_;
    for (;;) {
      while (end_ - p_ >= 8 && !has_special(p_)) p_ += 8;
      while (*p_ != '"' && *p_ != '\\' && static_cast<unsigned char>(*p_) >= 0x20) ++p_;
      if (*p_ == '"') {
        ++p_;
        return true;
      }
      if (*p_ != '\\')
        return fail(p_ == end_ ? "the string has no end" : "a control character in a string");
      escaped = true;
      if (!escape()) return false;
    }
  }

  bool escape() {
    if (p_[1] != 'u') {
      if (p_[1] == '\0' || std::strchr("\"\\/bfnrt", p_[1]) == nullptr)
        return fail("unknown escape in a string");
      p_ += 2;
      return true;
    }
    const int unit = code_unit(p_ + 2);
    if (unit < 0) return fail("\\u needs four hex digits");
    if (is_low_surrogate(unit)) return fail("half of a surrogate pair");
    if (is_high_surrogate(unit)) {
      if (p_[6] != '\\' || p_[7] != 'u' || !is_low_surrogate(code_unit(p_ + 8)))
        return fail("half of a surrogate pair");
      p_ += 6;
    }
    p_ += 6;
    return true;
  }

  bool digits() {
    if (!is_digit(*p_)) return fail("a digit expected");
    while (is_digit(*p_)) ++p_;
    return true;
  }

  bool number() {
    if (*p_ != '-' && !is_digit(*p_))
      return fail(p_ == end_ ? "the document is cut short" : "a value expected");
    if (*p_ == '-') ++p_;
    if (*p_ == '0' && is_digit(p_[1])) return fail("a number has no leading zeros");
    if (!digits()) return false;
    if (*p_ == '.' && (++p_, !digits())) return false;
    if (*p_ != 'e' && *p_ != 'E') return true;
    ++p_;
    if (*p_ == '+' || *p_ == '-') ++p_;
    return digits();
  }

  bool literal(std::string_view word) {
    if (std::string_view(p_, static_cast<std::size_t>(end_ - p_)).substr(0, word.size()) != word) {
      return fail("a value expected");
    }
    p_ += word.size();
    return true;
  }

  std::vector<JsonNode>& nodes_;
  const char* begin_;
  const char* end_;
  const char* p_;
  JsonNode pending_{};  // the name that the next node gets
  std::array<std::uint32_t, kMaxJsonDepth> open_{};
  std::size_t depth_ = 0;
  std::string_view problem_{};
};

}  // namespace

JsonDocument::JsonDocument() : tree_(std::make_unique<JsonTree>()) {}
JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;
JsonDocument::~JsonDocument() = default;

Result<JsonDocument> JsonDocument::parse(std::string_view text) {
  if (text.size() >= std::numeric_limits<std::uint32_t>::max())
    return error("a JSON document of 4 GB or more");
  if (!simdjson::validate_utf8(text.data(), text.size())) {
    return error(fmt::format("at byte {}: not UTF-8", valid_utf8_prefix(text)));
  }
  JsonDocument document;
  document.tree_->text = text;
  // A payload has about a value for every 16 bytes; a huge document may grow the list a few times.
  document.tree_->nodes.reserve(std::min<std::size_t>(text.size() / 12 + 4, 1U << 16U));
  if (auto problem = Scanner(*document.tree_).run(); !problem.empty())
    return error(std::move(problem));
  return document;
}

JsonView JsonDocument::root() const { return {tree_.get(), 0}; }

JsonKind JsonView::kind() const { return tree_->nodes[node_].kind; }

std::string_view JsonView::source() const {
  if (!exists()) return {};
  const auto& node = tree_->nodes[node_];
  return std::string_view(tree_->text).substr(node.offset, node.length);
}

std::string_view JsonView::text(std::string& storage) const {
  if (!exists()) return {};
  const auto& node = tree_->nodes[node_];
  if (node.kind == JsonKind::array || node.kind == JsonKind::object) return {};
  if (node.kind != JsonKind::string) return source();
  const auto inner = std::string_view(tree_->text).substr(node.offset + 1, node.length - 2);
  if (!node.escaped) return inner;
  storage = unescaped(inner);
  return storage;
}

std::string JsonView::text() const {
  std::string storage;
  const auto view = text(storage);
  return view.data() == storage.data() ? std::move(storage) : std::string(view);
}

std::size_t JsonView::offset() const { return exists() ? tree_->nodes[node_].offset : 0; }

bool JsonView::boolean() const { return source() == "true"; }

JsonView JsonView::operator[](std::string_view key) const {
  if (!is(JsonKind::object)) return {};
  const auto& nodes = tree_->nodes;
  for (auto child = node_ + 1; child != nodes[node_].next; child = nodes[child].next) {
    const auto& node = nodes[child];
    const auto name = std::string_view(tree_->text).substr(node.key_offset, node.key_length);
    if (node.key_escaped ? unescaped(name) == key : name == key) return {tree_, child};
  }
  return {};
}

JsonView JsonView::at(std::size_t index) const {
  if (!is(JsonKind::array) || index >= size()) return {};
  auto child = node_ + 1;
  while (index-- > 0) child = tree_->nodes[child].next;
  return {tree_, child};
}

std::size_t JsonView::size() const { return exists() ? tree_->nodes[node_].count : 0; }

JsonView::Iterator JsonView::begin() const {
  return size() > 0 ? Iterator({tree_, node_ + 1}) : end();
}

JsonView::Iterator JsonView::end() const {
  return exists() ? Iterator({tree_, tree_->nodes[node_].next}) : Iterator();
}

std::string JsonView::key() const {
  if (!exists()) return {};
  const auto& node = tree_->nodes[node_];
  const auto name = std::string_view(tree_->text).substr(node.key_offset, node.key_length);
  return node.key_escaped ? unescaped(name) : std::string(name);
}

JsonView::Iterator& JsonView::Iterator::operator++() {
  at_.node_ = at_.tree_->nodes[at_.node_].next;
  return *this;
}

namespace {

WireKind wire_kind(JsonKind kind) {
  switch (kind) {
    case JsonKind::null:
      return WireKind::none;
    case JsonKind::boolean:
      return WireKind::boolean;
    case JsonKind::number:
      return WireKind::number;
    case JsonKind::string:
      return WireKind::text;
    case JsonKind::array:
      return WireKind::array;
    case JsonKind::object:
      return WireKind::object;
  }
  return WireKind::none;
}

Observed<Decimal> decimal_of(std::string text, WireKind kind) {
  if (auto value = Decimal::parse(text)) return Observed<Decimal>::of(std::move(*value), kind);
  return Observed<Decimal>::malformed(std::move(text), kind);
}

}  // namespace

Observed<std::string> observed_text(JsonView view) {
  using Text = Observed<std::string>;
  if (!view.exists()) return {};
  const auto kind = wire_kind(view.kind());
  switch (view.kind()) {
    case JsonKind::null:
      return Text::null();
    case JsonKind::array:
    case JsonKind::object:
      return Text::malformed(std::string(view.source()), kind);
    case JsonKind::boolean:
    case JsonKind::number:
    case JsonKind::string:
      break;
  }
  auto text = view.text();
  return text.empty() ? Text::empty(kind) : Text::of(std::move(text), kind);
}

Observed<Decimal> observed_decimal(JsonView view) {
  if (!view.exists()) return {};
  const auto kind = wire_kind(view.kind());
  switch (view.kind()) {
    case JsonKind::null:
      return Observed<Decimal>::null();
    case JsonKind::boolean:
    case JsonKind::array:
    case JsonKind::object:
      return Observed<Decimal>::malformed(std::string(view.source()), kind);
    case JsonKind::number:
    case JsonKind::string:
      break;
  }
  auto text = view.text();
  return text.empty() ? Observed<Decimal>::empty(kind) : decimal_of(std::move(text), kind);
}

Observed<std::string> observed_text(const std::string* value) {
  if (value == nullptr) return {};
  return value->empty() ? Observed<std::string>::empty() : Observed<std::string>::of(*value);
}

Observed<Decimal> observed_decimal(const std::string* value) {
  if (value == nullptr) return {};
  return value->empty() ? Observed<Decimal>::empty() : decimal_of(*value, WireKind::text);
}

}  // namespace tagproof
