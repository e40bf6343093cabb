#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/base/seed.h"
#include "harness/base/time.h"
#include "harness/http/transport.h"
#include "harness/model/evidence.h"
#include "harness/model/scenario.h"
#include "harness/shop/price_list.h"
#include "harness/shop/tag_book.h"
#include "mock_platforms/platform.h"

namespace tagproof {

struct Fault;

/// What is known of a request beside its bytes.
struct Leaving {
  TimePoint now{};  // virtual
  int step = -1;
  std::string_view shopper{};
  Sender sender{};
  const CaptureId& relayed_from;  // the collector's: the hit that it was made of
};

/// What a target is given to drive a journey with.
struct Drive {
  const Scenario& scenario;  // faults that edit scenarios are applied already
  const TagBook& book;       // its tags
  PriceList& prices;         // of its storefront
  std::span<const Fault* const> faults{};
  std::span<const Platform* const> platforms{};
  Transport& transport;
  Seed seed;
  /// Told before each request leaves, so that the session can note it.
  std::function<void(const Leaving&)> leaving{};
  /// The id of the capture that the last request became; empty: it never arrived.
  std::function<CaptureId()> last_capture{};
  /// What the collector has to pass on since it was asked last; null: there is none.
  std::function<std::vector<Relayed>()> relayed{};
};

/// What a journey left behind beside the captures: the harness's truth.
struct Driven {
  TimePoint start{};
  TimePoint end{};
  std::vector<StepRecord> steps{};
  std::vector<Order> orders{};
  std::vector<ShopperTruth> shoppers{};
  std::vector<PageTruth> pages{};
  std::vector<Attempt> attempts{};
};

/// Who turns steps into hits.
class Target {
 public:
  virtual ~Target() = default;
  /// An error when the environment failed, or a step is impossible (pay with an empty cart): the
  /// scenario ends in `error`.
  virtual Result<Driven> drive(const Drive& drive) = 0;
};

}  // namespace tagproof
