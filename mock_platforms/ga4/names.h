#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "harness/base/ascii.h"
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
inline constexpr auto kNameCharacters = letters_digits_and("_");
constexpr NameProblem name_problem(std::string_view name, std::size_t longest) {
  if (name.empty()) return NameProblem::missing;
  if (!is_letter(name.front())) return NameProblem::first_letter;
  for (const char c : name) {
    if (!kNameCharacters[static_cast<unsigned char>(c)]) return NameProblem::characters;
  }
  return name.size() > longest ? NameProblem::length : NameProblem::none;
}

/// Event names that Measurement Protocol refuses; two of them from web streams only.
bool is_reserved_event(std::string_view name);
bool is_reserved_on_web(std::string_view name);
/// Event names that are Google's own, and taken all the same.
bool is_of_google(std::string_view name);

inline constexpr auto kReservedPrefixes =
    std::to_array<std::string_view>({"_", "firebase_", "ga_", "google_", "gtag."});
constexpr bool has_reserved_prefix(std::string_view param) {
  const char first = param.empty() ? 'a' : param.front();
  if (first != '_' && first != 'f' && first != 'g') return false;  // nearly all
  return std::ranges::any_of(kReservedPrefixes,
                             [&](auto prefix) { return param.starts_with(prefix); });
}
inline constexpr std::string_view kReservedParam = "firebase_conversion";
/// Of a parameter that nothing is to be said of.
constexpr bool is_right_param_name(std::string_view name) {
  return name != kReservedParam && !has_reserved_prefix(name) &&
         name_problem(name, kMaxName) == NameProblem::none;
}
bool is_reserved_property(std::string_view name);
bool has_reserved_property_prefix(std::string_view name);

/// Characters, not bytes: limits of lengths count those.
std::size_t characters(std::string_view utf8);

/// `_ga` and `_ga_<stream>` cookies are taken whole: "GA1.1.123.456" is "123.456", "GS2.1.s1700$o1"
/// is "1700".
std::string_view client_of(std::string_view text);
std::string_view session_of(std::string_view text);
/// "123.456".
bool is_client_form(std::string_view text);

}  // namespace tagproof::ga4
