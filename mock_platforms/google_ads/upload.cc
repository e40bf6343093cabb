#include "mock_platforms/google_ads/upload.h"

#include <algorithm>
#include <utility>

#include "harness/base/ascii.h"
#include "harness/base/text.h"
#include "harness/wire/json_body.h"
#include "harness/wire/url.h"
#include "mock_platforms/secrets.h"

namespace tagproof::google_ads {
namespace {

constexpr auto kClickIdLetters = letters_digits_and("-_.");

}  // namespace

UploadBody upload_body(const Request& request) {
  UploadBody body;
  auto document = json_body(request);
  if (!document) {
    body.error = document.error().message;
  } else if (!document->root().is(JsonKind::object)) {
    body.error = "at byte 0: not an object";
  } else {
    body.document = std::make_shared<const JsonDocument>(std::move(*document));
  }
  return body;
}

UploadAddress upload_address(const Request& request) {
  UploadAddress address;
  const auto url = parse_url(request.url);
  if (!url) return address;
  constexpr std::string_view kCustomers = "/customers/";
  auto at = url->path.find(kCustomers);
  if (at == std::string_view::npos) return address;
  // The last one: rfind() compares at each letter.
  for (auto next = at; next != std::string_view::npos; next = url->path.find(kCustomers, at + 1))
    at = next;
  const auto before = url->path.substr(0, at);
  const auto behind = url->path.substr(at + kCustomers.size());
  address.version = before.substr(before.rfind('/') + 1);
  address.customer = behind.substr(0, behind.find_first_of("/:"));
  // People write it as the interface shows it: "123-456-7890".
  std::erase(address.customer, '-');
  return address;
}

std::string_view bearer(const Request& request) {
  const auto* header = find_header(request.headers, "Authorization");
  return header == nullptr ? std::string_view{} : bearer_token(*header);
}

std::string_view action_of(std::string_view resource) {
  return resource.substr(resource.rfind('/') + 1);  // npos + 1: all of it
}

bool is_click_id(std::string_view text) {
  return std::ranges::all_of(text,
                             [](char c) { return kClickIdLetters[static_cast<unsigned char>(c)]; });
}

std::optional<TimePoint> parse_upload_time(std::string_view text) {
  constexpr std::string_view kForm = "0000-00-00 00:00:00+00:00";
  constexpr auto kSpace = kForm.find(' ');
  constexpr auto kSign = kForm.find('+');
  // RFC 3339 may have a T, a fraction or a Z in these places; the others are its own.
  const bool own_form = text.size() == kForm.size() && text[kSpace] == ' ' &&
                        (text[kSign] == '+' || text[kSign] == '-');
  return own_form ? parse_rfc3339(text) : std::nullopt;
}

std::string upload_time(TimePoint time) {
  const auto text = rfc3339(time);  // "2026-01-15T10:00:33.000Z"
  return text.substr(0, 10) + " " + text.substr(11, 8) + "+00:00";
}

}  // namespace tagproof::google_ads
