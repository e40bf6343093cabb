#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "harness/base/time.h"
#include "harness/model/contract.h"
#include "harness/model/order.h"
#include "harness/model/run.h"
#include "harness/model/words.h"

namespace tagproof {

class Context;
struct OrderEvidence;

/// Whether an event has to come. may_miss: it may come or not, and `cause` says why nobody is to
/// blame when it doesn't.
enum class Duty : std::uint8_t { must, may_miss, must_not };

/// What one channel of one platform owes one order: the shared heart of event.missing,
/// order.refund-missing, delivery.unseen, reconcile.* and of the explained losses.
struct Obligation {
  EventName event{};   // purchase or refund: what arrives; a cancellation arrives as refund too
  EventName agreed{};  // the contract's event: purchase, refund, cancel
  PlatformId platform{};
  Channel channel{};
  Duty duty = Duty::must;
  bool fed = false;  // by the collector, of what the browser gave it
  std::optional<LossCause> cause{};
  std::size_t times = 1;             // how many must come: one for each refund
  std::optional<TimePoint> since{};  // when the order made it due
  std::optional<TimePoint> due{};    // until when it may take
  const PlatformEvent* wanted{};
};

/// Whether a refund only pays back what a cancellation or a lost dispute has taken back already.
bool is_taken_back_before(const Refund& refund, const Order& order, const Contract& contract);

/// All that the contract wants for this order. None without a contract or when the order doesn't
/// count as a sale. Never looks at what came, only at what had to.
std::vector<Obligation> obligations_of(const OrderEvidence& order, const Context& context);

/// How one platform fared with one order's purchase.
struct Standing {
  bool owed = false;     // the contract wants this order's purchase on this platform
  bool must = false;     // … and on at least one channel nothing excuses its absence
  bool arrived = false;  // a purchase came, whatever the platform made of it
  bool counted = false;
  std::optional<LossCause> cause{};  // owed and not counted, and nobody's mistake
};
/// Of an order whose events, attempts and obligations are known.
Standing find_standing(const OrderEvidence& order, std::string_view platform);
/// What the context found.
Standing standing_of(const OrderEvidence& order, std::string_view platform);

/// Every countable order that a platform didn't count, with its cause: Judgement::explained.
std::vector<Judgement::Explained> explained_losses(const Context& context);

/// Whether the last sending of this obligation's event went astray, and how: none when it was
/// delivered or never tried.
enum class Astray : std::uint8_t {
  none,
  blocked,   // an ad blocker
  lost,      // lost on its way; nobody could do more
  given_up,  // a server that stopped trying
};
Astray astray(const OrderEvidence& order, const Obligation& obligation);

}  // namespace tagproof
