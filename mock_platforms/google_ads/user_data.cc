#include "mock_platforms/google_ads/user_data.h"

#include <algorithm>
#include <string>

#include "mock_platforms/empty_digests.h"

namespace tagproof::google_ads {
namespace {

/// "e1", "e3": the tag's own error marks in place of a hash; what each means is unconfirmed.
bool is_error_mark(std::string_view value) {
  return value.size() == 2 && value[0] == 'e' && value[1] >= '0' && value[1] <= '9';
}

}  // namespace

std::vector<UserDatum> read_user_data(std::string_view em) {
  std::vector<UserDatum> data;
  if (!em.starts_with("tv.")) return data;
  while (!em.empty()) {
    const auto segment = next_part(em, '~');
    const auto dot = segment.find('.');
    if (dot == std::string_view::npos) continue;
    const auto code = segment.substr(0, dot);
    const auto value = segment.substr(dot + 1);
    const auto* const known = std::ranges::find(kSegmentCodes, code, &SegmentCode::code);
    if (known == std::end(kSegmentCodes) || value.empty() || is_error_mark(value)) continue;
    data.push_back(
        {known->field, std::string(value), datum_form(value), std::string("tv.1~").append(code)});
  }
  return data;
}

bool has_error_mark(std::string_view em) {
  if (!em.starts_with("tv.")) return false;
  while (!em.empty()) {
    const auto segment = next_part(em, '~');
    const auto dot = segment.find('.');
    if (dot != std::string_view::npos && is_error_mark(segment.substr(dot + 1))) return true;
  }
  return false;
}

bool is_hashed_place(const UserDatum& datum) {
  const auto* const known = std::ranges::find(kSegmentCodes, datum.field, &SegmentCode::field);
  if (known == std::end(kSegmentCodes) || known->hashed) return false;
  return datum.form == DatumForm::sha256 || datum.form == DatumForm::sha256_upper ||
         datum.form == DatumForm::sha256_base64;
}

bool is_hash_of_nothing(const UserDatum& datum) {
  // Source: https://developers.google.com/data-manager/api/devguides/concepts/formatting
  return datum.value == empty_digest::kNothing || datum.value == empty_digest::kNothingBase64 ||
         datum.value == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
}

bool lacks_hash(const UserDatum& datum) {
  const auto* const known = std::ranges::find(kSegmentCodes, datum.field, &SegmentCode::field);
  if (known == std::end(kSegmentCodes) || !known->hashed) return false;
  return datum.form != DatumForm::sha256 && datum.form != DatumForm::sha256_base64 &&
         datum.form != DatumForm::empty;
}

}  // namespace tagproof::google_ads
