#include "harness/wire/url.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

#include "harness/base/ascii.h"
#include "harness/base/text.h"
#include "harness/wire/param_views.h"
#include "harness/wire/percent.h"
#include "harness/wire/query_writer.h"

namespace tagproof {
namespace {

constexpr auto kSchemeChars = letters_digits_and("+-.");
/// What encodeURIComponent leaves alone.
constexpr auto kPlain = letters_digits_and("-_.!~*'()");

/// How a byte stands encoded, and how many bytes that is.
struct Encoded {
  std::array<char, 4> bytes{};
  std::uint32_t size = 1;
};
constexpr auto kEncoded = [] {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::array<Encoded, 256> encoded{};
  for (std::size_t c = 0; c < encoded.size(); ++c) {
    encoded[c].bytes[0] = static_cast<char>(c);
    if (!kPlain[c]) encoded[c] = {.bytes = {'%', kDigits[c >> 4U], kDigits[c & 15U]}, .size = 3};
  }
  return encoded;
}();

bool is_scheme(std::string_view text) {
  return !text.empty() && !is_digit(text[0]) && std::ranges::all_of(text, [](char c) {
    return kSchemeChars[static_cast<unsigned char>(c)];
  });
}

}  // namespace

const std::string* find_param(const Params& params, std::string_view key) {
  const auto found = std::ranges::find(params, key, &Params::value_type::first);
  return found == params.end() ? nullptr : &found->second;
}

std::optional<UrlView> parse_url(std::string_view url) {
  UrlView view;
  view.scheme = url.substr(0, url.find(':'));
  auto rest = url.substr(view.scheme.size());
  if (!rest.starts_with("://") || !is_scheme(view.scheme)) return std::nullopt;
  rest.remove_prefix(3);

  const auto hash = rest.find('#');
  if (hash != std::string_view::npos) view.fragment = rest.substr(hash + 1);
  rest = rest.substr(0, hash);
  const auto mark = rest.find('?');
  if (mark != std::string_view::npos) view.query = rest.substr(mark + 1);
  rest = rest.substr(0, mark);
  auto authority = rest.substr(0, rest.find('/'));
  view.path = rest.substr(authority.size());
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
    view.host = authority.substr(0, authority.find(':'));
    view.port = authority.substr(view.host.size());
  }
  if (!view.port.empty()) view.port.remove_prefix(1);
  if (view.host.empty() || !std::ranges::all_of(view.port, is_digit)) return std::nullopt;
  return view;
}

std::string percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  if (text.find('%') == std::string_view::npos &&
      (!plus_is_space || text.find('+') == std::string_view::npos)) {
    out = text;  // most keys and values
  } else {
    out.resize(text.size());
    out.resize(decode_to(out.data(), text, plus_is_space));
  }
  return out;
}

Params parse_query(std::string_view query) {
  const ParamViews views(query);
  return {views.begin(), views.end()};
}

std::optional<RawPair> next_pair(std::string_view& query) {
  while (query.starts_with('&')) query.remove_prefix(1);
  if (query.empty()) return std::nullopt;
  const auto pair = next_part(query, '&');
  const auto name = pair.substr(0, pair.find('='));
  return RawPair{name, pair.substr(name.size())};
}

std::optional<std::string> find_in_query(std::string_view query, std::string_view name) {
  while (const auto pair = next_pair(query)) {
    const bool is_escaped = pair->name.find_first_of("%+") != std::string_view::npos;
    if (is_escaped ? percent_decode(pair->name, true) == name : pair->name == name)
      return percent_decode(pair->value(), true);
  }
  return std::nullopt;
}

bool stands_encoded(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return kPlain[static_cast<unsigned char>(c)]; });
}

void append_percent_encoded(std::string& out, std::string_view text) {
  if (stands_encoded(text)) {  // ids, digests, numbers
    out += text;
    return;
  }
  // An address has a sign every few bytes: no branch depends on them.
  constexpr std::size_t kAtOnce = 256;
  while (!text.empty()) {
    std::array<char, kAtOnce * 3 + sizeof(Encoded::bytes)> piece;
    char* to = piece.data();
    for (const char c : text.substr(0, kAtOnce)) {
      const auto& encoded = kEncoded[static_cast<unsigned char>(c)];
      std::memcpy(to, encoded.bytes.data(), encoded.bytes.size());
      to += encoded.size;
    }
    out.append(piece.data(), static_cast<std::size_t>(to - piece.data()));
    text.remove_prefix(std::min(kAtOnce, text.size()));
  }
}

std::string percent_encode(std::string_view text) {
  std::string out;
  append_percent_encoded(out, text);
  return out;
}

std::string build_query(const Params& params) {
  std::size_t size = 0;
  for (const auto& [key, value] : params) size += key.size() + value.size() + 2;
  std::string out;
  out.reserve(size + size / 4);
  QueryWriter query(out, QueryWriter::Names::encoded);
  for (const auto& [key, value] : params) query.pair(key, value);
  return out;
}

}  // namespace tagproof
