#include "harness/wire/json.h"

#include <fmt/core.h>
#include <simdjson.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <utility>
#include <vector>

#include "harness/base/ascii.h"
#include "harness/base/text.h"
#include "harness/wire/param_views.h"

// simdjson checks the UTF-8, by far the larger part of reading; the nodes are built by a scanner of
// our own. simdjson's on-demand interface checks only what is asked for (a scalar that nobody reads
// may be `tru`), its DOM keeps neither number texts nor offsets, and both refuse numbers beyond a
// double, which are ordinary numbers here.

namespace tagproof {

/// One of 32 bits that a name stands for: most questions for a member that isn't there are answered
/// by it alone.
std::uint32_t mark_of(std::string_view name) {
  const auto first = name.empty() ? 0U : static_cast<unsigned char>(name.front());
  return 1U << ((first ^ name.size() * 5) & 31U);
}

/// Any mark: an escaped name may be every name.
constexpr std::uint32_t kEscapedName = ~0U;

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

/// How many of the next kRun bytes stand before the first that ends a plain run of a string (a
/// quote, a backslash, a control character): kRun when none does.
#ifdef __SSE2__
constexpr int kRun = 16;
int plain_run(const char* p) {
  const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  const auto quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
  const auto slashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
  const auto controls = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
  const auto ends = _mm_or_si128(_mm_or_si128(quotes, slashes), controls);
  return std::countr_zero(static_cast<unsigned>(_mm_movemask_epi8(ends)) | 1U << kRun);
}
#else
constexpr int kRun = 1;
int plain_run(const char* p) {
  return *p != '"' && *p != '\\' && static_cast<unsigned char>(*p) >= 0x20 ? 1 : 0;
}
#endif

/// Builds the nodes in one pass without recursion. Relies on the NUL behind the text's end, which
/// no rule accepts. Its functions take the place where something begins and give the one behind it,
/// null where it is wrong: so the place stays in a register.
class Scanner {
 public:
  explicit Scanner(JsonTree& tree)
      : nodes_(tree.nodes), begin_(tree.text.data()), end_(begin_ + tree.text.size()) {}

  /// Empty when all went well.
  std::string run() {
    const char* p = begin_;
    do p = item(p);
    while (p != nullptr && depth_ > 0);
    if (p == nullptr) return fmt::format("at byte {}: {}", wrong_ - begin_, problem_);
    p = skip_space(p);
    if (p != end_)
      return fmt::format("at byte {}: something behind the end of the document", p - begin_);
    return {};
  }

 private:
  const char* fail(const char* at, std::string_view problem) {
    wrong_ = at;
    problem_ = problem;
    return nullptr;
  }

