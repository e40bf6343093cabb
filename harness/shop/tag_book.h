#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/result.h"
#include "harness/model/emission.h"
#include "harness/model/ready_tag.h"
#include "harness/model/scenario.h"
#include "harness/shop/consent_gate.h"
#include "harness/shop/occasion.h"

namespace tagproof {

/// A tag of the shop: its templates, and what the contract says of it, looked up once.
struct ShopTag {
  ReadyTag ready{};
  TagConsent consent{};
  std::string platform_name{};
  std::string_view item_form{"sku"};  // of item ids
  [[nodiscard]] const Tag& tag() const { return *ready.tag; }
};

/// The tagging, ready to fire. Borrows the scenario.
class TagBook {
 public:
  /// An error names the tag, its line and the template: files/ refuses such a file before.
  static Result<TagBook> read(const Scenario& scenario);

  [[nodiscard]] const std::vector<ShopTag>& tags() const { return tags_; }
  /// Indices of the tags that wait for it, in the tagging's order; the collector's own stand apart.
  [[nodiscard]] std::span<const std::size_t> firing_on(Trigger trigger) const {
    return firing_on_[static_cast<std::size_t>(trigger)];
  }
  /// Whether the tag's `if:` holds.
  [[nodiscard]] bool wants(const ShopTag& tag, const Occasion& occasion, TimePoint now) const;
  /// The canonical event that the tag makes of what happened, with what the gate lets leave.
  /// Browser tags get what the platform's library adds by itself (page, client ids) where the tag
  /// doesn't set it.
  [[nodiscard]] Emission emission(const ShopTag& shop_tag, const Occasion& occasion,
                                  const Gate& gate, TimePoint now) const;

 private:
  explicit TagBook(const Scenario& scenario) : scenario_(&scenario) {}
  [[nodiscard]] TagData data(const ShopTag& tag, const Occasion& occasion,
                             const ConsentState& signals, TimePoint now) const;
  const Scenario* scenario_;
  std::vector<ShopTag> tags_{};
  std::array<std::vector<std::size_t>, kTriggers> firing_on_{};
  std::string sandbox_{};  // the address that a sandboxed tag sees
};

}  // namespace tagproof
