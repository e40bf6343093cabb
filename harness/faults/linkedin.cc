// Mistakes that LinkedIn's Insight Tag and Conversions API let one make.
#include "harness/faults/edits.h"
#include "harness/faults/places.h"

namespace tagproof {
namespace {

bool is_linkedin(const Emission& event) {
  return event.platform == "linkedin" && is_purchase(event);
}

// Every other platform of the shop takes seconds.
void time_in_seconds(Emission& event, const EmissionFacts&) {
  if (is_linkedin(event) && is_server(event))
    event.raw.emplace_back("conversionHappenedAt", Decimal{unix_seconds(event.time)});
}

// The address is asked for at the last step, which guests of an express checkout never see.
void no_user_id(Emission& event, const EmissionFacts&) {
  if (!is_linkedin(event) || !is_server(event)) return;
  event.clear(Field::email);
  event.clear(Field::click_id);
}

void amount_as_number(Emission& event, const EmissionFacts&) {
  const auto value = number_in(event, Field::value);
  if (is_linkedin(event) && is_server(event) && value)
    event.raw.emplace_back("conversionValue.amount", *value);
}

// The copy with the right value is the one that LinkedIn discards.
void tag_has_gross_value(Emission& event, const EmissionFacts& facts) {
  if (is_linkedin(event) && is_browser(event)) set_value(event, facts, ValueBasis::order_total);
}

constexpr Fault kLinkedinFaults[] = {
    {.name = "linkedin-time-in-seconds",
     .mistake = "conversionHappenedAt is in Unix seconds, as everywhere else.",
     .who = "server-side developer",
     .cost = "every server conversion refused",
     .place = Place::tagging,
     .check = "platform.time",
     .source = "https://github.com/rudderlabs/rudder-transformer/tree/develop/src/cdk/v2/"
               "destinations/linkedin_ads",
     .on_emission = time_in_seconds},
    {.name = "linkedin-no-user-id",
     .mistake = "Neither the e-mail address nor li_fat_id reaches the backend.",
     .who = "shop backend",
     .cost = "every server conversion refused, with all that were in its batch",
     .place = Place::tagging,
     .check = "delivery.refused",
     .source = "https://github.com/segmentio/action-destinations/tree/main/packages/"
               "destination-actions/src/destinations/linkedin-conversions",
     .on_emission = no_user_id},
    {.name = "linkedin-amount-as-number",
     .mistake = "The amount is a number; LinkedIn wants a text.",
     .who = "server-side developer",
     .cost = "every server conversion refused",
     .place = Place::tagging,
     .check = "delivery.refused",
     .source = "https://github.com/elbwalker/walkerOS/tree/main/packages/server/destinations/"
               "linkedin",
     .on_emission = amount_as_number},
    {.name = "linkedin-tag-value-beats-the-right-one",
     .mistake = "The tag sends the order's total; the API's right value is thrown away for it.",
     .who = "tag developer",
     .cost = "revenue with tax and shipping in it",
     .place = Place::tagging,
     .check = "value.mismatch",
     .source = "https://learn.microsoft.com/en-us/linkedin/marketing/integrations/conversions/"
               "deduplication",
     .on_emission = tag_has_gross_value},
};

}  // namespace

std::span<const Fault> linkedin_faults() { return kLinkedinFaults; }

}  // namespace tagproof
