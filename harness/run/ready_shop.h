#pragma once

#include <memory>
#include <span>
#include <vector>

#include "harness/base/result.h"
#include "harness/faults/fault.h"
#include "harness/model/contract.h"
#include "harness/model/evidence.h"
#include "harness/model/scenario.h"
#include "harness/shop/price_list.h"
#include "harness/shop/tag_book.h"
#include "mock_platforms/collector/relay.h"
#include "mock_platforms/engine.h"

namespace tagproof {

/// A scenario's shop as faults make it, ready to be driven: what a run reads of contract,
/// storefront, tagging and target is read once, however many journeys are driven in it.
class ReadyShop {
 public:
  /// An error names the tag and the template that can't be read.
  static Result<std::unique_ptr<ReadyShop>> read(const Scenario& original,
                                                 std::span<const Fault* const> faults);
  ReadyShop(const ReadyShop&) = delete;  // its parts borrow the scenario
  ReadyShop& operator=(const ReadyShop&) = delete;

  /// What is driven next. Between journeys, only name, shoppers, journey and start may change.
  [[nodiscard]] Scenario& scenario() { return scenario_; }
  [[nodiscard]] const Scenario& scenario() const { return scenario_; }
  /// The contract that judges and names: a fault may change what the shop does and how a platform
  /// is set up, never what was agreed.
  [[nodiscard]] const std::shared_ptr<const Contract>& agreed() const { return agreed_; }
  [[nodiscard]] std::span<const PlatformId> agreed_platforms() const { return agreed_platforms_; }
  [[nodiscard]] std::span<const Fault* const> faults() const { return faults_; }
  /// The scenario's target, to be shared with the evidence of its journeys.
  [[nodiscard]] const std::shared_ptr<const TargetConfig>& target() const { return target_; }
  [[nodiscard]] const TagBook& book() const { return *book_; }
  /// Of the storefront; who drives the shop adds to it.
  [[nodiscard]] PriceList& prices() const { return *prices_; }
  /// Whom the collector was to tell what, whatever a fault made of its tags.
  [[nodiscard]] const std::vector<Feed>& feeds() const { return feeds_; }
  /// For an engine that borrows this shop's collector; one object for as long as the shop is there.
  [[nodiscard]] const std::shared_ptr<const EngineOptions>& engine_options() const {
    return engine_options_;
  }

 private:
  ReadyShop(const Scenario& original, std::span<const Fault* const> faults);

  Scenario scenario_;
  std::shared_ptr<const Contract> agreed_;
  std::vector<PlatformId> agreed_platforms_;
  std::vector<const Fault*> faults_;
  std::shared_ptr<const TargetConfig> target_{};
  std::optional<TagBook> book_{};
  std::unique_ptr<PriceList> prices_{};
  std::optional<collector::Relay> relay_{};
  std::vector<Feed> feeds_{};
  std::shared_ptr<const EngineOptions> engine_options_{};
};

}  // namespace tagproof
