#include "harness/model/event.h"

#include <algorithm>

namespace tagproof {
namespace {

bool is_hex(std::string_view text, bool& upper) {
  for (const char c : text) {
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')) continue;
    if (c < 'A' || c > 'F') return false;
    upper = true;
  }
  return true;
}

bool is_base64_letter(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '_' || c == '+' || c == '/';
}

}  // namespace

DatumForm datum_form(std::string_view value) {
  if (value.empty()) return DatumForm::empty;
  bool upper = false;
  const std::size_t dot = value.rfind('.');
  // Meta's parameter builder appends 8 characters of base64url, or one of five two-letter tokens.
  // Source:
  // https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameter-builder-library
  if (dot == 64 && (value.size() == 73 || value.size() == 67) &&
      is_hex(value.substr(0, 64), upper)) {
    return DatumForm::appendix;
  }
  upper = false;
  if (is_hex(value, upper)) {
    if (value.size() == 64) return upper ? DatumForm::sha256_upper : DatumForm::sha256;
    if (value.size() == 32) return DatumForm::md5;
    if (value.size() == 40) return DatumForm::sha1;
  }
  const std::string_view body = value.ends_with('=') ? value.substr(0, value.size() - 1) : value;
  if (body.size() == 43 && std::ranges::all_of(body, is_base64_letter))
    return DatumForm::sha256_base64;
  return DatumForm::clear;
}

}  // namespace tagproof
