#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "harness/base/result.h"
#include "harness/http/listener.h"
#include "harness/model/capture.h"

namespace tagproof {

/// An answer that leaves once its capture's line is in the file.
struct Answer {
  Responder responder;
  Response response{};
  std::function<void()> then{};  // called when it has left
};

/// `serve --evidence FILE`: a line for each capture, appended by one writer in batches; an answer
/// waits for its own batch. A file that is there already is continued. Mode 0600; one server at a
/// time.
class EvidenceFile {
 public:
  struct Options {
    std::string path{};
    bool durable = false;  // each batch is synced to the disk before its answers leave
    std::size_t indexed_lines = 0;
    std::function<void(const std::string&)> say{};  // a line for people
  };
  static Result<std::unique_ptr<EvidenceFile>> open(Options options);
  EvidenceFile(const EvidenceFile&) = delete;
  EvidenceFile& operator=(const EvidenceFile&) = delete;
  /// Writes what was submitted, then ends.
  ~EvidenceFile();

  /// The highest number of each session that the file held when it was opened.
  [[nodiscard]] const std::map<std::string, std::size_t>& last_numbers() const { return last_; }

  /// The place of the next line. Every reserved line must be submitted, in whatever order; they
  /// stand in the file in the order in which they were reserved.
  std::uint64_t reserve();
  void submit(std::uint64_t line, std::string text, Answer answer);

  /// Reads a line back; an error when its place is no longer known.
  Result<Capture> read(std::uint64_t line);

 private:
  struct Waiting {
    std::string text{};
    Answer answer;
  };
  struct Place {
    std::uint64_t offset = 0;
    std::size_t size = 0;
  };

  EvidenceFile(Options options, int file);
  Result<bool> read_last_numbers();
  void write();
  std::string write_batch(std::string_view text);

  const Options options_;
  const int file_;
  std::map<std::string, std::size_t> last_{};
  std::uint64_t size_ = 0;     // of the file; the writer's after the start
  bool line_is_open_ = false;  // it ends in half a line; the writer's
  bool failed_ = false;        // said so already; the writer's

  std::mutex mutex_;
  std::condition_variable something_{};
  std::uint64_t reserved_ = 0, next_ = 0;  // next_: the first line that isn't taken for writing
  std::map<std::uint64_t, Waiting> waiting_{};
  std::deque<Place> places_{};
  std::uint64_t first_place_ = 0;
  bool ended_ = false;
  std::thread writer_{};
};

}  // namespace tagproof
