#include "harness/wire/values.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "harness/base/ascii.h"
#include "harness/base/hash.h"
#include "harness/base/text.h"
#include "harness/wire/form.h"
#include "harness/wire/json.h"
#include "harness/wire/signs.h"
#include "harness/wire/url.h"

namespace tagproof {
namespace {

// Shorter runs of the alphabet are words; base64 of the shortest address ("a@b.de") has eight.
constexpr std::size_t kMinBase64 = 8;

// As HTTP/2 calls it among the headers.
constexpr std::string_view kPath = ":path";

bool is_base64(char c) { return sextet(c) >= 0; }

bool has_escape(std::string_view text) {
  for (auto at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
    if (at + 2 < text.size() && is_hex_digit(text[at + 1]) && is_hex_digit(text[at + 2]))
      return true;
  }
  return false;
}

bool has_unprintable(std::string_view bytes) {
  return std::ranges::any_of(bytes, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x09 || (byte > 0x0D && byte < 0x20) || byte == 0x7F;
  });
}

/// Text that somebody wrote: UTF-8 without control characters, and not all signs.
bool is_written(std::string_view bytes) { return !has_unprintable(bytes) && is_utf8(bytes); }

/// Whether the first group of four can be text at all: most ids can't, and need no decoding.
bool may_be_written(std::string_view run) {
  const int group =
      sextet(run[0]) << 18 | sextet(run[1]) << 12 | sextet(run[2]) << 6 | sextet(run[3]);
  const std::array<char, 3> first{static_cast<char>(group >> 16), static_cast<char>(group >> 8),
                                  static_cast<char>(group)};
  // A character may go on behind the group.
  const auto begins = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x80 || (byte >= 0xC2 && byte <= 0xF4);
  };
  return begins(first.front()) && !has_unprintable({first.data(), first.size()});
}

/// Of a run of base64's signs.
std::optional<std::string> written_in_base64(std::string_view run) {
  if (run.size() < kMinBase64 || std::ranges::all_of(run, is_hex_digit) || !may_be_written(run))
    return std::nullopt;
  auto decoded = from_base64(run);
  // A run that ends anywhere: whole groups of four are what can be read.
  if (!decoded && run.size() % 4 != 0) decoded = from_base64(run.substr(0, run.size() / 4 * 4));
  if (!decoded || decoded->empty() || !is_written(*decoded)) return std::nullopt;
  return decoded;
}

/// A name or value of a query; `store` holds it when something in it is escaped.
std::string_view decoded(std::string_view text, std::string& store) {
  if (Signs<'%', '+'>(text).next() == text.size()) return text;
  store = percent_decode(text, true);
  return store;
}

class Walk {
 public:
  explicit Walk(const ValueVisitor& visit, const PartFilter* wants = nullptr)
      : visit_(visit), wants_(wants) {}

  void request(const Request& request) {
    own_address(request.url);
    for (const auto& [name, value] : request.headers) {
      const bool cookies = equals_ignoring_case(name, "Cookie");
      if (!cookies) {
        if (is_wanted(name, value)) wrapped({nullptr, Wrap::header, name}, value);
        continue;
      }
      for (const auto part : split(value, ';')) {
        const auto equals = part.find('=');
        const auto key = trim(part.substr(0, equals));
        if (equals == std::string_view::npos || !is_wanted(key, part.substr(equals + 1))) continue;
        wrapped({nullptr, Wrap::cookie, key}, part.substr(equals + 1));
      }
    }
    if (!request.body.empty()) body(request);
  }

  void address(const ValuePlace* in, std::string_view url) {
    const ValuePlace place{in, Wrap::address};
    const auto mark = Signs<'?', '#'>(url).next();
    value(place, url.substr(0, mark));
    const auto hash = url.find('#');
    if (mark < url.size() && url[mark] == '?') {
      const std::string_view query = url.substr(
          mark + 1, hash == std::string_view::npos ? std::string_view::npos : hash - mark - 1);
      pairs(&place, Wrap::query, query);
    }
    if (hash != std::string_view::npos) fragment(&place, url.substr(hash + 1));
  }

 private:
  void own_address(std::string_view url) {
    std::string_view rest = url;
    if (const auto scheme = rest.find("://"); scheme != std::string_view::npos) {
      rest.remove_prefix(scheme + 3);
      rest.remove_prefix(Signs<'/', '?', '#'>(rest).next());
    }
    const auto hash = rest.find('#');
    if (hash != std::string_view::npos) fragment(nullptr, rest.substr(hash + 1));
    rest = rest.substr(0, hash);
    const auto mark = rest.find('?');
    const auto path = rest.substr(0, mark);
    if (is_wanted(kPath, path)) wrapped({nullptr, Wrap::path}, path);
    if (mark != std::string_view::npos) own_pairs(nullptr, Wrap::query, rest.substr(mark + 1));
  }

