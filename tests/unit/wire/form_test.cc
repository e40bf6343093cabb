#include "harness/wire/form.h"

#include <doctest/doctest.h>

#include "harness/wire/gzip.h"

namespace tagproof {
namespace {

Request post(std::string type, std::string body) {
  Request request{.method = "POST",
                  .url = "https://www.facebook.com/tr/",
                  .headers = {},
                  .body = std::move(body)};
  if (!type.empty()) request.headers.emplace_back("content-type", std::move(type));
  return request;
}

const std::string kBody =
    "--x\r\n"
    "Content-Disposition: form-data; name=\"ev\"\r\n\r\n"
    "Purchase\r\n"
    "--x\r\n"
    "content-disposition: form-data; name=cd[value]\r\n\r\n"
    "59.80\r\n"
    "--x\r\n"
    "Content-Disposition: form-data; filename=\"C:\\a.txt\"; name=\"file\"\r\nContent-Type: "
    "text/plain\r\n\r\n"
    "line\r\n--xy is data\r\n\r\n"
    "--x\r\n"
    "Content-Disposition: form-data; name=\"a%22b\\\"c\"\r\n\r\n"
    "\r\n"
    "--x--\r\n";

TEST_CASE("the kind of a body") {
  struct Row {
    std::string type, body;
    BodyKind kind;
  };
  const Row rows[] = {
      {"", "", BodyKind::none},
      {"application/json", "", BodyKind::none},
      {"application/json; charset=utf-8", "{}", BodyKind::json},
      {"application/json", "garbage", BodyKind::json},
      {"application/vnd.api+json", "[]", BodyKind::json},
      {"application/x-www-form-urlencoded", "a=1", BodyKind::form},
      {"Application/X-WWW-Form-URLEncoded;charset=UTF-8", "a=1", BodyKind::form},
      {"application/x-www-form-urlencoded", " {\"a\":1}", BodyKind::json},
      {"multipart/form-data; boundary=x", kBody, BodyKind::multipart},
      {"", "{\"a\":1}", BodyKind::json},
      {"", "a=1&b=2", BodyKind::form},
      {"", kBody, BodyKind::multipart},
      {"", "hello", BodyKind::text},
      {"text/plain;charset=UTF-8", "[1]", BodyKind::json},
      {"text/plain;charset=UTF-8", "en=purchase&epn.value=59.80", BodyKind::form},
      {"text/plain;charset=UTF-8", "en=page_view&_et=1\r\nen=purchase", BodyKind::text},
      {"text/plain", "one = two", BodyKind::text},
  };
  for (const auto& row : rows) {
    CAPTURE(row.type);
    CAPTURE(row.body);
    CHECK(body_kind(post(row.type, row.body)) == row.kind);
  }
  auto zipped = post("", gzip("{\"a\":1}"));
  zipped.headers.emplace_back("Content-Encoding", "gzip");
  CHECK(body_kind(zipped) == BodyKind::json);
}

TEST_CASE("a multipart body is parts in order") {
  const auto parts = parse_multipart(kBody, "x");
  REQUIRE(parts.has_value());
  REQUIRE(parts->size() == 4);
  CHECK((*parts)[0].name == "ev");
  CHECK((*parts)[0].data == "Purchase");
  CHECK((*parts)[1].name == "cd[value]");
  CHECK((*parts)[2].filename == "C:\\a.txt");
  CHECK((*parts)[2].content_type == "text/plain");
  CHECK((*parts)[2].data == "line\r\n--xy is data\r\n");
  CHECK((*parts)[3].name == "a\"b\"c");
  CHECK((*parts)[3].data == "");
  CHECK(parse_multipart("preamble\r\n--x\r\n\r\na\r\n--x--", "x").value().at(0).data == "a");
  CHECK(parse_multipart("--x--", "x").value().empty());
  CHECK(parse_multipart("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n--x--", "x")
            .value()
            .at(0)
            .data == "");
}

TEST_CASE("a multipart body that is cut short or has no end is an error that says where") {
  struct Row {
    std::string body, boundary, message;
  };
  std::string many;
  for (std::size_t i = 0; i <= kMaxFormParts; ++i) many += "--x\r\n\r\n1\r\n";
  const Row rows[] = {
      {kBody, "", "multipart without a usable boundary"},
      {kBody, std::string(300, 'x'), "multipart without a usable boundary"},
      {kBody, "other", "at byte 0: the multipart boundary isn't in the body"},
      {"", "x", "at byte 0: the multipart boundary isn't in the body"},
      {"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n", "x",
       "at byte 5: the headers of a part don't end"},
      {"--x\r\n\r\nabc", "x", "at byte 10: the multipart body is cut short"},
      {"--x\n\na\n--x--\n", "x", "at byte 0: the multipart boundary isn't in the body"},
      {many + "--x--", "x", "at byte 20005: more than 2000 parts"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.body.substr(0, 80));
    const auto parts = parse_multipart(row.body, row.boundary);
    REQUIRE_FALSE(parts.has_value());
    CHECK(parts.error().message == row.message);
  }
}

TEST_CASE("a form's pairs, whichever way it was sent") {
  const Params expected{{"ev", "Purchase"}, {"cd[value]", "59.80"}};
  const std::string encoded = "ev=Purchase&cd%5Bvalue%5D=59.80";
  CHECK(parse_form(post("application/x-www-form-urlencoded", encoded)).value() == expected);
  CHECK(parse_form(post("text/plain;charset=UTF-8", encoded)).value() == expected);
  auto zipped = post("application/x-www-form-urlencoded", gzip(encoded));
  zipped.headers.emplace_back("Content-Encoding", "GZIP");
  CHECK(parse_form(zipped).value() == expected);
  const Params fields{
      {"ev", "Purchase"}, {"cd[value]", "59.80"}, {"a\"b\"c", ""}};  // without the file
  CHECK(parse_form(post("multipart/form-data; charset=utf-8; Boundary=\"x\"", kBody)).value() ==
        fields);
  CHECK(parse_form(post("multipart/form-data", kBody)).value() == fields);
}

TEST_CASE("what is no form says what it is") {
  struct Row {
    std::string type, body, message;
  };
  const Row rows[] = {
      {"", "", "the body is empty: a form was expected"},
      {"application/json", "{}", "the body is JSON: a form was expected"},
      {"text/plain", "hello", "the body is text: a form was expected"},
      {"application/x-www-form-urlencoded", std::string(kMaxFormPairs, '&'),
       "more than 10000 pairs"},
  };
  for (const auto& row : rows) {
    const auto form = parse_form(post(row.type, row.body));
    REQUIRE_FALSE(form.has_value());
    CHECK(form.error().message == row.message);
  }
}

TEST_CASE("a body's Content-Encoding is undone, up to the limit") {
  auto request = post("", "12345");
  CHECK(decoded_body(request, 5).value() == "12345");
  CHECK(decoded_body(request, 4).error().message == "more than 4 bytes");
  request.headers.emplace_back("Content-Encoding", "br");
  CHECK(decoded_body(request).error().message == "Content-Encoding `br` isn't gzip or deflate");
  set_header(request.headers, "content-encoding", "identity");
  CHECK(decoded_body(request).value() == "12345");
  set_header(request.headers, "content-encoding", "gzip");
  CHECK_FALSE(decoded_body(request).has_value());
}

}  // namespace
}  // namespace tagproof
