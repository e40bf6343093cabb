#include "harness/base/time.h"

#include <date/tz.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

#include "harness/base/bug.h"

namespace tagproof {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::milliseconds;
using std::chrono::seconds;

// Years 0001 to 9999: what RFC 3339 can write. A stranger's milliseconds beyond are taken as these.
constexpr std::int64_t kFirstMillis = -62'135'596'800'000, kLastMillis = 253'402'300'799'999;

std::string date_text(std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

/// Reads a text from the left; a failed read makes all later ones fail.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}
  /// A number of exactly `count` digits from `low` to `high`.
  int number(std::size_t count, int low, int high) {
    int value = 0;
    const char* end = rest_.data() + std::min(count, rest_.size());
    const auto read = std::from_chars(rest_.data(), end, value);
    ok_ = ok_ && rest_.size() >= count && rest_[0] != '-' && read.ec == std::errc{} &&
          read.ptr == end && value >= low && value <= high;
    if (ok_) rest_.remove_prefix(count);
    return ok_ ? value : 0;
  }
  /// The one character here that is in `set`; 0 and failure otherwise.
  char one_of(std::string_view set) {
    ok_ = ok_ && !rest_.empty() && set.find(rest_[0]) != std::string_view::npos;
    if (!ok_) return 0;
    const char c = rest_[0];
    rest_.remove_prefix(1);
    return c;
  }
  bool skip(char c) {
    if (!ok_ || rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  std::string_view digits() {
    const auto run = rest_.substr(0, std::min(rest_.find_first_not_of("0123456789"), rest_.size()));
    rest_.remove_prefix(run.size());
    return run;
  }
  [[nodiscard]] std::string_view rest() const { return rest_; }
  [[nodiscard]] bool ok() const { return ok_; }
  void fail() { ok_ = false; }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

/// `digits` behind a point, in millionths of `unit_micros`, cut off (not rounded) below a
/// microsecond.
std::int64_t fraction_micros(std::string_view digits, std::int64_t unit_micros) {
  std::int64_t millionths = 0, place = 100'000;
  for (const char digit : digits.substr(0, 6)) {
    millionths += (digit - '0') * place;
    place /= 10;
  }
  return millionths * (unit_micros / 1000) / 1000;
}

struct Unit {
  std::string_view name;
  std::int64_t micros;
};
constexpr std::array<Unit, 5> kUnits = {{{"d", 86'400'000'000},
                                         {"h", 3'600'000'000},
                                         {"m", 60'000'000},
                                         {"s", 1'000'000},
                                         {"ms", 1000}}};
constexpr std::int64_t kMaxDuration = 3653 * kUnits[0].micros;  // 10 years

}  // namespace

std::string rfc3339(TimePoint time) {
  const auto day = floor<days>(time);
  const auto rest = floor<milliseconds>(time - day).count();
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", date_text(day), rest / 3'600'000,
                     rest / 60'000 % 60, rest / 1000 % 60, rest % 1000);
}

std::optional<TimePoint> parse_rfc3339(std::string_view text) {
  Scanner in(text);
  const int year = in.number(4, 1, 9999);
  in.one_of("-");
  const int month = in.number(2, 1, 12);
  in.one_of("-");
  const int day = in.number(2, 1, 31);
  in.one_of("Tt ");
  const int hour = in.number(2, 0, 23);
  in.one_of(":");
  const int minute = in.number(2, 0, 59);
  in.one_of(":");
  const int second = in.number(2, 0, 60);  // 60: a leap second, taken as the next minute's first
  std::int64_t micros = 0;
  if (in.skip('.')) {
    const auto digits = in.digits();
    if (digits.empty()) return std::nullopt;
    micros = fraction_micros(digits, 1'000'000);
  }
  const char zone = in.one_of("Zz+-");
  int offset = 0;
  if (zone == '+' || zone == '-') {
    offset = in.number(2, 0, 23) * 60;
    in.one_of(":");
    offset += in.number(2, 0, 59);
    if (zone == '-') offset = -offset;
  }
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!in.ok() || !in.rest().empty() || !date.ok()) return std::nullopt;
  return TimePoint(std::chrono::sys_days(date)) + std::chrono::hours(hour) +
         std::chrono::minutes(minute - offset) + seconds(second) + Duration(micros);
}

std::optional<Duration> parse_duration(std::string_view text) {
  Scanner in(text);
  const auto whole = in.digits();
  std::string_view fraction;
  if (in.skip('.')) {
    fraction = in.digits();
    if (fraction.empty()) return std::nullopt;
  }
  if (whole.empty() || whole.size() > 12) return std::nullopt;
  const auto name = in.rest().empty() ? "s" : in.rest();
  const auto* unit = std::ranges::find(kUnits, name, &Unit::name);
  if (unit == kUnits.end()) return std::nullopt;

  std::int64_t count = 0;
  std::from_chars(whole.data(), whole.data() + whole.size(), count);
  if (count > kMaxDuration / unit->micros) return std::nullopt;
  const auto micros = count * unit->micros + fraction_micros(fraction, unit->micros);
  if (micros > kMaxDuration) return std::nullopt;
  return Duration(micros);
}

std::string show(Duration duration) {
  const auto micros = duration.count();
  if (micros < 0) return "-" + show(-duration);
  if (micros == 0) return "0s";
  for (const auto& unit : kUnits) {
    if (micros % unit.micros == 0) return fmt::format("{}{}", micros / unit.micros, unit.name);
  }
  auto text = fmt::format("{}.{:03}", micros / 1000, micros % 1000);
  while (text.back() == '0') text.pop_back();
  return text + "ms";
}

std::int64_t unix_millis(TimePoint time) {
  return floor<milliseconds>(time.time_since_epoch()).count();
}

std::int64_t unix_seconds(TimePoint time) {
  return floor<seconds>(time.time_since_epoch()).count();
}

TimePoint from_unix_millis(std::int64_t millis) {
  return TimePoint(milliseconds(std::clamp(millis, kFirstMillis, kLastMillis)));
}

bool is_time_zone(std::string_view name) {
  try {
    return date::locate_zone(std::string(name)) != nullptr;
  } catch (const std::runtime_error&) {  // how the library says that it knows no such zone
    return false;
  }
}

std::string local_date(TimePoint time, std::string_view zone) {
  if (!is_time_zone(zone))
    TAGPROOF_BUG("local_date of an unknown time zone; is_time_zone comes first");
  const auto local = date::locate_zone(std::string(zone))->to_local(time);
  return date_text(std::chrono::sys_days(floor<days>(local.time_since_epoch())));
}

TimePoint SystemClock::now() const {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

Stopwatch::Stopwatch() : started_(std::chrono::steady_clock::now()) {}

double Stopwatch::milliseconds() const {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started_)
      .count();
}

}  // namespace tagproof
