#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/base/seed.h"
#include "harness/model/scenario.h"

namespace tagproof {

/// Random journeys in one shop: case n of a seed is always the same journey, whatever was made
/// before it. Only steps that are possible when they come; losses, delays and reordering that a
/// right shop survives: never past a platform's window, never the answer to an accepted request.
class JourneyMaker {
 public:
  /// `shop` gives contract, storefront, tagging and target; borrowed.
  explicit JourneyMaker(const Scenario& shop);

  /// Writes name, shoppers and journey of case `number` into `scenario`, which is a copy of the
  /// shop. One case of kInterleavingShare permutes arrivals instead of drawing at random.
  void make(Seed seed, std::uint64_t number, Scenario& scenario) const;

  /// What drawing needs to know of the storefront.
  struct Wares {
    std::vector<std::string> skus{};
    struct Code {
      std::string code{};
      bool may_be_free = false;  // nothing may be left to pay
    };
    std::vector<Code> coupons{};
    std::vector<std::string> shipping{};
    std::vector<std::string> currencies{};  // other than the shop's
    std::vector<std::string> cards{}, on_delivery{}, invoices{}, transfers{};
    bool small_refunds = false;  // every order has more than two units to give back
  };

  static constexpr std::uint64_t kInterleavingShare = 8;

 private:
  Wares wares_{};
};

}  // namespace tagproof
