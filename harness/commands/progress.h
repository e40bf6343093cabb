#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <ostream>
#include <string>
#include <string_view>

#include "harness/model/words.h"

namespace tagproof {

/// One line on a terminal that says how far a run is; nothing elsewhere. Thread-safe.
class Progress {
 public:
  Progress(std::ostream& err, bool on_terminal, std::size_t total)
      : err_(err), on_terminal_(on_terminal), total_(total) {}
  void done(std::string_view name, Verdict verdict);
  /// Takes the line away.
  void end();

 private:
  std::ostream& err_;
  bool on_terminal_;
  std::size_t total_;
  std::mutex lock_{};
  std::size_t done_ = 0;
  std::size_t failed_ = 0;
};

/// One line on a terminal that says how much of a file was read; nothing elsewhere.
class ByteProgress {
 public:
  ByteProgress(std::ostream& err, bool on_terminal) : err_(err), on_terminal_(on_terminal) {}
  void begin(std::string name, std::uint64_t total);
  void at(std::uint64_t bytes);
  /// Takes the line away.
  void end();

 private:
  std::ostream& err_;
  bool on_terminal_;
  std::string name_{};
  std::uint64_t total_ = 0;
  std::uint64_t shown_ = UINT64_MAX;  // in percent
};

}  // namespace tagproof
