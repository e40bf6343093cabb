#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace tagproof {

/// How a value was written: a JSON string and a JSON number are two things, in a form all is text.
enum class WireKind : std::uint8_t { none, text, number, boolean, array, object };

enum class Presence : std::uint8_t { absent, empty, null, malformed, present };

/// A field on the wire. Absent, empty, null and malformed are four different things; unknown is not
/// empty.
template <class T>
class Observed {
 public:
  Observed() = default;  // absent
  static Observed of(T value, WireKind kind = WireKind::text) {
    Observed o;
    o.presence_ = Presence::present;
    o.kind_ = kind;
    o.value_ = std::move(value);
    return o;
  }
  static Observed empty(WireKind kind = WireKind::text) {
    Observed o;
    o.presence_ = Presence::empty;
    o.kind_ = kind;
    return o;
  }
  static Observed null() {
    Observed o;
    o.presence_ = Presence::null;
    return o;
  }
  /// `raw` is the text that could not be read as a T.
  static Observed malformed(std::string raw, WireKind kind = WireKind::text) {
    Observed o;
    o.presence_ = Presence::malformed;
    o.kind_ = kind;
    o.raw_ = std::move(raw);
    return o;
  }

  [[nodiscard]] Presence presence() const { return presence_; }
  [[nodiscard]] WireKind kind() const { return kind_; }
  [[nodiscard]] bool has_value() const { return presence_ == Presence::present; }
  [[nodiscard]] bool is_absent() const { return presence_ == Presence::absent; }
  [[nodiscard]] bool is_malformed() const { return presence_ == Presence::malformed; }
  /// Absent, empty or null: nothing was said.
  [[nodiscard]] bool says_nothing() const { return !has_value() && !is_malformed(); }
  explicit operator bool() const { return has_value(); }
  const T& operator*() const { return *value_; }
  T& operator*() { return *value_; }
  const T* operator->() const { return &*value_; }
  [[nodiscard]] T value_or(T other) const { return has_value() ? *value_ : std::move(other); }
  /// The malformed text; empty otherwise.
  [[nodiscard]] const std::string& raw() const { return raw_; }
  bool operator==(const Observed&) const = default;

 private:
  Presence presence_ = Presence::absent;
  WireKind kind_ = WireKind::none;
  std::optional<T> value_{};
  std::string raw_{};
};

}  // namespace tagproof
