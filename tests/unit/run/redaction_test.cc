#include "harness/run/redaction.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/base/hash.h"
#include "harness/wire/gzip.h"
#include "harness/wire/json.h"
#include "mock_platforms/platforms.h"

namespace tagproof {
namespace {

namespace fs = std::filesystem;

struct Made {
  std::string text{};
  std::vector<std::string> remarks{};
};
Made redacted(const std::string& content) {
  const fs::path path = fs::temp_directory_path() / fmt::format("tagproof-redact-{}", ::getpid());
  std::ofstream(path, std::ios::binary) << content;
  std::ostringstream out;
  const auto done =
      redact_recording(path.string(), "shop.har", {.platforms = platforms(), .key = "k"}, out);
  fs::remove(path);
  REQUIRE_MESSAGE(done.has_value(), (done ? "" : done.error().message));
  return {out.str(), done->remarks};
}

TEST_CASE(
    "a HAR stays a HAR: forms, cookies, answers, and a compressed body that is written plain") {
  const std::string packed =
      base64(gzip(R"({"data":[{"user_data":{"em":"jane.doe@example.com"}}]})"));
  const std::string har =
      R"({"log":{"version":"1.2","creator":{"name":"WebInspector"},"pages":[{"title":"Thank you, jane.doe@example.com"}],"entries":[
      {"request":{"method":"POST","url":"https://acme.example/checkout","headers":[{"name":"Cookie","value":"sid=abcdef123456; _ga=GA1.1.1234567890.1768471200"}],
        "bodySize":60,"postData":{"mimeType":"application/x-www-form-urlencoded","text":"first_name=Wilhelmina&billing%5Bcity%5D=Oldtown&qty=2"}},
       "response":{"status":200,"headers":[{"name":"Set-Cookie","value":"cart=99887766aabb; Path=/"}],"content":{"text":"<p>Hello Wilhelmina of Oldtown</p>"}}},
      {"request":{"method":"POST","url":"https://graph.facebook.com/v21.0/1/events","headers":[{"name":"Content-Encoding","value":"gzip"},{"name":"Authorization","value":"Bearer EAABsecret"}],
        "bodySize":9,"postData":{"mimeType":"application/json","text":")" +
      packed + R"(","encoding":"base64"}},"response":{}}]}})";
  const Made made = redacted(har);
  CHECK(made.remarks.empty());
  const auto json = JsonDocument::parse(made.text);
  REQUIRE_MESSAGE(json.has_value(), made.text);
  for (const std::string_view gone : {"Wilhelmina", "Oldtown", "jane.doe", "abcdef123456",
                                      "1234567890", "99887766aabb", "EAABsecret"}) {
    CAPTURE(gone);
    CHECK(made.text.find(gone) == std::string::npos);
  }
  CHECK(made.text.find(packed) == std::string::npos);
  const JsonView entries = json->root()["log"]["entries"];
  CHECK(entries.size() == 2);
  CHECK(entries.at(1)["request"]["postData"]["text"].text().find("@example.invalid") !=
        std::string::npos);
  CHECK(entries.at(0)["request"]["postData"]["text"].text().find("qty=2") != std::string::npos);
}

TEST_CASE("what can't be read is left out, and said") {
  const Made made =
      redacted("{\"url\":\"https://a.example/?m=jane.doe@example.com\"}\n{\"url\":\"https://a.exa");
  CHECK(made.text.find("jane.doe") == std::string::npos);
  CHECK(made.text.ends_with("\"}\n"));
  REQUIRE(made.remarks.size() == 1);
  CHECK(made.remarks[0] == "shop.har: a part that can't be read was left out");
}

TEST_CASE("whose value stands under a name") {
  CHECK(field_of_name("billing[first_name]") == UserField::first_name);
  CHECK(field_of_name("customer.emailAddress") == UserField::email);
  CHECK(field_of_name("post-code") == UserField::zip);
  CHECK(!field_of_name("product_name"));
  CHECK(!field_of_name(""));
}

}  // namespace
}  // namespace tagproof
