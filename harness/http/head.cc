#include "harness/http/head.h"

#include <algorithm>
#include <utility>

#include "harness/base/ascii.h"
#include "harness/base/text.h"

namespace tagproof {
namespace {

constexpr std::size_t kChunkLineBytes = 4 * kKilobyte;

// Source: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2
constexpr auto kTokenChars = letters_digits_and("!#$%&'*+-.^_`|~");
bool is_token_char(char c) { return kTokenChars[static_cast<unsigned char>(c)]; }

constexpr auto kNeverInHost = table_of("/?#@\\<>\" \t,");
bool is_never_in_host(char c) { return kNeverInHost[static_cast<unsigned char>(c)]; }

std::string_view trim_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool has_list_member(std::string_view list, std::string_view member) {
  return std::ranges::any_of(split(list, ','), [&](std::string_view one) {
    return equals_ignoring_case(trim_blanks(one), member);
  });
}

bool is_absolute(std::string_view target) {
  return equals_ignoring_case(target.substr(0, 7), "http://") ||
         equals_ignoring_case(target.substr(0, 8), "https://");
}

void refuse(RequestHead& head, std::string_view why, int status) {
  if (!head.refused.empty()) return;
  head.refused = why;
  head.status = status;
}

void malformed(RequestHead& head) { refuse(head, "malformed", 400); }

HttpVersion version_of(std::string_view text) {
  if (text == "HTTP/1.1") return HttpVersion::http_1_1;
  return text == "HTTP/1.0" ? HttpVersion::http_1_0 : HttpVersion::other;
}

void read_request_line(std::string_view line, RequestHead& head) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  head.method = line.substr(0, first);
  if (!is_token(head.method)) malformed(head);
  if (first == std::string_view::npos || first == last) {
    // HTTP/0.9 ("GET /") or no HTTP at all.
    if (first != std::string_view::npos) head.target = line.substr(first + 1);
    return malformed(head);
  }
  head.target = line.substr(first + 1, last - first - 1);
  head.version = version_of(line.substr(last + 1));
  if (head.version == HttpVersion::other) malformed(head);
  if (has_control(head.target) || head.target.find(' ') != std::string::npos) malformed(head);
  // Only a proxy could serve CONNECT. Source: https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6
  if (head.method == "CONNECT") return refuse(head, "method", 405);
  const bool asterisk = head.target == "*" && head.method == "OPTIONS";
  if (!head.target.starts_with('/') && !is_absolute(head.target) && !asterisk) malformed(head);
}

void read_field(std::string_view line, RequestHead& head) {
  const std::string_view name(line.begin(), std::ranges::find_if_not(line, is_token_char));
  const auto rest = line.substr(name.size());
  // A line that begins with a blank continues the one before; nobody may send that any more.
  // Source: https://www.rfc-editor.org/rfc/rfc9112#section-5.2
  if (name.empty() || !rest.starts_with(':')) return malformed(head);
  const auto value = trim_blanks(rest.substr(1));
  if (!is_field_value(value)) malformed(head);
  head.headers.emplace_back(name, value);
}

// How long the body is must be beyond doubt, or two readers of the same bytes see different
// requests. Source: https://www.rfc-editor.org/rfc/rfc9112#section-6.3
void read_framing(RequestHead& head) {
  const std::string* length = nullptr;
  const std::string* coding = nullptr;
  const std::string* host = nullptr;
  for (const auto& [name, value] : head.headers) {
    if (equals_ignoring_case(name, "Content-Length")) {
      if (length != nullptr && *length != value) malformed(head);
      length = &value;
    } else if (equals_ignoring_case(name, "Transfer-Encoding")) {
      if (coding != nullptr) malformed(head);
      coding = &value;
    } else if (equals_ignoring_case(name, "Host")) {
      if (host != nullptr) malformed(head);
      host = &value;
    } else if (equals_ignoring_case(name, "Connection")) {
      if (has_list_member(value, "close")) head.keep_alive = false;
    } else if (equals_ignoring_case(name, "Expect")) {
      head.expects_continue =
          head.version == HttpVersion::http_1_1 && equals_ignoring_case(value, "100-continue");
    }
  }
  if (head.version == HttpVersion::http_1_0) {
    head.keep_alive = head.keep_alive && std::ranges::any_of(head.headers, [](const auto& field) {
                        return equals_ignoring_case(field.first, "Connection") &&
                               has_list_member(field.second, "keep-alive");
                      });
  }
  // Source: https://www.rfc-editor.org/rfc/rfc9112#section-3.2
  if (host == nullptr && head.version == HttpVersion::http_1_1) malformed(head);
  if (host != nullptr && std::ranges::any_of(*host, is_never_in_host)) malformed(head);
  if (coding != nullptr) {
    if (length != nullptr || head.version == HttpVersion::http_1_0 ||
        !equals_ignoring_case(*coding, "chunked")) {
      malformed(head);
    }
    head.framing = Framing::chunked;
  } else if (length != nullptr) {
    if (length->empty() || length->size() > 18 ||
        !std::ranges::all_of(*length, [](char c) { return c >= '0' && c <= '9'; })) {
      return malformed(head);
    }
    head.framing = Framing::length;
    for (const char c : *length) {
      head.content_length = head.content_length * 10 + static_cast<std::uint64_t>(c - '0');
    }
  }
}

}  // namespace

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_token_char);
}

