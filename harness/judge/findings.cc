#include <algorithm>
#include <tuple>

#include "harness/judge/context.h"

namespace tagproof {
namespace {

/// browser tag and server are told by the channel; the other layers are the check's own.
Layer layer_of(const Draft& draft, const Check& check) {
  if (draft.layer) return *draft.layer;
  const bool by_channel = check.layer == Layer::browser_tag || check.layer == Layer::server;
  if (!by_channel || !draft.channel) return check.layer;
  return *draft.channel == Channel::browser ? Layer::browser_tag : Layer::server;
}

std::string_view area(std::string_view check) { return check.substr(0, check.find('.')); }

}  // namespace

Draft draft_of(const TrackedEvent& event, const Context& context) {
  Draft draft;
  draft.platform = event.platform;
  draft.channel = event.channel;
  draft.sender = event.sender;
  const OrderEvidence* order = context.facts(event).order;
  if (order != nullptr) {
    draft.order = order->id;
  } else if (event.order_id) {
    draft.order = OrderId(*event.order_id);
  }
  draft.captures.push_back(event.capture);
  return draft;
}

void Findings::add(Draft draft) {
  Finding finding;
  finding.check = check_->id;
  finding.severity = draft.severity.value_or(check_->severity);
  finding.cause = check_->cause;
  finding.layer = layer_of(draft, *check_);
  if (contract_ != nullptr)
    finding.owner = contract_->owner_of(finding.layer, draft.platform.view());
  finding.platform = std::move(draft.platform);
  finding.channel = draft.channel;
  finding.sender = draft.sender;
  finding.order = std::move(draft.order);
  finding.message = std::move(draft.message);
  finding.expected = std::move(draft.expected);
  finding.actual = std::move(draft.actual);
  finding.at_stake = std::move(draft.at_stake);
  finding.rule = draft.rule;
  finding.confidence = draft.confidence;
  finding.captures = std::move(draft.captures);
  finding.source = check_->source;
  finding.hint = draft.hint.empty() ? std::string(check_->fix) : std::move(draft.hint);
  finding.due = draft.due;

  std::string key;
  for (const std::string_view part :
       {std::string_view(finding.check), finding.platform.view(), finding.order.view(),
        std::string_view(finding.message), std::string_view(finding.expected),
        std::string_view(finding.actual)}) {
    key.append(part).push_back('\0');
  }
  const auto [it, is_new] = by_text_.emplace(std::move(key), findings_.size());
  if (is_new) {
    findings_.push_back(std::move(finding));
    return;
  }
  Finding& first = findings_[it->second];
  if (first.channel != finding.channel) {
    first.channel.reset();
    first.layer = check_->layer;
    if (contract_ != nullptr) first.owner = contract_->owner_of(first.layer, first.platform.view());
  }
  if (first.sender != finding.sender) first.sender.reset();
  for (auto& capture : finding.captures) {
    if (std::ranges::find(first.captures, capture) == first.captures.end())
      first.captures.push_back(std::move(capture));
  }
}

void Findings::not_judged(std::string_view why) {
  const std::pair<std::string, std::string> entry{check_->id, why};
  if (std::ranges::find(not_judged_, entry) == not_judged_.end()) not_judged_.push_back(entry);
}

bool Findings::explains(std::string_view platform, std::string_view order) const {
  return std::ranges::any_of(findings_, [&](const Finding& f) {
    if (f.severity != Severity::error) return false;
    const std::string_view own = area(f.check);
    if (own == "items" || own == "privacy" || own == area(check_->id)) {
      // Wrong items and too much data change no sum; sums don't explain each other, but an orphan
      // does.
      if (f.check != "reconcile.orphan") return false;
    }
    const bool same = f.platform.empty() || f.platform == platform;
    return same && (order.empty() || f.order.empty() || f.order == order);
  });
}

std::vector<Finding> Findings::take_sorted() {
  std::ranges::stable_sort(findings_, [](const Finding& a, const Finding& b) {
    return std::tie(a.severity, a.check, a.platform, a.order, a.captures, a.message) <
           std::tie(b.severity, b.check, b.platform, b.order, b.captures, b.message);
  });
  by_text_.clear();
  return std::move(findings_);
}

std::vector<std::pair<std::string, std::string>> Findings::take_not_judged() {
  std::ranges::sort(not_judged_);
  return std::move(not_judged_);
}

}  // namespace tagproof
