#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mock_platforms/google_ads/google_ads.h"
#include "mock_platforms/google_ads/rules.h"

/// Data Manager's two calls: `events:ingest`, and `requestStatus:retrieve`, which tells what became
/// of the events.
namespace tagproof::google_ads {

/// Where each of the hit's events stands in its request.
std::vector<std::string> places_of(const Decoded& hit);

Decoded decode_ingest(const Request& request, const Settings& settings);
Decoded decode_status(const Request& request);
void accept_ingest(Decoded& hit, const PlatformState& state, TimePoint now);
Response answer_ingest(const Decoded& hit, const AnswerContext& context);
Response answer_status(const Request& request, const Decoded& hit, const AnswerContext& context);

/// The id of the request that a status call asks for; empty: none.
std::string asked_id(const Request& request);

/// A request id holds what became of the request, so that its status can be told without anything
/// being kept. Empty: no id of ours.
struct Settled {
  std::string account{};  // "customers/1234567890"
  std::string action{};
  std::size_t records = 0;
  std::map<std::string, std::size_t, std::less<>> errors{};    // reason -> records
  std::map<std::string, std::size_t, std::less<>> warnings{};  // reason -> records
};
std::optional<std::vector<Settled>> read_request_id(std::string_view id);

}  // namespace tagproof::google_ads
