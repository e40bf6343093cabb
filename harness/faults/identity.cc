// Mistakes with the shopper's own data and ids.
#include "harness/base/hash.h"
#include "harness/base/text.h"
#include "harness/faults/edits.h"
#include "harness/faults/places.h"
#include "harness/wire/url.h"

namespace tagproof {
namespace {

std::string digits(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= '0' && c <= '9') out.push_back(c);
  }
  return out;
}

void email_in_clear(Emission& event, const EmissionFacts& facts) {
  if (event.field(Field::email)) event.set(Field::email, lower_ascii(trim(facts.customer.email)));
}

void email_hashed_before_trim(Emission& event, const EmissionFacts& facts) {
  if (event.field(Field::email)) event.set(Field::email, sha256_hex(facts.customer.email));
}

void email_hashed_twice(Emission& event, const EmissionFacts&) {
  if (event.field(Field::email)) event.set(Field::email, sha256_hex(event.text(Field::email)));
}

// +49 151 23456789 becomes 151 23456789: the number as the shopper would dial it at home.
void phone_without_country_code(Emission& event, const EmissionFacts& facts) {
  const std::string all = digits(facts.customer.phone);
  if (event.field(Field::phone) && all.size() > 4)
    event.set(Field::phone, sha256_hex(all.substr(2)));
}

void ip_address_hashed(Emission& event, const EmissionFacts&) {
  if (event.field(Field::ip)) event.set(Field::ip, sha256_hex(event.text(Field::ip)));
}

void server_ip(Emission& event, const EmissionFacts&) {
  if (is_server(event) && event.field(Field::ip)) event.set(Field::ip, std::string("10.0.0.5"));
}

void email_in_page_url(Emission& event, const EmissionFacts& facts) {
  const std::string url = event.text(Field::page_url);
  const std::string_view email = trim(facts.customer.email);
  if (!is_browser(event) || url.empty() || email.empty()) return;
  const char joint = url.find('?') == std::string::npos ? '?' : '&';
  event.set(Field::page_url, url + joint + "email=" + percent_encode(lower_ascii(email)));
}

// A platform that the contract allows no user data gets the hashed e-mail all the same.
void user_data_to_analytics(Emission& event, const EmissionFacts& facts) {
  const auto& allowed = facts.scenario.contract.user_data.allowed;
  const auto it = allowed.find(event.platform.view());
  if (it == allowed.end() || !it->second.empty() || facts.customer.email.empty()) return;
  if (is_purchase(event))
    event.set(Field::email, sha256_hex(lower_ascii(trim(facts.customer.email))));
}

void pixel_fields_nulled(Emission& event, const EmissionFacts&) {
  for (const Field field : {Field::email, Field::phone, Field::first_name, Field::last_name,
                            Field::city, Field::zip, Field::country, Field::external_id}) {
    event.clear(field);
  }
}

void other_client_id(Emission& event, const EmissionFacts&) {
  if (is_server(event) && event.field(Field::client_id)) {
    event.set(Field::client_id, std::string("555000111.1700000000"));
  }
}

void session_id_not_passed(Emission& event, const EmissionFacts&) {
  if (is_server(event)) event.clear(Field::session_id);
}

// Ads tags send the conversion and nothing to match it by.
void match_keys_not_sent(Emission& event, const EmissionFacts&) {
  if (!is_browser(event)) return;
  for (const auto& word : Words<UserField>::all) event.clear(field_of(word.value));
  for (const Field field : {Field::gclid, Field::gbraid, Field::wbraid, Field::fbc, Field::fbp,
                            Field::click_id, Field::browser_id})
    event.clear(field);
}

// The landing page forwards to the product without its query: neither the URL nor a cookie keeps
// the click.
void click_ids_lost(Emission& event, const EmissionFacts&) {
  for (const Field field :
       {Field::gclid, Field::gbraid, Field::wbraid, Field::fbc, Field::click_id})
    event.clear(field);
}

// The page came out of a cache, with whoever was there first in it.
void first_visitors_data(Emission& event, const EmissionFacts&) {
  if (is_browser(event) && is_purchase(event) && event.field(Field::email))
    event.set(Field::email, sha256_hex("first.visitor@example.com"));
}

