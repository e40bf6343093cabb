#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/model/run.h"

namespace tagproof::testing {

/// A run made by hand with everything that a report has to show: journeys that pass, fail, warn and
/// end in an error, cells of a matrix, several currencies, an expected finding, and payloads of
/// people who mean harm. Unmasked.
Run a_run();
/// Seven journeys, all right.
Run a_clean_run();
/// `scenarios` journeys of `hits` hits each, for size and speed.
Run a_large_run(std::size_t scenarios, std::size_t hits);

/// The contract, shopper and order of all of them.
Contract acme_contract();
Customer jane();
Order order_1001();

}  // namespace tagproof::testing
