// Any bytes to any endpoint of any platform: the first byte picks the endpoint, the second what the
// rest is (url, body or both, split at the first line end). Nothing may crash, hang or leak a
// secret into the evidence.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "mock_platforms/engine.h"
#include "mock_platforms/platforms.h"

namespace {

using namespace tagproof;

struct Target {
  const Platform* platform{};
  const Endpoint* endpoint{};
};

std::vector<Target> targets() {
  std::vector<Target> all;
  for (const auto* platform : platforms()) {
    for (const auto& endpoint : platform->endpoints) all.push_back({platform, &endpoint});
  }
  return all;
}

/// An address that the endpoint owns: its first host, "1" for each `*`.
std::string url_of(const Endpoint& endpoint) {
  const auto hosts = endpoint.hosts;
  std::string url = "https://";
  url.append(hosts.substr(0, hosts.find(' ')));
  for (const char c : endpoint.path) url += c == '*' ? '1' : c;
  return url;
}

constexpr std::string_view kTypes[] = {"application/json", "application/x-www-form-urlencoded",
                                       "text/plain;charset=UTF-8",
                                       "multipart/form-data; boundary=b"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  static const auto kTargets = targets();
  const auto& target = kTargets[data[0] % kTargets.size()];
  const auto mode = data[1];
  std::string text;
  text.reserve(size - 2);
  for (std::size_t i = 2; i < size; ++i) text.push_back(static_cast<char>(data[i]));

  std::string query;
  std::string body;
  const auto line_end = text.find('\n');
  if (mode % 4 == 0) {
    query = text;
  } else if (mode % 4 == 1 || line_end == std::string::npos) {
    body = text;
  } else {
    query = text.substr(0, line_end);
    body = text.substr(line_end + 1);
  }

  Engine engine(platforms(), {});
  Request request{.method = mode % 16 == 15 ? "GET" : "POST",
                  .url = url_of(*target.endpoint) + (query.empty() ? "" : "?" + query),
                  .headers = {{"Content-Type", std::string(kTypes[(mode / 4) % 4])}},
                  .body = body};
  // Twice: the second meets what the first left behind.
  for (int i = 0; i < 2; ++i) {
    const auto received = engine.receive(request, TimePoint(std::chrono::seconds(1768471200 + i)),
                                         CaptureId("c"), "n");
    if (received.capture.answer.status < 200) std::abort();
    for (const auto& event : received.events) {
      if (event.outcome != Outcome::counted && event.outcome != Outcome::dropped &&
          event.rule.empty()) {
        std::abort();
      }
    }
  }
  for (const auto& ledger : engine.ledgers()) {
    for (const auto& [name, numbers] : ledger.events) {
      if (numbers.received != numbers.refused + numbers.dropped + numbers.unconsented +
                                  numbers.deduplicated + numbers.counted) {
        std::abort();
      }
    }
  }
  return 0;
}
