#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/base/decimal.h"
#include "harness/base/observed.h"
#include "harness/base/time.h"
#include "harness/model/event.h"
#include "harness/model/finding.h"
#include "harness/model/order.h"

/// How findings say things: values with their kind (`text "59,80"`, `decimal 59.80`), money, spans
/// of time, platforms by their title.
namespace tagproof::say {

/// "GA4", "Meta", "Google Ads"; another platform's id as it is.
std::string title(std::string_view platform);
std::string value(const Observed<Decimal>& value);
std::string value(const Observed<std::string>& value);
std::string text(std::string_view value);   // text "…", cut at 80 characters
std::string decimal(const Decimal& value);  // decimal 59.80
std::string money(const Decimal& amount, std::string_view currency);  // 59.80 EUR
/// "3 days", "2 hours", "40 minutes", "12 seconds".
std::string span(Duration duration);
/// "all five bases of order 1001: items_net 50.25, …".
std::string bases(const Order& order);
/// "once", "twice", "3 times".
std::string times(std::size_t n);
/// "the browser", "the shop's server", "the collector".
std::string from(const TrackedEvent& event);

/// What is at stake: the order's value in its currency; none when the amount isn't known.
std::optional<AtStake> stake(const std::optional<Decimal>& amount, std::string_view currency,
                             Direction direction);

}  // namespace tagproof::say
