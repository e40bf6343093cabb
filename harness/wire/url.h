#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tagproof {

/// Decoded key and value pairs in the order in which they came; a key may come twice.
using Params = std::vector<std::pair<std::string, std::string>>;

const std::string* find_param(const Params& params, std::string_view key);

/// The parts of an absolute URL, as views into it. `query` is without '?', still encoded.
struct UrlView {
  std::string_view scheme{}, host{}, port{}, path{}, query{}, fragment{};
};

/// nullopt when there is no "scheme://host". The path is "/" when it is empty.
std::optional<UrlView> parse_url(std::string_view url);

/// A pair of a query as it stands there, still encoded.
struct RawPair {
  std::string_view name{};
  std::string_view rest{};  // what stands behind the name: "=value", or nothing
  [[nodiscard]] std::string_view value() const { return rest.substr(rest.empty() ? 0 : 1); }
};
/// Takes the next pair off the front of a query; nullopt: there is none. "a=1&&b=2" has two.
std::optional<RawPair> next_pair(std::string_view& query);

/// Pairs of "a=1&b=%20x" ('+' is a space, an invalid escape stays as it stands).
Params parse_query(std::string_view query);

/// The value of the first pair of that name, decoded; the others are passed over unread.
std::optional<std::string> find_in_query(std::string_view query, std::string_view name);

std::string percent_decode(std::string_view text, bool plus_is_space);
/// encodeURIComponent: all but A-Z a-z 0-9 - _ . ! ~ * ' ( ) is escaped.
std::string percent_encode(std::string_view text);
void append_percent_encoded(std::string& out, std::string_view text);
/// Whether encoding it changes nothing.
bool stands_encoded(std::string_view text);
/// "a=1&b=2", both sides percent-encoded.
std::string build_query(const Params& params);

}  // namespace tagproof
