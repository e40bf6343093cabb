#pragma once

#include <span>

#include "harness/faults/fault.h"

/// The tables of faults, one for each place in which they live; faults.cc puts them together.
namespace tagproof {

std::span<const Fault> tagging_faults();
std::span<const Fault> tag_list_faults();
std::span<const Fault> value_faults();
std::span<const Fault> order_id_faults();
std::span<const Fault> item_faults();
std::span<const Fault> identity_faults();
std::span<const Fault> consent_faults();
std::span<const Fault> network_faults();
std::span<const Fault> backend_faults();
std::span<const Fault> shopper_faults();
std::span<const Fault> platform_faults();
std::span<const Fault> ga4_faults();
std::span<const Fault> google_ads_faults();
std::span<const Fault> collector_faults();
std::span<const Fault> meta_faults();
std::span<const Fault> tiktok_faults();
std::span<const Fault> pinterest_faults();
std::span<const Fault> snapchat_faults();
std::span<const Fault> microsoft_faults();
std::span<const Fault> linkedin_faults();
std::span<const Fault> reddit_faults();

}  // namespace tagproof
