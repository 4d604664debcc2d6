// What one step costs the run's log, without secrets and with ten of them, and what reading the line back costs.
#include "harness/events/event.hpp"

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

namespace parcours::events {
namespace {

event usual_step() {
  step_finished step;
  step.id = "scenarios/journeys/expired_code.yaml#[TTL-1s]";
  step.index = 5;
  step.title = "request_code";
  step.where = {"scenarios/journeys/expired_code.yaml", 16, 5};
  step.took = std::chrono::microseconds(673);
  return step;
}

redactor secrets(std::int64_t count) {
  std::vector<secret> made;
  for (std::int64_t i = 0; i < count; ++i) made.push_back({"one", "0123456789" + std::to_string(i)});
  return redactor(made);
}

void append_step(benchmark::State& state) {
  const auto item = usual_step();
  const auto hidden = secrets(state.range(0));
  std::string out;
  for (auto _ : state) {
    out.clear();
    append_line(out, item, hidden);
    benchmark::DoNotOptimize(out.data());
  }
}
BENCHMARK(append_step)->Arg(0)->Arg(10);

void read_step(benchmark::State& state) {
  const auto line = to_line(usual_step());
  for (auto _ : state) benchmark::DoNotOptimize(from_line(line));
}
BENCHMARK(read_step);

}  // namespace
}  // namespace parcours::events
