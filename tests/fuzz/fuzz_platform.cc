// A `.hit` file (tests/hit_file.h), so that the platforms' examples are the seeds: settings,
// accounts and requests in a row to one engine, each with what the ones before it left behind.
// Nothing may crash or hang, every hit is answered, every outcome has its rule, the books balance,
// and a secret never stands in the evidence.
//
// `--platform=ga4` (behind libFuzzer's own arguments) keeps to hits of that platform.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "mock_platforms/engine.h"
#include "mock_platforms/platforms.h"
#include "tests/hit_file.h"

namespace {

using namespace tagproof;

/// Of the command line; empty: any platform's.
std::string_view only;

constexpr std::string_view kSecret = "planted-secret-94ab1f";
/// Longer files are slower, not stranger.
constexpr std::size_t kMaxHits = 8;

void require(bool holds) {
  if (!holds) std::abort();
}

bool is_wanted(const test::Hit& hit) {
  const auto found = route(Request(hit.request), platforms(), {});
  return found.endpoint != nullptr && (only.empty() || found.platform->id == only);
}

/// Secrets under each name that the platform has for them, behind what the request said already.
void plant(Request& request, const SecretNames& names) {
  request.headers.emplace_back("Authorization", "Bearer " + std::string(kSecret));
  for (const auto name : names.headers) request.headers.emplace_back(name, kSecret);
  for (const auto name : names.query) {
    const auto end = std::min(request.url.find('#'), request.url.size());
    const std::string_view before(request.url.data(), end);
    std::string pair(before.find('?') == std::string_view::npos ? "?" : "&");
    request.url.insert(end, pair.append(name).append("=").append(kSecret));
  }
}

void check_evidence(const Capture& capture) {
  require(capture.request.url.find(kSecret) == std::string::npos);
  require(capture.request.body.find(kSecret) == std::string::npos);
  for (const auto& [name, value] : capture.request.headers)
    require(value.find(kSecret) == std::string::npos);
}

void check_events(const Received& received) {
  for (const auto& event : received.events) {
    require(event.outcome == Outcome::counted || event.outcome == Outcome::dropped ||
            !event.rule.empty());
  }
}

void check_books(const Engine& engine) {
  for (const auto& ledger : engine.ledgers()) {
    for (const auto& [name, numbers] : ledger.events) {
      require(numbers.received == numbers.refused + numbers.dropped + numbers.unconsented +
                                      numbers.deduplicated + numbers.counted);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(const int* argc, char*** argv) {
  constexpr std::string_view kFlag = "--platform=";
  for (int i = 1; i < *argc; ++i) {
    const std::string_view argument = (*argv)[i];
    if (argument.starts_with(kFlag)) only = argument.substr(kFlag.size());
  }
  const auto known = [](const Platform* platform) { return platform->id == only; };
  require(only.empty() || std::ranges::any_of(platforms(), known));
  return 0;
}

/// -1: no input to go on from.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const bool has_secret = text.find(kSecret) != std::string_view::npos;
  const auto file = test::parse_hits(text);
  if (!file || file->hits.size() > kMaxHits || has_secret) return -1;
  if (!std::ranges::all_of(file->hits, is_wanted)) return -1;

  Engine engine(platforms(), file->options);
  TimePoint now{std::chrono::seconds(1768471200)};
  for (const auto& hit : file->hits) {
    now += std::clamp(hit.after, Duration{}, Duration(std::chrono::days(1000)));
    auto request = hit.request;
    plant(request, route(Request(hit.request), platforms(), {}).platform->secret_names);
    const auto received = engine.receive(std::move(request), now, CaptureId("c"), "n");
    require(received.capture.answer.status >= 200);
    check_evidence(received.capture);
    check_events(received);
  }
  check_books(engine);
  return 0;
}
