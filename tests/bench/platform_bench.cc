// What one core decides in a second: each platform's typical purchase of about 1 KB, through
// Engine::receive (route, decode, accept, deduplicate, count, answer), every one of another order.
// A platform is one row: a name and what makes its request.
#include <benchmark/benchmark.h>
#include <time.h>

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "mock_platforms/engine.h"
#include "mock_platforms/platforms.h"
#include "tests/bench/platform_requests.h"

namespace tagproof::bench {
namespace {

struct Row {
  const char* name{};
  Request (*request)(){};
};
constexpr std::array kRows{
    Row{"decode_and_judge/ga4_collect", ga4_collect},
    Row{"decode_and_judge/ga4_mp", ga4_mp},
    Row{"decode_and_judge/google_ads_tag", google_ads_tag},
    Row{"decode_and_judge/google_ads_upload", google_ads_upload},
    Row{"decode_and_judge/google_ads_ingest", google_ads_ingest},
    Row{"decode_and_judge/linkedin_api", linkedin_api},
    Row{"decode_and_judge/meta_capi", meta_capi},
    Row{"decode_and_judge/meta_tr", meta_tr},
    Row{"decode_and_judge/microsoft_capi", microsoft_capi},
    Row{"decode_and_judge/pinterest_api", pinterest_api},
    Row{"decode_and_judge/reddit_api", reddit_api},
    Row{"decode_and_judge/snapchat_api", snapchat_api},
    Row{"decode_and_judge/tiktok_api", tiktok_api},
};

/// As many orders as a session usually meets before it is reset; then the ledger begins again.
constexpr std::uint64_t kOrders = 100'000;
constexpr TimePoint kNow{std::chrono::seconds{1768471200}};
/// So many requests are made beforehand, since making them is no part of what is measured: few, so
/// that they are still in the cache, as one is that has just been read from a socket.
constexpr int kBatch = 16;
static_assert(kOrders % kBatch == 0);

constexpr std::string_view kMark = "88888888";

/// Where the order's number stands.
std::vector<std::size_t> marks(std::string_view text) {
  std::vector<std::size_t> found;
  for (auto at = text.find(kMark); at != std::string_view::npos; at = text.find(kMark, at + 1))
    found.push_back(at);
  return found;
}

/// Counts the number up where it stands, as a person would: most are one digit.
void count_up(std::string& number) {
  for (auto at = number.size(); at-- > 0;) {
    if (number[at]++ < '9') return;
    number[at] = '0';
  }
}

/// Seconds of the processor that this thread has had: what others do meanwhile doesn't count.
double own_time() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

void decode_and_judge(benchmark::State& state, const Row& row) {
  const auto typical = row.request();
  const auto in_url = marks(typical.url), in_body = marks(typical.body);
  std::string number = "10000000";
  Engine engine(platforms(), {});
  std::uint64_t orders = 0;
  std::int64_t counted = 0;
  std::array<Request, kBatch> requests;
  while (state.KeepRunningBatch(kBatch)) {
    for (auto& request : requests) {
      count_up(number);
      request = typical;
      for (const auto at : in_url) request.url.replace(at, number.size(), number);
      for (const auto at : in_body) request.body.replace(at, number.size(), number);
    }
    if ((orders += kBatch) % kOrders == 0) engine.reset();
    const auto began = own_time();
    for (auto& request : requests) {
      const auto received = engine.receive(std::move(request), kNow, CaptureId("c-1"), "n");
      for (const auto& event : received.events)
        counted += event.outcome == Outcome::counted ? 1 : 0;
    }
    state.SetIterationTime(own_time() - began);
  }
  if (counted != state.iterations()) throw std::runtime_error("not every purchase was counted");
  state.SetItemsProcessed(state.iterations());  // purchases
  state.SetBytesProcessed(state.iterations() *
                          static_cast<std::int64_t>(typical.url.size() + typical.body.size()));
}

[[maybe_unused]] const bool kRegistered = [] {
  for (const auto& row : kRows) {
    benchmark::RegisterBenchmark(row.name, [&row](benchmark::State& state) {
      decode_and_judge(state, row);
    })->UseManualTime();
  }
  return true;
}();

}  // namespace
}  // namespace tagproof::bench
