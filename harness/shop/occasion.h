#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/time.h"
#include "harness/model/browser_ids.h"
#include "harness/model/consent.h"
#include "harness/model/order.h"
#include "harness/model/tagging.h"
#include "harness/model/template.h"
#include "harness/shop/pricing.h"

/// What happened, with all that a tag may ask about it, frozen.
namespace tagproof {

/// What a browser's cookies and headers tell a tag; on the server, as stored with the order.
struct BrowserFacts {
  std::string client_id{}, session_id{};
  int session_number = 0;
  std::string fbp{}, fbc{}, gclid{}, gbraid{}, wbraid{};
  BrowserIdsByPlatform own_ids{};
  std::string ip{}, user_agent{};
};

/// What a page tells its tags of itself.
struct PageFacts {
  std::string url{}, referrer{}, title{}, load{};
};

/// The ids that scripts find in a browser's cookies.
bool same_ids(const BrowserFacts& a, const BrowserFacts& b);
std::shared_ptr<const BrowserFacts> with_ids(const BrowserFacts& facts, const BrowserFacts& of);

/// A cart as tags see it.
struct Snapshot {
  std::string id{};
  std::string currency{};
  std::string coupon{};
  std::shared_ptr<const Priced> priced{};
};

/// Shared by all who keep it: pages that hold hits back, the outbox, the record of a sale. What it
/// consists of is shared as well.
struct Occasion {
  Trigger trigger{};
  TimePoint time{};        // by the true clock
  std::string event_id{};  // seeded, of this event
  std::string shopper{};
  int delivery = 1;                      // the how-many-th delivery of a backend event
  std::shared_ptr<const Order> order{};  // null: of none
  bool order_counts = false;
  Totals order_kept{};
  Decimal items_before_discount{};
  std::string shipping_method{};
  std::shared_ptr<const Refund> refund{};
  bool taken_back_before =
      false;  // a cancellation or lost dispute had taken all of it back already
  std::optional<Snapshot> cart{};
  std::shared_ptr<const Priced> product{};  // one of it, as the only line; null: of none
  std::int64_t product_quantity = 1;
  std::string product_currency{};
  std::string lead_id{}, form{};
  std::shared_ptr<const Customer> customer{};
  std::shared_ptr<const BrowserFacts> browser{};
  std::shared_ptr<const PageFacts> page{};  // null: none was open
  std::string region{};
  ConsentChoice choice{};
  bool gpc = false;

  /// Of the page; all empty without one.
  [[nodiscard]] const PageFacts& shown() const;
};
using SharedOccasion = std::shared_ptr<const Occasion>;

/// Answers a tag's placeholders. `item_form` is the contract's form of item ids for the tag's
/// platform, `price_net` its price rule; `signals` what Consent Mode says now. Everything is
/// borrowed: use it within the call.
struct TagData {
  const Occasion& occasion;
  const ConsentState& signals;
  std::string_view platform{};  // of the tag
  std::string_view item_form{};
  bool price_net = true;
  TimePoint now{};
  [[nodiscard]] TemplateValue operator()(const PlaceholderRow& asked) const;
};

}  // namespace tagproof
