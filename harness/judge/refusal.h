#pragma once

#include <optional>
#include <string_view>

#include "harness/judge/context.h"

/// Why an event wasn't taken, and who speaks for it: shared by delivery, platform and dedup, so
/// that one mistake makes one finding.
namespace tagproof {

/// The check that speaks for a platform's rule ("meta.event-time.too-old" -> "platform.time");
/// "delivery.refused" or "platform.dropped" when no finer one does.
std::string_view check_for_rule(std::string_view rule, Outcome outcome);

/// Refused together with others because one event of its request was bad.
bool lost_in_batch(const TrackedEvent& event, const Context& context);

/// How much later than agreed a server event left, by the shop's own doing; absent: in time, or not
/// known.
std::optional<Duration> lateness(const TrackedEvent& event, const Context& context);

/// Sent before its order counted as a sale, or for one that never did: order.unpaid's and
/// order.excluded's business.
bool too_early(const TrackedEvent& event, const Context& context);

/// A refund's or cancellation's hit, whatever the platform takes it for.
bool is_reversal(const TrackedEvent& event, const Context& context);

/// The order that an event is judged against: known, countable, and named by the event itself.
const Order* judged_order(const TrackedEvent& event, const Context& context);

/// Two copies of an order's purchase that a platform should have taken for one, and why it didn't.
enum class Twice : std::uint8_t {
  no,
  id_missing,    // dedup.event-id-missing
  id_mismatch,   // dedup.event-id-mismatch
  nearly_equal,  // dedup.id-nearly-equal
  window,        // dedup.outside-window
  new_id,        // delivery.id-changed-on-retry
  order_ids,     // order.id-missing, order.id-form or reconcile.orphan
  actions,       // dedup.two-primary-actions
  other          // dedup.counted-twice
};
Twice counted_twice(const OrderEvidence& order, std::string_view platform, const Context& context);

/// Browser's and server's event ids of one order on one platform, and how they relate.
struct IdPair {
  const TrackedEvent* browser{};
  const TrackedEvent* server{};
  bool equal = false;
  bool nearly = false;
  std::string difference{};  // "a leading #", "a prefix" … of nearly equal ones
};
/// Absent when one channel sent no event with an id.
std::optional<IdPair> compare_ids(const OrderEvidence& order, std::string_view platform);
/// A server event whose id isn't the one under which the same sending was tried before.
struct ChangedId {
  const TrackedEvent* event{};
  std::string before{};  // the id before; what the browser sent, where the first try never arrived
};
std::optional<ChangedId> changed_on_retry(const OrderEvidence& order, std::string_view platform,
                                          const Context& context);
/// A late server purchase that left after its order's refund had.
bool overtaken(const TrackedEvent& event, const Context& context);
/// When an event left: by its sender's own word, else when it was received.
std::optional<TimePoint> left_at(const TrackedEvent& event, const Context& context);

}  // namespace tagproof
