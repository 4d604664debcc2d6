// The cost of a journey's people: a generator per attempt, as the runner creates it, and one additional person.
#include "harness/fakeit/generator.hpp"

#include <benchmark/benchmark.h>

#include <cstdint>

namespace parcours::fakeit {
namespace {

void generator_and_person(benchmark::State& state) {
  std::uint64_t seed = 0;
  for (auto _ : state) {
    generator from{random_source(++seed)};
    benchmark::DoNotOptimize(from.person());
  }
}
BENCHMARK(generator_and_person);

// Every address is kept so that none comes twice: a fixed number of draws bounds the memory.
void another_person(benchmark::State& state) {
  generator from{random_source(1)};
  for (auto _ : state) benchmark::DoNotOptimize(from.person());
}
BENCHMARK(another_person)->Iterations(100'000);

void rib(benchmark::State& state) {
  generator from{random_source(1)};
  for (auto _ : state) benchmark::DoNotOptimize(from.draw("rib"));
}
BENCHMARK(rib);

}  // namespace
}  // namespace parcours::fakeit
