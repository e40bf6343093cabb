#include "harness/run/ready_shop.h"

#include <utility>

#include "harness/run/session.h"

namespace tagproof {

ReadyShop::ReadyShop(const Scenario& original, std::span<const Fault* const> faults)
    : scenario_(original),
      agreed_(std::make_shared<const Contract>(original.contract)),
      agreed_platforms_(agreed_->platforms()),
      faults_(faults.begin(), faults.end()) {
  for (const Fault* fault : faults_) {
    if (fault->on_scenario != nullptr) fault->on_scenario(scenario_);
  }
  target_ = std::make_shared<const TargetConfig>(scenario_.target);
}

Result<std::unique_ptr<ReadyShop>> ReadyShop::read(const Scenario& original,
                                                   std::span<const Fault* const> faults) {
  std::unique_ptr<ReadyShop> shop(new ReadyShop(original, faults));
  auto book = TagBook::read(shop->scenario_);
  if (!book) return book.error();
  shop->book_ = std::move(*book);
  shop->prices_ = std::make_unique<PriceList>(shop->scenario_.storefront);
  auto relay = collector::Relay::read(shop->scenario_.tagging, &shop->scenario_.contract,
                                      shop->scenario_.target);
  if (!relay) return relay.error();
  shop->relay_ = std::move(*relay);
  if (const auto agreed =
          collector::Relay::read(original.tagging, &original.contract, original.target))
    shop->feeds_ = agreed->feeds();
  auto options = tagproof::engine_options(shop->agreed_.get(), *shop->target_);
  if (!shop->relay_->idle()) {
    options.relay = [relay = &*shop->relay_](const Request& request, const CaptureId& from,
                                             TimePoint now) {
      return relay->take(request, from, now);
    };
  }
  shop->engine_options_ = std::make_shared<const EngineOptions>(std::move(options));
  return shop;
}

}  // namespace tagproof
