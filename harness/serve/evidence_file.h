#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/http/listener.h"
#include "harness/model/capture.h"

namespace tagproof {

/// An answer that is given once its capture's line is in the file.
struct Answer {
  Responder responder{nullptr, 0};
  Response response{};
  std::function<void()> then{};  // called when it was given
};

/// `serve --evidence FILE`: a line for each capture, appended in batches by those who submit them;
/// an answer waits for its own batch. A file that is there already is continued. Mode 0600; one
/// server at a time.
///
/// Who submits a line calls write_turn() or write_now() after it, so whoever completes a row of
/// lines writes it: nothing waits for a thread to be woken, and nothing for the next hit.
/// Thread-safe.
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

  /// Writes the lines that are there and follow one another, in one go, and gives their answers:
  /// for a listener's thread at the end of its turn. While another such thread writes there is
  /// nothing to do, it looks again itself: true says that this is owed, once the answers have left.
  [[nodiscard]] bool write_turn();
  /// The same for a thread that has other things to do: it owes nothing. Waits for another of its
  /// kind.
  void write_now();

  /// Reads a line back; an error when its place is no longer known.
  Result<Capture> read(std::uint64_t line);

 private:
  struct Waiting {
    bool submitted = false;  // else only reserved
    std::string text{};
    Answer answer{};
  };
  struct Place {
    std::uint64_t offset = 0;
    std::size_t size = 0;
  };
  enum class Writer {
    none,
    turn,     // looks again when it is done
    another,  // doesn't: whoever submitted meanwhile waits for it
  };

  EvidenceFile(Options options, int file);
  Result<bool> read_last_numbers();
  bool write(Writer as);
  std::vector<Waiting> take_batch();
  std::string write_batch(std::string_view text);

  const Options options_;
  const int file_;
  std::map<std::string, std::size_t> last_{};
  // After the start the writer's, whoever that is.
  std::uint64_t size_ = 0;     // of the file
  bool line_is_open_ = false;  // it ends in half a line
  bool failed_ = false;        // said so already
  std::string text_{};         // of a batch
  std::vector<Place> batch_places_{};

  std::mutex mutex_;
  std::condition_variable free_{};  // no Writer::another any more
  Writer writer_ = Writer::none;
  std::uint64_t next_ = 0;          // the first line that isn't taken for writing
  std::vector<Waiting> waiting_{};  // from that one on, as many as are reserved
  std::deque<Place> places_{};
  std::uint64_t first_place_ = 0;
};

}  // namespace tagproof