  void fragment(const ValuePlace* in, std::string_view text) {
    if (text.find('=') != std::string_view::npos) {
      pairs(in, Wrap::fragment, text);
    } else {
      wrapped({in, Wrap::fragment}, text);
    }
  }

  [[nodiscard]] bool is_wanted(std::string_view name, std::string_view raw) const {
    return wants_ == nullptr || !*wants_ || (*wants_)(name, raw);
  }

  /// Members in which no others stand are parts.
  [[nodiscard]] bool is_wanted(JsonView member) const {
    if (own_json_.empty() || member.is(JsonKind::object)) return true;
    if (member.is(JsonKind::array)) {
      const bool is_flat = std::ranges::none_of(member, [](JsonView element) {
        return element.is(JsonKind::object) || element.is(JsonKind::array);
      });
      if (!is_flat) return true;
    }
    const auto begin = member.member_offset();
    const auto end = member.offset() + member.source().size();
    return is_wanted({}, own_json_.substr(begin, end - begin));
  }

  void pairs(const ValuePlace* in, Wrap wrap, std::string_view query) {
    while (const auto pair = next_pair(query)) raw_pair(in, wrap, *pair);
  }

  /// As pairs(), of text that lives as long as the request: only what is wanted is taken apart.
  void own_pairs(const ValuePlace* in, Wrap wrap, std::string_view query) {
    while (!query.empty()) {
      const auto part = next_part(query, '&');
      if (!part.empty() && is_wanted({}, part)) pairs(in, wrap, part);
    }
  }

  void raw_pair(const ValuePlace* in, Wrap wrap, const RawPair& raw) {
    std::string name_store, value_store;
    pair({in, wrap, decoded(raw.name, name_store)}, decoded(raw.value(), value_store));
  }

  void pair(const ValuePlace& place, std::string_view text) {
    name(place);
    wrapped(place, text);
  }

  void body(const Request& request) {
    const bool is_plain = find_header(request.headers, "Content-Encoding") == nullptr;
    const auto decoded = is_plain ? Result<std::string>(std::string()) : decoded_body(request);
    const std::string_view bytes = !is_plain && decoded ? std::string_view(*decoded) : request.body;
    const BodyKind kind = body_kind(request);
    // A batch of GA4 looks like a form: each of its lines is one.
    const bool lines = kind == BodyKind::form && bytes.find('\n') != std::string_view::npos;
    switch (kind) {
      case BodyKind::form:
      case BodyKind::multipart:
        if (lines) break;
        if (const auto form = parse_form(request)) {
          for (const auto& [key, text] : *form) pair({nullptr, Wrap::field, key}, text);
          return;
        }
        break;
      case BodyKind::none:
      case BodyKind::json:
      case BodyKind::text:
        break;
    }
    const ValuePlace place{nullptr, Wrap::body};
    if (json(place, bytes, is_plain)) return;
    for (const auto line : split(bytes, '\n')) {
      const bool query = line.find('=') != std::string_view::npos &&
                         line.find_first_of(" \t{<") == std::string_view::npos;
      if (query) {
        pairs(&place, Wrap::field, line);
      } else {
        value(place, line);
      }
    }
  }

  void name(const ValuePlace& of) {
    if (of.name.size() < kMinBase64 || depth_ >= kMaxWrappings) return;
    wrapped({&of, Wrap::name}, of.name);
  }

  /// A value, one wrapping further in.
  void wrapped(const ValuePlace& place, std::string_view text) {
    if (text.empty()) return;
    ++depth_;
    value(place, text);
    --depth_;
  }

  void value(const ValuePlace& place, std::string_view text) {
    if (text.empty()) return;
    if (depth_ >= kMaxWrappings) {
      visit_(place, text);
      return;
    }
    if (has_escape(text)) {
      wrapped(place, percent_decode(text, false));
      return;
    }
    if (json(place, text)) return;
    if (is_address(text) && place.wrap != Wrap::address) {
      ++depth_;
      address(&place, text);
      --depth_;
      return;
    }
    visit_(place, text);
    base64(place, text);
  }

  static bool is_address(std::string_view text) {
    if (text.starts_with("http://") || text.starts_with("https://")) return true;
    return text.starts_with('/') && text.find('?') != std::string_view::npos;
  }

  /// Told by the first sign, of most values that none of it is. White space may stand before JSON.
  static bool may_begin_json(std::string_view text) {
    const char first = text.empty() ? '\0' : text.front();
    return first == '{' || first == '[' || first == '"' || first <= ' ';
  }

