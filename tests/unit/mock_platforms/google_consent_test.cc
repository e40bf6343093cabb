#include "mock_platforms/google_consent.h"

#include <doctest/doctest.h>

#include <string>

using namespace tagproof;

namespace {

constexpr auto kUnset = Signal::unset;
constexpr auto kDenied = Signal::denied;
constexpr auto kGranted = Signal::granted;

ConsentState::One one(Signal by_default, Signal by_update = Signal::unset) {
  return {by_default, by_update};
}

}  // namespace

TEST_CASE("gcs and gcd are read as named states") {
  struct Row {
    std::string what{}, gcs{}, gcd{}, npa{};
    Signal ad_storage{}, analytics_storage{}, ad_user_data{}, ad_personalization{};
    bool said{};
  };
  const Row rows[] = {
      {"nothing sent", "", "", "", kUnset, kUnset, kUnset, kUnset, false},
      {"all granted", "G111", "", "", kGranted, kGranted, kUnset, kUnset, true},
      {"analytics only", "G101", "", "1", kDenied, kGranted, kUnset, kDenied, true},
      {"ads only", "G110", "", "", kGranted, kDenied, kUnset, kUnset, true},
      {"nothing set", "G1--", "", "0", kUnset, kUnset, kUnset, kUnset, false},
      {"Consent Mode not active", "", "13l3l3l3l1l1", "", kUnset, kUnset, kUnset, kUnset, false},
      {"denied by default, short form", "", "11p1p1p1p5", "", kDenied, kDenied, kDenied, kDenied,
       true},
      {"denied by default", "G100", "13p3p3p2p5l1", "1", kDenied, kDenied, kDenied, kDenied, true},
      {"granted by update", "G111", "13r3r3r2r5l1", "0", kGranted, kGranted, kGranted, kGranted,
       true},
      {"granted by default", "", "13t3t3t3t5l1", "", kGranted, kGranted, kGranted, kGranted, true},
      {"with a delegation code", "", "13t3tPt2t5l1", "", kGranted, kGranted, kGranted, kGranted,
       true},
      {"withdrawn by update", "", "13u3u3u3u5l1", "", kDenied, kDenied, kDenied, kDenied, true},
      {"implicitly denied", "", "13l3l3l2l5l1", "", kUnset, kUnset, kUnset, kDenied, true},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    const auto read = decode_gcs_gcd(row.gcs, row.gcd, row.npa);
    CHECK(read.signals.ad_storage == row.ad_storage);
    CHECK(read.signals.analytics_storage == row.analytics_storage);
    CHECK(read.signals.ad_user_data == row.ad_user_data);
    CHECK(read.signals.ad_personalization == row.ad_personalization);
    CHECK(read.said == row.said);
    CHECK_FALSE(read.malformed);
    CHECK_FALSE(read.disagree);
  }
}

TEST_CASE("where gcs and gcd disagree, gcd decides and it is said") {
  const auto read = decode_gcs_gcd("G111", "13p3p3p3p5l1");
  CHECK(read.disagree);
  CHECK(read.signals.ad_storage == kDenied);
  CHECK(read.signals.analytics_storage == kDenied);
  CHECK_FALSE(decode_gcs_gcd("G1--", "13p3p3p3p5l1").disagree);
}

TEST_CASE("what can't be read says nothing") {
  for (const auto* gcs : {"G1", "G121", "G2111", "X111"}) {
    CAPTURE(gcs);
    const auto read = decode_gcs_gcd(gcs, "");
    CHECK(read.malformed);
    CHECK(read.gcs_malformed);
    CHECK_FALSE(read.gcd_malformed);
    CHECK_FALSE(read.said);
  }
  for (const auto* gcd : {"1", "23p3p3p3p5l1", "13p3p3", "13p3p3p3~5l1"}) {
    CAPTURE(gcd);
    CHECK(decode_gcs_gcd("", gcd).malformed);
    CHECK(decode_gcs_gcd("", gcd).gcd_malformed);
  }
}

TEST_CASE("gcd says of each signal who said what") {
  const auto read = decode_gcs_gcd("", "11q3r2lPt5l1");
  REQUIRE(read.gcd.has_value());
  const auto& [ad, analytics, user_data, personalisation] = *read.gcd;
  CHECK(ad == GcdSignal{kUnset, kDenied, kDenied, kUnset, 0});
  CHECK(analytics == GcdSignal{kUnset, kDenied, kGranted, kGranted, 0});
  CHECK(user_data == GcdSignal{kUnset, kUnset, kUnset, kDenied, 0});
  CHECK(personalisation == GcdSignal{kUnset, kGranted, kUnset, kGranted, 12});
  CHECK(ad.effective() == kDenied);
  CHECK(analytics.effective() == kGranted);
  CHECK(user_data.effective() == kDenied);
  CHECK(GcdSignal{kUnset, kUnset, kUnset, kGranted, 0}.effective() == kUnset);
  CHECK(GcdSignal{kDenied, kUnset, kUnset, kGranted, 0}.effective() == kDenied);
  CHECK_FALSE(decode_gcs_gcd("G111", "").gcd.has_value());
}

