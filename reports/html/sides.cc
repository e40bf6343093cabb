#include <algorithm>
#include <functional>
#include <map>

#include "reports/html/page.h"

namespace tagproof::reports {
namespace {

constexpr std::size_t kMaxColumns = 6;  // events of one order on one platform
constexpr std::size_t kMaxOrders = 50;  // of one journey

struct Sides {
  const Order* order{};
  std::map<std::string_view, std::vector<const TrackedEvent*>> platforms{};
};

// A channel by which the contract wants the purchase, and by which none came.
std::vector<Channel> silent_channels(const Evidence& evidence, std::string_view platform,
                                     const std::vector<const TrackedEvent*>& events) {
  std::vector<Channel> silent;
  if (!evidence.contract) return silent;
  const auto* wanted = evidence.contract->platform_event(EventName::purchase, platform);
  if (wanted == nullptr) return silent;
  for (const Channel channel : wanted->channels) {
    if (std::ranges::none_of(events, [&](const auto* event) { return event->channel == channel; }))
      silent.push_back(channel);
  }
  return silent;
}

std::string_view channel_words(Channel channel) {
  return channel == Channel::browser ? "Browser" : "Server";
}

void write_platform(Html& html, const Evidence& evidence, const Order* order,
                    std::string_view platform, std::vector<const TrackedEvent*> events) {
  const auto silent = silent_channels(evidence, platform, events);
  if (events.size() + silent.size() < 2) return;
  const std::size_t came = events.size();
  events.resize(std::min(came, kMaxColumns));
  std::ranges::stable_sort(events, {}, [](const TrackedEvent* event) { return event->channel; });

  std::vector<std::string_view> columns{"Field"};
  for (const TrackedEvent* event : events) {
    columns.push_back(event->sender == Sender::collector ? "Collector"
                                                         : channel_words(event->channel));
  }
  for (const Channel channel : silent) columns.push_back(channel_words(channel));
  columns.emplace_back("Contract and order");
  std::string caption = fmt::format(
      "{}, {}", order == nullptr ? "Purchases of no known order" : "Order " + order->id.value,
      platform_title(platform));
  if (came > events.size())
    caption += fmt::format(" (the first {} of {} events)", events.size(), came);
  begin_table(html, "fields", caption, columns);

  const auto row = [&](std::string_view name,
                       const std::function<std::string(const TrackedEvent&)>& show,
                       std::string_view should, bool must_agree) {
    std::vector<std::string> values;
    for (const TrackedEvent* event : events) values.push_back(show(*event));
    const bool agree = std::ranges::all_of(
        values, [&](const std::string& value) { return value == values.front(); });
    html.raw("<tr>").element("th scope=row", name);
    for (const auto& value : values) {
      html.element(must_agree && !agree ? "td class=wrong" : "td", value);
    }
    for (std::size_t i = 0; i < silent.size(); ++i) {
      html.element("td class=wrong", name == "Outcome" ? "nothing was sent" : "–");
    }
    html.raw("<td>").text(should);
    if (must_agree && values.size() > 1) {
      html.raw(agree ? " <span class=ok>✓ the same</span>"
                     : " <span class=wrong>✗ they differ</span>");
    }
  };
  const Wanted want = wanted(evidence, *events.front(), order);
  const bool by_event_id = [&] {
    if (!evidence.contract) return false;
    const auto* rule = evidence.contract->platform_event(EventName::purchase, platform);
    return rule != nullptr && rule->dedup == "event_id";
  }();
  row(
      "Event id", [](const auto& event) { return show_text(event.event_id); }, "", by_event_id);
  row(
      "Order id", [](const auto& event) { return show_text(event.order_id); }, want.order_id, true);
  row(
      "Value",
      [](const auto& event) {
        const std::string money = money_text(event);
        return money.empty() ? std::string("(absent)") : money;
      },
      want.value ? show({*want.value, want.currency}) : "", true);
  row(
      "Items", [](const auto& event) { return items_text(event.items); }, "", true);
  row(
      "Outcome", [](const auto& event) { return std::string(in_words(event.outcome)); }, "", false);
  row(
      "Decided by", [](const auto& event) { return std::string(or_dash(event.rule)); }, "", false);
  end_table(html);
}

}  // namespace

void write_channels(Html& html, const Evidence& evidence, const OrderIndex& known) {
  std::vector<Sides> orders;
  std::map<std::string_view, std::size_t> index;
  for (const auto& event : evidence.events) {
    if (!event.is(EventName::purchase) || event.mirror) continue;
    const Order* order = known.of(event);
    const auto [it, is_new] =
        index.emplace(order != nullptr ? order->id.view() : std::string_view(), orders.size());
    if (is_new) orders.push_back({.order = order});
    orders[it->second].platforms[event.platform.view()].push_back(&event);
  }
  Html tables;
  for (std::size_t i = 0; i < orders.size() && i < kMaxOrders; ++i) {
    for (auto& [platform, events] : orders[i].platforms)
      write_platform(tables, evidence, orders[i].order, platform, std::move(events));
  }
  if (orders.size() > kMaxOrders) {
    tables.raw("<p>and ").number(static_cast<std::int64_t>(orders.size() - kMaxOrders));
    tables.raw(" more orders; run.json has them</p>");
  }
  if (!tables.str().empty())
    html.raw("<h4>Browser and server, side by side</h4>").raw(tables.str());
}

}  // namespace tagproof::reports