  /// `is_body`: the text is the request's own, so that its members are parts of it.
  bool json(const ValuePlace& place, std::string_view text, bool is_body = false) {
    if (!may_begin_json(text)) return false;
    const std::string_view tidy = trim(text);
    if (tidy.size() < 2) return false;
    const bool may_be = (tidy.front() == '{' && tidy.back() == '}') ||
                        (tidy.front() == '[' && tidy.back() == ']') ||
                        (tidy.front() == '"' && tidy.back() == '"');
    if (!may_be) return false;
    const auto document = JsonDocument::parse(tidy);
    if (!document) return false;
    const auto outer = std::exchange(own_json_, is_body ? tidy : std::string_view());
    ++depth_;
    node(place, document->root());
    --depth_;
    own_json_ = outer;
    return true;
  }

  // The parser limits how deep objects stand in each other.
  void node(const ValuePlace& place, JsonView view) {
    switch (view.kind()) {
      case JsonKind::object:
        for (const JsonView member : view) {
          if (!is_wanted(member)) continue;
          std::string storage;
          const ValuePlace inner{&place, Wrap::member, member.key(storage)};
          name(inner);
          node(inner, member);
        }
        return;
      case JsonKind::array: {
        std::size_t index = 0;
        for (const JsonView element : view) node({&place, Wrap::element, {}, index++}, element);
        return;
      }
      case JsonKind::string: {
        std::string storage;
        value(place, view.text(storage));
        return;
      }
      case JsonKind::number:
        visit_(place, view.source());
        return;
      case JsonKind::null:
      case JsonKind::boolean:
        return;
    }
  }

  void base64(const ValuePlace& place, std::string_view text) {
    for (std::size_t at = 0; at + kMinBase64 <= text.size();) {
      std::size_t end = at;
      while (end < text.size() && is_base64(text[end])) ++end;
      if (end - at >= kMinBase64) base64_run(place, text.substr(at, end - at));
      at = end + 1;
    }
  }

  void base64_run(const ValuePlace& place, std::string_view run) {
    if (const auto inner = written_in_base64(run)) {
      wrapped({&place, Wrap::base64}, *inner);
      return;
    }
    // "/u/amFuZS5k…": what stands before the slash shifts the groups.
    if (run.find('/') == std::string_view::npos) return;
    for (const auto part : split(run, '/')) {
      if (const auto inner = written_in_base64(part)) wrapped({&place, Wrap::base64}, *inner);
    }
  }

  const ValueVisitor& visit_;
  const PartFilter* wants_;      // null: all is wanted
  std::string_view own_json_{};  // the document at hand, where it is the request's body
  int depth_ = 0;
};

std::string_view phrase(Wrap wrap) {
  switch (wrap) {
    case Wrap::path:
      return "the address's path";
    case Wrap::query:
      return "query parameter ";
    case Wrap::fragment:
      return "the address's fragment";
    case Wrap::header:
      return "the header ";
    case Wrap::cookie:
      return "the cookie ";
    case Wrap::body:
      return "the body";
    case Wrap::field:
      return "form field ";
    case Wrap::address:
      return "an address";
    case Wrap::base64:
      return "base64";
    case Wrap::name:
      return "a name";
    case Wrap::member:
    case Wrap::element:
      break;
  }
  return {};
}

}  // namespace

std::string text(const ValuePlace& place) {
  std::string out;
  std::string json;  // "data[0].custom_data.note", built from its end
  const auto add = [&](std::string_view part, std::string_view name) {
    if (!out.empty()) out += " in ";
    out.append(part).append(name);
  };
  for (const ValuePlace* at = &place; at != nullptr; at = at->in) {
    if (at->wrap == Wrap::member || at->wrap == Wrap::element) {
      const bool dot = !json.empty() && json.front() != '[';
      std::string own(at->name);
      if (at->wrap == Wrap::element) own.append("[").append(std::to_string(at->index)).append("]");
      json = own + (dot ? "." : "") + json;
      const bool goes_on =
          at->in != nullptr && (at->in->wrap == Wrap::member || at->in->wrap == Wrap::element);
      if (goes_on) continue;
      add(json, {});
      json.clear();
      continue;
    }
    if (at->wrap == Wrap::fragment && !at->name.empty()) {
      add(at->name, {});
      add(phrase(at->wrap), {});
      continue;
    }
    add(phrase(at->wrap), at->name);
  }
  return out;
}

std::string_view name_of(const ValuePlace& place) {
  for (const ValuePlace* at = &place; at != nullptr; at = at->in) {
    if (at->wrap == Wrap::name) return {};
    if (!at->name.empty()) return at->name;
  }
  return {};
}

bool in_page_address(const ValuePlace& place) {
  for (const ValuePlace* at = &place; at != nullptr; at = at->in) {
    if (at->wrap == Wrap::address) return true;
    if (at->wrap == Wrap::header && equals_ignoring_case(at->name, "Referer")) return true;
  }
  return false;
}

void each_value(const Request& request, const ValueVisitor& visit, const PartFilter& wants) {
  Walk(visit, &wants).request(request);
}

void each_value_of_address(std::string_view address, const ValueVisitor& visit) {
  Walk(visit).address(nullptr, address);
}

}  // namespace tagproof
