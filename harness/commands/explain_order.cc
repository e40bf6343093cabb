#include "harness/commands/explain_order.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/text.h"
#include "harness/judge/context.h"
#include "harness/judge/merging.h"
#include "harness/judge/texts.h"

namespace tagproof {
namespace {

/// "refresh-thank-you/c-12" -> "c-12"
std::string_view brief(const CaptureId& capture) {
  const std::string_view id = capture.view();
  return id.substr(id.rfind('/') + 1);
}

class OrderExplainer {
 public:
  OrderExplainer(const Context& context, const OrderEvidence& order,
                 std::span<const Platform* const> platforms, std::ostream& out)
      : context_(context), order_(order), out_(out) {
    for (const Platform* platform : platforms) {
      for (const auto& rule : platform->rules) rules_.emplace(rule.id, &rule);
      for (const auto& rule : platform->dedup) rules_.emplace(rule.rule.id, &rule.rule);
    }
    for (const auto& event : context.evidence().events) {
      if (event.merged_with) merged_.emplace(event.merged_with->view(), &event);
    }
  }

  void platform(std::string_view platform) {
    std::vector<const TrackedEvent*> events;
    std::map<std::string_view, std::size_t> counted;  // by name
    for (const TrackedEvent* event : order_.events) {
      if (event->platform != platform) continue;
      events.push_back(event);
      if (event->outcome == Outcome::counted) ++counted[text(*event->name)];
    }
    if (events.empty()) return;
    std::string sum;
    for (const auto& [name, n] : counted)
      sum += fmt::format("{}{} {} counted", sum.empty() ? "" : ", ", n, name);
    out_ << fmt::format("{}: {} event{}, {}\n", say::title(platform), events.size(),
                        events.size() == 1 ? "" : "s", sum.empty() ? "none counted" : sum);
    for (const TrackedEvent* one : events) event(*one);
    out_ << "\n";
  }

 private:
  void line(std::string_view label, std::string_view text) {
    if (!text.empty()) out_ << fmt::format("      {:<9}{}\n", label, text);
  }

  void event(const TrackedEvent& event) {
    const Capture* capture = context_.capture(event.capture);
    std::string head = fmt::format("  {}  from {}", brief(event.capture), say::from(event));
    if (event.received) head += " at " + rfc3339(*event.received);
    head += fmt::format(": {}", event.platform_name.value_or("without a name"));
    if (event.value)
      head += fmt::format(" {} {}", event.value->text(), event.currency.value_or(""));
    out_ << head << "\n";
    std::string outcome(text(event.outcome));
    if (event.outcome == Outcome::dropped) outcome += " silently";
    if (event.outcome == Outcome::counted)
      outcome += event.attributable == Attributable::none
                     ? ", attributable to nobody"
                     : fmt::format(", attributable by {}", text(event.attributable));
    if (capture != nullptr) outcome += fmt::format("; answered {}", capture->answer.status);
    line("outcome", outcome);
    rule("rule", event.rule, event.confidence);
    for (const auto warning : event.warnings) rule("warns", warning, {});
    ids(event);
    partner(event);
  }

  void rule(std::string_view label, std::string_view id, std::optional<Confidence> confidence) {
    if (id.empty()) return;
    const auto it = rules_.find(id);
    const Rule* known = it == rules_.end() ? nullptr : it->second;
    if (!confidence && known != nullptr) confidence = known->confidence;
    line(label, confidence ? fmt::format("{} ({})", id, text(*confidence)) : std::string(id));
    if (known == nullptr) return;
    line("", known->text);
    line("", known->source);
  }

  void ids(const TrackedEvent& event) {
    std::string all = fmt::format("event id {}, order id {}", say::value(event.event_id),
                                  say::value(event.order_id));
    if (event.account) all += fmt::format(", account {}", *event.account);
    if (event.action) all += fmt::format(", action {}", *event.action);
    line("ids", all);
  }

  void partner(const TrackedEvent& event) {
    if (event.merged_with) {
      line("twin", fmt::format("{}: taken for one with it", brief(*event.merged_with)));
      return;
    }
    if (const auto it = merged_.find(event.capture.view());
        it != merged_.end() && it->second->platform == event.platform) {
      line("twin", fmt::format("{} was merged into this one", brief(it->second->capture)));
      return;
    }
    const TrackedEvent* nearest = nearest_partner(event, order_, context_);
    if (nearest == nullptr) {
      line("twin", fmt::format("none: no other {} of this order reached {}", text(*event.name),
                               say::title(event.platform.view())));
      return;
    }
    line("nearest", fmt::format("{} from {}", brief(nearest->capture), say::from(*nearest)));
    line("apart", why_not_merged(*nearest, event, context_) + both_ids(*nearest, event));
    const auto all = differences(*nearest, event, context_);
    for (std::size_t i = 1; i < all.size(); ++i) line(i == 1 ? "and" : "", all[i]);
  }

  [[nodiscard]] std::string both_ids(const TrackedEvent& a, const TrackedEvent& b) const {
    const bool by_event_id = context_.dedup_key(a.platform.view()) == "event_id";
    const auto& x = by_event_id ? a.event_id : a.order_id;
    const auto& y = by_event_id ? b.event_id : b.order_id;
    if (x && y && *x == *y) return {};
    return fmt::format(" ({} there, {} here)", say::value(x), say::value(y));
  }

  const Context& context_;
  const OrderEvidence& order_;
  std::ostream& out_;
  std::map<std::string_view, const Rule*> rules_{};
  std::multimap<std::string_view, const TrackedEvent*> merged_{};
};

const OrderEvidence* find_order(const Context& context, std::string_view wanted) {
  if (const OrderEvidence* exact = context.order(wanted)) return exact;
  const std::string plain = normalised_id(wanted);
  for (const auto& order : context.orders()) {
    if (normalised_id(order.id.view()) == plain) return &order;
  }
  return nullptr;
}

}  // namespace

bool explain_order(const RecordedScenario& scenario, std::string_view wanted,
                   std::span<const Platform* const> platforms, std::ostream& out) {
  const Context context(scenario.evidence);
  const OrderEvidence* order = find_order(context, wanted);
  if (order == nullptr) return false;
  out << fmt::format("Order {}", order->id.view());
  if (order->order != nullptr) {
    if (order->order->totals.total)
      out << fmt::format(" · {}", say::money(*order->order->totals.total, order->order->currency));
    out << fmt::format(" · {}", text(order->order->state));
  }
  out << fmt::format(" · scenario {}", scenario.scenario);
  for (const auto& fault : scenario.faults) out << fmt::format(" · fault {}", fault);
  out << "\n\n";
  OrderExplainer explainer(context, *order, platforms, out);
  for (const auto& platform : order->platforms) explainer.platform(platform.view());
  if (order->events.empty()) out << "No platform got an event of it.\n\n";
  bool first = true;
  for (const auto& finding : scenario.findings) {
    if (finding.order != order->id) continue;
    out << (first ? "Found\n" : "");
    out << fmt::format("  {} {}{}: {}\n", text(finding.severity), finding.check,
                       finding.platform.empty() ? "" : " on " + finding.platform.value,
                       finding.message);
    first = false;
  }
  if (!first) out << "\n";
  return true;
}

}  // namespace tagproof
