#include "mock_platforms/book.h"

#include <algorithm>
#include <utility>

#include "harness/base/text.h"
#include "mock_platforms/click_name.h"

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

void count_attributable(LedgerNumbers& numbers, Attributable by, int n = 1) {
  switch (by) {
    case Attributable::click_id:
      numbers.click_id += n;
      break;
    case Attributable::user_data:
      numbers.user_data += n;
      break;
    case Attributable::none:
      numbers.none += n;
      break;
  }
}

/// By what later hits find this conversion, or say which one they adjust: its order id; without one
/// its click and second, written into `storage`. An adjustment's `nonce` ties it to such a
/// conversion. Empty: by nothing.
std::string_view name_of(const TrackedEvent& event, std::string& storage) {
  if (event.order_id.has_value()) return *event.order_id;
  if (event.adjustment != AdjustmentKind::none) return event.nonce;
  if (!event.id(IdField::gclid).has_value() || !event.time) return {};
  storage = click_name(*event.id(IdField::gclid), *event.time);
  return storage;
}

std::string_view text_of(const Observed<std::string>& field) {
  return field.has_value() ? std::string_view(*field) : std::string_view();
}

}  // namespace

std::string click_name(std::string_view click, TimePoint happened) {
  std::string name("\x1f");  // stands in no order id that anybody would send
  return name.append(click).append("\x1f").append(std::to_string(unix_seconds(happened)));
}

std::string currency_key(const Observed<std::string>& currency) {
  if (!currency.has_value() || currency->size() != kCurrencyLetters) return {};
  auto code = upper_ascii(*currency);
  const bool letters = std::ranges::all_of(code, [](char c) { return c >= 'A' && c <= 'Z'; });
  return letters ? code : std::string{};
}

void Book::clear() {
  for (auto& row : rows_) {
    if (row.used) row = {};
  }
  conversions_.clear();
  large_.clear();
  by_order_.clear();
}

Book::Row& Book::row(EventName name) {
  auto& found = rows_[static_cast<std::size_t>(name)];
  found.used = true;
  return found;
}

Book::Amount Book::pack(const Decimal& value) {
  const auto minor = value.minor(value.scale());
  if (Decimal::of_minor(minor, value.scale()) == value) {
    return {minor, static_cast<std::int8_t>(value.scale())};
  }
  large_.push_back(value);
  return {static_cast<std::int64_t>(large_.size()) - 1, -1};
}

Decimal Book::unpack(Amount amount) const {
  return amount.scale < 0 ? large_[static_cast<std::size_t>(amount.minor)]
                          : Decimal::of_minor(amount.minor, amount.scale);
}

std::uint32_t Book::enter(const TrackedEvent& event, TimePoint now, bool revenue, bool keep) {
  if (!event.name) return kNone;
  auto& numbers = row(*event.name).numbers;
  count_outcome(numbers, event.outcome);
  if (event.outcome != Outcome::counted) return kNone;
  count_attributable(numbers, event.attributable);
  const bool adjusts = event.adjustment != AdjustmentKind::none;
  const auto currency = currency_key(event.currency);
  const bool has_value = revenue && event.value.has_value();
  if (!adjusts && has_value) numbers.by_currency[currency].value += *event.value;
  if (adjusts) return kNone;
  std::string storage;
  const auto name = name_of(event, storage);
  if (name.empty() && !keep) return kNone;

  const auto index = static_cast<std::uint32_t>(conversions_.size());
  auto& stored = conversions_.emplace_back();
  stored.account = texts_->keep(text_of(event.account));
  stored.action = texts_->keep(text_of(event.action));
  stored.currency = texts_->keep(currency);
  stored.name = *event.name;
  stored.channel = event.channel;
  if (has_value) stored.value = stored.first_value = pack(*event.value);
  stored.received = now;
  stored.time = event.time;
  stored.attributable = event.attributable;
  stored.capture = tagproof::keep(*texts_, event.capture);
  if (name.empty()) return index;
  const auto [newest, fresh] = by_order_.try_emplace(key_of(name), index);
  if (!fresh) stored.previous = std::exchange(*newest, index);
  return index;
}

void Book::attribute(Stored& kept, Attributable by) {
  auto& numbers = row(kept.name).numbers;
  count_attributable(numbers, kept.attributable, -1);
  count_attributable(numbers, by);
  kept.attributable = by;
}

