#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/wire/json.h"
#include "mock_platforms/platform.h"

namespace tagproof::ga4 {

/// Absent, null or an empty text, as observed_text() says.
inline bool says_nothing(JsonView view) {
  return !view.exists() || view.is(JsonKind::null) || view.source() == "\"\"";
}

Decoded decode_collect(const Request& request, const Endpoint& endpoint, const Settings& settings);
/// `/mp/collect` and, when `endpoint.id` is "debug", the validation server.
Decoded decode_mp(const Request& request, const Endpoint& endpoint, const Settings& settings);

// Of an event, and of a request. Source:
// https://developers.google.com/analytics/devguides/collection/protocol/ga4/sending-events
inline constexpr std::size_t kMaxParams = 25;
inline constexpr std::size_t kMaxUserProperties = 25;

// ---- Rules about one event's decoded fields, the same on both channels. `index`: of the event.

/// Name, value, currency, items, refund, transaction id.
void judge_event(Decoded& decoded, int index);
/// A parameter's name. `field`: where it stands.
void judge_param_name(Decoded& decoded, int index, std::string_view name);
/// A parameter's text, against the limit that holds for that name. `longest`: for most of them.
void judge_param_text(Decoded& decoded, int index, std::string_view name, std::string_view text,
                      std::size_t longest);
/// A user property's name and text; a number's text is as long as it is written.
void judge_property(Decoded& decoded, int index, std::string_view name, std::string_view text);

// ---- User-provided data

/// What `em` holds: "tv.1~em.<hash>~pn.<hash>".
struct EmText {
  std::vector<UserDatum> data{};
  bool bare = false;           // nothing was supplied
  bool other_version = false;  // not tv.1
  bool error_mark = false;     // "e0" … in place of a hash
};
EmText read_em(std::string_view em);

/// What `user_data` of Measurement Protocol holds.
struct MpUserData {
  std::vector<UserDatum> data{};
  bool too_many_emails = false, too_many_phones = false, too_many_addresses = false;
  std::string unknown_key{};
};
MpUserData read_mp_user_data(JsonView user_data);
/// The datum of `ep.user_data.<name>`, a hit to a server container; none for `_tag_mode` and such.
std::optional<UserDatum> read_container_datum(std::string_view name, std::string_view value);

/// Forms of the event's user data, and consent to it.
void judge_user_data(Decoded& decoded, int index);

}  // namespace tagproof::ga4
