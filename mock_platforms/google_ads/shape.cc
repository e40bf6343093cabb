#include "mock_platforms/google_ads/shape.h"

#include <algorithm>

#include "harness/base/ascii.h"
#include "harness/base/time.h"

namespace tagproof::google_ads {
namespace {

constexpr char lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

/// Whether `key` is `name` or its snake_case.
bool is_named(std::string_view key, std::string_view name) {
  if (key == name) return true;
  std::size_t at = 0;
  for (const char c : name) {
    if (is_upper(c)) {
      if (at + 1 >= key.size() || key[at] != '_' || key[at + 1] != lower(c)) return false;
      at += 2;
    } else {
      if (at >= key.size() || key[at] != c) return false;
      ++at;
    }
  }
  return at == key.size();
}

bool has_upper(std::string_view name) { return std::ranges::any_of(name, is_upper); }

class Walk {
 public:
  explicit Walk(const std::function<void(Misshapen)>& report) : report_(report) {}

  void object(JsonView view, std::span<const Member> members) {
    for (const auto& one : view) {
      const auto key = one.key();
      const auto known =
          std::ranges::find_if(members, [&](const Member& m) { return is_named(key, m.name); });
      if (known == members.end()) {
        report_({Misshapen::What::unknown_name, path_,
                 "Invalid JSON payload received. Unknown name \"" + key + "\"" + at_path() +
                     ": Cannot find field.",
                 one.offset()});
        continue;
      }
      const auto length = path_.size();
      if (!path_.empty()) path_ += '.';
      path_ += snake_case(known->name);
      value(one, *known);
      path_.resize(length);
    }
  }

 private:
  void value(JsonView view, const Member& member) {
    if (view.is(JsonKind::null)) return;  // as if it weren't there
    switch (member.kind) {
      case ShapeKind::text:
        return expect(view, JsonKind::string, "TYPE_STRING");
      case ShapeKind::boolean:
        return expect(view, JsonKind::boolean, "TYPE_BOOL");
      case ShapeKind::number:
      case ShapeKind::whole:
        return number(view, member);
      case ShapeKind::timestamp:
        if (!view.is(JsonKind::string) || !parse_rfc3339(view.text()))
          wrong(view, Misshapen::What::bad_timestamp,
                "type.googleapis.com/google.protobuf.Timestamp");
        return;
      case ShapeKind::word: {
        const auto text = view.text();
        if (!view.is(JsonKind::string) ||
            std::ranges::find(member.words, text) == member.words.end())
          wrong(view, Misshapen::What::unknown_word,
                "type.googleapis.com/google.ads.datamanager.v1." + std::string(member.type));
        return;
      }
      case ShapeKind::object:
        if (!view.is(JsonKind::object))
          return wrong(view, Misshapen::What::wrong_type, "TYPE_MESSAGE");
        return object(view, member.members);
      case ShapeKind::objects:
      case ShapeKind::texts:
        return list(view, member);
      case ShapeKind::anything:
        return;
    }
  }

  void list(JsonView view, const Member& member) {
    if (!view.is(JsonKind::array)) return wrong(view, Misshapen::What::wrong_type, "Array");
    std::size_t index = 0;
    for (const auto& one : view) {
      const auto length = path_.size();
      path_ += '[' + std::to_string(index++) + ']';
      if (member.kind == ShapeKind::texts) {
        expect(one, JsonKind::string, "TYPE_STRING");
      } else if (!one.is(JsonKind::object)) {
        wrong(one, Misshapen::What::wrong_type, "TYPE_MESSAGE");
      } else {
        object(one, member.members);
      }
      path_.resize(length);
    }
  }

  /// A number may stand as text, too: that is how 64 bits are written.
  void number(JsonView view, const Member& member) {
    const bool whole = member.kind == ShapeKind::whole;
    const auto read = observed_decimal(view);
    if (!read.has_value() || (whole && read->scale() != 0))
      wrong(view, Misshapen::What::wrong_type, whole ? "TYPE_INT64" : "TYPE_DOUBLE");
  }

  void expect(JsonView view, JsonKind kind, std::string_view type) {
    if (!view.is(kind)) wrong(view, Misshapen::What::wrong_type, type);
  }

  void wrong(JsonView view, Misshapen::What what, std::string_view type) {
    report_({what, path_,
             "Invalid value at '" + path_ + "' (" + std::string(type) + "), " +
                 std::string(view.source().substr(0, kShown)),
             view.offset()});
  }

  [[nodiscard]] std::string at_path() const { return path_.empty() ? "" : " at '" + path_ + "'"; }

  static constexpr std::size_t kShown = 80;  // of a value, in a message
  const std::function<void(Misshapen)>& report_;
  std::string path_{};
};

}  // namespace

void check_shape(JsonView object, std::span<const Member> members,
                 const std::function<void(Misshapen)>& report) {
  Walk(report).object(object, members);
}

JsonView member(JsonView object, std::string_view name) {
  const auto found = object[name];
  if (found.exists() || !has_upper(name)) return found;
  return object[snake_case(name)];
}

std::string snake_case(std::string_view name) {
  std::string out;
  out.reserve(name.size() + 4);
  for (const char c : name) {
    if (is_upper(c)) out += '_';
    out += lower(c);
  }
  return out;
}

}  // namespace tagproof::google_ads
