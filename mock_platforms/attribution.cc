#include "mock_platforms/attribution.h"

#include <algorithm>

namespace tagproof {
namespace {

/// Whether a query parameter of that name has a value somewhere in the URL.
bool url_has(std::string_view url, std::string_view key) {
  for (auto at = url.find(key); at != std::string_view::npos; at = url.find(key, at + 1)) {
    const auto end = at + key.size();
    const bool starts = at > 0 && (url[at - 1] == '?' || url[at - 1] == '&');
    if (starts && end + 1 < url.size() && url[end] == '=' && url[end + 1] != '&') return true;
  }
  return false;
}

/// A click id of another platform's ads credits nothing here.
bool has_click_id(const TrackedEvent& event, const PlatformTraits& traits) {
  for (const auto& id : event.ids) {
    if (id.text.has_value() && has_word(traits.click_ids, text(id.field))) return true;
  }
  if (!event.page_url.has_value() || event.page_url->find('=') == std::string::npos) return false;
  auto parameters = traits.click_parameters;
  while (!parameters.empty()) {
    const auto end = std::min(parameters.find(' '), parameters.size());
    if (url_has(*event.page_url, parameters.substr(0, end))) return true;
    parameters.remove_prefix(std::min(end + 1, parameters.size()));
  }
  return false;
}

bool is_hash(DatumForm form) {
  return form == DatumForm::sha256 || form == DatumForm::sha256_base64 ||
         form == DatumForm::appendix;
}

bool has_matchable_user(const TrackedEvent& event, const PlatformTraits& traits) {
  bool ip = false;
  bool user_agent = false;
  for (const auto& datum : event.user_data) {
    switch (datum.field) {
      case UserField::email:
      case UserField::phone:
      case UserField::first_name:
      case UserField::last_name:
      case UserField::street:
        if (is_hash(datum.form)) return true;
        break;
      case UserField::external_id:
        if (!datum.value.empty()) return true;
        break;
      case UserField::ip:
        ip = ip || datum.form == DatumForm::clear || datum.form == DatumForm::other;
        break;
      case UserField::user_agent:
        user_agent = user_agent || !datum.value.empty();
        break;
      case UserField::city:
      case UserField::region:
      case UserField::zip:
      case UserField::country:
        break;  // too many people share it
    }
  }
  return traits.matches_visits && ((ip && user_agent) || event.id(IdField::fbp).has_value() ||
                                   event.id(IdField::browser_id).has_value());
}

}  // namespace

Attributable attributable(const TrackedEvent& event, const PlatformTraits& traits) {
  if (event.consent.ad_storage != Signal::denied && has_click_id(event, traits))
    return Attributable::click_id;
  if (event.consent.ad_user_data != Signal::denied && has_matchable_user(event, traits))
    return Attributable::user_data;
  return Attributable::none;
}

}  // namespace tagproof
