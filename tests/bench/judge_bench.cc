#include <benchmark/benchmark.h>

#include <algorithm>

#include "harness/judge/check.h"
#include "harness/judge/context.h"
#include "harness/judge/person_search.h"
#include "tests/unit/judge/evidence_builder.h"

namespace tagproof {
namespace {

/// What a new hit judges again: one order, its purchase from the browser and from the server.
Evidence one_order() {
  tests::World world = tests::clean_world();
  Evidence evidence = std::move(world.evidence);
  const auto other = [](const auto& one) { return one.platform != "meta"; };
  std::erase_if(evidence.events, other);
  std::erase_if(evidence.captures, other);
  std::erase_if(evidence.attempts, other);
  return evidence;
}

void judge_one_order(benchmark::State& state) {
  const Evidence evidence = one_order();
  const auto checks = all_checks();
  for (auto _ : state) benchmark::DoNotOptimize(judge(evidence, checks, nullptr, false));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(judge_one_order)->Name("judge/one_order");

/// Looking for known people in a 1 KB text, however many of them there are.
void search_people(benchmark::State& state) {
  PersonSearch search;
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    Customer person;
    person.email = "p" + std::to_string(i) + "@x.example";
    person.first_name = "Jane";
    person.last_name = "Doe" + std::to_string(i);
    person.phone = "+49151" + std::to_string(10'000'000 + i);
    search.learn(person);
  }
  std::string text;
  while (text.size() < 1024) text += "T-Shirt blue, M; order 1001 of 2026-01-15 jane@shop.example ";
  for (auto _ : state) benchmark::DoNotOptimize(search.in(text, "note"));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(search_people)->Name("judge/search_people")->Arg(1)->Arg(10'000);

}  // namespace
}  // namespace tagproof
