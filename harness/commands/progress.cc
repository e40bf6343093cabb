#include "harness/commands/progress.h"

#include <fmt/format.h>

#include <string>

namespace tagproof {
namespace {
constexpr std::size_t kBarWidth = 24;
constexpr std::string_view kClearLine = "\r\x1b[K";
}  // namespace

void Progress::done(std::string_view name, Verdict verdict) {
  const std::scoped_lock hold(lock_);
  ++done_;
  if (verdict != Verdict::pass) ++failed_;
  if (!on_terminal_) return;
  const std::size_t filled = total_ == 0 ? 0 : kBarWidth * done_ / total_;
  err_ << kClearLine
       << fmt::format("[{:<{}}] {}/{} {}{}", std::string(filled, '#'), kBarWidth, done_, total_,
                      failed_ == 0 ? "" : fmt::format("{} failed · ", failed_), name)
       << std::flush;
}

void Progress::end() {
  if (on_terminal_) err_ << kClearLine << std::flush;
}

}  // namespace tagproof
