#include <benchmark/benchmark.h>

#include <string>

#include "harness/wire/json.h"

namespace tagproof {
namespace {

/// A Measurement Protocol purchase of about 1 KB, the commonest payload.
std::string purchase() {
  std::string items;
  for (int i = 0; i < 8; ++i) {
    if (i > 0) items += ',';
    items +=
        R"({"item_id":"TSHIRT-BLUE-M","item_name":"T-Shirt Blue, Größe M","item_brand":"Acme","quantity":2,"price":29.90})";
  }
  return R"({"client_id":"1234567890.1768471200","timestamp_micros":1768471233000000,"events":[{"name":"purchase",)"
         R"("params":{"transaction_id":"1001","value":59.80,"currency":"EUR","tax":9.55,"items":[)" +
         items + "]}}]}";
}

void parse_purchase(benchmark::State& state) {
  const std::string text = purchase();
  for (auto _ : state) {
    auto document = JsonDocument::parse(text);
    benchmark::DoNotOptimize(document.value().root()["events"].at(0)["params"]["value"].source());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(parse_purchase);

}  // namespace
}  // namespace tagproof
