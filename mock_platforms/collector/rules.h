#pragma once

#include <algorithm>
#include <string_view>

#include "mock_platforms/platform.h"

/// Every decision of the collector as a row: `tagproof list rules --platform collector`. Server
/// containers are documented; the GA4 client inside is closed code, known from what it sends.
namespace tagproof::collector {

inline constexpr std::string_view kClient =
    "https://taggingdocs.com/server-side/clients/ga4-web-client";
inline constexpr std::string_view kClaiming =
    "https://taggingdocs.com/server-side/clients/client-claiming";
inline constexpr std::string_view kSending =
    "https://developers.google.com/tag-platform/tag-manager/server-side/send-data";
inline constexpr std::string_view kEventData =
    "https://developers.google.com/tag-platform/tag-manager/server-side/common-event-data";
inline constexpr std::string_view kImmutable =
    "https://developers.google.com/tag-platform/tag-manager/server-side/immutable-parameters";
inline constexpr std::string_view kApi =
    "https://developers.google.com/tag-platform/tag-manager/server-side/api";
inline constexpr std::string_view kFpid =
    "https://www.simoahava.com/gtm-tips/prevent-sgtm-from-setting-fpid-cookie";
inline constexpr std::string_view kMetaTag =
    "https://github.com/facebookincubator/ConversionsAPI-Tag-for-GoogleTagManager";
inline constexpr std::string_view kConsentTag = "https://github.com/stape-io/facebook-tag";

using enum RuleSeverity;
using enum Confidence;

inline constexpr std::string_view kRead = "2026-09";
/// A case for each rule: what keeps it and what breaks it.
inline constexpr std::string_view kTests = "collector_rules_test";

inline constexpr Rule kRules[] = {
    {"collector.client.version", "the GA4 client claims a hit with v=2 only: no client takes it",
     refuse, documented, kClient, kRead, kTests},
    {"collector.client.stream", "the GA4 client claims a hit with tid only: no client takes it",
     refuse, documented, kClient, kRead, kTests},
    {"collector.client.unclaimed",
     "a request that no client claims is answered 400 (setting collector.unclaimed) and reaches no "
     "tag",
     refuse, assumed, kClaiming, kRead, kTests},
    {"collector.counted",
     "the GA4 client took it; the collector counts nothing, only whom it passes the event on to",
     accept, documented, kSending, kRead, kTests},
    {"collector.event.one-run", "each event of a batched body runs the container's tags by itself",
     accept, assumed, kEventData, kRead, kTests},
    {"collector.event.names",
     "ep.* and epn.* become event keys without their prefix, cu, dl, dt, dr, cid and uid have "
     "names "
     "of their own",
     accept, documented, kEventData, kRead, kTests},
    {"collector.event.immutable",
     "gcs, gcd, npa, dma, tid, _p and their like are kept as x-ga-… keys that no tag may change",
     accept, documented, kImmutable, kRead, kTests},
    {"collector.event.items", "pr1, pr2 … become items with GA4's names", accept, documented,
     kEventData, kRead, kTests},
    {"collector.event.user-data",
     "ep.user_data.* and em become user_data.*; a hash keeps its sha256_ name", accept, documented,
     kEventData, kRead, kTests},
    {"collector.event.address",
     "ip_override is the address that the load balancer forwarded, never the container's own",
     accept, documented, kEventData, kRead, kTests},
    {"collector.client-id.fpid-first",
     "the client id is FPID's where that cookie is there, else the hit's own", accept, observed,
     kFpid, kRead, kTests},
    {"collector.client-id.no-storage",
     "with analytics_storage denied FPID is neither read nor written", accept, observed, kFpid,
     kRead, kTests},
    {"collector.client-id.new",
     "a browser without FPID gets one that keeps its client id (setting collector.client_id)",
     accept, assumed, kFpid, kRead, kTests},
    {"collector.answer.before-tags",
     "the browser is answered 200 before any tag has sent; what becomes of the tags stays "
     "invisible "
     "to it",
     accept, assumed, kApi, kRead, kTests},
    {"collector.tag.no-retry", "the container doesn't try again what a vendor refused or lost",
     accept, assumed, kApi, kRead, kTests},
    {"collector.tag.consent",
     "a tag that needs a purpose sends when all its signals are granted on the hit; without any "
     "signal it doesn't",
     accept, observed, kConsentTag, kRead, kTests},
    {"collector.tag.meta-ids",
     "fbp and fbc come from their cookies; fbc is built of fbclid where there is none", accept,
     documented, kMetaTag, kRead, kTests},
    {"collector.tag.ga4",
     "the GA4 tag sends the event model to Google's /g/collect, consent as it came", accept,
     assumed, kEventData, kRead, kTests},
};

constexpr const Rule& rule(std::string_view id) {
  return *std::ranges::find(kRules, id, &Rule::id);
}

inline constexpr Setting kUnclaimed{.id = "collector.unclaimed",
                                    .text = "what a request that no client claims is answered",
                                    .values = "400 200",
                                    .by_default = "400",
                                    .source = kClaiming};
inline constexpr Setting kClientId{
    .id = "collector.client_id",
    .text =
        "whose client id is passed on: migrate (FPID, begun with the browser's), server (FPID "
        "with an id of its own), javascript (the hit's, no FPID)",
    .values = "migrate server javascript",
    .by_default = "migrate",
    .source = kFpid};
inline constexpr Setting kSettings[] = {kUnclaimed, kClientId};

}  // namespace tagproof::collector
