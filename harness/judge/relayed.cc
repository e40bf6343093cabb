#include "harness/judge/relayed.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace tagproof {
namespace {

/// Whether the collector passed on, unchanged, what a check complains of.
using Unchanged = bool (*)(const TrackedEvent& given, const TrackedEvent& passed_on);

bool same_event_id(const TrackedEvent& a, const TrackedEvent& b) {
  return a.event_id == b.event_id;
}
bool same_order_id(const TrackedEvent& a, const TrackedEvent& b) {
  return a.order_id == b.order_id;
}

bool same_number(const Observed<Decimal>& a, const Observed<Decimal>& b) {
  if (a.has_value() && b.has_value()) return *a == *b;
  return a.says_nothing() == b.says_nothing() && a.has_value() == b.has_value();
}
bool same_text(const Observed<std::string>& a, const Observed<std::string>& b) {
  if (a.has_value() && b.has_value()) return *a == *b;
  return a.has_value() == b.has_value();
}

bool same_value(const TrackedEvent& a, const TrackedEvent& b) {
  return same_number(a.value, b.value);
}
bool same_currency(const TrackedEvent& a, const TrackedEvent& b) {
  return same_text(a.currency, b.currency);
}

bool same_items(const TrackedEvent& a, const TrackedEvent& b) {
  if (!a.items.has_value() || !b.items.has_value())
    return !b.items.has_value() && !a.items.has_value();
  return std::ranges::equal(*a.items, *b.items, [](const TrackedItem& x, const TrackedItem& y) {
    return same_text(x.id, y.id) && same_number(x.quantity, y.quantity) &&
           same_number(x.price, y.price);
  });
}

bool same_consent(const TrackedEvent& a, const TrackedEvent& b) {
  return a.consent.analytics_storage == b.consent.analytics_storage &&
         a.consent.ad_storage == b.consent.ad_storage &&
         a.consent.ad_user_data == b.consent.ad_user_data;
}

/// All that the page said of the person came through as it was.
bool same_person(const TrackedEvent& a, const TrackedEvent& b) {
  return std::ranges::all_of(b.user_data, [&](const UserDatum& sent) {
    if (sent.field == UserField::ip || sent.field == UserField::user_agent) return true;
    return std::ranges::any_of(a.user_data, [&](const UserDatum& had) {
      return had.field == sent.field && had.value == sent.value;
    });
  });
}

bool same_page(const TrackedEvent& a, const TrackedEvent& b) {
  return same_person(a, b) && same_text(a.page_url, b.page_url);
}

/// The address and the agent are the request's own: the container alone can lose them.
bool never(const TrackedEvent&, const TrackedEvent&) { return false; }

struct Concern {
  std::string_view check{};  // an id, or an area with its dot
  Unchanged unchanged{};
};
constexpr std::array<Concern, 11> kConcerns{{{"dedup.event-id", same_event_id},
                                             {"dedup.id-nearly-equal", same_event_id},
                                             {"order.", same_order_id},
                                             {"reconcile.orphan", same_order_id},
                                             {"value.", same_value},
                                             {"currency.", same_currency},
                                             {"items.", same_items},
                                             {"consent.", same_consent},
                                             {"privacy.", same_page},
                                             {"match.server-address", never},
                                             {"match.", same_person}}};

Unchanged concern_of(std::string_view check) {
  const auto it = std::ranges::find_if(
      kConcerns, [&](const Concern& concern) { return check.starts_with(concern.check); });
  return it == kConcerns.end() ? nullptr : it->unchanged;
}

/// The collector made one hit into several of the same kind.
bool multiplied(const Finding& finding, const std::vector<const TrackedEvent*>& passed_on,
                const Context& context) {
  const OrderEvidence* order = context.order(finding.order.view());
  // All of the order's: the finding itself shows the counted copies only.
  const auto copies =
      order == nullptr ? passed_on : order->of(finding.platform.view(), EventName::purchase);
  std::map<std::pair<std::string_view, Channel>, int> times;
  for (const TrackedEvent* event : copies) {
    const auto* source = given(*event, context);
    if (source != nullptr && ++times[{source->capture.view(), event->channel}] > 1) return true;
  }
  return false;
}

void put_at_collector(Finding& finding, const Context& context) {
  finding.sender = Sender::collector;
  finding.layer = Layer::server;
  if (context.contract() != nullptr)
    finding.owner = context.contract()->owner_of(Layer::server, kCollector);
}

void put_at_page(Finding& finding, const Context& context) {
  finding.sender = Sender::browser;
  if (finding.layer == Layer::server) finding.layer = Layer::browser_tag;
  if (context.contract() != nullptr)
    finding.owner = context.contract()->owner_of(finding.layer, finding.platform.view());
}

void add_capture(Finding& finding, const CaptureId& id) {
  if (std::ranges::find(finding.captures, id) == finding.captures.end())
    finding.captures.push_back(id);
}

/// A purchase that a platform should have got from the collector, and didn't.
void place_missing(Finding& finding, const Context& context) {
  if (!finding.channel ||
      !is_fed(context, finding.platform.view(), *finding.channel, EventName::purchase))
    return;
  const OrderEvidence* order = context.order(finding.order.view());
  if (order == nullptr) return;
  if (const TrackedEvent* source = given_purchase(*order, context)) {
    finding.actual += fmt::format("; the collector was given it ({})", source->capture.view());
    add_capture(finding, source->capture);
    put_at_collector(finding, context);
  } else {
    finding.actual += "; the collector was never given it";
    put_at_page(finding, context);
  }
}

void place(Finding& finding, const Context& context) {
  if (finding.check == "event.missing") return place_missing(finding, context);
  std::vector<const TrackedEvent*> passed_on;
  for (const auto& id : finding.captures) {
    for (const TrackedEvent* event : context.events_of(id)) {
      if (event->sender == Sender::collector && given(*event, context) != nullptr)
        passed_on.push_back(event);
    }
  }
  if (passed_on.empty()) {
    if (finding.sender == Sender::collector) put_at_collector(finding, context);
    return;
  }
  bool own = true;
  if (finding.check == "dedup.counted-twice") {
    own = multiplied(finding, passed_on, context);
  } else if (const auto unchanged = concern_of(finding.check)) {
    own = !std::ranges::all_of(passed_on, [&](const TrackedEvent* event) {
      return unchanged(*given(*event, context), *event);
    });
  }
  for (const TrackedEvent* event : passed_on) add_capture(finding, given(*event, context)->capture);
  if (own) {
    put_at_collector(finding, context);
  } else {
    put_at_page(finding, context);
  }
}

}  // namespace

