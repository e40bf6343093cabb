#include "harness/commands/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

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

void ByteProgress::begin(std::string name, std::uint64_t total) {
  name_ = std::move(name);
  total_ = total;
  shown_ = UINT64_MAX;
}

void ByteProgress::at(std::uint64_t bytes) {
  if (!on_terminal_ || total_ == 0) return;
  const std::uint64_t percent = std::min<std::uint64_t>(100, bytes * 100 / total_);
  if (percent == shown_) return;
  shown_ = percent;
  const std::size_t filled = kBarWidth * static_cast<std::size_t>(percent) / 100;
  err_ << kClearLine
       << fmt::format("[{:<{}}] {:>3} % of {} MB {}", std::string(filled, '#'), kBarWidth, percent,
                      total_ / 1'000'000, name_)
       << std::flush;
}

void ByteProgress::end() {
  if (on_terminal_) err_ << kClearLine << std::flush;
}

}  // namespace tagproof