bool is_field_value(std::string_view text) {
  return !has_control(text) ||
         std::ranges::none_of(text, [](char c) { return is_control(c) && c != '\t'; });
}

bool can_begin_request(std::string_view bytes) {
  return bytes.empty() || is_token_char(bytes.front());
}

RequestHead parse_head(std::string_view bytes, const ListenerLimits& limits) {
  RequestHead head;
  parse_head(bytes, limits, head);
  return head;
}

void parse_head(std::string_view bytes, const ListenerLimits& limits, RequestHead& head) {
  auto target = std::move(head.target);  // the one text that is long
  target.clear();
  head = {.target = std::move(target)};
  constexpr std::size_t kUsualHeaders = 8;
  head.headers.reserve(kUsualHeaders);
  bool first = true;
  bool complete = false;
  while (!bytes.empty()) {
    const auto end = bytes.find('\n');
    if (end == std::string_view::npos) break;  // cut in the middle of a line
    std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(end + 1);
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    } else {
      malformed(head);
    }
    if (first) {
      read_request_line(line, head);
      first = false;
    } else if (line.empty()) {
      complete = true;
      break;
    } else if (head.headers.size() == limits.header_count) {
      refuse(head, "header-count", 431);
    } else {
      read_field(line, head);
    }
  }
  if (complete) read_framing(head);
}

std::string absolute_url(const RequestHead& head, std::string_view fallback_host) {
  if (head.target.empty() || is_absolute(head.target)) return head.target;
  const std::string* said = find_header(head.headers, "Host");
  const auto host = said == nullptr || said->empty() ? fallback_host : std::string_view(*said);
  constexpr std::string_view kBegin = "http://";
  std::string url;
  // One for a slash, one for whoever knows that it was "https".
  url.reserve(kBegin.size() + host.size() + 2 + head.target.size());
  url.append(kBegin).append(host);
  if (!head.target.starts_with('/')) url += '/';
  url += head.target;
  return url;
}

std::optional<std::size_t> head_size(std::string_view bytes, std::size_t& searched) {
  // A bare line feed ends a line here too, so that such a head is refused at once and not after its
  // time is over.
  for (auto at = bytes.find('\n', searched); at != std::string_view::npos;
       at = bytes.find('\n', at + 1)) {
    searched = at;
    const auto next = bytes.substr(at + 1, 2);
    if (next.starts_with('\n')) return at + 2;
    if (next == "\r\n") return at + 3;
    if (next.empty() || next == "\r") return std::nullopt;  // look at this one again
  }
  searched = bytes.size();
  return std::nullopt;
}

ChunkedBody::State ChunkedBody::read(std::string_view bytes, const ListenerLimits& limits) {
  while (at_ != At::end) {
    if (used_ - body_.size() > limits.chunk_overhead_bytes) return State::too_large;
    if (at_ == At::data) {
      const auto take = std::min(left_, bytes.size() - used_);
      const auto room = limits.body_bytes - body_.size();
      body_.append(bytes.substr(used_, std::min(take, room)));
      used_ += std::min(take, room);
      left_ -= std::min(take, room);
      if (take > room) return State::too_large;
      if (left_ > 0) return State::more;
      at_ = At::data_end;
    }
    const auto end = bytes.find('\n', used_);
    if (end == std::string_view::npos) {
      return bytes.size() - used_ > kChunkLineBytes ? State::malformed : State::more;
    }
    std::string_view line = bytes.substr(used_, end - used_);
    if (!line.ends_with('\r') || line.size() > kChunkLineBytes) return State::malformed;
    line.remove_suffix(1);
    used_ = end + 1;
    switch (at_) {
      case At::size: {
        std::size_t digits = 0;
        left_ = 0;
        for (; digits < line.size(); ++digits) {
          const char c = line[digits];
          const int value = c >= '0' && c <= '9'   ? c - '0'
                            : c >= 'a' && c <= 'f' ? c - 'a' + 10
                            : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                   : -1;
          if (value < 0) break;
          left_ = left_ * 16 + static_cast<std::size_t>(value);
        }
        const auto rest = trim_blanks(line.substr(digits));
        if (digits == 0 || digits > 15 || (!rest.empty() && rest.front() != ';')) {
          return State::malformed;
        }
        at_ = left_ == 0 ? At::trailer : At::data;
        break;
      }
      case At::data_end:
        if (!line.empty()) return State::malformed;
        at_ = At::size;
        break;
      case At::trailer:
        if (!line.empty()) break;
        at_ = At::end;
        return State::done;
      case At::data:
      case At::end:
        break;
    }
  }
  return State::done;
}

}  // namespace tagproof