constexpr Fault kIdentityFaults[] = {
    {.name = "email-in-clear",
     .mistake = "The e-mail is sent as it was typed.",
     .who = "server-side developer",
     .cost = "privacy breach",
     .place = Place::tagging,
     .check = "privacy.clear-text",
     .source =
         "https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/"
         "customer-information-parameters",
     .on_emission = email_in_clear},
    {.name = "email-hashed-before-trim",
     .mistake = "The e-mail is hashed as it was typed, with its spaces and capitals.",
     .who = "server-side developer",
     .cost = "no match: ads find nobody",
     .place = Place::tagging,
     .check = "privacy.hash-form",
     .source =
         "https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/"
         "customer-information-parameters",
     .on_emission = email_hashed_before_trim},
    {.name = "email-hashed-twice",
     .mistake = "The shop hashes, and the library hashes the hash.",
     .who = "server-side developer",
     .cost = "no match: ads find nobody",
     .place = Place::tagging,
     .check = "privacy.hash-form",
     .source = "https://developers.google.com/data-manager/api/devguides/concepts/formatting",
     .on_emission = email_hashed_twice},
    {.name = "phone-without-country-code",
     .mistake = "The phone is hashed as people dial it at home.",
     .who = "server-side developer",
     .cost = "no match: ads find nobody",
     .place = Place::tagging,
     .check = "privacy.hash-form",
     .source =
         "https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/"
         "customer-information-parameters",
     .on_emission = phone_without_country_code},
    {.name = "ip-address-hashed",
     .mistake = "All of user_data is hashed, the address too.",
     .who = "server-side developer",
     .cost = "no match: ads find nobody",
     .place = Place::tagging,
     .check = "privacy.hash-form",
     .source = "https://github.com/facebookarchive/Facebook-For-OpenCart/issues/536",
     .on_emission = ip_address_hashed},
    {.name = "server-ip-sent-as-shopper",
     .mistake = "The address is that of whoever called: our own server.",
     .who = "server-side developer",
     .cost = "conversions matched to the wrong place",
     .place = Place::tagging,
     .check = "match.server-address",
     .source =
         "https://developers.facebook.com/docs/marketing-api/conversions-api/dataset-quality-api",
     .on_emission = server_ip},
    {.name = "email-in-page-url",
     .mistake =
         "The thank-you page has the e-mail in its address, and every tag sends the address.",
     .who = "web developer",
     .cost = "privacy breach",
     .place = Place::tagging,
     .check = "privacy.in-url",
     .source = "https://support.google.com/analytics/answer/6366371",
     .on_emission = email_in_page_url},
    {.name = "user-data-sent-to-analytics",
     .mistake = "User-provided data is switched on for analytics, too.",
     .who = "analyst",
     .cost = "personal data where none was agreed",
     .place = Place::tagging,
     .check = "privacy.field-not-allowed",
     .source = "https://developers.google.com/analytics/devguides/collection/ga4/uid-data",
     .on_emission = user_data_to_analytics},
    {.name = "pixel-fields-nulled",
     .mistake = "The app lost its scope, and customer fields come as null.",
     .who = "app developer",
     .cost = "fewer conversions matched",
     .place = Place::tagging,
     .check = "match.expected-key-missing",
     .source = "https://shopify.dev/changelog/protected-customer-data-scopes-required",
     .on_emission = pixel_fields_nulled},
    {.name = "cached-page-holds-another-shopper",
     .mistake = "The page cache keeps the thank-you page with the first shopper's data in it.",
     .who = "operations",
     .cost = "privacy breach; sales matched to the wrong person",
     .place = Place::tagging,
     .check = "privacy.hash-form",
     .source = "https://github.com/facebookarchive/facebook-for-magento2/issues/44",
     .on_emission = first_visitors_data},
    {.name = "server-makes-its-own-client-id",
     .mistake = "The server makes up a client id instead of reading the shopper's cookie.",
     .who = "server-side developer",
     .cost = "server events belong to nobody's session",
     .place = Place::tagging,
     .check = "match.client-id-differs",
     .source = "https://github.com/aawnu/php-ga4/issues/106",
     .on_emission = other_client_id},
    {.name = "session-id-not-passed-to-server",
     .mistake = "The server sends the client id, and no session id.",
     .who = "server-side developer",
     .cost = "server events without source and campaign",
     .place = Place::tagging,
     .check = "match.session-id-missing",
     .source =
         "https://developers.google.com/analytics/devguides/collection/protocol/ga4/use-cases",
     .on_emission = session_id_not_passed},
    {.name = "match-keys-not-sent",
     .mistake = "The tag sends the conversion without click id and without customer data.",
     .who = "tag developer",
     .cost = "conversions credited to no ad",
     .place = Place::tagging,
     .check = "match.not-attributable",
     .source = "https://support.google.com/google-ads/answer/13258081",
     .on_emission = match_keys_not_sent},
    {.name = "click-id-lost-on-redirect",
     .mistake = "A redirect drops the query, and with it the click id.",
     .who = "web developer",
     .cost = "conversions credited to no ad",
     .place = Place::tagging,
     .check = "match.click-id-lost",
     .source = "https://github.com/matomo-org/matomo/issues/18612",
     .on_emission = click_ids_lost,
     .behaviour = "click_ids_dropped"},
};

}  // namespace

std::span<const Fault> identity_faults() { return kIdentityFaults; }

}  // namespace tagproof
