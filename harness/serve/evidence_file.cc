#include "harness/serve/evidence_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <iterator>
#include <utility>

#include "harness/documents/documents.h"
#include "harness/serve/answers.h"

namespace tagproof {
namespace {

constexpr mode_t kOwnerOnly = 0600;
constexpr std::size_t kReadBlock = std::size_t{1} << 16U;
// Ids stand at the beginning of every line that we write.
constexpr std::string_view kLineStart = R"({"id":")";
constexpr std::size_t kLongestStart = 512;
// Of a batch's memory, what is kept for the next.
constexpr std::size_t kKeptBytes = std::size_t{1} << 20U;

std::string why() { return std::strerror(errno); }

/// "default/c-12" -> default, 12.
void note_id(std::string_view id, std::map<std::string, std::size_t>& last) {
  const auto mark = id.rfind("/c-");
  if (mark == std::string_view::npos) return;
  const std::string_view digits = id.substr(mark + 3);
  std::size_t number = 0;
  const auto [at, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (problem != std::errc{} || at != digits.data() + digits.size()) return;
  auto& highest = last[std::string(id.substr(0, mark))];
  highest = std::max(highest, number);
}

/// `start` is a line's first bytes.
void note_line(std::string_view start, std::map<std::string, std::size_t>& last) {
  if (!start.starts_with(kLineStart)) return;
  start.remove_prefix(kLineStart.size());
  note_id(start.substr(0, start.find('"')), last);
}

}  // namespace

EvidenceFile::EvidenceFile(Options options, int file) : options_(std::move(options)), file_(file) {}

Result<std::unique_ptr<EvidenceFile>> EvidenceFile::open(Options options) {
  const std::string path = options.path;
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, kOwnerOnly);
  if (file < 0) return error(fmt::format("can't open the evidence file {}: {}", path, why()));
  std::unique_ptr<EvidenceFile> evidence(new EvidenceFile(std::move(options), file));
  struct stat status {};
  if (::fstat(file, &status) != 0 || !S_ISREG(status.st_mode))
    return error(fmt::format("the evidence file {} is no ordinary file", path));
  if (::flock(file, LOCK_EX | LOCK_NB) != 0)
    return error(fmt::format("another tagproof serve writes to {}", path));
  if (::fchmod(file, kOwnerOnly) != 0)
    return error(fmt::format("can't make {} readable by its owner alone: {}", path, why()));
  if (auto read = evidence->read_last_numbers(); !read) return read.error();
  return evidence;
}

EvidenceFile::~EvidenceFile() {
  write_now();
  ::close(file_);
}

Result<bool> EvidenceFile::read_last_numbers() {
  std::array<char, kReadBlock> block{};
  std::string start;
  while (true) {
    const ssize_t got = ::pread(file_, block.data(), block.size(), static_cast<off_t>(size_));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return error(fmt::format("can't read {}: {}", options_.path, why()));
    if (got == 0) break;
    size_ += static_cast<std::uint64_t>(got);
    std::string_view rest(block.data(), static_cast<std::size_t>(got));
    while (!rest.empty()) {
      const auto end = rest.find('\n');
      const std::string_view part = rest.substr(0, end);
      start.append(part.substr(0, kLongestStart - std::min(kLongestStart, start.size())));
      line_is_open_ = end == std::string_view::npos;
      if (line_is_open_) break;
      note_line(start, last_);
      start.clear();
      rest.remove_prefix(end + 1);
    }
  }
  // Half a line says its number, too: it must not be given twice.
  note_line(start, last_);
  return true;
}

std::uint64_t EvidenceFile::reserve() {
  const std::scoped_lock lock(mutex_);
  waiting_.emplace_back();
  return next_ + waiting_.size() - 1;
}

void EvidenceFile::submit(std::uint64_t line, std::string text, Answer answer) {
  text.push_back('\n');
  const std::scoped_lock lock(mutex_);
  waiting_[line - next_] = {
      .submitted = true, .text = std::move(text), .answer = std::move(answer)};
}

bool EvidenceFile::write_turn() { return write(Writer::turn); }

void EvidenceFile::write_now() { write(Writer::another); }

bool EvidenceFile::write(Writer as) {
  std::unique_lock lock(mutex_);
  free_.wait(lock, [&] { return writer_ != Writer::another; });
  if (writer_ == Writer::turn) return false;
  auto batch = take_batch();
  if (batch.empty()) return false;
  writer_ = as;
  lock.unlock();

  text_.clear();
  if (line_is_open_) text_.push_back('\n');
  batch_places_.clear();
  for (const auto& one : batch) {
    batch_places_.push_back({.offset = size_ + text_.size(), .size = one.text.size() - 1});
    text_.append(one.text);
  }
  const std::string failure = write_batch(text_);
  if (text_.capacity() > kKeptBytes) text_ = {};

  lock.lock();
  for (const Place& place : batch_places_) places_.push_back(failure.empty() ? place : Place{});
  while (places_.size() > options_.indexed_lines) {
    places_.pop_front();
    ++first_place_;
  }
  writer_ = Writer::none;
  const bool more = !waiting_.empty() && waiting_.front().submitted;
  lock.unlock();
  if (as == Writer::another) free_.notify_all();

  for (auto& [submitted, text, answer] : batch) {
    if (!failure.empty())
      answer.response = error_answer("", 503, "evidence",
                                     "the capture could not be written to the evidence file");
    answer.responder.respond(std::move(answer.response));
    if (answer.then) answer.then();
  }
  return more;
}

/// What is submitted up to the first line that isn't; under the lock.
std::vector<EvidenceFile::Waiting> EvidenceFile::take_batch() {
  const auto end = std::ranges::find(waiting_, false, &Waiting::submitted);
  std::vector<Waiting> batch(std::move_iterator(waiting_.begin()), std::move_iterator(end));
  waiting_.erase(waiting_.begin(), end);
  next_ += batch.size();
  return batch;
}

/// Empty when all is written; else why not. Half a line that was left is ended by the next batch.
std::string EvidenceFile::write_batch(std::string_view text) {
  std::string failure;
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t written = ::write(file_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      failure = why();
      break;
    }
    size_ += static_cast<std::uint64_t>(written);
    line_is_open_ = rest[static_cast<std::size_t>(written) - 1] != '\n';
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  if (failure.empty() && options_.durable && ::fdatasync(file_) != 0) failure = why();
  if (!failure.empty() && !failed_ && options_.say) {
    options_.say(fmt::format("captures can't be written to {}: {}; hits are answered with 503",
                             options_.path, failure));
  }
  failed_ = !failure.empty();
  return failure;
}

Result<Capture> EvidenceFile::read(std::uint64_t line) {
  Place place;
  {
    const std::scoped_lock lock(mutex_);
    if (line < first_place_ || line - first_place_ >= places_.size())
      return error("its place in the evidence file is no longer known");
    place = places_[line - first_place_];
  }
  std::string text(place.size, '\0');
  std::size_t got = 0;
  while (got < text.size()) {
    const ssize_t more = ::pread(file_, text.data() + got, text.size() - got,
                                 static_cast<off_t>(place.offset + got));
    if (more < 0 && errno == EINTR) continue;
    if (more <= 0) return error(fmt::format("can't read {}: {}", options_.path, why()));
    got += static_cast<std::size_t>(more);
  }
  return read_capture(text);
}

}  // namespace tagproof
