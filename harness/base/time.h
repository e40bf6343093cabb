#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tagproof {

/// An instant, UTC, in microseconds (GA4's unit; the finest that a platform uses).
using TimePoint = std::chrono::sys_time<std::chrono::microseconds>;
using Duration = std::chrono::microseconds;

/// "2026-01-15T10:00:33.000Z": UTC, always milliseconds.
std::string rfc3339(TimePoint time);
/// RFC 3339 with a zone ("Z" or "+01:00"), any number of fraction digits; nullopt without a zone or
/// when malformed.
std::optional<TimePoint> parse_rfc3339(std::string_view text);

/// "500ms", "30s", "5m", "1h", "8d"; a bare number is seconds; fractions allowed ("1.5s"). Never
/// negative, at most 10 years.
std::optional<Duration> parse_duration(std::string_view text);
/// The shortest form that parse_duration reads back: "30s", "8d", "1500ms".
std::string show(Duration duration);

/// Milliseconds / seconds since the Unix epoch, rounded down.
std::int64_t unix_millis(TimePoint time);
std::int64_t unix_seconds(TimePoint time);
TimePoint from_unix_millis(std::int64_t millis);

/// Whether the IANA zone is known, and an instant's local date in it ("2026-01-15"). Behind this
/// header is the `date` library; C++20's own zones aren't in GCC 12.
bool is_time_zone(std::string_view name);
std::string local_date(TimePoint time, std::string_view zone);

/// Where `now` comes from. Only `run/` and `serve/` own a clock; everything else is handed the
/// time.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual TimePoint now() const = 0;
};

/// The machine's clock: the one place that reads it.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] TimePoint now() const override;
};

/// How long something took, by the machine's steady clock; for people to read, never for logic.
class Stopwatch {
 public:
  Stopwatch();
  [[nodiscard]] double milliseconds() const;

 private:
  std::chrono::steady_clock::time_point started_;
};

/// A clock that stands still until it is moved.
class VirtualClock final : public Clock {
 public:
  explicit VirtualClock(TimePoint start) : now_(start) {}
  [[nodiscard]] TimePoint now() const override { return now_; }
  /// Never backwards: an earlier time is ignored.
  void advance_to(TimePoint time) {
    if (time > now_) now_ = time;
  }

 private:
  TimePoint now_;
};

}  // namespace tagproof