bool is_fed(const Context& context, std::string_view platform, Channel channel, EventName event) {
  return std::ranges::any_of(context.evidence().feeds, [&](const Feed& feed) {
    return feed.platform == platform && feed.channel == channel && feed.event == event;
  });
}

const TrackedEvent* given(const TrackedEvent& passed_on, const Context& context) {
  const Capture* capture = context.capture(passed_on.capture);
  if (capture == nullptr || capture->relayed_from.empty()) return nullptr;
  const auto& all = context.events_of(capture->relayed_from);
  const auto same = std::ranges::find_if(
      all, [&](const TrackedEvent* event) { return event->name == passed_on.name; });
  if (same != all.end()) return *same;
  return all.empty() ? nullptr : all.front();
}

const TrackedEvent* given_purchase(const OrderEvidence& order, const Context& context) {
  for (const auto& event : context.evidence().events) {
    if (event.platform == kCollector && event.is(EventName::purchase) &&
        event.outcome != Outcome::refused && context.facts(event).order == &order)
      return &event;
  }
  return nullptr;
}

void place_relayed(std::vector<Finding>& findings, const Context& context) {
  const bool any = !context.evidence().feeds.empty() ||
                   std::ranges::any_of(context.evidence().captures, [](const Capture& capture) {
                     return capture.sender == Sender::collector;
                   });
  if (!any) return;
  for (auto& finding : findings) place(finding, context);
}

}  // namespace tagproof
