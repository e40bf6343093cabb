#include <benchmark/benchmark.h>

#include <stdexcept>

#include "harness/commands/vocabulary.h"
#include "harness/files/load.h"
#include "harness/judge/check.h"
#include "harness/run/worker.h"
#include "mock_platforms/platforms.h"

namespace tagproof {
namespace {

Scenario successful_purchase() {
  const Vocabulary words = vocabulary();
  Problems problems;
  auto suite = load_suite({.paths = {"scenarios/successful-purchase.yaml"},
                           .vocabulary = &words,
                           .working_directory = TAGPROOF_SOURCE_DIR},
                          problems);
  if (!suite || !problems.empty()) throw std::runtime_error(show(problems));
  return std::move(suite->scenarios.front());
}

/// A whole journey: five steps, every hit written, decoded, decided and counted.
void drive(benchmark::State& state, TransportKind transport, bool judged) {
  const Scenario scenario = successful_purchase();
  auto worker = Worker::start({.transport = transport, .platforms = platforms()});
  if (!worker) throw std::runtime_error(worker.error().message);
  std::uint64_t seed = 0;
  std::size_t hits = 0;
  for (auto _ : state) {
    auto evidence = (*worker)->run(scenario, {}, Seed(++seed));
    if (!evidence) throw std::runtime_error(evidence.error().message);
    hits += evidence->captures.size();
    if (judged) benchmark::DoNotOptimize(judge(*evidence, all_checks(), &scenario.expect, false));
  }
  state.SetItemsProcessed(state.iterations());  // purchases
  state.counters["hits"] =
      benchmark::Counter(static_cast<double>(hits), benchmark::Counter::kIsRate);
}

void successful_purchase_direct(benchmark::State& state) {
  drive(state, TransportKind::direct, false);
}
void successful_purchase_direct_judged(benchmark::State& state) {
  drive(state, TransportKind::direct, true);
}
void successful_purchase_http(benchmark::State& state) { drive(state, TransportKind::http, false); }
BENCHMARK(successful_purchase_direct);
BENCHMARK(successful_purchase_direct_judged);
BENCHMARK(successful_purchase_http);

}  // namespace
}  // namespace tagproof
