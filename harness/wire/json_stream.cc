#include "harness/wire/json_stream.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace tagproof {
namespace {

constexpr std::size_t kMaxKey = std::size_t{64} << 10U;

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

/// How many backslashes stand right before `end`, not before `begin`.
std::size_t backslashes_before(const char* begin, const char* end) {
  const char* p = end;
  while (p != begin && p[-1] == '\\') --p;
  return static_cast<std::size_t>(end - p);
}

}  // namespace

JsonStream::JsonStream(ByteSource source, std::size_t window)
    : source_(std::move(source)), window_(std::max<std::size_t>(window, 16)) {
  buffer_.resize(window_);
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  while (end_ < kByteOrderMark.size() && refill()) {
  }
  if (std::string_view(buffer_).substr(0, end_).starts_with(kByteOrderMark))
    at_ = kByteOrderMark.size();
}

bool JsonStream::fail(std::string_view what) {
  if (problem_.empty()) problem_ = fmt::format("at byte {}: {}", offset(), what);
  keeping_ = false;
  at_ = end_;
  drained_ = true;
  return false;
}

// Moves what is held to the front and reads on behind it. Called when all that is there was looked
// at.
bool JsonStream::refill() {
  if (drained_) return false;
  if (keeping_ && end_ - mark_ > limit_) keeping_ = false;
  const std::size_t first = keeping_ ? mark_ : at_;
  std::memmove(buffer_.data(), buffer_.data() + first, end_ - first);
  base_ += first;
  at_ -= first;
  end_ -= first;
  mark_ = 0;
  if (keeping_) {
    if (buffer_.size() - end_ < window_) buffer_.resize(buffer_.size() * 2);
  } else if (buffer_.size() > 4 * window_) {  // one long value must not hold its room for ever
    buffer_.resize(window_ + end_);
    buffer_.shrink_to_fit();
  }
  const std::size_t got = source_(buffer_.data() + end_, std::min(window_, buffer_.size() - end_));
  end_ += got;
  drained_ = got == 0;
  return got > 0;
}

char JsonStream::peek() {
  for (;;) {
    while (at_ != end_ && is_space(buffer_[at_])) ++at_;
    if (at_ != end_) return buffer_[at_];
    if (!refill()) return '\0';
  }
}

bool JsonStream::enter(char open) {
  const char c = peek();
  if (c != open) return fail(fmt::format("'{}' expected", open));
  ++at_;
  return true;
}

bool JsonStream::next(char close) {
  if (!ok()) return false;
  char c = peek();
  if (c == ',') {
    ++at_;
    c = peek();
  } else if (c == close) {
    ++at_;
    return false;
  }
  if (c == '\0') return fail("the document is cut short");
  return true;
}

std::string_view JsonStream::key() {
  if (peek() != '"') {
    fail("a key in quotes expected");
    return {};
  }
  keeping_ = true;
  mark_ = at_;
  limit_ = kMaxKey;
  ++at_;
  if (!skip_string()) return {};
  // The colon is looked for while the key is held, so that its text stays where it is.
  const std::size_t length = at_ - mark_;
  const char c = peek();
  const bool held = std::exchange(keeping_, false);
  const std::size_t begin = mark_;
  if (c != ':') {
    fail("':' expected");
    return {};
  }
  ++at_;
  if (!held) return {};
  return std::string_view(buffer_).substr(begin + 1, length - 2);
}

std::optional<std::string_view> JsonStream::take(std::size_t limit) {
  if (!ok()) return std::nullopt;
  peek();
  keeping_ = true;
  mark_ = at_;
  limit_ = limit;
  if (!skip()) return std::nullopt;
  const bool held = std::exchange(keeping_, false) && at_ - mark_ <= limit;
  if (!held) return std::nullopt;
  return std::string_view(buffer_).substr(mark_, at_ - mark_);
}

bool JsonStream::skip() {
  if (!ok()) return false;
  switch (peek()) {
    case '\0':
      return fail("the document is cut short");
    case '"':
      ++at_;
      return skip_string();
    case '{':
    case '[':
      return skip_nested();
    case ',':
    case ':':
    case '}':
    case ']':
      return fail("a value expected");
    default:
      skip_scalar();
      return true;
  }
}

// From behind the opening quote to behind the closing one.
bool JsonStream::skip_string() {
  std::size_t carried = 0;  // backslashes at the end of what was looked at before
  for (;;) {
    const char* begin = buffer_.data() + at_;
    const char* end = buffer_.data() + end_;
    const auto* quote =
        static_cast<const char*>(std::memchr(begin, '"', static_cast<std::size_t>(end - begin)));
    const char* stop = quote == nullptr ? end : quote;
    std::size_t escapes = backslashes_before(begin, stop);
    if (escapes == static_cast<std::size_t>(stop - begin)) escapes += carried;
    if (quote != nullptr) {
      carried = 0;
      at_ += static_cast<std::size_t>(quote - begin) + 1;
      if (escapes % 2 == 0) return true;
      continue;
    }
    carried = escapes % 2;
    at_ = end_;
    if (!refill()) return fail("a string has no end");
  }
}

bool JsonStream::skip_nested() {
  std::uint64_t depth = 0;
  for (;;) {
    const char* p = buffer_.data() + at_;
    const char* end = buffer_.data() + end_;
    bool in_string = false;
    while (p != end) {
      const char c = *p++;
      if (c == '"') {
        in_string = true;
        break;
      }
      if (c == '{' || c == '[') {
        ++depth;
      } else if ((c == '}' || c == ']') && --depth == 0) {
        at_ = static_cast<std::size_t>(p - buffer_.data());
        return true;
      }
    }
    at_ = static_cast<std::size_t>(p - buffer_.data());
    if (in_string) {
      if (!skip_string()) return false;
    } else if (!refill()) {
      return fail("the document is cut short");
    }
  }
}

void JsonStream::skip_scalar() {
  const auto ends = [](char c) { return is_space(c) || c == ',' || c == '}' || c == ']'; };
  for (;;) {
    while (at_ != end_ && !ends(buffer_[at_])) ++at_;
    if (at_ != end_ || !refill()) return;
  }
}

std::optional<JsonStream::Line> JsonStream::line(std::size_t limit) {
  if (at_ == end_ && !refill()) return std::nullopt;
  keeping_ = true;
  mark_ = at_;
  limit_ = limit;
  Line line;
  for (;;) {
    const void* found = std::memchr(buffer_.data() + at_, '\n', end_ - at_);
    if (found != nullptr) {
      at_ = static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.data());
      break;
    }
    at_ = end_;
    if (!refill()) {
      line.ended = false;
      break;
    }
  }
  const bool held = std::exchange(keeping_, false) && at_ - mark_ <= limit;
  if (held) {
    line.text = std::string_view(buffer_).substr(mark_, at_ - mark_);
    if (line.text.ends_with('\r')) line.text.remove_suffix(1);
  } else {
    line.too_long = true;
  }
  if (line.ended) ++at_;
  return line;
}

std::string_view JsonStream::ahead() { return std::string_view(buffer_).substr(at_, end_ - at_); }

}  // namespace tagproof
