#pragma once

#include <string_view>
#include <vector>

#include "harness/model/event.h"
#include "harness/wire/json.h"
#include "mock_platforms/platform.h"

/// Items on both wires: `pr1=idSKU-1~nmPen~pr5.99~k0color~v0blue` and JSON objects. Id, price and
/// quantity become the event's items; every other key is read for its limits and kept as evidence.
namespace tagproof::ga4 {

/// Only so many are used. Source: https://github.com/d8a-tech/d8a
inline constexpr std::size_t kMaxItems = 200;

/// Lengths and counts that differ by property, from the settings.
struct Limits {
  std::size_t value = 100;
  std::size_t item_params = 27;
};
Limits limits_of(const Settings& settings);

/// What the items of one event give occasion to say; each at most once.
struct ItemFindings {
  bool unnamed = false, text_number = false, malformed_number = false, no_quantity = false;
  bool too_many_params = false, bad_name = false, long_value = false;
  bool unknown_code = false, unpaired = false, tilde = false;
};

void read_wire_item(std::string_view text, const Limits& limits, TrackedItem& item,
                    ItemFindings& found);
void read_json_item(JsonView view, const Limits& limits, TrackedItem& item, ItemFindings& found);
void observe(Decoded& decoded, int index, const ItemFindings& found);

}  // namespace tagproof::ga4
