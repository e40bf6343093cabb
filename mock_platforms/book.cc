#include "mock_platforms/book.h"

#include <algorithm>

#include "harness/base/text.h"

namespace tagproof {
namespace {

constexpr std::size_t kCurrencyLetters = 3;

void count_outcome(LedgerNumbers& numbers, Outcome outcome) {
  ++numbers.received;
  switch (outcome) {
    case Outcome::counted:
      ++numbers.counted;
      break;
    case Outcome::deduplicated:
      ++numbers.deduplicated;
      break;
    case Outcome::unconsented:
      ++numbers.unconsented;
      break;
    case Outcome::dropped:
      ++numbers.dropped;
      break;
    case Outcome::refused:
      ++numbers.refused;
      break;
  }
}

void count_attributable(LedgerNumbers& numbers, Attributable by) {
  switch (by) {
    case Attributable::click_id:
      ++numbers.click_id;
      break;
    case Attributable::user_data:
      ++numbers.user_data;
      break;
    case Attributable::none:
      ++numbers.none;
      break;
  }
}

}  // namespace

std::string currency_key(const Observed<std::string>& currency) {
  if (!currency.has_value() || currency->size() != kCurrencyLetters) return {};
  auto code = upper_ascii(*currency);
  const bool letters = std::ranges::all_of(code, [](char c) { return c >= 'A' && c <= 'Z'; });
  return letters ? code : std::string{};
}

Book::Row& Book::row(EventName name) {
  auto& found = rows_[static_cast<std::size_t>(name)];
  found.used = true;
  return found;
}

std::size_t Book::enter(const TrackedEvent& event, TimePoint now, bool revenue) {
  if (!event.name) return kNone;
  auto& numbers = row(*event.name).numbers;
  count_outcome(numbers, event.outcome);
  if (event.outcome != Outcome::counted) return kNone;
  count_attributable(numbers, event.attributable);
  const bool adjusts = event.adjustment != AdjustmentKind::none;
  const auto currency = currency_key(event.currency);
  const bool has_value = revenue && event.value.has_value();
  if (!adjusts && has_value) numbers.by_currency[currency].value += *event.value;
  if (adjusts || !event.order_id.has_value()) return kNone;

  const auto index = conversions_.size();
  auto& stored = conversions_.emplace_back();
  auto& conversion = stored.conversion;
  conversion.account = event.account.value_or({});
  conversion.action = event.action.value_or({});
  conversion.order_id = *event.order_id;
  conversion.currency = currency;
  conversion.name = *event.name;
  if (has_value) conversion.value = *event.value;
  conversion.first_value = conversion.value;
  conversion.received = now;
  conversion.time = event.time;
  conversion.attributable = event.attributable;
  conversion.capture = event.capture;
  const auto [it, fresh] = by_order_.try_emplace(conversion.order_id, index);
  if (!fresh) {
    stored.previous = it->second;
    it->second = index;
  }
  return index;
}

void Book::complete(std::size_t conversion, const TrackedEvent& main) {
  if (conversion >= conversions_.size() || !main.value.has_value()) return;
  auto& kept = conversions_[conversion].conversion;
  if (!kept.value.is_zero() || kept.retracted || kept.restated) return;
  kept.value = *main.value;
  kept.first_value = kept.value;
  kept.currency = currency_key(main.currency);
  row(kept.name).numbers.by_currency[kept.currency].value += kept.value;
}

void Book::adjust(const TrackedEvent& event, TimePoint now) {
  if (!event.order_id.has_value()) {
    // A refund that names no order still is one; what it takes back stands in its own row only.
    if (event.name && event.value.has_value()) {
      row(*event.name).numbers.by_currency[currency_key(event.currency)].value +=
          event.value->abs();
    }
    return;
  }
  const auto index =
      find_index(*event.order_id, event.action.has_value() ? std::string_view(*event.action) : "");
  Decimal taken{};
  auto currency = currency_key(event.currency);
  if (index != kNone) {
    auto& conversion = conversions_[index].conversion;
    auto& numbers = row(conversion.name).numbers;
    const bool same_currency = currency.empty() || currency == conversion.currency;
    const auto left = conversion.value;
    switch (event.adjustment) {
      case AdjustmentKind::none:
      case AdjustmentKind::enhance:
        return;
      case AdjustmentKind::refund_full:
      case AdjustmentKind::refund_partial:
        taken = event.value.has_value()                           ? event.value->abs()
                : event.adjustment == AdjustmentKind::refund_full ? left
                                                                  : Decimal{};
        if (same_currency) {
          if (taken > left) taken = left;  // never below nothing
          conversion.value = left - taken;
          currency = conversion.currency;
        }
        break;
      case AdjustmentKind::retract:
        if (conversion.retracted) return;
        conversion.retracted = true;
        ++numbers.retracted;
        taken = left;
        conversion.value = Decimal{};
        currency = conversion.currency;
        break;
      case AdjustmentKind::restate:
        if (conversion.retracted || !event.value.has_value()) return;
        ++numbers.restated;
        taken = left - *event.value;
        conversion.value = *event.value;
        conversion.restated = event.time.value_or(now);
        currency = conversion.currency;
        break;
    }
    if (!taken.is_zero()) numbers.by_currency[currency].refunded += taken;
  } else if (event.value.has_value() && event.adjustment != AdjustmentKind::restate) {
    taken = event.value->abs();
  }
  if (event.name && !taken.is_zero()) row(*event.name).numbers.by_currency[currency].value += taken;
}

std::size_t Book::find_index(std::string_view order_id, std::string_view action) const {
  const auto it = by_order_.find(order_id);
  if (it == by_order_.end()) return kNone;
  for (auto index = it->second; index != kNone; index = conversions_[index].previous) {
    if (action.empty() || conversions_[index].conversion.action == action) return index;
  }
  return kNone;
}

const Conversion* Book::find(std::string_view order_id, std::string_view action) const {
  const auto index = find_index(order_id, action);
  return index == kNone ? nullptr : &conversions_[index].conversion;
}

Ledger Book::ledger(std::string_view platform) const {
  Ledger ledger;
  ledger.platform = PlatformId(platform);
  for (const auto& word : Words<EventName>::all) {
    const auto& row = rows_[static_cast<std::size_t>(word.value)];
    if (row.used) ledger.events.emplace(word.value, row.numbers);
  }
  return ledger;
}

}  // namespace tagproof
