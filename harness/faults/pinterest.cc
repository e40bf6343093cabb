// Mistakes that only Pinterest's interfaces allow.
#include "harness/faults/edits.h"
#include "harness/faults/places.h"

namespace tagproof {
namespace {

bool is_api_purchase(const Emission& event) {
  return event.platform == "pinterest" && is_purchase(event) && is_server(event);
}

void value_as_number(Emission& event, const EmissionFacts&) {
  if (const auto value = number_in(event, Field::value); is_api_purchase(event) && value)
    event.raw.emplace_back("custom_data.value", *value);
}

void own_property(Emission& event, const EmissionFacts&) {
  if (is_api_purchase(event))
    event.raw.emplace_back("custom_data.transaction_id", event.text(Field::order_id));
}

void opt_out_by_default(Emission& event, const EmissionFacts&) {
  if (is_api_purchase(event)) event.consent.limited = true;
}

void named_as_elsewhere(Emission& event, const EmissionFacts&) {
  if (is_api_purchase(event)) event.platform_name = "purchase";
}

constexpr std::string_view kSpec =
    "https://github.com/pinterest/api-description/blob/main/v5/openapi.yaml";

constexpr Fault kPinterestFaults[] = {
    {.name = "pinterest-value-as-number",
     .mistake = "The value is sent as a number, as everywhere else; Pinterest takes text.",
     .who = "server-side developer",
     .cost = "server events refused",
     .place = Place::tagging,
     .check = "delivery.refused",
     .source = kSpec,
     .on_emission = value_as_number},
    {.name = "pinterest-unknown-property",
     .mistake = "custom_data has a property that Pinterest's schema doesn't know.",
     .who = "server-side developer",
     .cost = "server events refused",
     .place = Place::tagging,
     .check = "delivery.refused",
     .source = kSpec,
     .on_emission = own_property},
    {.name = "pinterest-opt-out-by-default",
     .mistake = "The connector says opt_out: true unless it is told otherwise.",
     .who = "server-side developer",
     .cost = "conversions of shoppers who agreed are lost to optimisation",
     .place = Place::tagging,
     .check = "consent.not-forwarded",
     .source = "https://github.com/segmentio/action-destinations/tree/main/packages/"
               "destination-actions/src/destinations/pinterest-conversions",
     .on_emission = opt_out_by_default},
    {.name = "pinterest-checkout-named-purchase",
     .mistake = "The API's event is called purchase, as on other platforms; the tag says checkout.",
     .who = "server-side developer",
     .cost = "server events refused",
     .place = Place::tagging,
     .check = "delivery.refused",
     .source = kSpec,
     .on_emission = named_as_elsewhere},
};

}  // namespace

std::span<const Fault> pinterest_faults() { return kPinterestFaults; }

}  // namespace tagproof
