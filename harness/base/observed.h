#pragma once

#include <cassert>
#include <cstdint>
#include <memory>
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
  constexpr Observed() {}  // absent
  ~Observed() { drop(); }
  Observed(const Observed& other) { take(other); }
  Observed(Observed&& other) noexcept { take(std::move(other)); }
  Observed& operator=(const Observed& other) {
    if (this == &other) return *this;
    drop();
    take(other);
    return *this;
  }
  Observed& operator=(Observed&& other) noexcept {
    if (this == &other) return *this;
    drop();
    take(std::move(other));
    return *this;
  }
  static Observed of(T value, WireKind kind = WireKind::text) {
    Observed o;
    std::construct_at(&o.value_, std::move(value));
    o.presence_ = Presence::present;
    o.kind_ = kind;
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
    std::construct_at(&o.raw_, std::move(raw));
    o.presence_ = Presence::malformed;
    o.kind_ = kind;
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
  // Of what has a value only.
  const T& operator*() const {
    assert(has_value());
    return value_;
  }
  T& operator*() {
    assert(has_value());
    return value_;
  }
  const T* operator->() const { return &**this; }
  [[nodiscard]] T value_or(T other) const { return has_value() ? **this : std::move(other); }
  /// The malformed text; empty otherwise.
  [[nodiscard]] const std::string& raw() const {
    static const std::string kNone;
    return is_malformed() ? raw_ : kNone;
  }
  bool operator==(const Observed& other) const {
    if (presence_ != other.presence_ || kind_ != other.kind_) return false;
    if (has_value()) return value_ == other.value_;
    return !is_malformed() || raw_ == other.raw_;
  }

 private:
  /// Of an Observed that holds nothing.
  template <class Other>
  void take(Other&& other) {
    if (other.has_value()) {
      std::construct_at(&value_, std::forward<Other>(other).value_);
    } else if (other.is_malformed()) {
      std::construct_at(&raw_, std::forward<Other>(other).raw_);
    }
    presence_ = other.presence_;
    kind_ = other.kind_;
  }
  void drop() noexcept {
    if (has_value()) {
      std::destroy_at(&value_);
    } else if (is_malformed()) {
      std::destroy_at(&raw_);
    }
    presence_ = Presence::absent;
  }

  // An event has some twenty fields, most of them absent: these take no more room than a value and
  // cost nothing to make, move and destroy.
  union {
    T value_;          // present
    std::string raw_;  // malformed
  };
  Presence presence_ = Presence::absent;
  WireKind kind_ = WireKind::none;
};

}  // namespace tagproof
