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

bool has_click_id(const TrackedEvent& event) {
  for (const auto field : {IdField::gclid, IdField::gbraid, IdField::wbraid, IdField::fbc}) {
    if (event.id(field).has_value()) return true;
  }
  if (!event.page_url.has_value()) return false;
  // A click id of another platform's ads credits nothing here.
  const bool meta = event.platform == std::string_view("meta");
  const std::string_view url = *event.page_url;
  if (meta) return url_has(url, "fbclid");
  return url_has(url, "gclid") || url_has(url, "gbraid") || url_has(url, "wbraid");
}

bool is_hash(DatumForm form) {
  return form == DatumForm::sha256 || form == DatumForm::sha256_base64 ||
         form == DatumForm::appendix;
}

bool has_matchable_user(const TrackedEvent& event) {
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
  const bool meta = event.platform == std::string_view("meta");
  return meta && ((ip && user_agent) || event.id(IdField::fbp).has_value());
}

}  // namespace

Attributable attributable(const TrackedEvent& event) {
  if (event.consent.ad_storage != Signal::denied && has_click_id(event))
    return Attributable::click_id;
  if (event.consent.ad_user_data != Signal::denied && has_matchable_user(event))
    return Attributable::user_data;
  return Attributable::none;
}

}  // namespace tagproof
