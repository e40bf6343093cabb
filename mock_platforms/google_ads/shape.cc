#include "mock_platforms/google_ads/shape.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "harness/base/ascii.h"
#include "harness/base/time.h"
#include "mock_platforms/google_ads/members.h"

namespace tagproof::google_ads {
namespace {

/// Whether a Decimal can be made of the text for certain, with digits behind a point unless it must
/// be whole: nearly all numbers are told so, without one being made.
bool is_plain_number(std::string_view text, bool whole) {
  constexpr std::size_t kShort = 18;  // a Decimal holds as many digits
  const auto point = whole ? std::string_view::npos : text.find('.');
  const auto units = text.substr(0, point);
  return text.size() <= kShort && is_digits(units) && (units.size() == 1 || units[0] != '0') &&
         (point == std::string_view::npos || is_digits(text.substr(point + 1)));
}

/// Where the walk is: written out only where something is wrong.
struct Place {
  const Place* outer{};
  std::string_view name{};               // lowerCamelCase
  std::optional<std::size_t> element{};  // of a list, in place of a name

  [[nodiscard]] std::string path() const {
    auto path = outer != nullptr ? outer->path() : std::string();
    if (element) return path.append("[").append(std::to_string(*element)).append("]");
    if (!path.empty()) path.push_back('.');
    return path.append(snake_case(name));
  }
};

Misshapen::What misfit(ShapeKind kind) {
  return kind == ShapeKind::word        ? Misshapen::What::unknown_word
         : kind == ShapeKind::timestamp ? Misshapen::What::bad_timestamp
                                        : Misshapen::What::wrong_type;
}

/// What the parser's messages call what belongs there.
std::string type_said(ShapeKind kind, const Member& member) {
  switch (kind) {
    case ShapeKind::text:
      return "TYPE_STRING";
    case ShapeKind::number:
      return "TYPE_DOUBLE";
    case ShapeKind::whole:
      return "TYPE_INT64";
    case ShapeKind::boolean:
      return "TYPE_BOOL";
    case ShapeKind::timestamp:
      return "type.googleapis.com/google.protobuf.Timestamp";
    case ShapeKind::word:
      return "type.googleapis.com/google.ads.datamanager.v1." + std::string(member.type);
    case ShapeKind::object:
      return "TYPE_MESSAGE";
    case ShapeKind::objects:
    case ShapeKind::texts:
      return "Array";
    case ShapeKind::anything:
      break;
  }
  return {};
}

/// A number may stand as text, too: that is how 64 bits are written.
bool is_number(JsonView view, bool whole) {
  std::string storage;
  if (is_plain_number(view.text(storage), whole)) return true;
  const auto read = observed_decimal(view);
  return read.has_value() && (!whole || read->scale() == 0);
}

bool is_word(JsonView view, std::span<const std::string_view> words) {
  std::string storage;
  return view.is(JsonKind::string) && std::ranges::find(words, view.text(storage)) != words.end();
}

class Walk {
 public:
  explicit Walk(const std::function<void(Misshapen)>& report) : report_(report) {}

  std::vector<ReadTime> take_times() { return std::move(times_); }

  void object(JsonView view, std::span<const Member> members, const Place& at) {
    std::string storage;
    std::size_t next = 0;  // senders mostly keep the rows' order
    for (const auto& one : view) {
      const auto key = one.key(storage);
      const auto row = row_of(members, Spelling::either, next, key);
      if (row == members.size()) {
        unknown(one, key, at);
        continue;
      }
      next = row + 1;
      value(one, members[row], at);
    }
  }

 private:
  void value(JsonView view, const Member& member, const Place& outer) {
    if (view.is(JsonKind::null)) return;  // as if it weren't there
    if (!fits(view, member))
      return wrong(view, member.kind, member, {.outer = &outer, .name = member.name});
    if (member.kind == ShapeKind::object) {
      object(view, member.members, {.outer = &outer, .name = member.name});
    } else if (member.kind == ShapeKind::objects || member.kind == ShapeKind::texts) {
      list(view, member, {.outer = &outer, .name = member.name});
    }
  }

  /// Whether it is of the member's kind, whatever is in it. Keeps a timestamp.
  bool fits(JsonView view, const Member& member) {
    switch (member.kind) {
      case ShapeKind::text:
        return view.is(JsonKind::string);
      case ShapeKind::number:
      case ShapeKind::whole:
        return is_number(view, member.kind == ShapeKind::whole);
      case ShapeKind::boolean:
        return view.is(JsonKind::boolean);
      case ShapeKind::timestamp:
        return keep_time(view);
      case ShapeKind::word:
        return is_word(view, member.words);
      case ShapeKind::object:
        return view.is(JsonKind::object);
      case ShapeKind::objects:
      case ShapeKind::texts:
        return view.is(JsonKind::array);
      case ShapeKind::anything:
        break;
    }
    return true;
  }

  bool keep_time(JsonView view) {
    std::string storage;
    const auto time = view.is(JsonKind::string) ? parse_rfc3339(view.text(storage)) : std::nullopt;
    if (time) times_.push_back({view.offset(), *time});
    return time.has_value();
  }

  void list(JsonView view, const Member& member, const Place& at) {
    const bool texts = member.kind == ShapeKind::texts;
    std::size_t index = 0;
    for (const auto& one : view) {
      const Place here{.outer = &at, .element = index++};
      if (!one.is(texts ? JsonKind::string : JsonKind::object)) {
        wrong(one, texts ? ShapeKind::text : ShapeKind::object, member, here);
      } else if (!texts) {
        object(one, member.members, here);
      }
    }
  }

  void unknown(JsonView view, std::string_view key, const Place& at) {
    const auto path = at.path();
    report_({Misshapen::What::unknown_name, path,
             "Invalid JSON payload received. Unknown name \"" + std::string(key) + "\"" +
                 (path.empty() ? "" : " at '" + path + "'") + ": Cannot find field.",
             view.offset()});
  }

  /// `kind` is what belongs there: the member's, or that of its elements.
  void wrong(JsonView view, ShapeKind kind, const Member& member, const Place& at) {
    const auto path = at.path();
    report_({misfit(kind), path,
             "Invalid value at '" + path + "' (" + type_said(kind, member) + "), " +
                 std::string(view.source().substr(0, kShown)),
             view.offset()});
  }

  static constexpr std::size_t kShown = 80;  // of a value, in a message
  const std::function<void(Misshapen)>& report_;
  std::vector<ReadTime> times_{};
};

}  // namespace

std::vector<ReadTime> check_shape(JsonView object, std::span<const Member> members,
                                  const std::function<void(Misshapen)>& report) {
  Walk walk(report);
  walk.object(object, members, {});
  return walk.take_times();
}

std::string snake_case(std::string_view name) {
  std::string out;
  out.reserve(name.size() + 4);
  for (const char c : name) {
    if (is_upper(c)) out += '_';
    out += to_lower(c);
  }
  return out;
}

}  // namespace tagproof::google_ads
