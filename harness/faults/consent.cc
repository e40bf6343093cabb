// Mistakes with the shopper's decision. They live in how the page and the backend behave, not in a
// field.
#include "harness/faults/edits.h"
#include "harness/faults/places.h"

namespace tagproof {
namespace {

// Tags fire on the banner's word, and no hit says what was granted.
void no_consent_mode(Emission& event, const EmissionFacts&) {
  for (auto* one : {&event.consent.analytics_storage, &event.consent.ad_storage,
                    &event.consent.ad_user_data, &event.consent.ad_personalization}) {
    *one = {};
  }
  event.consent.active = false;
}

// The page asks the banner; what it tells Google is a constant.
void signals_say_granted(Emission& event, const EmissionFacts&) {
  if (!event.consent.active) return;
  for (auto* one : {&event.consent.analytics_storage, &event.consent.ad_storage,
                    &event.consent.ad_user_data, &event.consent.ad_personalization}) {
    *one = {.by_default = Signal::granted, .by_update = Signal::granted};
  }
}

// Marketing tags hang on the banner's first switch, like all others.
void marketing_by_analytics(Scenario& scenario) {
  for (auto& tag : scenario.tagging.tags) {
    if (!tag.needs_nothing) tag.needs = {Purpose::analytics};
  }
}

constexpr Fault kConsentFaults[] = {
    {.name = "browser-ignores-consent",
     .mistake = "The banner is shown, and the tags don't ask it.",
     .who = "tag developer",
     .cost = "privacy breach",
     .place = Place::tagging,
     .check = "consent.sent-when-denied",
     .source = "https://github.com/facebookarchive/facebook-for-magento2/issues/138",
     .behaviour = "browser_ignores_consent"},
    {.name = "server-ignores-consent",
     .mistake = "The server sends every order; consent is the browser's business.",
     .who = "server-side developer",
     .cost = "privacy breach",
     .place = Place::backend,
     .check = "consent.sent-when-denied",
     .source = "https://sweetcode.com/blog/server-side-purchase-events-honor-visitor-consent",
     .behaviour = "server_ignores_consent"},
    {.name = "consent-default-too-late",
     .mistake = "The consent default is set after the first tag has fired.",
     .who = "tag developer",
     .cost = "privacy breach on every first page",
     .place = Place::tagging,
     .check = "consent.too-late",
     .source = "https://github.com/Shopify/hydrogen/pull/4050",
     .behaviour = "consent_default_late"},
    {.name = "consent-update-never-sent",
     .mistake = "The banner closes and never tells the tags.",
     .who = "consent manager",
     .cost = "conversions lost for everybody who agreed",
     .place = Place::tagging,
     .check = "consent.granted-not-applied",
     .source = "https://consentcheck.online/consent-state-not-updating",
     .behaviour = "consent_update_missing"},
    {.name = "consent-update-missing-on-return-visit",
     .mistake = "The stored choice isn't applied when the shopper comes back.",
     .who = "consent manager",
     .cost = "conversions lost for returning buyers",
     .place = Place::tagging,
     .check = "consent.granted-not-applied",
     .source = "https://datanostro.com/cs/docs/troubleshooting/ts-consent-blocking-measurement/",
     .behaviour = "consent_update_missing_later"},
    {.name = "refused-events-sent-from-the-queue",
     .mistake = "What the page held is sent when the banner closes, whatever was chosen.",
     .who = "tag developer",
     .cost = "privacy breach",
     .place = Place::tagging,
     .check = "consent.sent-when-denied",
     .source = "https://github.com/matomo-org/matomo/issues/17183",
     .behaviour = "refused_held_sent"},
    {.name = "consent-mode-not-installed",
     .mistake = "Tags are blocked until consent, but Consent Mode was never installed.",
     .who = "consent manager",
     .cost = "Google takes hits from the EEA for unconsented and uses them less",
     .place = Place::tagging,
     .check = "consent.signal-missing",
     .source = "https://support.google.com/google-ads/answer/10000067",
     .on_emission = no_consent_mode},
    {.name = "consent-not-stored-with-order",
     .mistake = "The order doesn't know what its shopper chose.",
     .who = "server-side developer",
     .cost = "server events lost, or sent against the shopper's decision",
     .place = Place::backend,
     .check = "consent.not-forwarded",
     .source = "https://sweetcode.com/blog/server-side-purchase-events-honor-visitor-consent",
     .behaviour = "consent_not_stored"},
    {.name = "consent-signals-hard-coded",
     .mistake = "The tag tells Google \"granted\" in every signal, whatever was chosen.",
     .who = "tag developer",
     .cost = "privacy breach: ads use what was refused for ads",
     .place = Place::tagging,
     .check = "consent.sent-when-denied",
     .source = "https://github.com/deco-cx/apps/pull/1411",
     .on_emission = signals_say_granted},
    {.name = "marketing-tags-ask-for-analytics",
     .mistake = "Marketing tags were given the analytics switch of the banner.",
     .who = "consent manager",
     .cost = "privacy breach for everybody who agreed to statistics alone",
     .place = Place::tagging,
     .check = "consent.sent-when-denied",
     .source = "https://github.com/stape-io/facebook-tag/issues/65",
     .on_scenario = marketing_by_analytics},
    {.name = "withdrawal-not-passed-to-server",
     .mistake = "The order keeps the choice of its day; a later withdrawal never reaches it.",
     .who = "server-side developer",
     .cost = "privacy breach",
     .place = Place::backend,
     .check = "consent.sent-when-denied",
     .source = "https://sweetcode.com/blog/server-side-purchase-events-honor-visitor-consent",
     .behaviour = "withdrawal_not_stored"},
    {.name = "gpc-ignored",
     .mistake = "Nobody reads the browser's Global Privacy Control.",
     .who = "consent manager",
     .cost = "privacy breach, fines",
     .place = Place::tagging,
     .check = "consent.gpc-ignored",
     .source = "https://law.cornell.edu/regulations/california/11-CCR-7025",
     .behaviour = "gpc_ignored"},
    {.name = "gpc-not-passed-to-server",
     .mistake = "The browser honours Global Privacy Control, and the server never hears of it.",
     .who = "server-side developer",
     .cost = "privacy breach, fines",
     .place = Place::backend,
     .check = "consent.gpc-lost-on-server",
     .source = "https://law.cornell.edu/regulations/california/11-CCR-7025",
     .behaviour = "gpc_not_passed"},
};

}  // namespace

std::span<const Fault> consent_faults() { return kConsentFaults; }

}  // namespace tagproof
