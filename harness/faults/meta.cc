// Mistakes of Meta's own kind: its click ids, its limited data use, its event names, its refusals.
#include "harness/base/hash.h"
#include "harness/base/text.h"
#include "harness/faults/edits.h"
#include "harness/faults/places.h"

namespace tagproof {
namespace {

bool is_meta(const Emission& event) { return event.platform == "meta"; }

// fb.1.1768471200000.IwAR… becomes fb.1.1768471200.IwAR…
void click_time_in_seconds(Emission& event, const EmissionFacts&) {
  const std::string fbc = event.text(Field::fbc);
  const auto parts = split(fbc, '.');
  if (!is_meta(event) || parts.size() < 4 || parts[2].size() != 13) return;
  const auto at = parts[0].size() + parts[1].size() + 2;
  event.set(Field::fbc, fbc.substr(0, at + 10) + fbc.substr(at + 13));
}

void click_id_lower_cased(Emission& event, const EmissionFacts&) {
  if (is_meta(event) && event.field(Field::fbc))
    event.set(Field::fbc, lower_ascii(event.text(Field::fbc)));
}

// The server makes an fbp of its own for every request.
void browser_id_made_anew(Emission& event, const EmissionFacts&) {
  if (!is_meta(event) || !is_server(event) || !event.field(Field::fbp)) return;
  const auto random = fnv1a(event.text(Field::event_id) + event.nonce) % 2'147'483'647;
  event.set(Field::fbp,
            "fb.1." + std::to_string(unix_millis(event.time)) + "." + std::to_string(random));
}

void limited_though_granted(Emission& event, const EmissionFacts&) {
  if (is_meta(event)) event.consent.limited = true;
}

void name_differs_on_server(Emission& event, const EmissionFacts&) {
  if (is_meta(event) && is_server(event) && is_purchase(event))
    event.platform_name =
        lower_ascii(event.platform_name.empty() ? "purchase" : event.platform_name);
}

constexpr std::string_view kRefundTag = "-refund-as-purchase";

void purchase_tag_on_refund(Scenario& scenario) {
  auto& tags = scenario.tagging.tags;
  const std::size_t count = tags.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (tags[i].platform != "meta" || tags[i].event != EventName::purchase ||
        tags[i].channel != Channel::server) {
      continue;
    }
    Tag copy = tags[i];
    copy.tag += kRefundTag;
    copy.on = Trigger::order_refunded;
    copy.condition.clear();
    copy.once_per = OncePer::event;
    template_of(copy, path(Field::event_id)) += "-refund";
    tags.push_back(std::move(copy));
  }
}

void negative_value(Emission& event, const EmissionFacts&) {
  if (!event.tag.ends_with(kRefundTag)) return;
  if (const auto value = number_in(event, Field::value))
    event.set(Field::value, Decimal{} - *value);
}

// What is left says where the shopper lives, and that is too many people.
void customer_too_broad(Emission& event, const EmissionFacts&) {
  if (!is_meta(event) || !is_server(event)) return;
  for (const auto& word : Words<UserField>::all) {
    const bool broad = word.value == UserField::city || word.value == UserField::country ||
                       word.value == UserField::user_agent;
    if (!broad) event.clear(field_of(word.value));
  }
  for (const auto& word : Words<IdField>::all) event.clear(field_of(word.value));
}

void email_as_md5(Emission& event, const EmissionFacts& facts) {
  if (is_meta(event) && event.field(Field::email))
    event.set(Field::email, md5_hex(lower_ascii(trim(facts.customer.email))));
}

void throttled(Scenario& scenario) { scenario.target.settings["meta.answer_error"] = "17-2446079"; }

constexpr Fault kMetaFaults[] = {
    {.name = "meta-click-time-in-seconds",
     .mistake = "fbc is put together with the time in seconds.",
     .who = "server-side developer",
     .cost = "conversions credited to no ad",
     .place = Place::tagging,
     .check = "match.click-id-lost",
     .source = "https://developers.facebook.com/documentation/ads-commerce/conversions-api/"
               "parameters/fbp-and-fbc",
     .on_emission = click_time_in_seconds},
    {.name = "meta-click-id-lower-cased",
     .mistake = "The parameters of the landing page are put into lower case, fbclid with them.",
     .who = "web developer",
     .cost = "conversions credited to no ad",
     .place = Place::tagging,
     .check = "match.click-id-lost",
     .source = "https://developers.facebook.com/documentation/ads-commerce/conversions-api/"
               "parameter-builder-library",
     .on_emission = click_id_lower_cased},
    {.name = "meta-browser-id-made-anew",
     .mistake = "The server makes up an fbp for each request instead of reading the cookie.",
     .who = "server-side developer",
     .cost = "browser and server events belong to strangers",
     .place = Place::tagging,
     .check = "match.client-id-differs",
     .source = "https://github.com/managed-components/facebook-pixel/issues/2",
     .on_emission = browser_id_made_anew},
    {.name = "meta-limited-though-granted",
     .mistake = "Limited data use was switched on for California and is on for everybody.",
     .who = "tag developer",
     .cost = "ads that learn nothing from consented shoppers",
     .place = Place::tagging,
     .check = "consent.granted-not-applied",
     .source = "https://developers.facebook.com/documentation/ads-commerce/marketing-api/overview/"
               "data-processing-options",
     .on_emission = limited_though_granted},
    {.name = "meta-event-name-differs-on-server",
     .mistake = "The server writes `purchase`: to Meta a custom event, merged with nothing.",
     .who = "server-side developer",
     .cost = "server purchases that no campaign sees",
     .place = Place::tagging,
     .check = "event.missing",
     .source = "https://developers.facebook.com/documentation/ads-commerce/conversions-api/"
               "deduplicate-pixel-and-server-events",
     .on_emission = name_differs_on_server},
    {.name = "meta-refund-as-negative-purchase",
     .mistake = "Refunds are sent as a Purchase with a negative value, as an article advises.",
     .who = "server-side developer",
     .cost = "each refund counts as one more sale",
     .place = Place::tagging,
     .check = "value.mismatch",
     .source = "https://www.metricuno.com/refund-clawback-poas-signal-meta-capi",
     .on_scenario = purchase_tag_on_refund,
     .on_emission = negative_value},
    {.name = "meta-customer-data-too-broad",
     .mistake = "Only city, country and browser of the shopper are sent, to be careful.",
     .who = "privacy reviewer",
     .cost = "every server conversion refused",
     .place = Place::tagging,
     .check = "delivery.refused",
     .source = "https://github.com/Setono/meta-conversions-api-php-sdk",
     .on_emission = customer_too_broad},
    {.name = "meta-email-as-md5",
     .mistake = "The e-mail is hashed with MD5, and the library passes it on as already hashed.",
     .who = "server-side developer",
     .cost = "no match: ads find nobody",
     .place = Place::tagging,
     .check = "privacy.hash-form",
     .source = "https://github.com/facebook/facebook-python-business-sdk",
     .on_emission = email_as_md5},
    {.name = "meta-throttled",
     .mistake = "Another job of the account uses up the calls, and the purchases are not tried "
                "again long enough.",
     .who = "operations",
     .cost = "every server conversion lost",
     .place = Place::platform,
     .check = "delivery.refused",
     .source = "https://developers.facebook.com/documentation/ads-commerce/marketing-api/overview/"
               "rate-limiting",
     .on_scenario = throttled},
};

}  // namespace

std::span<const Fault> meta_faults() { return kMetaFaults; }

}  // namespace tagproof
