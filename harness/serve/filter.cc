#include "harness/serve/filter.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "harness/base/text.h"

namespace tagproof {
namespace {

std::string did_you_mean(std::string_view word, std::span<const std::string_view> known) {
  const auto near = nearest(word, known);
  return near ? fmt::format("; did you mean `{}`?", *near)
              : fmt::format("; known are: {}", fmt::join(known, " "));
}

template <class E>
Result<E> read_word(std::string_view key, const std::string& value) {
  if (const auto word = read<E>(value)) return *word;
  std::vector<std::string_view> known;
  for (const auto& one : Words<E>::all) known.push_back(one.text);
  return error(fmt::format("unknown {} `{}`{}", key, value, did_you_mean(value, known)));
}

Result<std::uint64_t> read_number(std::string_view key, const std::string& value) {
  std::uint64_t number = 0;
  const char* end = value.data() + value.size();
  const auto [at, problem] = std::from_chars(value.data(), end, number);
  if (problem != std::errc{} || at != end)
    return error(fmt::format("`{}` takes a whole number, not `{}`", key, value));
  return number;
}

Result<bool> read_flag(std::string_view key, const std::string& value, std::string_view yes,
                       std::string_view no) {
  if (value == yes) return true;
  if (value == no) return false;
  return error(fmt::format("`{}` takes {} or {}, not `{}`", key, yes, no, value));
}

template <class T, class U>
std::optional<Error> put(T& into, Result<U> value) {
  if (!value) return value.error();
  into = static_cast<T>(*value);
  return std::nullopt;
}

// One parameter into the question, or why not.
std::optional<Error> read_parameter(const std::string& key, const std::string& value,
                                    std::span<const Platform* const> platforms,
                                    const ServeLimits& limits, Question& question) {
  if (key == "platform") {
    std::vector<std::string_view> known;
    for (const Platform* platform : platforms) known.push_back(platform->id);
    if (std::ranges::find(known, value) == known.end())
      return error(fmt::format("unknown platform `{}`{}", value, did_you_mean(value, known)));
    question.filter.platform = value;
  } else if (key == "channel") {
    return put(question.filter.channel, read_word<Channel>(key, value));
  } else if (key == "event") {
    return put(question.filter.event, read_word<EventName>(key, value));
  } else if (key == "order") {
    question.filter.order = value;
  } else if (key == "since") {
    return put(question.since, read_number(key, value));
  } else if (key == "limit") {
    return put(question.limit, read_number(key, value));
  } else if (key == "count") {
    return put(question.count, read_number(key, value));
  } else if (key == "raw") {
    return put(question.raw, read_flag(key, value, "1", "0"));
  } else if (key == "at") {
    return put(question.at_end, read_flag(key, value, "end", "now"));
  } else if (key == "timeout") {
    const auto timeout = parse_duration(value);
    if (!timeout)
      return error(fmt::format("`timeout` takes a time such as 5s, 500ms or 3, not `{}`", value));
    if (*timeout > limits.longest_await)
      return error(fmt::format("`timeout` is at most {}", show(limits.longest_await)));
    question.timeout = *timeout;
  }
  return std::nullopt;
}

}  // namespace

void Filter::know(std::span<const Order> orders) {
  if (order.empty()) return;
  order_forms.assign(1, order);
  for (const Order& one : orders) {
    if (!one.is_called(order)) continue;
    order_forms.push_back(one.id.value);
    if (!one.name.empty()) order_forms.push_back(one.name);
    order_forms.insert(order_forms.end(), one.ids.begin(), one.ids.end());
  }
}

bool Filter::names_order(std::string_view id) const {
  return id == order || std::ranges::find(order_forms, id) != order_forms.end();
}

bool Filter::matches(const TrackedEvent& one) const {
  if (!platform.empty() && one.platform != platform) return false;
  if (channel && one.channel != *channel) return false;
  if (event && one.name != *event) return false;
  if (order.empty()) return true;
  // An event without an order id may still say it: many shops use it as the event id.
  const auto& id = one.order_id.has_value() ? one.order_id : one.event_id;
  return id.has_value() && names_order(*id);
}

std::vector<std::string> Filter::differences(const TrackedEvent& one) const {
  std::vector<std::string> found;
  if (!platform.empty() && one.platform != platform)
    found.push_back(fmt::format("platform is {}, not {}", one.platform.view(), platform));
  if (channel && one.channel != *channel)
    found.push_back(fmt::format("channel is {}, not {}", text(one.channel), text(*channel)));
  if (event && one.name != *event) {
    found.push_back(fmt::format("event is {}, not {}", one.name ? text(*one.name) : "none of ours",
                                text(*event)));
  }
  if (!order.empty() && Filter{.order = order, .order_forms = order_forms}.matches(one) == false) {
    found.push_back(one.order_id.has_value()
                        ? fmt::format("order is \"{}\", not \"{}\"", *one.order_id, order)
                        : fmt::format("no order id, not \"{}\"", order));
  }
  return found;
}

bool Filter::matches_hit(const Capture& capture) const {
  if (!platform.empty() && capture.platform != platform) return false;
  return !channel || capture.channel == *channel;
}

Result<Question> read_question(const Params& query, std::span<const std::string_view> known,
                               std::span<const Platform* const> platforms,
                               const ServeLimits& limits) {
  Question question{.limit = limits.page, .timeout = limits.await};
  for (const auto& [key, value] : query) {
    if (std::ranges::find(known, key) == known.end()) {
      return error(known.empty()
                       ? fmt::format("unknown parameter `{}`; none is taken here", key)
                       : fmt::format("unknown parameter `{}`{}", key, did_you_mean(key, known)));
    }
    if (auto problem = read_parameter(key, value, platforms, limits, question)) return *problem;
  }
  return question;
}

}  // namespace tagproof