TEST_CASE("the parameters beside gcs and gcd are named states") {
  struct Row {
    std::string what{};
    GoogleConsentTexts texts{};
    GoogleConsentContext expected{};
  };
  const Row rows[] = {
      {"nothing sent", {}, {}},
      {"the Digital Markets Act applies, with consent",
       {.dma = "1", .dma_cps = "sypham", .npa = "0", .pscdl = "noapi"},
       {.dma = true,
        .services = DmaServices::listed,
        .no_personalised_ads = false,
        .cookie_label = CookieLabel::no_api}},
      {"it doesn't",
       {.dma = "0", .dma_cps = "default", .npa = "1", .pscdl = "denied", .gcu = "1"},
       {.dma = false,
        .services = DmaServices::by_default,
        .no_personalised_ads = true,
        .cookie_label = CookieLabel::denied,
        .by_update = true}},
      {"empty says nothing",
       {.dma = "", .dma_cps = "", .npa = "", .pscdl = "", .gcu = "0", .tcfd = ""},
       {.cookie_label = CookieLabel::none}},
      {"what can't be read",
       {.dma = "yes", .npa = "2", .pscdl = "label_1", .tcfd = "2000b"},
       {.cookie_label = CookieLabel::other,
        .dma_malformed = true,
        .npa_malformed = true,
        .tcf_malformed = true}},
      {"services are letters", {.dma_cps = "s,y"}, {.dma_malformed = true}},
      // Banner 1 * 64 + 11, policy 2, flags 1 + 2 + 4 + 16.
      {"a banner of the TCF",
       {.tcfd = "11b2n"},
       {.tcf = TcfState{.cmp = 75,
                        .policy = 2,
                        .dma = true,
                        .gdpr = true,
                        .supported = true,
                        .advanced = false,
                        .waited = true}}},
      {"too short for one", {.tcfd = "11b2"}, {.tcf_malformed = true}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    CHECK(decode_consent_context(row.texts) == row.expected);
  }
}

TEST_CASE("Global Privacy Control is a bit of gcd's flag") {
  CHECK(decode_gcs_gcd("", "13q3q3q3qdl1").gpc);
  CHECK_FALSE(decode_gcs_gcd("", "13q3q3q3q5l1").gpc);
}

TEST_CASE("a page's consent is written as captures show it") {
  struct Row {
    std::string what{};
    ConsentState consent{};
    std::string gcs{}, gcd{}, npa{};
  };
  const ConsentState granted_later{true,
                                   one(kDenied, kGranted),
                                   one(kDenied, kGranted),
                                   one(kDenied, kGranted),
                                   one(kDenied, kGranted),
                                   false,
                                   false,
                                   true};
  const ConsentState analytics_only{true,
                                    one(kDenied, kGranted),
                                    one(kDenied, kDenied),
                                    one(kDenied, kDenied),
                                    one(kDenied, kDenied),
                                    false,
                                    false,
                                    false};
  const Row rows[] = {
      {"not in use", {}, "", "13l3l3l3l1l1", "0"},
      {"granted by update in the EEA", granted_later, "G111", "13r3r3r2r5l1", "0"},
      {"analytics without marketing", analytics_only, "G101", "13q3r3q3q5l1", "1"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    CHECK(encode_gcs(row.consent) == row.gcs);
    CHECK(encode_gcd(row.consent) == row.gcd);
    CHECK(encode_npa(row.consent) == row.npa);
  }
}

TEST_CASE("what is written is read back") {
  for (const auto by_default : {kUnset, kDenied, kGranted}) {
    for (const auto by_update : {kUnset, kDenied, kGranted}) {
      const auto state = one(by_default, by_update);
      const ConsentState consent{true, state, state, state, state, false, false, false};
      const auto read =
          decode_gcs_gcd(encode_gcs(consent), encode_gcd(consent), encode_npa(consent));
      CHECK(read.signals.ad_storage == state.effective());
      CHECK(read.signals.ad_personalization == state.effective());
      CHECK_FALSE(read.disagree);
      CHECK(read.active);
    }
  }
}
