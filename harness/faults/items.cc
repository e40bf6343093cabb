// Mistakes in the items of an event.
#include "harness/faults/edits.h"
#include "harness/faults/places.h"

namespace tagproof {
namespace {

// Other than the platform that the contract names first, so that two platforms disagree.
void ids_differ_by_platform(Emission& event, const EmissionFacts& facts) {
  const auto all = facts.scenario.contract.platforms();
  if (!event.items || all.empty() || event.platform == all.front()) return;
  for (auto& item : *event.items) item.id = "wc_post_id_" + to_text(item.id);
}

// The catalogue was made anew: the shop sells variants whose ids no uploaded feed holds yet.
void ids_not_in_feed(Scenario& scenario) {
  for (auto& product : scenario.storefront.catalogue) {
    for (std::string* id : {&product.sku, &product.product_id, &product.variant_id}) {
      // SKUs are how the journey names what is bought; they stay.
      if (id != &product.sku) id->append("9");
    }
  }
}

void items_missing(Emission& event, const EmissionFacts&) {
  if (is_purchase(event)) event.items = std::vector<EmittedItem>{};
}

void quantity_always_one(Emission& event, const EmissionFacts&) {
  if (!is_purchase(event) || !event.items) return;
  for (auto& item : *event.items) item.quantity = Decimal{1};
}

void prices_with_tax(Emission& event, const EmissionFacts& facts) {
  if (!is_purchase(event) || !event.items || facts.order == nullptr) return;
  for (std::size_t i = 0; i < event.items->size() && i < facts.order->items.size(); ++i) {
    if (const auto& gross = facts.order->items[i].price_gross) (*event.items)[i].price = *gross;
  }
}

// The feed lists variants; the tag sends what they are variants of.
void parent_for_variant(Emission& event, const EmissionFacts& facts) {
  const auto& forms = facts.scenario.contract.items.ids;
  const auto form = forms.find(event.platform.view());
  if (!event.items || facts.order == nullptr || form == forms.end()) return;
  if (form->second.find("variant_id") == std::string::npos) return;
  for (std::size_t i = 0; i < event.items->size() && i < facts.order->items.size(); ++i)
    (*event.items)[i].id = facts.order->items[i].product_id;
}

void price_is_line_total(Emission& event, const EmissionFacts&) {
  if (!is_purchase(event) || !event.items) return;
  for (auto& item : *event.items) {
    const auto* price = std::get_if<Decimal>(&item.price);
    const auto* quantity = std::get_if<Decimal>(&item.quantity);
    if (price != nullptr && quantity != nullptr) item.price = *price * *quantity;
  }
}

constexpr Fault kItemFaults[] = {
    {.name = "item-ids-differ-by-platform",
     .mistake = "One plugin sends SKUs, the other its own ids with a prefix.",
     .who = "tag developer",
     .cost = "catalogue ads and remarketing find no product",
     .place = Place::tagging,
     .check = "items.id-form-differs",
     .source = "https://github.com/facebook/facebook-for-woocommerce/issues/809",
     .on_emission = ids_differ_by_platform},
    {.name = "item-ids-not-in-feed",
     .mistake = "The products were created anew, and the uploaded feed still holds the old ids.",
     .who = "catalogue manager",
     .cost = "catalogue ads and remarketing find no product",
     .place = Place::tagging,
     .check = "items.not-in-feed",
     .source = "https://github.com/facebook/facebook-for-woocommerce/issues/742",
     .on_scenario = ids_not_in_feed},
    {.name = "items-missing",
     .mistake = "The list of items is empty on the purchase.",
     .who = "tag developer",
     .cost = "no item reports, no catalogue ads",
     .place = Place::tagging,
     .check = "items.missing",
     .source = "https://github.com/facebook/facebook-for-woocommerce/issues/3812",
     .on_emission = items_missing},
    {.name = "item-quantity-always-one",
     .mistake = "Each line is sent with quantity 1.",
     .who = "tag developer",
     .cost = "item revenue too low",
     .place = Place::tagging,
     .check = "items.quantity",
     .source = "https://github.com/woocommerce/pinterest-for-woocommerce/issues/908",
     .on_emission = quantity_always_one},
    {.name = "item-prices-with-tax",
     .mistake = "Item prices are the catalogue's, with tax.",
     .who = "tag developer",
     .cost = "item revenue too high",
     .place = Place::tagging,
     .check = "items.price",
     .source = "https://github.com/stape-io/gtm-server-side-wordpress-plugin/issues/26",
     .on_emission = prices_with_tax},
    {.name = "item-parent-id-for-variant",
     .mistake = "The feed lists variants, the tag sends the parent product's id.",
     .who = "tag developer",
     .cost = "catalogue ads and remarketing find no product",
     .place = Place::tagging,
     .check = "items.id-form-differs",
     .source = "https://github.com/facebook/facebook-for-woocommerce/issues/769",
     .on_emission = parent_for_variant},
    {.name = "item-price-is-line-total",
     .mistake =
         "The price of an item is the line's subtotal, and the platform multiplies it again.",
     .who = "plugin",
     .cost = "item revenue too high by the quantity",
     .place = Place::tagging,
     .check = "items.price",
     .source = "https://github.com/woocommerce/google-listings-and-ads/issues/2181",
     .on_emission = price_is_line_total},
};

}  // namespace

std::span<const Fault> item_faults() { return kItemFaults; }

}  // namespace tagproof
