#include "harness/http/request_reader.h"

#include <algorithm>
#include <utility>

#include "harness/base/ascii.h"

namespace tagproof {
namespace {

constexpr std::size_t kRememberedHead = 4 * kKilobyte;

bool differ_in_digits_alone(std::string_view one, std::string_view other) {
  return std::ranges::equal(one, other,
                            [](char a, char b) { return a == b || (is_digit(a) && is_digit(b)); });
}

}  // namespace

RequestReader::State RequestReader::read(const Judge& judge) {
  if (state_ == State::idle) {
    // Empty lines before a request line: https://www.rfc-editor.org/rfc/rfc9112#section-2.2
    buffer_.erase(0, std::min(buffer_.find_first_not_of("\r\n"), buffer_.size()));
    if (!buffer_.empty()) state_ = State::head;
  }
  if (state_ == State::head) state_ = read_head(judge);
  if (state_ == State::body) state_ = read_body();
  return state_;
}

RequestReader::State RequestReader::read_head(const Judge& judge) {
  if (!can_begin_request(buffer_)) {
    cut("malformed", 400);
    return state_;
  }
  const auto size = head_size(buffer_, searched_);
  if (size.value_or(buffer_.size()) > limits_->head_bytes) {
    cut("header-size", 431);
    return state_;
  }
  if (!size) return State::head;
  head_size_ = *size;
  const auto bytes = std::string_view(buffer_).substr(0, head_size_);
  head_ = parse_head(bytes, *limits_);
  if (!head_.refused.empty()) {
    cut(head_.refused, head_.status);
    return state_;
  }
  if (!judge || differ_in_digits_alone(bytes, accepted_)) return State::body;
  if (const int status = judge(bytes); status != 0) {
    cut("malformed", status);
    return state_;
  }
  if (bytes.size() <= kRememberedHead) accepted_ = bytes;
  return State::body;
}

RequestReader::State RequestReader::read_body() {
  const auto bytes = std::string_view(buffer_).substr(head_size_);
  switch (head_.framing) {
    case Framing::none:
      return State::done;
    case Framing::length:
      if (head_.content_length > limits_->body_bytes &&
          (bytes.size() >= limits_->body_bytes || head_.expects_continue)) {
        cut("body-size", 413);
        return state_;
      }
      return bytes.size() < head_.content_length ? State::body : State::done;
    case Framing::chunked:
      switch (chunks_.read(bytes, *limits_)) {
        case ChunkedBody::State::more:
          return State::body;
        case ChunkedBody::State::done:
          return State::done;
        case ChunkedBody::State::malformed:
          cut("malformed", 400);
          return state_;
        case ChunkedBody::State::too_large:
          cut("body-size", 413);
          return state_;
      }
  }
  return State::done;
}

void RequestReader::cut(std::string_view why, int status) {
  if (refused_.empty()) {
    refused_ = why;
    refusal_status_ = status;
  }
  if (head_size_ == 0) head_ = parse_head(buffer_, *limits_);
  state_ = State::done;
}

bool RequestReader::waits_for_continue() const {
  return head_.expects_continue && head_.framing != Framing::none && head_size_ == buffer_.size();
}

std::size_t RequestReader::bytes_needed() const {
  std::size_t raw = buffer_.size();
  if (head_size_ > 0 && head_.framing == Framing::length) {
    const auto body = std::min<std::uint64_t>(head_.content_length, limits_->body_bytes);
    raw = std::max(raw, head_size_ + static_cast<std::size_t>(body));
  }
  return 2 * raw;  // as received, and its body
}

IncomingRequest RequestReader::take(std::string_view fallback_host, std::string_view peer) {
  IncomingRequest incoming;
  incoming.peer = peer;
  incoming.request.method = head_.method;
  incoming.request.url = absolute_url(head_, fallback_host);
  incoming.request.headers = std::move(head_.headers);

  std::size_t size = std::min(buffer_.size(), limits_->head_bytes);  // of a head that isn't whole
  incoming.truncated = head_size_ == 0;
  if (head_size_ > 0) {
    std::size_t rest = buffer_.size() - head_size_;
    if (head_.framing == Framing::chunked) {
      // Behind a chunk that can't be read nothing can be told apart: all of it belongs here.
      if (refused_.empty()) rest = chunks_.used();
      incoming.truncated = !chunks_.complete();
      incoming.request.body = std::move(chunks_.body());
    } else {
      if (head_.framing == Framing::length) {
        rest = static_cast<std::size_t>(std::min<std::uint64_t>(
            {rest, head_.content_length, std::uint64_t{limits_->body_bytes}}));
        incoming.truncated = rest < head_.content_length;
      } else if (refused_.empty()) {
        rest = 0;
      }
      incoming.request.body = buffer_.substr(head_size_, rest);
    }
    size = head_size_ + rest;
  }
  if (!refused_.empty()) {
    incoming.refused = std::move(refused_);
    incoming.refusal_status = refusal_status_;
  }
  if (size == buffer_.size()) {
    incoming.raw = std::move(buffer_);
    buffer_ = {};
  } else {
    incoming.raw = buffer_.substr(0, size);
    buffer_.erase(0, size);
  }
  state_ = State::idle;
  searched_ = head_size_ = 0;
  head_ = {};
  chunks_ = {};
  refused_.clear();
  refusal_status_ = 0;
  return incoming;
}

void RequestReader::clear() { *this = RequestReader(*limits_); }

}  // namespace tagproof
