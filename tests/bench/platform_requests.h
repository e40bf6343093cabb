#pragma once

#include "harness/wire/message.h"

/// A typical purchase for each platform's row in platform_bench.cc: about 1 KB, as a real client
/// sends it. Eight eights, "88888888", stand for the order's number wherever it belongs. One file
/// for each platform, `<platform>_requests.cc`.
namespace tagproof::bench {

Request ga4_collect();
Request ga4_mp();
Request google_ads_tag();
Request google_ads_upload();
Request google_ads_ingest();
Request linkedin_api();
Request meta_capi();
Request meta_tr();
Request microsoft_capi();
Request pinterest_api();
Request reddit_api();
Request snapchat_api();
Request tiktok_api();

}  // namespace tagproof::bench