void Book::take_over(std::size_t conversion, const TrackedEvent& later, bool revenue) {
  if (conversion >= conversions_.size()) return;
  auto& kept = conversions_[conversion];
  // What was adjusted meanwhile stays as adjusted.
  if (kept.retracted || kept.restated || unpack(kept.value) != unpack(kept.first_value)) return;
  auto& sums = row(kept.name).numbers.by_currency;
  const auto before = unpack(kept.value);
  const auto own = sums.find(texts_->text(kept.currency));
  if (own != sums.end()) {
    own->second.value -= before;
    if (own->second == LedgerNumbers::Sum{}) sums.erase(own);
  }
  const auto currency = currency_key(later.currency);
  kept.currency = texts_->keep(currency);
  kept.value = kept.first_value = Amount{};
  if (revenue && later.value.has_value()) {
    kept.value = kept.first_value = pack(*later.value);
    sums[currency].value += *later.value;
  }
  attribute(kept, later.attributable);
}

void Book::enrich(std::size_t conversion, const TrackedEvent& later, bool revenue) {
  if (revenue) complete(conversion, later);
  if (conversion >= conversions_.size()) return;
  auto& kept = conversions_[conversion];
  // In the order of the words: by click, by person, by nothing.
  if (later.attributable < kept.attributable) attribute(kept, later.attributable);
}

void Book::complete(std::size_t conversion, const TrackedEvent& main) {
  if (conversion >= conversions_.size() || !main.value.has_value()) return;
  auto& kept = conversions_[conversion];
  if (!unpack(kept.first_value).is_zero() || kept.retracted || kept.restated) return;
  kept.value = kept.first_value = pack(*main.value);
  const auto currency = currency_key(main.currency);
  kept.currency = texts_->keep(currency);
  row(kept.name).numbers.by_currency[currency].value += *main.value;
}

void Book::adjust(const TrackedEvent& event, TimePoint now) {
  std::string storage;
  const auto name = name_of(event, storage);
  if (name.empty()) {
    // A refund that names no order still is one; what it takes back stands in its own row only.
    if (event.name && event.value.has_value()) {
      row(*event.name).numbers.by_currency[currency_key(event.currency)].value +=
          event.value->abs();
    }
    return;
  }
  const auto index =
      find_index(name, event.action.has_value() ? std::string_view(*event.action) : "");
  Decimal taken{};
  auto currency = currency_key(event.currency);
  if (index != kNone) {
    auto& conversion = conversions_[index];
    auto& numbers = row(conversion.name).numbers;
    const auto& own_currency = texts_->text(conversion.currency);
    const bool same_currency = currency.empty() || currency == own_currency;
    const auto left = unpack(conversion.value);
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
          conversion.value = pack(left - taken);
          currency = own_currency;
        }
        break;
      case AdjustmentKind::retract:
        if (conversion.retracted) return;
        conversion.retracted = true;
        ++numbers.retracted;
        taken = left;
        conversion.value = Amount{};
        currency = own_currency;
        break;
      case AdjustmentKind::restate:
        if (conversion.retracted || !event.value.has_value()) return;
        ++numbers.restated;
        taken = left - *event.value;
        conversion.value = pack(*event.value);
        conversion.restated = event.time.value_or(now);
        currency = own_currency;
        break;
    }
    if (!taken.is_zero()) numbers.by_currency[currency].refunded += taken;
  } else if (event.value.has_value() && event.adjustment != AdjustmentKind::restate) {
    taken = event.value->abs();
  }
  if (event.name && !taken.is_zero()) row(*event.name).numbers.by_currency[currency].value += taken;
}

std::uint32_t Book::find_index(std::string_view order_id, std::string_view action) const {
  const auto* newest = by_order_.find(key_of(order_id));
  if (newest == nullptr) return kNone;
  const auto wanted = bounded(action);
  for (auto index = *newest; index != kNone; index = conversions_[index].previous) {
    if (action.empty() || texts_->text(conversions_[index].action) == wanted) return index;
  }
  return kNone;
}

const Conversion* Book::find(std::string_view order_id, std::string_view action) const {
  const auto index = find_index(order_id, action);
  if (index == kNone) return nullptr;
  const auto& stored = conversions_[index];
  found_ = {.account = texts_->text(stored.account),
            .action = texts_->text(stored.action),
            .order_id = std::string(order_id),
            .currency = texts_->text(stored.currency),
            .name = stored.name,
            .channel = stored.channel,
            .value = unpack(stored.value),
            .first_value = unpack(stored.first_value),
            .received = stored.received,
            .time = stored.time,
            .restated = stored.restated,
            .retracted = stored.retracted,
            .attributable = stored.attributable,
            .capture = read(*texts_, stored.capture)};
  return &found_;
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
