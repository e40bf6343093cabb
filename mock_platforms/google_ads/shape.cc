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
        const auto path = at.path();
        report_({Misshapen::What::unknown_name, path,
                 "Invalid JSON payload received. Unknown name \"" + std::string(key) + "\"" +
                     (path.empty() ? "" : " at '" + path + "'") + ": Cannot find field.",
                 one.offset()});
        continue;
      }
      next = row + 1;
      value(one, members[row], {.outer = &at, .name = members[row].name});
    }
  }

 private:
  void value(JsonView view, const Member& member, const Place& at) {
    if (view.is(JsonKind::null)) return;  // as if it weren't there
    switch (member.kind) {
      case ShapeKind::text:
        return expect(view, JsonKind::string, "TYPE_STRING", at);
      case ShapeKind::boolean:
        return expect(view, JsonKind::boolean, "TYPE_BOOL", at);
      case ShapeKind::number:
      case ShapeKind::whole:
        return number(view, member, at);
      case ShapeKind::timestamp: {
        std::string storage;
        const auto time =
            view.is(JsonKind::string) ? parse_rfc3339(view.text(storage)) : std::nullopt;
        if (time) {
          times_.push_back({view.offset(), *time});
        } else {
          wrong(view, Misshapen::What::bad_timestamp,
                "type.googleapis.com/google.protobuf.Timestamp", at);
        }
        return;
      }
      case ShapeKind::word: {
        std::string storage;
        if (!view.is(JsonKind::string) ||
            std::ranges::find(member.words, view.text(storage)) == member.words.end())
          wrong(view, Misshapen::What::unknown_word,
                "type.googleapis.com/google.ads.datamanager.v1." + std::string(member.type), at);
        return;
      }
      case ShapeKind::object:
        if (!view.is(JsonKind::object))
          return wrong(view, Misshapen::What::wrong_type, "TYPE_MESSAGE", at);
        return object(view, member.members, at);
      case ShapeKind::objects:
      case ShapeKind::texts:
        return list(view, member, at);
      case ShapeKind::anything:
        return;
    }
  }

  void list(JsonView view, const Member& member, const Place& at) {
    if (!view.is(JsonKind::array)) return wrong(view, Misshapen::What::wrong_type, "Array", at);
    std::size_t index = 0;
    for (const auto& one : view) {
      const Place here{.outer = &at, .element = index++};
      if (member.kind == ShapeKind::texts) {
        expect(one, JsonKind::string, "TYPE_STRING", here);
      } else if (!one.is(JsonKind::object)) {
        wrong(one, Misshapen::What::wrong_type, "TYPE_MESSAGE", here);
      } else {
        object(one, member.members, here);
      }
    }
  }

  /// A number may stand as text, too: that is how 64 bits are written.
  void number(JsonView view, const Member& member, const Place& at) {
    const bool whole = member.kind == ShapeKind::whole;
    std::string storage;
    if (is_plain_number(view.text(storage), whole)) return;
    const auto read = observed_decimal(view);
    if (!read.has_value() || (whole && read->scale() != 0))
      wrong(view, Misshapen::What::wrong_type, whole ? "TYPE_INT64" : "TYPE_DOUBLE", at);
  }

  void expect(JsonView view, JsonKind kind, std::string_view type, const Place& at) {
    if (!view.is(kind)) wrong(view, Misshapen::What::wrong_type, type, at);
  }

  void wrong(JsonView view, Misshapen::What what, std::string_view type, const Place& at) {
    const auto path = at.path();
    report_({what, path,
             "Invalid value at '" + path + "' (" + std::string(type) + "), " +
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

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
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
