#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/files/node.h"
#include "harness/files/table.h"
#include "harness/model/scenario.h"

/// Each file that users write, from its nodes: keys and values by its table, and then what must
/// agree within it. Whether nothing was wrong.
namespace tagproof {

bool read_contract(const Node& root, Contract& contract, Reader& reader);
bool read_storefront(const Node& root, Storefront& storefront, Reader& reader);
bool read_tagging(const Node& root, Tagging& tagging, Reader& reader);
bool read_target(const Node& root, TargetConfig& target, Reader& reader);
/// Only `hosts:`, `accounts:` and `settings:`, beside whatever else a target says.
bool read_target_parts(const Node& root, TargetConfig& target, Reader& reader);

/// A scenario without `like`, `override` and `matrix` applied: what it says of itself.
bool read_scenario(const Node& root, Scenario& scenario, Reader& reader);
/// What the journey names must be in the shop that it runs in: products, shipping, coupons, payment
/// methods.
void check_against_shop(const Node& root, const Storefront& storefront, Reader& reader);

/// The ids of the feeds that a contract names. `open` gives a file's text by its path as written in
/// the contract.
bool read_feeds(const Node& root, Contract& contract, Reader& reader,
                const std::function<Result<std::string>(const std::string& path)>& open);

}  // namespace tagproof
