#include "harness/wire/form.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/wire/gzip.h"

namespace tagproof {
namespace {

constexpr std::size_t kMaxBoundary = 200;            // RFC 2046 allows 70
constexpr std::size_t kMaxPartHeaders = 16U << 10U;  // bytes, of one part
constexpr std::string_view kLineEnd = "\r\n";

Error at_byte(std::size_t offset, std::string_view what) {
  return error(fmt::format("at byte {}: {}", offset, what));
}

/// "multipart/form-data; boundary=x" is the value and its parameters.
struct HeaderValue {
  std::string value{};  // lower case
  Params parameters{};  // names in lower case
};

/// A browser writes `"`, CR and LF in a name as %22, %0D and %0A.
/// Source:
/// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data
std::string undo_escapes(std::string_view name) {
  return replace_all(replace_all(replace_all(name, "%22", "\""), "%0D", "\r"), "%0A", "\n");
}

HeaderValue header_value(std::string_view text) {
  HeaderValue header;
  const auto first = std::min(text.find(';'), text.size());
  header.value = lower_ascii(trim(text.substr(0, first)));
  text.remove_prefix(first);
  while (!text.empty()) {
    text.remove_prefix(1);  // the ';'
    const auto name_end = std::min(text.find_first_of("=;"), text.size());
    const auto name = lower_ascii(trim(text.substr(0, name_end)));
    text.remove_prefix(name_end);
    std::string value;
    if (text.starts_with('=')) {
      text.remove_prefix(1);
      while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
      if (text.starts_with('"')) {
        std::size_t i = 1;
        for (; i < text.size() && text[i] != '"'; ++i) {
          if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '"')
            ++i;  // other backslashes are file paths
          value += text[i];
        }
        text.remove_prefix(std::min(i + 1, text.size()));
        text.remove_prefix(std::min(text.find(';'), text.size()));
      } else {
        const auto end = std::min(text.find(';'), text.size());
        value = trim(text.substr(0, end));
        text.remove_prefix(end);
      }
    }
    if (!name.empty()) header.parameters.emplace_back(name, std::move(value));
  }
  return header;
}

HeaderValue content_type(const Request& request) {
  const auto* header = find_header(request.headers, "Content-Type");
  return header_value(header != nullptr ? *header : std::string_view());
}

/// The length of a delimiter's tail at `at` (padding, then CRLF or "--"), or 0 when it is data that
/// only looks alike.
struct DelimiterEnd {
  std::size_t size = 0;
  bool last = false;
};

DelimiterEnd delimiter_end(std::string_view body, std::size_t at) {
  if (body.substr(at).starts_with("--")) return {2, true};
  auto end = at;
  while (end < body.size() && (body[end] == ' ' || body[end] == '\t')) ++end;
  if (body.substr(end).starts_with(kLineEnd)) return {end + kLineEnd.size() - at, false};
  return {};
}

void read_part_headers(std::string_view headers, FormPart& part) {
  while (!headers.empty()) {
    const auto end = std::min(headers.find(kLineEnd), headers.size());
    const auto line = headers.substr(0, end);
    headers.remove_prefix(std::min(end + kLineEnd.size(), headers.size()));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const auto name = trim(line.substr(0, colon));
    const auto value = line.substr(colon + 1);
    if (equals_ignoring_case(name, "Content-Type")) part.content_type = trim(value);
    if (!equals_ignoring_case(name, "Content-Disposition")) continue;
    const auto disposition = header_value(value);
    if (const auto* field = find_param(disposition.parameters, "name"))
      part.name = undo_escapes(*field);
    for (const auto* key : {"filename*", "filename"}) {
      if (const auto* file = find_param(disposition.parameters, key))
        part.filename = undo_escapes(*file);
    }
  }
}

/// "a=1", "cd%5Bvalue%5D=2&…" on one line: what a script gives to sendBeacon as text.
bool looks_like_form(std::string_view body) {
  const auto key = body.substr(0, body.find('='));
  return key.size() < body.size() && !key.empty() &&
         body.find_first_of("\r\n") == std::string_view::npos &&
         key.find_first_of(" \t<>\"{};,") == std::string_view::npos;
}

/// "application/json" of "Application/JSON; charset=utf-8", in whatever case.
std::string_view media_type(const Request& request) {
  const auto* header = find_header(request.headers, "Content-Type");
  if (header == nullptr) return {};
  return trim(std::string_view(*header).substr(0, header->find(';')));
}

BodyKind kind_of(std::string_view type, std::string_view body) {
  constexpr std::string_view kJsonSuffix = "+json";
  const auto is = [&](std::string_view other) { return equals_ignoring_case(type, other); };
  if (body.empty()) return BodyKind::none;
  if (is("multipart/form-data")) return BodyKind::multipart;
  if (is("application/json") || is("text/json") ||
      (type.size() >= kJsonSuffix.size() &&
       equals_ignoring_case(type.substr(type.size() - kJsonSuffix.size()), kJsonSuffix))) {
    return BodyKind::json;
  }
  const auto start = trim(body.substr(0, 64));
  if (start.starts_with('{') || start.starts_with('[')) return BodyKind::json;
  if (is("application/x-www-form-urlencoded")) return BodyKind::form;
  if (start.starts_with("--") && body.find(kLineEnd) < kMaxBoundary) return BodyKind::multipart;
  return looks_like_form(body) ? BodyKind::form : BodyKind::text;
}

}  // namespace