  static const char* skip_space(const char* p) {
    if (*p > ' ') return p;  // what is written for machines has none
    while (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t') ++p;
    return p;
  }

  [[nodiscard]] std::uint32_t offset_of(const char* p) const {
    return static_cast<std::uint32_t>(p - begin_);
  }

  /// An element, or a member with its name, up to where the next item begins. Of a container only
  /// its opening bracket: its first item is the next then, so that no depth of the text is one of
  /// the stack.
  const char* item(const char* p) {
    auto& node = nodes_.emplace_back();
    if (level_.end == '}') {
      p = key(p, node);
      if (p == nullptr) return nullptr;
    }
    p = skip_space(p);
    node.offset = offset_of(p);
    switch (*p) {
      case '{':
        return open(p, node, JsonKind::object);
      case '[':
        return open(p, node, JsonKind::array);
      case '"':
        node.kind = JsonKind::string;
        p = string(p, node.escaped);
        break;
      case 't':
        node.kind = JsonKind::boolean;
        p = literal(p, "true");
        break;
      case 'f':
        node.kind = JsonKind::boolean;
        p = literal(p, "false");
        break;
      case 'n':
        node.kind = JsonKind::null;
        p = literal(p, "null");
        break;
      default:
        node.kind = JsonKind::number;
        p = number(p);
    }
    if (p == nullptr) return nullptr;
    finish(p, node);
    return next(p);
  }

  /// What stands behind a value: the ends of the containers whose last it is, and a comma.
  const char* next(const char* p) {
    while (depth_ > 0) {
      p = skip_space(p);
      if (*p == ',') return p + 1;
      if (*p != level_.end)
        return fail(p, level_.end == '}' ? "',' or '}' expected" : "',' or ']' expected");
      p = close(p);
    }
    return p;
  }

  const char* open(const char* p, JsonNode& node, JsonKind kind) {
    if (depth_ == levels_.size()) return fail(p, "nested too deep");
    node.kind = kind;
    levels_[depth_++] = level_;
    level_ = {.node = static_cast<std::uint32_t>(nodes_.size() - 1),
              .count = 0,
              .names = 0,
              .end = kind == JsonKind::object ? '}' : ']'};
    p = skip_space(p + 1);
    return *p == level_.end ? next(p) : p;
  }

  const char* close(const char* p) {
    auto& node = nodes_[level_.node];
    node.count = level_.count;
    node.names = level_.names;
    level_ = levels_[--depth_];
    finish(++p, node);
    return p;
  }

  /// `p`: behind the value.
  void finish(const char* p, JsonNode& node) {
    node.length = offset_of(p) - node.offset;
    node.next = static_cast<std::uint32_t>(nodes_.size());
    ++level_.count;
  }

  const char* key(const char* p, JsonNode& node) {
    p = skip_space(p);
    if (*p != '"') return fail(p, "a key in quotes expected");
    const char* const name = p + 1;
    p = string(p, node.key_escaped);
    if (p == nullptr) return nullptr;
    node.key_offset = offset_of(name);
    node.key_length = offset_of(p) - 1 - node.key_offset;
    level_.names |= node.key_escaped ? kEscapedName : mark_of({name, node.key_length});
    p = skip_space(p);
    return *p == ':' ? p + 1 : fail(p, "':' expected");
  }

  const char* string(const char* p, bool& escaped) {
    ++p;
    if (end_ - p >= kRun) {  // most are short and plain
      p += plain_run(p);
      if (*p == '"') return p + 1;
    }
    return long_string(p, escaped);
  }

  /// From anywhere in it, outside of an escape.
  const char* long_string(const char* p, bool& escaped) {
    for (;;) {
      for (int run = kRun; run == kRun && end_ - p >= kRun; p += run) run = plain_run(p);
      while (*p != '"' && *p != '\\' && static_cast<unsigned char>(*p) >= 0x20) ++p;
      if (*p == '"') return p + 1;
      if (*p != '\\')
        return fail(p, p == end_ ? "the string has no end" : "a control character in a string");
      escaped = true;
      p = escape(p);
      if (p == nullptr) return nullptr;
    }
  }

  const char* escape(const char* p) {
    if (p[1] != 'u') {
      if (p[1] == '\0' || std::strchr("\"\\/bfnrt", p[1]) == nullptr)
        return fail(p, "unknown escape in a string");
      return p + 2;
    }
    const int unit = code_unit(p + 2);
    if (unit < 0) return fail(p, "\\u needs four hex digits");
    if (is_low_surrogate(unit)) return fail(p, "half of a surrogate pair");
    if (!is_high_surrogate(unit)) return p + 6;
    if (p[6] != '\\' || p[7] != 'u' || !is_low_surrogate(code_unit(p + 8)))
      return fail(p, "half of a surrogate pair");
    return p + 12;
  }

  const char* digits(const char* p) {
    if (!is_digit(*p)) return fail(p, "a digit expected");
    while (is_digit(*p)) ++p;
    return p;
  }

  const char* number(const char* p) {
    if (*p != '-' && !is_digit(*p))
      return fail(p, p == end_ ? "the document is cut short" : "a value expected");
    if (*p == '-') ++p;
    if (*p == '0' && is_digit(p[1])) return fail(p, "a number has no leading zeros");
    p = digits(p);
    if (p != nullptr && *p == '.') p = digits(p + 1);
    if (p == nullptr || (*p != 'e' && *p != 'E')) return p;
    ++p;
    if (*p == '+' || *p == '-') ++p;
    return digits(p);
  }

  const char* literal(const char* p, std::string_view word) {
    const std::string_view rest(p, static_cast<std::size_t>(end_ - p));
    return rest.starts_with(word) ? p + word.size() : fail(p, "a value expected");
  }

  /// A container that is being read; outside of all, the document's own value is its one element.
  /// Without initial values: those of levels_ that nobody comes to are never written.
  struct Level {
    std::uint32_t node;
    std::uint32_t count;
    std::uint32_t names;
    char end;
  };

  std::vector<JsonNode>& nodes_;
  const char* begin_;
  const char* end_;
  Level level_{};
  std::array<Level, kMaxJsonDepth> levels_;  // around it, the outermost first
  std::size_t depth_ = 0;
  const char* wrong_ = nullptr;  // where, and what
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

std::string_view JsonView::undo_escapes(std::string_view source, std::string& storage) {
  storage = unescaped(source);
  return storage;
}

std::size_t JsonView::member_offset() const {
  if (!exists()) return 0;
  const auto& node = tree_->nodes[node_];
  return node.key_offset > 0 ? node.key_offset - 1 : node.offset;
}

bool JsonView::boolean() const { return source() == "true"; }

JsonView JsonView::operator[](std::string_view key) const {
  if (!is(JsonKind::object)) return {};
  const auto* nodes = tree_->nodes.data();
  const auto& object = nodes[node_];
  if ((object.names & mark_of(key)) == 0) return {};
  const char* source = tree_->text.data();
  if (object.names == kEscapedName) {
    std::string storage;
    for (const auto& member : *this) {
      if (member.key(storage) == key) return member;
    }
    return {};
  }
  for (auto child = node_ + 1; child != object.next; child = nodes[child].next) {
    const auto& node = nodes[child];
    if (node.key_length == key.size() &&
        std::string_view(source + node.key_offset, key.size()) == key)
      return {tree_, child};
  }
  return {};
}

JsonView JsonView::at(std::size_t index) const {
  if (!is(JsonKind::array) || index >= size()) return {};
  auto child = node_ + 1;
  while (index-- > 0) child = tree_->nodes[child].next;
  return {tree_, child};
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

Observed<Decimal> decimal_of(std::string_view text, WireKind kind) {
  if (auto value = Decimal::parse(text)) return Observed<Decimal>::of(std::move(*value), kind);
  return Observed<Decimal>::malformed(std::string(text), kind);
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
  std::string storage;
  const auto text = view.text(storage);
  if (text.empty()) return Text::empty(kind);
  if (text.data() == storage.data()) return Text::of(std::move(storage), kind);
  return Text::of(std::string(text), kind);
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
  std::string storage;
  const auto text = view.text(storage);
  return text.empty() ? Observed<Decimal>::empty(kind) : decimal_of(text, kind);
}

Observed<std::string> observed_text(const std::string* value) {
  const std::string_view view = value == nullptr ? std::string_view() : *value;
  return observed_text(value == nullptr ? nullptr : &view);
}

Observed<Decimal> observed_decimal(const std::string* value) {
  const std::string_view view = value == nullptr ? std::string_view() : *value;
  return observed_decimal(value == nullptr ? nullptr : &view);
}

}  // namespace tagproof
