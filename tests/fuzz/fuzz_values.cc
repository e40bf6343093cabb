#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "harness/wire/values.h"

namespace {

using tagproof::Request;

void require(bool holds) {
  if (!holds) std::abort();
}

constexpr std::string_view kTypes[] = {"application/json", "application/x-www-form-urlencoded",
                                       "text/plain;charset=UTF-8",
                                       "multipart/form-data; boundary=b"};

/// Where the bytes stand in the request.
enum class Part : std::uint8_t { address, header, cookie, body };

Request request_of(std::uint8_t choice, std::string_view text) {
  Request request{.method = "POST",
                  .url = "https://acme.example/collect",
                  .headers = {{"Content-Type", std::string(kTypes[choice / 4 % 4])}}};
  switch (static_cast<Part>(choice % 4)) {
    case Part::address:
      request.url += text;
      break;
    case Part::header:
      request.headers.emplace_back("X-Note", text);
      break;
    case Part::cookie:
      request.headers.emplace_back("Cookie", text);
      break;
    case Part::body:
      request.body = text;
      break;
  }
  return request;
}

/// What a visitor was shown, a line for each value; views don't outlive their call.
class Visits {
 public:
  [[nodiscard]] tagproof::ValueVisitor visitor() {
    return [this](const tagproof::ValuePlace& place, std::string_view value) {
      require(!value.empty());
      shown_.push_back(tagproof::text(place).append(": ").append(value));
    };
  }
  bool operator==(const Visits&) const = default;

 private:
  std::vector<std::string> shown_{};
};

Visits visits(const Request& request, const tagproof::PartFilter& wants) {
  Visits seen;
  tagproof::each_value(request, seen.visitor(), wants);
  return seen;
}

Visits visits_of_address(std::string_view address) {
  Visits seen;
  tagproof::each_value_of_address(address, seen.visitor());
  return seen;
}

}  // namespace

/// The first byte says where the rest stands (its last two bits) and of what content type the
/// request is (the next two); seeds begin with @ (address), A (header), B (cookie), and with C
/// (JSON), G (form), K (text) or O (multipart) for a body. Whatever it is: looking ends, no value
/// is empty, and a second look shows the same, through a filter that refuses nothing too.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto request = request_of(data[0], text);
  const auto seen = visits(request, {});
  require(visits(request, {}) == seen);
  require(visits(request, [](auto, auto) { return true; }) == seen);
  require(visits_of_address(text) == visits_of_address(text));
  return 0;
}
