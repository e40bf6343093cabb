#include "harness/wire/har_body.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <utility>

#include "harness/base/hash.h"
#include "harness/base/text.h"
#include "harness/wire/url.h"

namespace tagproof {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD: a byte that got lost
constexpr std::string_view kGzipMagic = "\x1F\x8B";

std::int64_t number_of(std::string_view text) {
  std::int64_t number = -1;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  return problem == std::errc{} ? number : -1;
}

/// How many bytes the request says it sent: its size, else its Content-Length; -1 when neither
/// says.
std::int64_t said_size(JsonView request, const Headers& headers) {
  std::int64_t size = -1;
  if (const JsonView said = request["bodySize"]; said.is(JsonKind::number))
    size = number_of(said.source());
  if (size > 0) return size;
  // Some tools write 0 for what they didn't keep.
  if (const auto* length = find_header(headers, "Content-Length"))
    size = std::max(size, number_of(trim(*length)));
  return size;
}

void remove_header(Headers& headers, std::string_view name) {
  std::erase_if(headers, [&](const auto& h) { return equals_ignoring_case(h.first, name); });
}

/// The bytes behind text of code points up to U+00FF, as Chrome and Charles keep binary bodies;
/// nothing when there are others.
std::optional<std::string> from_latin1(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x80) {
      bytes.push_back(text[i]);
    } else if ((c == 0xC2 || c == 0xC3) && i + 1 < text.size()) {
      const auto low = static_cast<unsigned char>(text[++i]) & 0x3FU;
      bytes.push_back(static_cast<char>(static_cast<unsigned char>((c & 0x03U) << 6U | low)));
    } else {
      return std::nullopt;
    }
  }
  return bytes;
}

std::string multipart_of(JsonView params, std::string_view boundary) {
  std::string body;
  for (const JsonView one : params) {
    body.append("--").append(boundary).append("\r\nContent-Disposition: form-data; name=\"");
    body.append(text_in_har(one["name"])).append("\"");
    if (const std::string file = text_in_har(one["fileName"]); !file.empty())
      body.append("; filename=\"").append(file).append("\"");
    if (const std::string type = text_in_har(one["contentType"]); !type.empty())
      body.append("\r\nContent-Type: ").append(type);
    body.append("\r\n\r\n").append(text_in_har(one["value"])).append("\r\n");
  }
  return body.append("--").append(boundary).append("--\r\n");
}

/// A form whose text wasn't kept, only its fields.
std::string body_of_params(JsonView params, Request& request, std::string_view type) {
  if (!lower_ascii(type).starts_with("multipart/")) {
    std::string body;
    for (const JsonView one : params) {
      if (!body.empty()) body.push_back('&');
      // Firefox and Charles keep them decoded, Chrome as they were sent: an escape stays one.
      const auto part = [](const std::string& text) {
        return text.find('%') != std::string::npos && percent_decode(text, false) != text
                   ? text
                   : percent_encode(text);
      };
      body.append(part(text_in_har(one["name"])))
          .append("=")
          .append(part(text_in_har(one["value"])));
    }
    return body;
  }
  constexpr std::string_view kOwnBoundary = "----tagproof-recorded-form";
  std::string_view boundary = kOwnBoundary;
  if (const auto at = type.find("boundary="); at != std::string_view::npos) {
    boundary = type.substr(at + 9);
    boundary = boundary.substr(0, boundary.find(';'));
    if (boundary.size() > 1 && boundary.front() == '"')
      boundary = boundary.substr(1, boundary.size() - 2);
  }
  std::string body = multipart_of(params, boundary);
  if (boundary == kOwnBoundary)
    set_header(request.headers, "Content-Type",
               fmt::format("multipart/form-data; boundary={}", kOwnBoundary));
  return body;
}

/// A Content-Encoding beside a body that the tool kept decoded would be undone a second time.
void settle_encoding(HarEntry& entry) {
  Request& request = entry.request;
  const auto* encoding = find_header(request.headers, "Content-Encoding");
  if (encoding == nullptr || request.body.empty()) return;
  if (request.body.starts_with(kGzipMagic)) return;
  if (const auto bytes = from_latin1(request.body); bytes && bytes->starts_with(kGzipMagic)) {
    request.body = *bytes;
    return;
  }
  if (request.body.find(kReplacement) != std::string::npos) {
    entry.body_unseen = fmt::format("the {} body was kept as text, which it isn't", *encoding);
    return;
  }
  const std::string way = lower_ascii(trim(*encoding));
  const bool plain = std::ranges::none_of(request.body, [](char c) {
    return static_cast<unsigned char>(c) < 0x20U && c != '\n' && c != '\r' && c != '\t';
  });
  if (plain && is_utf8(request.body)) remove_header(request.headers, "Content-Encoding");
}

}  // namespace

std::string text_in_har(JsonView view) {
  return view.is(JsonKind::string) ? view.text() : std::string();
}

void read_har_body(JsonView view, HarEntry& entry) {
  Request& request = entry.request;
  const JsonView post = view["postData"];
  const std::string mime = text_in_har(post["mimeType"]);
  if (!mime.empty() && find_header(request.headers, "Content-Type") == nullptr)
    request.headers.emplace_back("Content-Type", mime);
  request.body = text_in_har(post["text"]);
  for (const auto* key : {"encoding", "_encoding"}) {
    if (text_in_har(post[key]) != "base64") continue;
    if (auto bytes = from_base64(request.body)) {
      request.body = std::move(*bytes);
    } else {
      entry.body_unseen = "the body says that it is base64 and isn't";
    }
  }
  if (request.body.empty() && post["params"].size() > 0) {
    const auto* type = find_header(request.headers, "Content-Type");
    const std::string known = type != nullptr ? *type : mime;
    request.body = body_of_params(post["params"], request, known);
  }
  if (request.body.empty() && entry.body_unseen.empty()) {
    if (const auto size = said_size(view, request.headers); size > 0)
      entry.body_unseen = fmt::format("the body of {} bytes was left out", size);
  }
  settle_encoding(entry);
}

}  // namespace tagproof
