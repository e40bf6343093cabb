#include "harness/judge/merging.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "harness/base/ascii.h"
#include "harness/base/text.h"
#include "harness/judge/texts.h"

namespace tagproof {
namespace {

constexpr Duration kShortestWindow = std::chrono::hours(24);

std::string_view without_quotes(std::string_view id) {
  if (id.size() > 2 && id.front() == id.back() && (id.front() == '"' || id.front() == '\''))
    return id.substr(1, id.size() - 2);
  return id;
}

std::string_view without_path(std::string_view id) {
  const auto slash = id.rfind('/');
  return slash == std::string_view::npos || slash + 1 == id.size() ? id : id.substr(slash + 1);
}

std::string_view without_sign(std::string_view id) {
  while (id.size() > 1 && id.front() == '#') id.remove_prefix(1);
  return id;
}

// "1001.0": a number that went through a spreadsheet or a script's floating point.
std::string_view without_fraction(std::string_view id) {
  const auto dot = id.find('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == id.size()) return id;
  const bool whole = std::ranges::all_of(id.substr(0, dot), is_digit);
  const bool zeros = id.find_first_not_of('0', dot + 1) == std::string_view::npos;
  return whole && zeros ? id.substr(0, dot) : id;
}

std::string_view without_zeros(std::string_view id) {
  while (id.size() > 1 && id.front() == '0') id.remove_prefix(1);
  return id;
}

/// One way in which systems write the same id differently. Each takes its own difference away and
/// leaves the rest.
struct Spelling {
  std::string_view what{};
  std::string (*undo)(std::string_view){};
};
// From the outside in: a path hides a sign, a sign hides zeros.
constexpr std::array<Spelling, 7> kSpellings{{
    {"spaces around it", [](std::string_view id) { return std::string(trim(id)); }},
    {"quotes around it", [](std::string_view id) { return std::string(without_quotes(id)); }},
    {"upper and lower case", [](std::string_view id) { return lower_ascii(id); }},
    {"a path before it", [](std::string_view id) { return std::string(without_path(id)); }},
    {"a leading #", [](std::string_view id) { return std::string(without_sign(id)); }},
    {"a trailing .0", [](std::string_view id) { return std::string(without_fraction(id)); }},
    {"leading zeros", [](std::string_view id) { return std::string(without_zeros(id)); }},
}};
constexpr std::size_t kNone = kSpellings.size();

/// The id with every difference taken away but one.
std::string undone(std::string_view id, std::size_t but = kNone) {
  std::string out(id);
  for (std::size_t i = 0; i < kSpellings.size(); ++i) {
    if (i != but) out = kSpellings[i].undo(out);
  }
  return out;
}

bool is_joint(char c) {
  return c == '_' || c == '-' || c == '.' || c == ':' || c == '#' || c == '/' || c == ' ';
}

/// Ids this short are the end of many others.
constexpr std::size_t kMinStem = 3;

bool has_prefix(std::string_view longer, std::string_view stem) {
  return stem.size() >= kMinStem && longer.size() > stem.size() && longer.ends_with(stem) &&
         is_joint(longer[longer.size() - stem.size() - 1]);
}

bool has_suffix(std::string_view longer, std::string_view stem) {
  return stem.size() >= kMinStem && longer.size() > stem.size() && longer.starts_with(stem) &&
         is_joint(longer[stem.size()]);
}

bool same_id(const TrackedEvent& a, const TrackedEvent& b, const Context& context) {
  const bool by_event_id = context.dedup_key(a.platform.view()) == "event_id";
  const auto& x = by_event_id ? a.event_id : a.order_id;
  const auto& y = by_event_id ? b.event_id : b.order_id;
  return x && y && *x == *y;
}

std::string_view setting(const Context& context, std::string_view id, std::string_view by_default) {
  if (context.evidence().config == nullptr) return by_default;
  const auto& settings = context.evidence().config->settings;
  const auto it = settings.find(id);
  return it == settings.end() ? by_default : std::string_view(it->second);
}

/// GA4's streams may share their ids (setting ga4.dedup_streams); every other platform's accounts
/// never do.
bool accounts_are_apart(const TrackedEvent& event, const Context& context) {
  return event.platform != "ga4" || setting(context, "ga4.dedup_streams", "each") == "each";
}

/// Two ids of one account: Pinterest's tag and its ad account.
bool one_account(const TrackedEvent& a, const TrackedEvent& b, const Context& context) {
  const Account* account = context.account(a);
  return account != nullptr && account == context.account(b);
}

bool users_are_apart(const TrackedEvent& event, const Context& context) {
  return event.platform == "ga4" && setting(context, "ga4.dedup_scope", "property") == "user";
}

std::string id_difference(const TrackedEvent& a, const TrackedEvent& b, const Context& context) {
  const bool by_event_id = context.dedup_key(a.platform.view()) == "event_id";
  const std::string_view what = by_event_id ? "event id" : "order id";
  const auto& x = by_event_id ? a.event_id : a.order_id;
  const auto& y = by_event_id ? b.event_id : b.order_id;
  if (!x || !y) return fmt::format("no {}", what);
  if (*x != *y) {
    const std::string near = near_difference(*x, *y);
    return near.empty() ? fmt::format("{}s differ", what)
                        : fmt::format("{}s differ by {}", what, near);
  }
  if (x.kind() != y.kind()) return fmt::format("one {} is a number, the other text", what);
  return {};
}

Duration distance(const TrackedEvent& a, const TrackedEvent& b) {
  if (!a.received || !b.received) return Duration::max();
  return *a.received < *b.received ? *b.received - *a.received : *a.received - *b.received;
}

}  // namespace

bool far_apart(const TrackedEvent& a, const TrackedEvent& b) {
  return a.received && b.received && distance(a, b) >= kShortestWindow;
}

std::string near_difference(std::string_view a, std::string_view b) {
  if (a == b || a.empty() || b.empty()) return {};
  const std::string plain_a = undone(a);
  const std::string plain_b = undone(b);
  if (plain_a == plain_b) {
    // Those without whose taking away they would still differ.
    std::vector<std::string> what;
    for (std::size_t i = 0; i < kSpellings.size(); ++i) {
      if (undone(a, i) != undone(b, i)) what.emplace_back(kSpellings[i].what);
    }
    return what.empty() ? std::string("its spelling") : join(what, " and ");
  }
  if (has_prefix(plain_a, plain_b) || has_prefix(plain_b, plain_a)) return "a prefix";
  if (has_suffix(plain_a, plain_b) || has_suffix(plain_b, plain_a)) return "a suffix";
  // A path's end is its id: "shop/1001" and "1001-x" have been compared by that.
  const std::string lower_a = lower_ascii(trim(a));
  const std::string lower_b = lower_ascii(trim(b));
  if (has_prefix(lower_a, lower_b) || has_prefix(lower_b, lower_a)) return "a prefix";
  return {};
}

std::vector<std::string> differences(const TrackedEvent& a, const TrackedEvent& b,
                                     const Context& context) {
  std::vector<std::string> all;
  if (accounts_are_apart(a, context) && a.account.value_or({}) != b.account.value_or({}) &&
      !one_account(a, b, context))
    all.emplace_back("another account");
  if (a.action.value_or({}) != b.action.value_or({})) all.emplace_back("another conversion action");
  if (a.platform_name.value_or({}) != b.platform_name.value_or({}))
    all.emplace_back("another event name");
  if (auto id = id_difference(a, b, context); !id.empty()) all.push_back(std::move(id));
  if (users_are_apart(a, context) &&
      a.id(IdField::client_id).value_or({}) != b.id(IdField::client_id).value_or({}))
    all.emplace_back("another user");
  if (far_apart(a, b)) all.push_back(fmt::format("{} apart", say::span(distance(a, b))));
  return all;
}

std::string why_not_merged(const TrackedEvent& a, const TrackedEvent& b, const Context& context) {
  const auto all = differences(a, b, context);
  if (!all.empty()) return all.front();
  const std::string_view what =
      context.dedup_key(a.platform.view()) == "event_id" ? "event id" : "order id";
  if (a.channel == b.channel)
    return fmt::format("equal {}s from the same channel, which {} doesn't take for one", what,
                       say::title(a.platform.view()));
  return "equal ids, merged with another copy already";
}

const TrackedEvent* nearest_partner(const TrackedEvent& event, const OrderEvidence& order,
                                    const Context& context) {
  const TrackedEvent* best = nullptr;
  std::tuple<std::size_t, bool, bool, Duration> best_rank{};
  std::size_t compared = 0;
  for (const TrackedEvent* other : order.events) {
    if (other == &event || other->platform != event.platform || other->name != event.name) continue;
    if (++compared > kMaxCompared) break;
    const std::tuple rank{differences(event, *other, context).size(),
                          !same_id(event, *other, context), other->channel == event.channel,
                          distance(event, *other)};
    if (best != nullptr && best_rank <= rank) continue;
    best = other;
    best_rank = rank;
  }
  return best;
}

}  // namespace tagproof
