#include "harness/http/request_reader.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace tagproof {
namespace {

using State = RequestReader::State;

constexpr ListenerLimits kLimits{.head_bytes = 200, .body_bytes = 50};

std::vector<IncomingRequest> read_all(std::string_view bytes, std::size_t at_once) {
  RequestReader reader(kLimits);
  std::vector<IncomingRequest> read;
  for (std::size_t at = 0; at < bytes.size(); at += at_once) {
    reader.append(bytes.substr(at, at_once));
    while (reader.read(nullptr) == State::done) {
      read.push_back(reader.take("here", "127.0.0.1"));
      if (read.back().refused) return read;
    }
  }
  return read;
}

TEST_CASE("requests are the same however their bytes arrive") {
  const std::string bytes =
      "\r\nGET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
      "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12345"
      "POST /3 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nT: "
      "1\r\n\r\n"
      "\r\n\r\nDELETE /4 HTTP/1.0\r\n\r\n"
      "nonsense\r\n\r\n";
  const auto whole = read_all(bytes, bytes.size());
  REQUIRE(whole.size() == 5);
  CHECK(whole[1].request.body == "12345");
  CHECK(whole[2].request.body == "ab");
  CHECK(whole[3].request.url == "http://here/4");
  CHECK(whole[4].refused == "malformed");
  for (std::size_t at_once = 1; at_once < 20; ++at_once) {
    CAPTURE(at_once);
    const auto parts = read_all(bytes, at_once);
    REQUIRE(parts.size() == whole.size());
    for (std::size_t i = 0; i < parts.size(); ++i) {
      CHECK(parts[i].request == whole[i].request);
      CHECK(parts[i].raw == whole[i].raw);
      CHECK(parts[i].refused == whole[i].refused);
    }
  }
}

TEST_CASE("what was cut shows what there was") {
  RequestReader reader(kLimits);
  reader.append("POST /mp/collect HTTP/1.1\r\nHost: a\r\nContent-Le");
  CHECK(reader.read(nullptr) == State::head);
  reader.cut("header-timeout", 408);
  CHECK(reader.must_close());
  const auto cut = reader.take("here", "::1");
  CHECK(cut.request.method == "POST");
  CHECK(cut.request.url == "http://a/mp/collect");
  CHECK(cut.request.headers == Headers{{"Host", "a"}});
  CHECK(cut.refused == "header-timeout");
  CHECK(cut.refusal_status == 408);
  CHECK(cut.truncated);
}

TEST_CASE("a second opinion can refuse a head") {
  RequestReader reader(kLimits);
  reader.append("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(reader.read([](std::string_view head) { return head.ends_with("\r\n\r\n") ? 400 : 0; }) ==
        State::done);
  CHECK(reader.take("here", "::1").refused == "malformed");
}

TEST_CASE("a second opinion isn't asked for what it has accepted") {
  struct Row {
    std::string_view name{};
    std::string head{};
    bool asked = false;
    int says = 0;
  };
  const std::string long_field = "X: " + std::string(5000, 'x');
  const auto head = [](std::string_view field) {
    return "GET /v21.0 HTTP/1.1\r\nHost: a\r\n" + std::string(field) + "\r\n\r\n";
  };
  const Row rows[] = {
      {"the first", head("X: 17"), true, 0},
      {"the same", head("X: 17"), false, 0},
      {"other digits", head("X: 93"), false, 0},
      {"a digit more", head("X: 193"), true, 0},
      {"a letter for a digit", head("X: 1a3"), true, 0},
      {"a digit for a letter", head("X: 113"), true, 0},
      {"one that is too long to remember", head(long_field), true, 0},
      {"it again", head(long_field), true, 0},
      {"the one before it", head("X: 222"), false, 0},
      {"a refused one", head("Y: 222"), true, 400},
  };
  const ListenerLimits limits;
  RequestReader reader(limits);
  const auto ask = [&](const std::string& bytes, int says) {
    bool asked = false;
    reader.append(bytes);
    CHECK(reader.read([&](std::string_view) {
      asked = true;
      return says;
    }) == State::done);
    return std::pair(asked, reader.take("here", "::1").refusal_status);
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    CHECK(ask(row.head, row.says) == std::pair(row.asked, row.says));
  }
  CHECK(ask(rows[9].head, 400) == std::pair(true, 400));  // refused is never remembered
  reader.clear();                                         // another connection
  CHECK(ask(head("X: 222"), 0) == std::pair(true, 0));
}

}  // namespace
}  // namespace tagproof
