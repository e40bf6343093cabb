#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/model/words.h"

/// What GA4 calls things, and what it lets others call theirs.
namespace tagproof::ga4 {

inline constexpr std::size_t kMaxName = 40;          // of events, parameters, items' parameters
inline constexpr std::size_t kMaxPropertyName = 24;  // of user properties

/// GA4's name of a funnel event; none for its own and custom events.
std::optional<EventName> canonical(std::string_view name);
/// A funnel event's name in another case ("Purchase").
bool is_wrong_case(std::string_view name);

/// The first thing that is wrong with a name; its length comes last.
enum class NameProblem : std::uint8_t { none, missing, first_letter, characters, length };
NameProblem name_problem(std::string_view name, std::size_t longest);

/// Event names that Measurement Protocol refuses; two of them from web streams only.
bool is_reserved_event(std::string_view name);
bool is_reserved_on_web(std::string_view name);
/// Event names that are Google's own, and taken all the same.
bool is_of_google(std::string_view name);

bool has_reserved_prefix(std::string_view param);
/// A click id by name: Measurement Protocol has no field for any.
bool is_click_id(std::string_view param);
/// session_id, session_number, engagement_time_msec.
bool is_of_session(std::string_view param);
bool is_reserved_property(std::string_view name);
bool has_reserved_property_prefix(std::string_view name);

/// Characters, not bytes: limits of lengths count those.
std::size_t characters(std::string_view utf8);

/// `_ga` and `_ga_<stream>` cookies are taken whole: "GA1.1.123.456" is "123.456", "GS2.1.s1700$o1"
/// is "1700".
std::string client_of(std::string_view text);
std::string session_of(std::string_view text);
/// "123.456".
bool is_client_form(std::string_view text);

}  // namespace tagproof::ga4
