#pragma once

#include <string>
#include <string_view>

#include "mock_platforms/conversion_api/api.h"

/// What needs accounts, the time or the other events of a request, and what answers are made of.
namespace tagproof::conversion_api {

/// Tokens, accounts and the age of events, by the interface's rows. Sorts what was observed in the
/// order of the platform's rules, so that the first row that refuses is the one that decides and
/// that an answer names.
void accept(const Api& api, Decoded& hit, const PlatformState& state, TimePoint now);

/// Where one bad event loses its whole request: gives the others `batch` as their reason.
void lose_batch(Decoded& hit, const Rule& batch);

/// The first refusal of the whole request or of one event; null: none.
const Observation* first_refusal(const Decoded& hit);
const Observation* refusal_of(const Decoded& hit, std::size_t event);
/// How many events no rule refuses.
std::size_t taken(const Decoded& hit);

/// Bytes of a usual JSON answer: its body needn't grow to them in steps.
inline constexpr std::size_t kUsualAnswer = 160;
Response json_answer(int status, std::string body);
/// An empty answer to a page's hit: its origin is echoed, as browsers need it.
Response page_answer(const Request& request, int status);
/// The same with the image of one pixel that some hits ask for.
Response image_answer(const Request& request);

// Keys of deduplication (DedupRule::key): as exact text; false where the event has none.
bool by_event_id(const TrackedEvent& event, const Settings& settings, std::string& key);
bool by_order_id(const TrackedEvent& event, const Settings& settings, std::string& key);
bool by_browser_id(const TrackedEvent& event, const Settings& settings, std::string& key);

/// Account, canonical event and event id: for a DedupRule without `with_account`, where the two
/// channels call one event by two names (pagevisit and page_visit, Purchase and PURCHASE). A custom
/// event is told by its own name.
bool by_event_id_across_names(const TrackedEvent& event, const Settings& settings,
                              std::string& key);
bool by_browser_id_across_names(const TrackedEvent& event, const Settings& settings,
                                std::string& key);

}  // namespace tagproof::conversion_api
