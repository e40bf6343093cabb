#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>

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
  ~Observed() = default;
  Observed(const Observed&) = default;
  Observed(Observed&&) noexcept = default;
  Observed& operator=(const Observed&) = default;
  /// Nearly always an absent field gets its value: without the variant's many cases.
  Observed& operator=(Observed&& other) noexcept {
    presence_ = other.presence_;
    kind_ = other.kind_;
    if (held_.index() == 0 && other.held_.index() == kValue) {
      held_.template emplace<kValue>(std::move(*other));
    } else if (held_.index() != 0 || other.held_.index() != 0) {
      held_ = std::move(other.held_);
    }
    return *this;
  }
  static Observed of(T value, WireKind kind = WireKind::text) {
    Observed o;
    o.presence_ = Presence::present;
    o.kind_ = kind;
    o.held_.template emplace<kValue>(std::move(value));
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
    o.held_.template emplace<kRaw>(Raw{std::move(raw)});
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
  const T& operator*() const { return *std::get_if<kValue>(&held_); }
  T& operator*() { return *std::get_if<kValue>(&held_); }
  const T* operator->() const { return std::get_if<kValue>(&held_); }
  [[nodiscard]] T value_or(T other) const { return has_value() ? **this : std::move(other); }
  /// The malformed text; empty otherwise.
  [[nodiscard]] const std::string& raw() const {
    static const std::string kNone;
    const auto* raw = std::get_if<kRaw>(&held_);
    return raw == nullptr ? kNone : raw->text;
  }
  bool operator==(const Observed&) const = default;

 private:
  struct Raw {
    std::string text{};
    bool operator==(const Raw&) const = default;
  };
  static constexpr std::size_t kValue = 1, kRaw = 2;
  // An event has some forty fields, most of them absent: these cost nothing to move.
  std::variant<std::monostate, T, Raw> held_{};
  Presence presence_ = Presence::absent;
  WireKind kind_ = WireKind::none;
};

}  // namespace tagproof
