#include "mock_platforms/google_ads/upload.h"

#include <algorithm>

#include "harness/base/text.h"
#include "harness/wire/form.h"
#include "harness/wire/url.h"

namespace tagproof::google_ads {

UploadAddress upload_address(const Request& request) {
  UploadAddress address;
  const auto url = parse_url(request.url);
  if (!url) return address;
  const auto parts = split(url->path, '/');
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    if (parts[i] != "customers") continue;
    if (i > 0) address.version = parts[i - 1];
    address.customer = parts[i + 1].substr(0, parts[i + 1].find(':'));
  }
  // People write it as the interface shows it: "123-456-7890".
  std::erase(address.customer, '-');
  return address;
}

std::string bearer(const Request& request) {
  const auto* header = find_header(request.headers, "Authorization");
  if (header == nullptr) return {};
  const auto text = trim(*header);
  constexpr std::string_view kBearer = "bearer";
  if (!equals_ignoring_case(text.substr(0, kBearer.size()), kBearer)) return std::string(text);
  return std::string(trim(text.substr(kBearer.size())));
}

UploadBody upload_body(const Request& request) {
  UploadBody body;
  const auto text = decoded_body(request);
  if (!text) {
    body.error = text.error().message;
    return body;
  }
  auto document = JsonDocument::parse(*text);
  if (!document) {
    body.error = document.error().message;
  } else if (!document->root().is(JsonKind::object)) {
    body.error = "at byte 0: not an object";
  } else {
    body.document = std::move(*document);
  }
  return body;
}

std::string action_of(std::string_view resource) {
  const auto slash = resource.rfind('/');
  return std::string(slash == std::string_view::npos ? resource : resource.substr(slash + 1));
}

std::optional<TimePoint> parse_upload_time(std::string_view text) {
  constexpr std::string_view kForm = "0000-00-00 00:00:00+00:00";
  if (text.size() != kForm.size()) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    const bool sign = kForm[i] == '+' && (text[i] == '+' || text[i] == '-');
    if (kForm[i] == '0' ? !digit : !(sign || text[i] == kForm[i])) return std::nullopt;
  }
  auto standard = std::string(text);
  standard[10] = 'T';
  return parse_rfc3339(standard);
}

std::string upload_time(TimePoint time) {
  const auto text = rfc3339(time);  // "2026-01-15T10:00:33.000Z"
  return text.substr(0, 10) + " " + text.substr(11, 8) + "+00:00";
}

}  // namespace tagproof::google_ads
