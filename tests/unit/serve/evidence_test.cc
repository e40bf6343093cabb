// --evidence FILE: on disk before the answer, continued, read back.
#include <fcntl.h>
#include <sys/stat.h>

#include <fstream>
#include <future>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "harness/documents/documents.h"
#include "tests/unit/serve/served.h"

namespace tagproof::test {
namespace {

std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

TEST_CASE("a capture is in the file before it is answered, readable by its owner alone") {
  for (const bool durable : {false, true}) {
    const Folder folder;
    const std::string path = folder.file("captures.jsonl");
    const Served served({.evidence = path, .durable = durable});
    for (std::size_t i = 1; i <= 3; ++i) {
      CHECK(served.purchase(std::to_string(i)) == 204);
      CHECK(lines_of(path).size() == i);
    }
    const auto capture = read_capture(lines_of(path)[2]);
    REQUIRE(capture.has_value());
    CHECK(capture->id == "default/c-3");
    CHECK(capture->scenario == "default");
    CHECK(capture->answer.status == 204);
    CHECK(lines_of(path)[0].find("made-up") == std::string::npos);
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600U);
  }
}

TEST_CASE("a file that is continued numbers on from its last id, on a new line") {
  const Folder folder;
  const std::string path = folder.file("captures.jsonl");
  {
    const Served served({.evidence = path});
    CHECK(served.purchase("1") == 204);
    CHECK(served.purchase("2") == 204);
    CHECK(served.purchase("3", served.new_session()) == 204);
  }
  std::ofstream(path, std::ios::app) << R"({"id":"default/c-3","session":"default","ti)";
  const Served served({.evidence = path});
  CHECK(served.purchase("4") == 204);
  CHECK(served.new_session() == "/s/s-2");
  const auto lines = lines_of(path);
  REQUIRE(lines.size() == 5);
  CHECK_FALSE(read_capture(lines[3]).has_value());
  CHECK(read_capture(lines[4])->id == "default/c-4");
  CHECK(served.get("/_tagproof/captures").text("total") == "1");
}

TEST_CASE("ids are unique in the file, also after a reset") {
  const Folder folder;
  const std::string path = folder.file("captures.jsonl");
  const Served served({.evidence = path});
  CHECK(served.purchase("1") == 204);
  CHECK(served.post("/_tagproof/reset").status == 200);
  CHECK(served.purchase("1") == 204);
  CHECK(served.get("/_tagproof/captures").text("captures", 0, "id") == "default/c-2");
}

TEST_CASE("lines stand in order of their numbers, whoever sends how fast") {
  const Folder folder;
  const std::string path = folder.file("captures.jsonl");
  const Served served({.evidence = path});
  std::vector<std::future<void>> clients;
  for (int client = 0; client < 4; ++client) {
    clients.push_back(std::async(std::launch::async, [&served, client] {
      for (int i = 0; i < 25; ++i)
        static_cast<void>(served.purchase(std::to_string(client * 100 + i)));
    }));
  }
  for (auto& client : clients) client.get();
  const auto lines = lines_of(path);
  REQUIRE(lines.size() == 100);
  for (std::size_t i = 0; i < lines.size(); ++i)
    CHECK(read_capture(lines[i])->id == "default/c-" + std::to_string(i + 1));
}

TEST_CASE("what left memory is read back from the file") {
  const Folder folder;
  std::size_t judged = 0;
  const Served served({.evidence = folder.file("captures.jsonl"),
                       .judge =
                           [&](Evidence& evidence) {
                             judged = evidence.captures.size();
                             CHECK(evidence.events.size() == judged);
                             return std::vector<Finding>{};
                           },
                       .limits = {.captures = 2}});
  for (const char* order : {"1", "2", "2", "3", "4"}) CHECK(served.purchase(order) == 204);
  const auto captures = served.get("/_tagproof/captures");
  CHECK(captures.text("total") == "5");
  CHECK(captures.text("evicted") == "0");
  REQUIRE(captures.size("captures") == 5);
  for (int i = 0; i < 5; ++i)
    CHECK(captures.text("captures", i, "id") == "default/c-" + std::to_string(i + 1));

  const auto events = served.get("/_tagproof/events");
  REQUIRE(events.size("events") == 5);
  CHECK(events.text("events", 0, "capture") == "default/c-1");
  CHECK(events.text("events", 1, "outcome") == "counted");
  CHECK(events.text("events", 2, "outcome") == "deduplicated");
  CHECK(events.text("events", 2, "rule") == events.text("events", 2, "rule"));
  CHECK(served.get("/_tagproof/events?order=2").text("total") == "2");
  CHECK(served.get("/_tagproof/captures?order=2").text("total") == "2");
  CHECK(served.get("/_tagproof/captures?event=purchase&limit=2&since=1").text("next") == "3");
  CHECK(served.get("/_tagproof/captures?limit=1&since=1").text("captures", 0, "id") ==
        "default/c-2");

  CHECK(served.get("/_tagproof/findings").text("evicted") == "0");
  CHECK(judged == 5);
  CHECK(served.get("/_tagproof/captures").text("total") == "5");
  CHECK(served.get("/_tagproof/ledger").text("ledger", "ga4", "conversions") == "4");
}

TEST_CASE("two servers never write to one file") {
  const Folder folder;
  const std::string path = folder.file("captures.jsonl");
  const Served served({.evidence = path});
  const HandClock clock;
  const auto second = Server::start({.platforms = platforms(), .evidence = path}, clock);
  REQUIRE_FALSE(second.has_value());
  CHECK(second.error().message.find(path) != std::string::npos);
  const auto nowhere =
      Server::start({.platforms = platforms(), .evidence = folder.file("no/such/folder")}, clock);
  REQUIRE_FALSE(nowhere.has_value());
}

}  // namespace
}  // namespace tagproof::test
