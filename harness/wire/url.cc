#include "harness/wire/url.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "harness/base/ascii.h"

namespace tagproof {
namespace {

/// Decodes `text` into `out`, whose own content goes.
void decode_to(std::string& out, std::string_view text, bool plus_is_space) {
  out.resize(text.size());
  char* to = out.data();
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
        hex_digit(text[i + 2]) >= 0) {
      c = static_cast<char>(hex_digit(text[i + 1]) << 4 | hex_digit(text[i + 2]));
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    *to++ = c;
  }
  out.resize(static_cast<std::size_t>(to - out.data()));
}

constexpr auto kSchemeChars = letters_digits_and("+-.");
/// What encodeURIComponent leaves alone.
constexpr auto kPlain = letters_digits_and("-_.!~*'()");

/// Appends `text` as encodeURIComponent writes it.
void encode_to(std::string& out, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::size_t begin = 0;  // of a run that stands as it is
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (kPlain[byte]) continue;
    out.append(text, begin, i - begin);
    out += '%';
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
    begin = i + 1;
  }
  out.append(text, begin);
}

bool is_scheme(std::string_view text) {
  return !text.empty() && !is_digit(text[0]) && std::ranges::all_of(text, [](char c) {
    return kSchemeChars[static_cast<unsigned char>(c)];
  });
}

/// Takes what stands before the first character that `ends` holds off the front of `rest`.
template <class Ends>
std::string_view take_until(std::string_view& rest, Ends ends) {
  std::size_t at = 0;
  while (at < rest.size() && !ends(rest[at])) ++at;
  const auto taken = rest.substr(0, at);
  rest.remove_prefix(at);
  return taken;
}

}  // namespace

const std::string* find_param(const Params& params, std::string_view key) {
  const auto found = std::ranges::find(params, key, &Params::value_type::first);
  return found == params.end() ? nullptr : &found->second;
}

std::optional<UrlView> parse_url(std::string_view url) {
  UrlView view;
  auto rest = url;
  view.scheme = take_until(rest, [](char c) { return c == ':'; });
  if (!rest.starts_with("://") || !is_scheme(view.scheme)) return std::nullopt;
  rest.remove_prefix(3);

  auto authority = take_until(rest, [](char c) { return c == '/' || c == '?' || c == '#'; });
  view.path = take_until(rest, [](char c) { return c == '?' || c == '#'; });
  if (rest.starts_with('?')) {
    rest.remove_prefix(1);
    view.query = rest.substr(0, rest.find('#'));
    rest.remove_prefix(view.query.size());
  }
  if (!rest.empty()) view.fragment = rest.substr(1);
  if (view.path.empty()) view.path = "/";

  if (const auto at = authority.rfind('@'); at != std::string_view::npos)
    authority.remove_prefix(at + 1);
  view.host = authority;
  if (authority.starts_with('[')) {  // an IPv6 address has colons of its own
    const auto end = authority.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    view.host = authority.substr(0, end + 1);
    view.port = authority.substr(end + 1);
    if (!view.port.empty() && view.port[0] != ':') return std::nullopt;
  } else {
    auto port = authority;
    view.host = take_until(port, [](char c) { return c == ':'; });
    view.port = port;
  }
  if (!view.port.empty()) view.port.remove_prefix(1);
  if (view.host.empty() ||
      !std::ranges::all_of(view.port, [](char c) { return c >= '0' && c <= '9'; })) {
    return std::nullopt;
  }
  return view;
}

std::string percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  if (text.find('%') == std::string_view::npos &&
      (!plus_is_space || text.find('+') == std::string_view::npos)) {
    out = text;  // most keys and values
  } else {
    decode_to(out, text, plus_is_space);
  }
  return out;
}

Params parse_query(std::string_view query) {
  Params params;
  // No more than a usual hit has: a body of nothing but '&' has as many pairs as none.
  constexpr std::size_t kUsual = 128;
  params.reserve(std::min(query.size() / 16, kUsual) + 1);
  // One look at each character: pairs are short, and a search for each sign costs more than that.
  constexpr auto kNone = std::string_view::npos;
  for (std::size_t at = 0; at < query.size(); ++at) {
    const auto begin = at;
    std::size_t equals = kNone;
    bool name_escaped = false, escaped = false;  // what was met since the part's begin
    for (; at < query.size() && query[at] != '&'; ++at) {
      const char c = query[at];
      if (c == '=' && equals == kNone) {
        equals = at;
        name_escaped = std::exchange(escaped, false);
      } else if (c == '%' || c == '+') {
        escaped = true;
      }
    }
    if (at == begin) continue;  // "a=1&&b=2" has two pairs
    if (equals == kNone) name_escaped = std::exchange(escaped, false);
    const auto name_end = std::min(equals, at);
    const auto value_begin = std::min(name_end + 1, at);
    auto& [key, text] = params.emplace_back();
    const auto take = [](std::string& into, std::string_view from, bool has_escapes) {
      if (has_escapes) {
        decode_to(into, from, true);
      } else {
        into = from;
      }
    };
    take(key, query.substr(begin, name_end - begin), name_escaped);
    take(text, query.substr(value_begin, at - value_begin), escaped);
  }
  return params;
}

std::optional<std::string> find_in_query(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const auto pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    const auto key = pair.substr(0, pair.find('='));
    const bool is_escaped = key.find_first_of("%+") != std::string_view::npos;
    if (pair.empty() || (is_escaped ? percent_decode(key, true) != name : key != name)) continue;
    return percent_decode(pair.substr(std::min(key.size() + 1, pair.size())), true);
  }
  return std::nullopt;
}

std::string percent_encode(std::string_view text) {
  std::string out;
  encode_to(out, text);
  return out;
}

std::string build_query(const Params& params) {
  std::size_t size = 0;
  for (const auto& [key, value] : params) size += key.size() + value.size() + 2;
  std::string out;
  out.reserve(size + size / 4);
  for (const auto& [key, value] : params) {
    if (!out.empty()) out += '&';
    encode_to(out, key);
    out += '=';
    encode_to(out, value);
  }
  return out;
}

}  // namespace tagproof
