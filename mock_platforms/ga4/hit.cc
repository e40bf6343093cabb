#include "mock_platforms/ga4/hit.h"

#include <algorithm>
#include <charconv>

#include "harness/base/ascii.h"

namespace tagproof::ga4 {
namespace {

/// The number of "pr12"; 0 when it is no item's key.
int item_number(std::string_view key) {
  if (!key.starts_with("pr") || key.size() > 6) return 0;
  int number = 0;
  const auto* end = key.data() + key.size();
  const auto [at, problem] = std::from_chars(key.data() + 2, end, number);
  return problem == std::errc{} && at == end && number > 0 ? number : 0;
}

/// What stands behind one of the two prefixes; empty name: neither.
PageParam page_param(std::string_view name, const std::string_view& value, std::string_view text,
                     std::string_view number) {
  if (name.starts_with(text)) return {name.substr(text.size()), &value, false};
  if (name.starts_with(number)) return {name.substr(number.size()), &value, true};
  return {};
}

bool is_flag(std::string_view value) { return value.empty() || value == "1" || value == "0"; }

bool is_whole(std::string_view value) { return std::ranges::all_of(value, is_digit); }

void keep(std::vector<PageParam>& list, std::size_t& count, const PageParam& param) {
  ++count;
  if (list.empty()) list.reserve(8);  // as many as most hits have
  if (list.size() < kMaxPageParams) list.push_back(param);
}

}  // namespace

ParamList::ParamList(const ParamViews& params) {
  for (const auto& [key, value] : params) {
    if (key.starts_with("ep")) {
      if (auto param = page_param(key, value, "ep.", "epn."); param.value != nullptr) {
        param.known = event_param(param.name);
        keep(event, event_count, param);
        continue;
      }
    } else if (key.starts_with("up")) {
      if (const auto param = page_param(key, value, "up.", "upn."); param.value != nullptr) {
        keep(property, property_count, param);
        continue;
      }
    } else if (const int number = item_number(key)) {
      if (items.size() < kMaxItemParams) items.emplace_back(number, &value);
      continue;
    }
    const auto* parameter = find_parameter(key);
    if (parameter == nullptr) {
      has_secret = has_secret || key == kSecretParameter;
      if (unknown == nullptr && !key.starts_with("sst.")) unknown = &key;
      continue;
    }
    if (parameter->key != Key::opaque) {
      auto& place = known[static_cast<std::size_t>(parameter->key)];
      if (place == nullptr) place = &value;
    }
    if (parameter->form == Form::flag && !is_flag(value) && bad_flag == nullptr) bad_flag = &key;
    if (parameter->form == Form::number && !is_whole(value) && bad_number == nullptr)
      bad_number = &key;
  }
}

const PageParam* Hit::event_param(EventParam name) const {
  for (const auto* list : {&line_.event, &shared_.event}) {
    const PageParam* text = nullptr;
    for (const auto& param : *list) {
      if (param.known != name) continue;
      if (param.number) return &param;
      if (text == nullptr) text = &param;
    }
    if (text != nullptr) return text;
  }
  return nullptr;
}

std::vector<std::pair<int, const std::string_view*>> Hit::items() const {
  auto all = line_.items;
  all.insert(all.end(), shared_.items.begin(), shared_.items.end());
  const auto number = &std::pair<int, const std::string_view*>::first;
  if (!std::ranges::is_sorted(all, {}, number)) std::ranges::stable_sort(all, {}, number);
  const auto twice = std::ranges::unique(all, {}, number);
  all.erase(twice.begin(), twice.end());
  return all;
}

bool Hit::has(const std::vector<PageParam>& list, const PageParam& param) {
  return std::ranges::any_of(list,
                             [&](const PageParam& other) { return other.name == param.name; });
}

}  // namespace tagproof::ga4
