#include "mock_platforms/google_ads/shape.h"

#include <algorithm>
#include <array>
#include <optional>

#include "harness/base/ascii.h"
#include "harness/base/time.h"

namespace tagproof::google_ads {
namespace {

/// Whether `key` is `name` or its snake_case.
bool is_named(std::string_view key, std::string_view name) {
  if (key == name) return true;
  std::size_t at = 0;
  for (const char c : name) {
    if (is_upper(c)) {
      if (at + 1 >= key.size() || key[at] != '_' || key[at + 1] != to_lower(c)) return false;
      at += 2;
    } else {
      if (at >= key.size() || key[at] != c) return false;
      ++at;
    }
  }
  return at == key.size();
}

bool has_upper(std::string_view name) { return std::ranges::any_of(name, is_upper); }

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

  void object(JsonView view, std::span<const Member> members, const Place& at) {
    std::string storage;
    for (const auto& one : view) {
      const auto key = one.key(storage);
      const auto known =
          std::ranges::find_if(members, [&](const Member& m) { return is_named(key, m.name); });
      if (known == members.end()) {
        const auto path = at.path();
        report_({Misshapen::What::unknown_name, path,
                 "Invalid JSON payload received. Unknown name \"" + std::string(key) + "\"" +
                     (path.empty() ? "" : " at '" + path + "'") + ": Cannot find field.",
                 one.offset()});
        continue;
      }
      value(one, *known, {.outer = &at, .name = known->name});
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
      case ShapeKind::timestamp:
        if (!view.is(JsonKind::string) || !parse_rfc3339(view.text()))
          wrong(view, Misshapen::What::bad_timestamp,
                "type.googleapis.com/google.protobuf.Timestamp", at);
        return;
      case ShapeKind::word: {
        const auto text = view.text();
        if (!view.is(JsonKind::string) ||
            std::ranges::find(member.words, text) == member.words.end())
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
};

}  // namespace

void check_shape(JsonView object, std::span<const Member> members,
                 const std::function<void(Misshapen)>& report) {
  Walk(report).object(object, members, {});
}

JsonView member(JsonView object, std::string_view name) {
  const auto found = object[name];
  if (found.exists() || !has_upper(name)) return found;
  std::array<char, 64> snake{};  // no name of these APIs is half as long
  std::size_t size = 0;
  for (const char c : name) {
    if (size + 2 > snake.size()) return {};
    if (is_upper(c)) snake[size++] = '_';
    snake[size++] = to_lower(c);
  }
  return object[{snake.data(), size}];
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
