#pragma once

#include <optional>
#include <string_view>

#include "harness/wire/json.h"
#include "harness/wire/url.h"
#include "mock_platforms/platform.h"

namespace tagproof::ga4 {

Decoded decode_collect(const Request& request, const Endpoint& endpoint, const Settings& settings);
/// `/mp/collect` and, when `endpoint.id` is "debug", the validation server.
Decoded decode_mp(const Request& request, const Endpoint& endpoint, const Settings& settings);

/// GA4's name of a funnel event; none for its own and custom events.
std::optional<EventName> canonical(std::string_view name);
/// The funnel event that was meant by a name in another case ("Purchase"); none otherwise.
bool is_wrong_case(std::string_view name);
bool is_valid_name(std::string_view name);
/// Names that Measurement Protocol refuses.
bool is_reserved_event(std::string_view name);
bool has_reserved_prefix(std::string_view param);

/// `_ga` and `_ga_<stream>` cookies are taken whole: "GA1.1.123.456" is "123.456", "GS2.1.s1700$o1"
/// is "1700".
std::string client_of(std::string_view text);
std::string session_of(std::string_view text);

/// The user-provided data of "tv.1~em.<hash>~pn.<hash>".
void read_user_data(std::string_view em, std::vector<UserDatum>& out);

/// Rules about one event's decoded fields, the same on both channels.
void judge_event(Decoded& decoded, int index);

/// A mark that the hit has no query parameters but the body: "".
Params query_of(const Request& request);

}  // namespace tagproof::ga4
