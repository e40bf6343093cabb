// Who writes a line, and when: whoever completes a row of them, and nobody else is needed.
#include "harness/serve/evidence_file.h"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <functional>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/unit/serve/served.h"

namespace tagproof::test {
namespace {

constexpr std::size_t kIndexed = 1000;

std::unique_ptr<EvidenceFile> open(EvidenceFile::Options options) {
  options.indexed_lines = kIndexed;
  auto opened = EvidenceFile::open(std::move(options));
  REQUIRE_MESSAGE(opened.has_value(), opened.error().message);
  return std::move(*opened);
}

std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

/// Which lines were answered, in what order.
struct Answers {
  std::mutex mutex{};
  std::vector<int> given{};
  Answer to(int line) {
    return {.then = [this, line] {
      const std::scoped_lock lock(mutex);
      given.push_back(line);
    }};
  }
};

/// No file grows beyond `bytes` while it lives.
class SmallFiles {
 public:
  explicit SmallFiles(rlim_t bytes) {
    before_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &limit_);
    const rlimit small{.rlim_cur = bytes, .rlim_max = limit_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  SmallFiles(const SmallFiles&) = delete;
  SmallFiles& operator=(const SmallFiles&) = delete;
  ~SmallFiles() {
    ::setrlimit(RLIMIT_FSIZE, &limit_);
    std::signal(SIGXFSZ, before_);
  }

 private:
  rlimit limit_{};
  void (*before_)(int) = nullptr;
};

TEST_CASE("a line waits for those before it, and whoever submits the missing one writes both") {
  for (const bool by_turn : {true, false}) {
    CAPTURE(by_turn);
    const Folder folder;
    const std::string path = folder.file("captures.jsonl");
    const auto file = open({.path = path});
    Answers answers;
    const auto write = [&] {
      if (by_turn) {
        CHECK_FALSE(file->write_turn());
      } else {
        file->write_now();
      }
    };
    const auto first = file->reserve();
    const auto second = file->reserve();
    const auto third = file->reserve();
    file->submit(second, "two", answers.to(2));
    write();
    CHECK(lines_of(path).empty());
    CHECK(answers.given.empty());
    file->submit(first, "one", answers.to(1));
    write();
    CHECK(lines_of(path) == std::vector<std::string>{"one", "two"});
    CHECK(answers.given == std::vector{1, 2});
    file->submit(third, "three", answers.to(3));
    write();
    CHECK(lines_of(path) == std::vector<std::string>{"one", "two", "three"});
    CHECK(answers.given == std::vector{1, 2, 3});
  }
}

TEST_CASE("what was submitted and never written is written at the end, and answered") {
  const Folder folder;
  const std::string path = folder.file("captures.jsonl");
  Answers answers;
  {
    const auto file = open({.path = path});
    file->submit(file->reserve(), "one", answers.to(1));
    file->submit(file->reserve(), "two", answers.to(2));
  }
  CHECK(lines_of(path) == std::vector<std::string>{"one", "two"});
  CHECK(answers.given == std::vector{1, 2});
}

TEST_CASE("a file that can't be written to answers 503, says so once, and goes on when it can") {
  const Folder folder;
  const std::string path = folder.file("captures.jsonl");
  std::vector<std::string> said;
  const auto file =
      open({.path = path, .say = [&](const std::string& text) { said.push_back(text); }});
  Answers answers;
  const auto write = [&](const std::string& text, int line) {
    file->submit(file->reserve(), text, answers.to(line));
    CHECK_FALSE(file->write_turn());
  };
  {
    const SmallFiles small(10);
    write("one", 1);
    write("two, which is cut", 2);
    write("three", 3);
  }
  REQUIRE(said.size() == 1);
  CHECK(said[0].find(path) != std::string::npos);
  write("four", 4);
  // Half a line stays half a line: nothing is glued to it.
  CHECK(lines_of(path) == std::vector<std::string>{"one", "two, w", "four"});
  CHECK(answers.given == std::vector{1, 2, 3, 4});
}

TEST_CASE("while one writes, others leave their lines to it") {
  const Folder folder;
  const std::string path = folder.file("captures.jsonl");
  Answers answers;
  // A write that fails says so in the middle of it: the one moment that a test can meet.
  std::function<void()> meanwhile;
  const auto file = open({.path = path, .say = [&](const std::string&) { meanwhile(); }});
  file->submit(file->reserve(), "lost", answers.to(1));
  SUBCASE("a turn finds another turn writing: that one looks again") {
    meanwhile = [&] {
      file->submit(file->reserve(), "two", answers.to(2));
      CHECK_FALSE(std::async(std::launch::async, [&] { return file->write_turn(); }).get());
      std::async(std::launch::async, [&] { file->write_now(); }).get();  // nor does it wait
    };
    {
      const SmallFiles none(0);
      CHECK(file->write_turn());
    }
    CHECK(answers.given == std::vector{1});
    CHECK_FALSE(file->write_turn());
    CHECK(answers.given == std::vector{1, 2});
    CHECK(lines_of(path) == std::vector<std::string>{"two"});
  }
  SUBCASE("a turn finds a thread writing that doesn't look again: it waits and writes itself") {
    std::future<bool> turn;
    meanwhile = [&] {
      file->submit(file->reserve(), "two", answers.to(2));
      turn = std::async(std::launch::async, [&] { return file->write_turn(); });
    };
    {
      const SmallFiles none(0);
      file->write_now();
    }
    CHECK_FALSE(turn.get());
    CHECK(answers.given.size() == 2);
  }
}

TEST_CASE("however threads meet, every line is answered by the last of them and stands in order") {
  const Folder folder;
  const std::string path = folder.file("captures.jsonl");
  constexpr int kLines = 2000;
  std::atomic<int> answered{0};
  std::mutex reserving;  // numbers are given under a session's lock
  int number = 0;
  const auto file = open({.path = path});
  const auto hits = [&](int in_turn) {
    for (int done = 0; done < kLines; done += in_turn) {
      for (int i = 0; i < in_turn; ++i) {
        std::unique_lock lock(reserving);
        const auto line = file->reserve();
        const int mine = number++;
        lock.unlock();
        if (mine % 3 == 0) std::this_thread::yield();
        file->submit(line, std::to_string(mine), {.then = [&] { ++answered; }});
        if (in_turn == 1) file->write_now();
      }
      while (in_turn > 1 && file->write_turn()) {
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    for (const int in_turn : {8, 16, 1, 1}) threads.emplace_back(hits, in_turn);
  }
  CHECK(answered == 4 * kLines);
  const auto lines = lines_of(path);
  REQUIRE(lines.size() == 4 * kLines);
  for (std::size_t i = 0; i < lines.size(); ++i) REQUIRE(lines[i] == std::to_string(i));
}

}  // namespace
}  // namespace tagproof::test
