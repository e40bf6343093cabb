#include "harness/judge/expectations.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <regex>
#include <set>

#include "harness/base/text.h"
#include "harness/judge/fields.h"
#include "harness/judge/texts.h"
#include "harness/wire/url.h"

namespace tagproof {
namespace {

// std::regex needs stack for each character that it matches; a longer value is cut.
constexpr std::size_t kLongestMatched = 4096;

ExpectationResult result(std::string expect, int line, std::string expected, std::string actual,
                         bool ok) {
  return {std::move(expect), line, std::move(expected), std::move(actual), ok};
}

ExpectationResult counted(std::string expect, int line, std::int64_t expected,
                          std::int64_t actual) {
  return result(std::move(expect), line, std::to_string(expected), std::to_string(actual),
                expected == actual);
}

const LedgerNumbers& purchases(const Context& context, std::string_view platform) {
  static const LedgerNumbers kNothing;
  const Ledger* ledger = context.evidence().ledger(platform);
  return ledger == nullptr ? kNothing : ledger->purchases();
}

ExpectationResult value_expected(const std::string& platform,
                                 const Expectations::At<Decimal>& expected,
                                 const Context& context) {
  std::string actual;
  bool ok = false;
  const auto& sums = purchases(context, platform).by_currency;
  if (sums.size() <= 1) {
    const Decimal kept =
        sums.empty() ? Decimal() : sums.begin()->second.value - sums.begin()->second.refunded;
    actual = sums.empty() ? "0" : amount_text(kept, sums.begin()->first);
    ok = kept == expected.value;
  } else {
    for (const auto& [currency, sum] : sums) {
      actual += fmt::format("{}{}", actual.empty() ? "" : " + ",
                            say::money(sum.value - sum.refunded, currency));
    }
  }
  return result("value." + platform, expected.line, expected.value.text(), std::move(actual), ok);
}

/// A value held against a matcher. `same` is what a reference means.
struct Held {
  bool ok = false;
  std::string expected{};
};

bool equal_texts(const std::string& a, const std::string& b, bool number) {
  if (a == b) return true;
  if (!number) return false;
  const auto x = Decimal::parse(a);
  const auto y = Decimal::parse(b);
  return x && y && *x == *y;
}

bool has_match(const std::string& pattern, const std::string& value) {
  try {
    return std::regex_search(value.substr(0, kLongestMatched), std::regex(pattern));
  } catch (const std::regex_error&) {
    return false;  // the loader has refused what doesn't compile; too complex for a value: no match
  }
}

Held hold(const Matcher& matcher, const FieldText& field, const FieldText& same) {
  switch (matcher.kind) {
    case Matcher::Kind::equals:
      return {field.value && equal_texts(*field.value, matcher.value, field.number),
              fmt::format("\"{}\"", matcher.value)};
    case Matcher::Kind::pattern:
      return {field.value && has_match(matcher.value, *field.value),
              fmt::format("a match of /{}/", matcher.value)};
    case Matcher::Kind::range: {
      const auto number = field.value ? Decimal::parse(*field.value) : std::nullopt;
      const bool low = !matcher.at_least || (number && *number >= *matcher.at_least);
      const bool high = !matcher.at_most || (number && *number <= *matcher.at_most);
      std::string expected;
      if (matcher.at_least) expected = "at least " + matcher.at_least->text();
      if (matcher.at_most)
        expected +=
            fmt::format("{}at most {}", expected.empty() ? "" : " and ", matcher.at_most->text());
      return {number && low && high, expected};
    }
    case Matcher::Kind::present:
      return {field.value.has_value(), "present"};
    case Matcher::Kind::absent:
      return {!field.value.has_value(), "absent"};
    case Matcher::Kind::same_as:
      return {field.value && same.value &&
                  equal_texts(*field.value, *same.value, field.number || same.number),
              fmt::format("{} as {}", same.shown, matcher.value)};
  }
  return {};
}

bool is_named(const TrackedEvent& event, std::string_view name) {
  if (name.empty()) return true;
  if (event.name && text(*event.name) == name) return true;
  return event.platform_name && *event.platform_name == name;
}

std::vector<const TrackedEvent*> select(const ExpectedEvents& wanted, const Context& context) {
  std::vector<const TrackedEvent*> found;
  for (const auto& event : context.evidence().events) {
    if (!wanted.platform.empty() && event.platform != wanted.platform) continue;
    if (wanted.channel && event.channel != *wanted.channel) continue;
    if (context.facts(event).mirror || !is_named(event, wanted.name)) continue;
    found.push_back(&event);
  }
  return found;
}

/// "order.items_net" of the event's own order (or the only one), "orders.1001.total" of another, or
/// "meta.browser.purchase.event_id" of the first such event; the channel may be left out.
FieldText referred(std::string_view reference, const TrackedEvent& event, const Context& context) {
  FieldText none;
  none.known = false;
  none.shown = "nothing";
  if (reference.starts_with("order.")) {
    const OrderEvidence* order = context.facts(event).order;
    if ((order == nullptr || order->order == nullptr) && context.orders().size() == 1)
      order = &context.orders().front();
    return order == nullptr || order->order == nullptr
               ? none
               : field_of(*order->order, reference.substr(6));
  }
  if (reference.starts_with("orders.")) {
    const std::string_view rest = reference.substr(7);
    const auto dot = rest.find('.');
    const OrderEvidence* order = context.order(rest.substr(0, dot));
    if (dot == std::string_view::npos || order == nullptr || order->order == nullptr) return none;
    return field_of(*order->order, rest.substr(dot + 1));
  }
  ExpectedEvents other;
  auto dot = reference.find('.');
  if (dot == std::string_view::npos) return none;
  other.platform = PlatformId(reference.substr(0, dot));
  reference.remove_prefix(dot + 1);
  dot = reference.find('.');
  if (dot != std::string_view::npos) {
    other.channel = read<Channel>(reference.substr(0, dot));
    if (other.channel) reference.remove_prefix(dot + 1);
  }
  dot = reference.find('.');
  if (dot == std::string_view::npos) return none;
  other.name = reference.substr(0, dot);
  const auto found = select(other, context);
  if (found.empty()) return none;
  // Of several, the one of the same order.
  const TrackedEvent* best = found.front();
  const OrderEvidence* own = context.facts(event).order;
  for (const TrackedEvent* candidate : found) {
    if (own != nullptr && context.facts(*candidate).order == own) {
      best = candidate;
      break;
    }
  }
  return field_of(*best, reference.substr(dot + 1), context);
}

std::string title_of(const ExpectedEvents& wanted, std::size_t index) {
  std::string out = fmt::format("events[{}] {}", index, wanted.platform.view());
  if (wanted.channel) out += fmt::format(" {}", text(*wanted.channel));
  if (!wanted.name.empty()) out += " " + wanted.name;
  return out;
}

void hold_events(const ExpectedEvents& wanted, std::size_t index, const Context& context,
                 std::vector<ExpectationResult>& results) {
  const auto found = select(wanted, context);
  const std::string title = title_of(wanted, index);
  if (wanted.count) {
    results.push_back(
        counted(title, wanted.line, *wanted.count, static_cast<std::int64_t>(found.size())));
  } else if (found.empty()) {
    results.push_back(result(title, wanted.line, "at least one", "none", false));
  } else if (wanted.fields.empty()) {
    results.push_back(
        result(title, wanted.line, "at least one", std::to_string(found.size()), true));
  }
  for (const auto& [path, matcher] : wanted.fields) {
    ExpectationResult line = result(fmt::format("{}: {}", title, path), wanted.line, {}, {}, true);
    for (const TrackedEvent* event : found) {
      const FieldText field = field_of(*event, path, context);
      FieldText same;
      if (matcher.kind == Matcher::Kind::same_as) same = referred(matcher.value, *event, context);
      const Held held = hold(matcher, field, same);
      line.expected = held.expected;
      line.actual = field.shown;
      line.ok = held.ok && field.known;
      if (!line.ok) break;
    }
    if (!found.empty()) results.push_back(std::move(line));
  }
}

FieldText found_in(const std::string* value) {
  FieldText field;
  if (value == nullptr) {
    field.shown = "absent";
    return field;
  }
  field.value = *value;
  field.shown = say::text(*value);
  return field;
}

void hold_hits(const ExpectedHits& wanted, std::size_t index, const Context& context,
               std::vector<ExpectationResult>& results) {
  std::vector<const Capture*> found;
  for (const auto& capture : context.evidence().captures) {
    if (!wanted.platform.empty() && capture.platform != wanted.platform) continue;
    if (!wanted.method.empty() && capture.request.method != wanted.method) continue;
    const auto url = parse_url(capture.request.url);
    if (!wanted.path.empty() && !(url && matches_glob(url->path, wanted.path))) continue;
    found.push_back(&capture);
  }
  const std::string title = fmt::format("hits[{}] {}{}{}", index, wanted.platform.view(),
                                        wanted.path.empty() ? "" : " ", wanted.path);
  if (wanted.count) {
    results.push_back(
        counted(title, wanted.line, *wanted.count, static_cast<std::int64_t>(found.size())));
  } else {
    results.push_back(result(title, wanted.line, "at least one",
                             found.empty() ? "none" : std::to_string(found.size()),
                             !found.empty()));
  }
  const auto each = [&](const std::string& what, const Matcher& matcher, auto value_of_hit) {
    ExpectationResult line = result(title + ": " + what, wanted.line, {}, {}, true);
    for (const Capture* capture : found) {
      const FieldText field = value_of_hit(*capture);
      const Held held = hold(matcher, field, {});
      line.expected = held.expected;
      line.actual = field.shown;
      line.ok = held.ok;
      if (!line.ok) break;
    }
    if (!found.empty()) results.push_back(std::move(line));
  };
  for (const auto& [name, matcher] : wanted.headers) {
    each("header " + name, matcher,
         [&](const Capture& c) { return found_in(find_header(c.request.headers, name)); });
  }
  for (const auto& [name, matcher] : wanted.query) {
    each("query " + name, matcher, [&](const Capture& c) {
      const auto url = parse_url(c.request.url);
      const Params params = url ? parse_query(url->query) : Params{};
      return found_in(find_param(params, name));
    });
  }
  if (wanted.status) {
    each("status", {.kind = Matcher::Kind::equals, .value = std::to_string(*wanted.status)},
         [](const Capture& c) {
           const std::string status = std::to_string(c.answer.status);
           return found_in(&status);
         });
  }
}

ExpectationResult hold_findings(const Expectations& expect, const std::vector<Finding>& findings,
                                bool strict) {
  std::set<std::string> wanted;
  int line = 0;
  if (expect.findings) {
    line = expect.findings->line;
    wanted.insert(expect.findings->value.begin(), expect.findings->value.end());
  }
  std::set<std::string> came;
  std::set<std::string> shown;
  bool ok = true;
  for (const auto& finding : findings) {
    if (finding.due) continue;
    came.insert(finding.check);
    const bool listed = wanted.contains(finding.check);
    if (listed || is_failure(finding, strict)) shown.insert(finding.check);
    if (!listed && is_failure(finding, strict)) ok = false;
  }
  for (const auto& id : wanted) ok = ok && came.contains(id);
  const auto list = [](const std::set<std::string>& ids) {
    return ids.empty() ? std::string("none") : fmt::format("[{}]", fmt::join(ids, ", "));
  };
  return result("findings", line, list(wanted), list(shown), ok);
}

}  // namespace

bool is_failure(const Finding& finding, bool strict) {
  if (finding.due) return false;
  return finding.severity == Severity::error || (strict && finding.severity == Severity::warning);
}

std::vector<ExpectationResult> hold_expectations(const Expectations& expect, const Context& context,
                                                 const std::vector<Finding>& findings,
                                                 bool strict) {
  std::vector<ExpectationResult> results;
  for (const auto& [state, expected] : expect.orders) {
    const auto actual = std::ranges::count(context.evidence().orders, state, &Order::state);
    results.push_back(
        counted(fmt::format("orders.{}", text(state)), expected.line, expected.value, actual));
  }
  for (const auto& [platform, expected] : expect.conversions) {
    results.push_back(counted("conversions." + platform, expected.line, expected.value,
                              purchases(context, platform).conversions()));
  }
  for (const auto& [platform, expected] : expect.unconsented) {
    results.push_back(counted("unconsented." + platform, expected.line, expected.value,
                              purchases(context, platform).unconsented));
  }
  for (const auto& [platform, expected] : expect.value)
    results.push_back(value_expected(platform, expected, context));
  results.push_back(hold_findings(expect, findings, strict));
  for (std::size_t i = 0; i < expect.events.size(); ++i)
    hold_events(expect.events[i], i, context, results);
  for (std::size_t i = 0; i < expect.hits.size(); ++i)
    hold_hits(expect.hits[i], i, context, results);
  return results;
}

}  // namespace tagproof
