#include "harness/run/input_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tagproof {
namespace {

std::string unreadable() { return fmt::format("can't be read: {}", std::strerror(errno)); }

}  // namespace

InputFile::InputFile(const std::string& path)
    : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
  struct stat status {};
  if (descriptor_ < 0 || ::fstat(descriptor_, &status) != 0) {
    problem_ = unreadable();
  } else if (S_ISDIR(status.st_mode)) {
    problem_ = "is a folder";
  }
}

InputFile::~InputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::size_t InputFile::read(char* to, std::size_t size) {
  while (problem_.empty()) {
    const ssize_t got = ::read(descriptor_, to, size);
    if (got >= 0) {
      bytes_read_ += static_cast<std::uint64_t>(got);
      return static_cast<std::size_t>(got);
    }
    if (errno != EINTR) problem_ = unreadable();
  }
  return 0;
}

}  // namespace tagproof
