#include <algorithm>
#include <utility>

#include "harness/base/money.h"
#include "harness/base/text.h"
#include "mock_platforms/conversion_api/members.h"
#include "mock_platforms/conversion_api/reader.h"

namespace tagproof::conversion_api {
namespace {

/// The path of what says that; "" where no row does.
std::string path_of(const Interface& face, Means means) {
  const auto it = std::ranges::find(face.event, means, &Member::means);
  return it == face.event.end() ? std::string() : path_of(*it);
}

/// Whether every word of the set is among those.
bool holds_all(std::span<const std::string_view> words, std::string_view set) {
  while (!set.empty()) {
    const auto end = std::min(set.find(' '), set.size());
    if (std::ranges::find(words, set.substr(0, end)) == words.end()) return false;
    set.remove_prefix(std::min(end + 1, set.size()));
  }
  return true;
}

}  // namespace

/// "data[0]", within an item "data[0].contents[1]".
std::string EventReader::place_text() const {
  const auto element = [](std::string_view list, std::size_t index) {
    return std::string(list) + "[" + std::to_string(index) + "]";
  };
  std::string path;
  if (!place_.list.empty()) path = element(place_.list, place_.index);
  if (item_.list == nullptr) return path;
  if (!path.empty()) path.append(".");
  return path.append(element(path_of(*item_.list), item_.index));
}

void EventReader::observe(const Rule* rule, std::string_view field, JsonView at,
                          std::string_view detail) {
  if (rule == nullptr) return;
  auto path = place_text();
  if (!path.empty() && !field.empty()) path.append(".");
  path.append(field);
  std::optional<std::size_t> offset;
  if (at.exists() && place_.offsets) offset = at.offset();
  hit_.observe(*rule, static_cast<int>(hit_.events.size()) - 1, std::move(path),
               detail_of(at.exists() && detail.empty() ? at.source() : detail), offset);
}

void EventReader::check_member(const Member& member, const Wire& wire, Types said) {
  if (said == 0) {
    if (member.missing != nullptr) observe(member.missing, path_of(member), wire.json);
    return;
  }
  const auto* wrong = member.wrong_type != nullptr ? member.wrong_type : face_.says.wrong_type;
  if (wrong != nullptr && wire.json.exists() && (said & member.types) == 0)
    observe(wrong, path_of(member), wire.json);
  if (member.not_one_of == nullptr) return;
  std::string storage;
  const auto word = word_of(wire, storage);
  if (!word.empty() && !has_word(member.one_of, word))
    observe(member.not_one_of, path_of(member), wire.json, word);
}

/// Whether members that no row names are wrong.
bool EventReader::minds_unknown() const {
  return face_.closed && face_.says.unknown_member != nullptr;
}

void EventReader::check_known(const std::vector<Unknown>& unknown) {
  for (const auto& [in, member] : unknown) {
    auto path = std::string(in);
    if (!path.empty()) path.push_back('.');
    observe(face_.says.unknown_member, path.append(member.key()), member);
  }
}

void EventReader::check_name() {
  auto& into = event();
  if (face_.unnamed) {
    if (!into.name) into.name = face_.unnamed;
    return;
  }
  if (!into.platform_name.has_value()) return;
  const std::string_view said = *into.platform_name;
  bool other_case = false;
  for (const auto& row : face_.names) {
    if (row.wire == said) {
      into.name = row.name;
      return;
    }
    other_case = other_case || equals_ignoring_case(row.wire, said);
  }
  observe(other_case ? face_.says.name_case : face_.says.name_unknown, path_of(face_, Means::name),
          {}, said);
}

void EventReader::check_money() {
  const auto& into = event();
  const bool purchase = into.is(EventName::purchase);
  if (into.value.is_malformed() || (into.value.has_value() && into.value->is_negative())) {
    observe(face_.says.value, path_of(face_, Means::value), {},
            into.value.has_value() ? into.value->text() : into.value.raw());
  } else if (purchase && into.value.says_nothing()) {
    observe(face_.says.value_missing, path_of(face_, Means::value));
  }
  if (into.currency.has_value() && !is_currency(upper_ascii(*into.currency))) {
    observe(face_.says.currency, path_of(face_, Means::currency), {}, *into.currency);
  } else if (purchase && !into.currency.has_value()) {
    observe(face_.says.currency_missing, path_of(face_, Means::currency));
  }
}

void EventReader::check_identity() {
  if (face_.identity.empty() || face_.says.no_identity == nullptr) return;
  const bool met = std::ranges::any_of(face_.identity,
                                       [&](std::string_view set) { return holds_all(said_, set); });
  if (!met) observe(face_.says.no_identity, "");
}

}  // namespace tagproof::conversion_api