Result<std::vector<FormPart>> parse_multipart(std::string_view body, std::string_view boundary) {
  if (boundary.empty() || boundary.size() > kMaxBoundary)
    return error("multipart without a usable boundary");
  const auto delimiter = "\r\n--" + std::string(boundary);

  // The first delimiter may be the body's first line; what stands before it says nothing.
  std::size_t at = 0;
  DelimiterEnd end;
  if (body.starts_with(std::string_view(delimiter).substr(2))) {
    at = delimiter.size() - 2;
    end = delimiter_end(body, at);
  }
  while (end.size == 0) {
    const auto next = body.find(delimiter, at);
    if (next == std::string_view::npos)
      return at_byte(0, "the multipart boundary isn't in the body");
    at = next + delimiter.size();
    end = delimiter_end(body, at);
  }

  std::vector<FormPart> parts;
  while (!end.last) {
    at += end.size;
    if (parts.size() == kMaxFormParts)
      return at_byte(at, fmt::format("more than {} parts", kMaxFormParts));
    FormPart part;
    if (body.substr(at).starts_with(kLineEnd)) {  // no headers at all
      at += kLineEnd.size();
    } else {
      const auto headers_end = body.substr(at, kMaxPartHeaders).find("\r\n\r\n");
      if (headers_end == std::string_view::npos)
        return at_byte(at, "the headers of a part don't end");
      read_part_headers(body.substr(at, headers_end), part);
      at += headers_end + 4;
    }
    // An empty part's delimiter shares the CRLF that ends its headers with some clients.
    const auto data = at;
    auto search = body.substr(at - 2).starts_with(delimiter) ? at - 2 : at;
    for (end = {}; end.size == 0;) {
      const auto next = body.find(delimiter, search);
      if (next == std::string_view::npos)
        return at_byte(body.size(), "the multipart body is cut short");
      search = next + delimiter.size();
      end = delimiter_end(body, search);
      if (end.size > 0 && next > data) part.data = body.substr(data, next - data);
    }
    at = search;
    parts.push_back(std::move(part));
  }
  return parts;
}

BodyKind body_kind(const Request& request) {
  const auto type = media_type(request);
  if (find_header(request.headers, "Content-Encoding") == nullptr)
    return kind_of(type, request.body);
  const auto body = decoded_body(request);
  return body ? kind_of(type, *body) : BodyKind::text;
}

Result<std::string> decoded_body(const Request& request, std::size_t limit) {
  const auto* header = find_header(request.headers, "Content-Encoding");
  const auto encoding = header == nullptr ? std::string() : lower_ascii(trim(*header));
  if (encoding.empty() || encoding == "identity") {
    if (request.body.size() > limit) return error(fmt::format("more than {} bytes", limit));
    return request.body;
  }
  if (encoding == "gzip" || encoding == "x-gzip")
    return decompress(request.body, Compression::gzip, limit);
  if (encoding == "deflate") return decompress(request.body, Compression::deflate, limit);
  return error(fmt::format("Content-Encoding `{}` isn't gzip or deflate", to_utf8(encoding)));
}

Result<Params> parse_form(const Request& request) {
  const auto body = decoded_body(request);
  if (!body) return body.error();
  const auto type = content_type(request);
  switch (kind_of(type.value, *body)) {
    case BodyKind::form:
      if (static_cast<std::size_t>(std::ranges::count(*body, '&')) >= kMaxFormPairs) {
        return error(fmt::format("more than {} pairs", kMaxFormPairs));
      }
      return parse_query(*body);
    case BodyKind::multipart: {
      const auto* boundary = find_param(type.parameters, "boundary");
      // Without a boundary in the header, the body's first line is it.
      const auto first_line = std::string_view(*body).substr(0, body->find(kLineEnd));
      const auto guessed = first_line.starts_with("--") ? first_line.substr(2) : std::string_view();
      auto parts =
          parse_multipart(*body, boundary != nullptr ? std::string_view(*boundary) : guessed);
      if (!parts) return parts.error();
      Params params;
      for (auto& part : *parts) {
        if (part.filename.empty()) params.emplace_back(std::move(part.name), std::move(part.data));
      }
      return params;
    }
    case BodyKind::none:
      return error("the body is empty: a form was expected");
    case BodyKind::json:
      return error("the body is JSON: a form was expected");
    case BodyKind::text:
      return error("the body is text: a form was expected");
  }
  return error("the body is no form");
}

}  // namespace tagproof
