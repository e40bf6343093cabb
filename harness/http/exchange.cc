#include "harness/http/exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/base/ascii.h"
#include "harness/base/text.h"
#include "harness/http/head.h"

namespace tagproof {
namespace {

bool is_any_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::ranges::any_of(names, [&](auto one) { return equals_ignoring_case(name, one); });
}

bool expects_body(std::string_view method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

bool never_has_body(int status) { return status == 204 || status == 304; }

// A blank or control character would end the request line; everything else leaves as it stands.
void append_target(std::string& out, std::string_view target) {
  if (!target.starts_with('/')) out += '/';
  if (!has_control(target) && target.find(' ') == std::string_view::npos) {
    out += target;
    return;
  }
  for (const char c : target) {
    if (is_control(c) || c == ' ') {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
}

constexpr auto kNeverInAuthority = table_of("@ <>\\\"");
bool is_never_in_authority(char c) { return kNeverInAuthority[static_cast<unsigned char>(c)]; }

struct Reason {
  int status = 0;
  std::string_view text{};
};
// Source: https://www.rfc-editor.org/rfc/rfc9110#section-15
constexpr Reason kReasons[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {411, "Length Required"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
};

}  // namespace

std::string_view reason_phrase(int status) {
  const auto* row = std::ranges::find(kReasons, status, &Reason::status);
  return row == std::end(kReasons) ? std::string_view("Status") : row->text;
}

bool RequestToSend::is_ours(std::string_view name) {
  return is_any_of(name, {"Host", "Content-Length", "Transfer-Encoding"});
}

Result<RequestToSend> request_to_send(const Request& request) {
  const std::string_view url = request.url;
  const auto colon = url.find("://");
  if (colon == std::string_view::npos) {
    return error(fmt::format("`{}` is no absolute URL: it has no `scheme://host`", url));
  }
  RequestToSend out{.given = request.headers};
  const auto scheme = url.substr(0, colon);
  auto rest = url.substr(colon + 3);
  rest = rest.substr(0, rest.find('#'));
  const auto slash = rest.substr(0, rest.find('/'));  // of most: a query may come at once
  const auto authority = slash.substr(0, slash.find('?'));
  out.target = rest.substr(authority.size());
  const bool is_https = equals_ignoring_case(scheme, "https");
  if (!is_https && !equals_ignoring_case(scheme, "http")) {
    return error(
        fmt::format("`{}://{}`: only http and https can be sent", lower_ascii(scheme), authority));
  }
  out.scheme = is_https ? "https" : "http";
  if (authority.empty() || std::ranges::any_of(authority, is_never_in_authority)) {
    return error(fmt::format("`{}://{}` names no host", out.scheme, authority));
  }
  const auto bracket = authority.rfind(']');
  const auto port = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  out.host = authority.substr(0, port);
  if (port != std::string_view::npos) out.port = authority.substr(port + 1);
  out.method = request.method;
  if (!is_token(out.method)) return error(fmt::format("`{}` is no HTTP method", out.method));

  for (const auto& [name, value] : request.headers) {
    if (!is_token(name) || !is_field_value(value)) {
      return error(
          fmt::format("the header `{}` of {} {}://{} can't be sent: HTTP allows no such "
                      "name or a control character in its value",
                      name, out.method, out.scheme, authority));
    }
  }
  const std::string* host = find_header(request.headers, "Host");
  const bool default_port = out.port.empty() || out.port == (is_https ? "443" : "80");
  out.host_header = host != nullptr ? std::string_view(*host) : default_port ? out.host : authority;
  if (!request.body.empty() || expects_body(out.method)) out.content_length = request.body.size();
  return out;
}

std::string target_bytes(const RequestToSend& request) {
  std::string target;
  append_target(target, request.target);
  return target;
}

void write_head(std::string& bytes, const RequestToSend& request) {
  constexpr std::size_t kOwnWords = 64;  // the version, Host and Content-Length
  std::size_t size =
      kOwnWords + request.method.size() + request.target.size() + request.host_header.size();
  for (const auto& [name, value] : request.given) size += name.size() + value.size() + 4;
  bytes.clear();
  bytes.reserve(size);
  bytes.append(request.method).append(" ");
  append_target(bytes, request.target);
  bytes.append(" HTTP/1.1\r\n");
  request.each_header([&](std::string_view name, std::string_view value) {
    bytes.append(name).append(": ").append(value).append("\r\n");
  });
  bytes += "\r\n";
}

Response response_to_send(Response&& response, std::string_view method) {
  Response out = std::move(response);
  // 1xx can't be a whole answer; what is no status at all is our own mistake and shown as such.
  if (out.status < 200 || out.status > 999) out.status = 500;
  std::erase_if(out.headers, [](const auto& field) {
    return !is_token(field.first) || is_any_of(field.first, {"Content-Length", "Transfer-Encoding",
                                                             "Connection", "Keep-Alive"});
  });
  for (auto& [name, value] : out.headers) {
    // What came from a payload must not begin a header of its own.
    if (has_control(value)) {
      std::ranges::replace_if(
          value, [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
    }
    if (const auto trimmed = trim(value); trimmed.size() < value.size())
      value = std::string(trimmed);
  }
  if (never_has_body(out.status)) {
    out.body.clear();
    return out;
  }
  out.headers.emplace_back("Content-Length", std::to_string(out.body.size()));
  if (method == "HEAD") out.body.clear();
  return out;
}

std::string response_bytes(const Response& response, std::string_view connection) {
  std::size_t size = 64 + connection.size() + response.body.size();
  for (const auto& [name, value] : response.headers) size += name.size() + value.size() + 4;
  std::string bytes;
  bytes.reserve(size);
  bytes += "HTTP/1.1 ";
  bytes += std::to_string(response.status);
  bytes += ' ';
  bytes += reason_phrase(response.status);
  bytes += "\r\n";
  for (const auto& [name, value] : response.headers) {
    bytes.append(name).append(": ").append(value).append("\r\n");
  }
  if (!connection.empty()) bytes.append("Connection: ").append(connection).append("\r\n");
  bytes += "\r\n";
  bytes += response.body;
  return bytes;
}

}  // namespace tagproof
