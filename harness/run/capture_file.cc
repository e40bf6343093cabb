#include "harness/run/capture_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "harness/documents/documents.h"

namespace tagproof {
namespace {

constexpr mode_t kOwnerOnly = 0600;

// All of it, or why not: a half-written line is the last thing that may be left after a kill.
bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

struct Part {
  int file = -1;
  std::string path{};
  std::string failure{};
};

}  // namespace

struct CaptureFiles::Inside {
  std::string folder{};
  std::vector<Part> parts{};
};

CaptureFiles::CaptureFiles(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}

CaptureFiles::~CaptureFiles() {
  for (const auto& part : inside_->parts) {
    if (part.file >= 0) ::close(part.file);
  }
}

Result<std::unique_ptr<CaptureFiles>> CaptureFiles::open(const std::string& folder,
                                                         std::size_t parts) {
  if (::access(folder.c_str(), W_OK) != 0) {
    return error(fmt::format("can't write into {}: {}", folder, std::strerror(errno)));
  }
  auto inside = std::make_unique<Inside>();
  inside->folder = folder;
  inside->parts.resize(parts);
  for (std::size_t i = 0; i < parts; ++i) {
    inside->parts[i].path = fmt::format("{}/captures.{:05}.jsonl", folder, i);
  }
  return std::unique_ptr<CaptureFiles>(new CaptureFiles(std::move(inside)));
}

void CaptureFiles::append(std::size_t part, const Capture& capture) {
  Part& to = inside_->parts[part];
  if (!to.failure.empty()) return;
  if (to.file < 0) {
    // Opened with its first line: a run over hundreds of cells must not hold hundreds of files.
    to.file = ::open(to.path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, kOwnerOnly);
  }
  if (to.file < 0 || !write_all(to.file, capture_line(capture) + "\n")) {
    to.failure = fmt::format("{}: {}", to.path, std::strerror(errno));
  }
}

Result<std::string> CaptureFiles::join() {
  const std::string path = inside_->folder + "/captures.jsonl";
  const int out = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kOwnerOnly);
  if (out < 0) return error(fmt::format("{}: {}", path, std::strerror(errno)));
  std::string failure;
  std::array<char, 1U << 16U> buffer{};
  for (auto& part : inside_->parts) {
    if (failure.empty()) failure = part.failure;
    if (part.file < 0) continue;
    ::close(std::exchange(part.file, -1));
    const int in = ::open(part.path.c_str(), O_RDONLY | O_CLOEXEC);
    ssize_t got = 0;
    while (in >= 0 && (got = ::read(in, buffer.data(), buffer.size())) > 0) {
      if (!write_all(out, {buffer.data(), static_cast<std::size_t>(got)})) {
        failure = fmt::format("{}: {}", path, std::strerror(errno));
        break;
      }
    }
    if (in < 0 || got < 0) failure = fmt::format("{}: {}", part.path, std::strerror(errno));
    if (in >= 0) ::close(in);
    if (failure.empty()) ::unlink(part.path.c_str());
  }
  ::close(out);
  if (!failure.empty()) return error("the run's captures could not be written: " + failure);
  return path;
}

}  // namespace tagproof
