// What one core decides in a second: each platform's typical purchase of about 1 KB, through
// Engine::receive (route, decode, accept, deduplicate, count, answer), every one of another order.
// A platform is one row: a name and what makes its request.
#include <benchmark/benchmark.h>

#include <array>
#include <stdexcept>
#include <string>

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

/// Writes the number of the order over the eight digits that stand for it.
void number(std::string& text, std::uint64_t order) {
  constexpr std::string_view kMark = "88888888";
  for (auto at = text.find(kMark); at != std::string::npos; at = text.find(kMark, at)) {
    auto rest = order;
    for (std::size_t i = kMark.size(); i > 0; --i, rest /= 10) {
      text[at + i - 1] = static_cast<char>('0' + rest % 10);
    }
  }
}

void decode_and_judge(benchmark::State& state, const Row& row) {
  const auto typical = row.request();
  Engine engine(platforms(), {});
  std::uint64_t order = 10'000'000;
  std::int64_t counted = 0;
  for (auto _ : state) {
    if (++order % kOrders == 0) engine.reset();
    auto request = typical;
    number(request.url, order);
    number(request.body, order);
    const auto received = engine.receive(std::move(request), kNow, CaptureId("c-1"), "n");
    for (const auto& event : received.events) counted += event.outcome == Outcome::counted ? 1 : 0;
  }
  if (counted != state.iterations()) throw std::runtime_error("not every purchase was counted");
  state.SetItemsProcessed(state.iterations());  // purchases
  state.SetBytesProcessed(state.iterations() *
                          static_cast<std::int64_t>(typical.url.size() + typical.body.size()));
}

[[maybe_unused]] const bool kRegistered = [] {
  for (const auto& row : kRows) {
    benchmark::RegisterBenchmark(row.name,
                                 [&row](benchmark::State& state) { decode_and_judge(state, row); });
  }
  return true;
}();

}  // namespace
}  // namespace tagproof::bench
