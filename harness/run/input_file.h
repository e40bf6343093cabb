#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace tagproof {

/// A file of any size that is read from its beginning to its end.
class InputFile {
 public:
  /// Opens it; problem() says why it couldn't be.
  explicit InputFile(const std::string& path);
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  ~InputFile();

  /// The next bytes, as many as there are up to `size`; 0: it is at its end, or there is a problem.
  std::size_t read(char* to, std::size_t size);
  [[nodiscard]] std::uint64_t bytes_read() const { return bytes_read_; }
  /// Why it can't be read, or not any further; empty: it can.
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  int descriptor_;
  std::uint64_t bytes_read_ = 0;
  std::string problem_{};
};

}  // namespace tagproof
