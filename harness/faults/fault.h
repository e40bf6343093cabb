#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/emission.h"
#include "harness/model/order.h"
#include "harness/model/scenario.h"

namespace tagproof {

/// Where a fault lives.
enum class Place : std::uint8_t { tagging, network, backend, shopper, platform, collector };
std::string_view text(Place place);

/// What a fault that edits an emission may know.
struct EmissionFacts {
  const Scenario& scenario;
  const Order* order{};  // null: of no order
  const Shopper& shopper;
  const Customer& customer;  // as typed
  int delivery = 1;  // the how-many-th delivery of the same backend event (webhook retries), from 1
  int attempt = 1;   // the how-many-th try of the same request, from 1
};

/// What happens to one request on its way. The first disturbance that speaks decides.
struct Disturbance {
  bool drop = false;         // never arrives; the sender sees no answer
  bool lose_answer = false;  // arrives, is counted, the sender sees no answer
  int answer_status = 0;     // not handed to the platform; this answer instead (500, 429)
  Duration retry_after{};    // which that answer asks for; zero: it says nothing of it
  Duration slow{};           // arrives late
  [[nodiscard]] bool any() const {
    return drop || lose_answer || answer_status != 0 || slow.count() != 0;
  }
};

/// A named, deliberate defect: a row in faults/<place>.cc. One small change, by one or more of
/// these functions.
struct Fault {
  std::string_view name{};
  std::string_view mistake{};  // in the words of who made it
  std::string_view who{};      // who makes it
  std::string_view cost{};     // what it costs: "duplicate revenue"
  Place place{};
  std::string_view check{};   // the one check that must catch it
  std::string_view source{};  // where it happened; "" when none is known
  /// Changes contract, storefront, tagging, shoppers or journey before the run.
  void (*on_scenario)(Scenario&){};
  /// Edits a canonical event before it is encoded.
  void (*on_emission)(Emission&, const EmissionFacts&){};
  /// Sends a second, edited copy of the emission; false: none.
  bool (*duplicate)(const Emission&, const EmissionFacts&, Emission& copy){};
  /// Disturbs the `nth` (from 1) request of that emission's platform and channel in this scenario.
  Disturbance (*on_request)(const Emission&, int nth, int attempt){};
  /// How the storefront and its browser or backend behave otherwise; read by the simulated target.
  std::string_view behaviour{};  // a word of shop/behaviour.h; "" for none
};

/// Whether the fault only disturbs requests, on their way or at the platform: whoever sends them,
/// it can be done to them.
bool is_disturbance(const Fault& fault);

std::span<const Fault* const> all_faults();
const Fault* find_fault(std::string_view name);
/// Those that a scenario names itself; files/ refuses unknown names.
std::vector<const Fault*> own_faults(const Scenario& scenario);

}  // namespace tagproof
