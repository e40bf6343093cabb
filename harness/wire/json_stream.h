#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tagproof {

/// Where a file's bytes come from: up to `size` of them into `to`; 0 at the end.
using ByteSource = std::function<std::size_t(char* to, std::size_t size)>;

/// JSON (or lines) too large for memory, walked value by value over a window of the bytes. A value
/// is skipped or taken as text; only what is taken is held. Skipping looks at quotes and brackets
/// alone: whoever takes a value parses it. The first problem ends the walk: from then on nothing
/// follows, and problem() says at which byte and why.
class JsonStream {
 public:
  /// `window`: how much is read at once.
  explicit JsonStream(ByteSource source, std::size_t window = kWindow);

  /// The next byte that is no white space; NUL at the end of the bytes. Consumes nothing but space.
  char peek();
  /// Goes into an object ('{') or array ('['); a problem when something else stands here.
  bool enter(char open);
  /// Inside of a container that closes with `close`: whether another member or element follows.
  /// Goes out of it when none does.
  bool next(char close);
  /// The name of the member at hand, without quotes and as it stands (escapes and all); valid until
  /// the next call.
  std::string_view key();
  /// The value at hand, as it stands; valid until the next call. Nothing when it is longer than
  /// `limit` (then it is skipped, and ok() still holds) or cut short.
  std::optional<std::string_view> take(std::size_t limit);
  bool skip();

  /// The rest of the line at hand, without its end; nothing at the end of the bytes. One longer
  /// than `limit` is skipped and comes empty with `too_long` set.
  struct Line {
    std::string_view text{};
    bool too_long = false;
    bool ended = true;  // false: the bytes end before the line does
  };
  std::optional<Line> line(std::size_t limit);
  /// The first bytes that follow, at most a window; consumes nothing.
  std::string_view ahead();

  [[nodiscard]] bool ok() const { return problem_.empty(); }
  [[nodiscard]] const std::string& problem() const { return problem_; }  // "at byte 17: …"
  [[nodiscard]] std::uint64_t offset() const { return base_ + at_; }

  static constexpr std::size_t kWindow = std::size_t{256} << 10U;

 private:
  bool fail(std::string_view what);
  bool refill();
  bool skip_string();
  bool skip_nested();
  void skip_scalar();

  ByteSource source_;
  std::string buffer_{};
  std::size_t window_;
  std::size_t at_ = 0, end_ = 0;  // within the buffer
  std::uint64_t base_ = 0;        // where the buffer's first byte stands in the whole
  bool keeping_ = false;          // what begins at mark_ is held
  std::size_t mark_ = 0;
  std::size_t limit_ = 0;  // of what is held
  bool drained_ = false;
  std::string problem_{};
};

}  // namespace tagproof
