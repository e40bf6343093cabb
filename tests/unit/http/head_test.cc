#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "harness/http/head.h"

namespace tagproof {
namespace {

struct HeadCase {
  std::string_view name{}, head{}, refused{}, url{};
};

// The rules of RFC 9112; `url` is what a capture shows even of a refused one.
constexpr HeadCase kHeads[] = {
    {"a plain request", "GET /tr/?id=1 HTTP/1.1\r\nHost: a.example\r\n\r\n", "",
     "http://a.example/tr/?id=1"},
    {"any method", "BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n", "", "http://a/pot"},
    {"an absolute target wins over Host",
     "GET https://graph.facebook.com/v21.0 HTTP/1.1\r\nHost: a\r\n\r\n", "",
     "https://graph.facebook.com/v21.0"},
    {"OPTIONS of the server", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "", "http://a/*"},
    {"HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", "", "http://here:80/"},
    {"HTTP/1.1 without Host", "GET / HTTP/1.1\r\n\r\n", "malformed", "http://here:80/"},
    {"two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "malformed", "http://a/"},
    {"a path in Host", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "malformed", "http://a/b/"},
    {"bytes above ASCII in the target", "GET /caf\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n", "",
     "http://a/caf\xc3\xa9"},
    {"a blank in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", "malformed", "http://a/a b"},
    {"no version", "GET /\r\n\r\n", "malformed", "http://here:80/"},
    {"another version", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", "malformed", "http://a/"},
    {"a target that is no path", "GET tr HTTP/1.1\r\nHost: a\r\n\r\n", "malformed", "http://a/tr"},
    {"a line without colon", "GET / HTTP/1.1\r\nHost: a\r\nwhat\r\n\r\n", "malformed", "http://a/"},
    {"a blank before the colon", "GET / HTTP/1.1\r\nHost: a\r\nX : 1\r\n\r\n", "malformed",
     "http://a/"},
    {"a folded line", "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n", "malformed", "http://a/"},
    {"bare line feeds", "GET / HTTP/1.1\nHost: a\n\n", "malformed", "http://a/"},
    {"a control character in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: \x01\r\n\r\n", "malformed",
     "http://a/"},
    {"a length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n", "", "http://a/"},
    {"the same length twice",
     "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", "",
     "http://a/"},
    {"two lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
     "malformed", "http://a/"},
    {"a length that is no number", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n",
     "malformed", "http://a/"},
    {"length and chunks",
     "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
     "malformed", "http://a/"},
    {"another transfer coding", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
     "malformed", "http://a/"},
    {"CONNECT", "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n", "method",
     "http://a.example:443/a.example:443"},
};

TEST_CASE("a head is accepted, or refused with what can be read of it") {
  for (const auto& row : kHeads) {
    CAPTURE(row.name);
    const auto head = parse_head(row.head, {});
    CHECK(head.refused == row.refused);
    CHECK(absolute_url(head, "here:80") == row.url);
  }
}

TEST_CASE("header fields keep order, case and repetition") {
  const auto head = parse_head(
      "GET / HTTP/1.1\r\nx-b: 1\r\nHost: a\r\nX-A:  two words \t\r\nx-b: 2\r\nEmpty:\r\n\r\n", {});
  CHECK(head.headers ==
        Headers{{"x-b", "1"}, {"Host", "a"}, {"X-A", "two words"}, {"x-b", "2"}, {"Empty", ""}});
}

TEST_CASE("so many header fields are heard, one more isn't") {
  const std::string begin = "GET / HTTP/1.1\r\nHost: a\r\n";
  CHECK(parse_head(begin + "a: 1\r\n\r\n", {.header_count = 2}).refused.empty());
  CHECK(parse_head(begin + "a: 1\r\nb: 1\r\n\r\n", {.header_count = 2}).refused == "header-count");
}

TEST_CASE("a connection is kept by default since HTTP/1.1, on request before") {
  struct Row {
    std::string_view version{}, connection{};
    bool kept{};
  };
  for (const auto& row : {Row{"1.1", "X: 1", true}, Row{"1.1", "Connection: close", false},
                          Row{"1.1", "connection: foo, Close", false}, Row{"1.0", "X: 1", false},
                          Row{"1.0", "Connection: Keep-Alive", true}}) {
    CAPTURE(row.version);
    CAPTURE(row.connection);
    const auto head = parse_head("GET / HTTP/" + std::string(row.version) + "\r\nHost: a\r\n" +
                                     std::string(row.connection) + "\r\n\r\n",
                                 {});
    CHECK(head.keep_alive == row.kept);
  }
}

TEST_CASE("the end of a head is found however its bytes arrive") {
  for (const std::string_view head : {"GET / HTTP/1.1\r\nA: b\r\n\r\n", "GET /\n\n", "A\r\n\n"}) {
    const std::string bytes = std::string(head) + "next\r\n\r\n";
    std::size_t searched = 0;
    std::optional<std::size_t> found;
    std::size_t arrived = 0;
    while (!found && ++arrived <= bytes.size()) {
      found = head_size(std::string_view(bytes).substr(0, arrived), searched);
    }
    CHECK(found == head.size());
    CHECK(arrived == head.size());
  }
}

struct ChunkCase {
  std::string_view name{}, bytes{};
  ChunkedBody::State state{};
  std::string_view body{};
};
using State = ChunkedBody::State;
constexpr ChunkCase kChunks[] = {
    {"two chunks", "3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n", State::done, "abc0123456789"},
    {"nothing", "0\r\n\r\n", State::done, ""},
    {"an extension and a trailer", "3;a=b\r\nabc\r\n0\r\nX: 1\r\n\r\n", State::done, "abc"},
    {"not there yet", "5\r\nab", State::more, "ab"},
    {"the last empty line missing", "1\r\na\r\n0\r\n", State::more, "a"},
    {"no hexadecimal size", "x\r\nabc\r\n0\r\n\r\n", State::malformed, ""},
    {"an empty size", "\r\nabc", State::malformed, ""},
    {"more than its size", "1\r\nabc\r\n0\r\n\r\n", State::malformed, "a"},
    {"a size beyond any", "ffffffffffffffff\r\n", State::malformed, ""},
    {"bare line feeds", "1\na\n0\n\n", State::malformed, ""},
    {"as large as allowed", "14\r\n01234567890123456789\r\n0\r\n\r\n", State::done,
     "01234567890123456789"},
    {"larger", "15\r\n012345678901234567890\r\n0\r\n\r\n", State::too_large,
     "01234567890123456789"},
};

TEST_CASE("chunks are put together, all at once and byte by byte") {
  const ListenerLimits limits{.body_bytes = 20};
  for (const auto& row : kChunks) {
    CAPTURE(row.name);
    ChunkedBody whole;
    CHECK(whole.read(row.bytes, limits) == row.state);
    CHECK(whole.body() == row.body);

    ChunkedBody slow;
    auto state = State::more;
    for (std::size_t size = 1; size <= row.bytes.size() && state == State::more; ++size) {
      state = slow.read(row.bytes.substr(0, size), limits);
    }
    CHECK(state == row.state);
    CHECK(slow.body() == row.body);
  }
}

}  // namespace
}  // namespace tagproof
