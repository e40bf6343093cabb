#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tagproof {

/// Header fields in the order and case in which they came.
using Headers = std::vector<std::pair<std::string, std::string>>;

/// The first header of that name (names compare without case), or null.
const std::string* find_header(const Headers& headers, std::string_view name);
/// Replaces the first header of that name and removes further ones; appends where there is none.
void set_header(Headers& headers, std::string_view name, std::string_view value);

/// One HTTP request as a platform sees it: its real address, never a loopback port.
struct Request {
  std::string method{"GET"};
  std::string url{};  // absolute: "https://graph.facebook.com/v21.0/123/events?access_token=…"
  Headers headers{};
  std::string body{};  // as sent, still encoded when Content-Encoding says so
  bool operator==(const Request&) const = default;
};

struct Response {
  int status = 200;
  Headers headers{};
  std::string body{};
  bool operator==(const Response&) const = default;
};

}  // namespace tagproof
