#pragma once

#include <string>
#include <vector>

#include "harness/wire/json.h"
#include "mock_platforms/platform.h"

/// Where a request of `events:ingest` sends its events.
namespace tagproof::google_ads {

struct Destination {
  std::string reference{};
  std::string account{};  // "customers/1234567890", or a measurement id
  std::string action{};
  bool analytics = false;
};

/// What is wrong with them is observed on the way.
std::vector<Destination> read_destinations(Decoded& hit, JsonView all);

}  // namespace tagproof::google_ads
