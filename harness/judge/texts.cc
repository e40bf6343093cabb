#include "harness/judge/texts.h"

#include <fmt/format.h>

#include <cstdlib>

#include "harness/base/money.h"
#include "harness/base/text.h"
#include "mock_platforms/traits.h"

namespace tagproof::say {
namespace {

constexpr std::size_t kLongestQuote = 80;

template <class T>
std::string unsaid(const Observed<T>& value) {
  switch (value.presence()) {
    case Presence::absent:
      return "absent";
    case Presence::empty:
      return "empty";
    case Presence::null:
      return "null";
    case Presence::malformed:
      return text(value.raw());
    case Presence::present:
      break;
  }
  return {};
}

}  // namespace

std::string title(std::string_view platform) {
  if (platform == "collector") return "the collector";  // a relay, no platform
  const auto name = traits_of(platform).name;
  return std::string(name.empty() ? platform : name);
}

std::string value(const Observed<Decimal>& value) {
  return value ? decimal(*value) : unsaid(value);
}

std::string value(const Observed<std::string>& value) {
  return value ? text(*value) : unsaid(value);
}

std::string text(std::string_view value) {
  if (value.size() <= kLongestQuote) return fmt::format("text \"{}\"", to_utf8(value));
  return fmt::format("text \"{}…\"", to_utf8(value.substr(0, kLongestQuote)));
}

std::string decimal(const Decimal& value) { return fmt::format("decimal {}", value.text()); }

std::string money(const Decimal& amount, std::string_view currency) {
  return show(Money{amount, upper_ascii(currency)});
}

std::string span(Duration duration) {
  using namespace std::chrono;
  const auto seconds_in = std::abs(duration_cast<seconds>(duration).count());
  const auto say = [](std::int64_t n, std::string_view unit) {
    return fmt::format("{} {}{}", n, unit, n == 1 ? "" : "s");
  };
  if (seconds_in >= 2 * 86400) return say(seconds_in / 86400, "day");
  if (seconds_in >= 2 * 3600) return say(seconds_in / 3600, "hour");
  if (seconds_in >= 2 * 60) return say(seconds_in / 60, "minute");
  return say(seconds_in, "second");
}

std::string bases(const Order& order) {
  std::string out = fmt::format("order {}:", order.id.view());
  bool first = true;
  for (const auto& word : Words<ValueBasis>::all) {
    const auto amount = value_of(order.totals, word.value);
    out += fmt::format("{} {} {}", first ? "" : ",", word.text,
                       amount ? amount_text(*amount, order.currency) : "unknown");
    first = false;
  }
  return out;
}

std::string times(std::size_t n) {
  if (n == 1) return "once";
  return n == 2 ? "twice" : fmt::format("{} times", n);
}

std::string from(const TrackedEvent& event) {
  switch (event.sender) {
    case Sender::browser:
      return "the browser";
    case Sender::shop:
      return "the shop's server";
    case Sender::collector:
      return "the collector";
  }
  return {};
}

std::optional<AtStake> stake(const std::optional<Decimal>& amount, std::string_view currency,
                             Direction direction) {
  if (!amount) return std::nullopt;
  return AtStake{Money{amount->abs(), upper_ascii(currency)}, direction};
}

}  // namespace tagproof::say
