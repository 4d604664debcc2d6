// What a page costs the mock portal: as it is first shown, and with a refused form.
#include "mocks/portal/pages.hpp"

#include <benchmark/benchmark.h>

#include <string>

namespace parcours::mocks::portal {
namespace {

const captcha_widget usual_options{"parcours-site-key", "http://127.0.0.1:8081/recaptcha/api.js"};

page_view view_of(state page) {
  page_view made;
  made.page = page;
  made.csrf = std::string(32, 'a');
  return made;
}

void render(benchmark::State& state, portal::state page) {
  const policy rules;
  const pages all(rules, usual_options);
  const auto view = view_of(page);
  for (auto _ : state) benchmark::DoNotOptimize(all.render(view));
}
BENCHMARK_CAPTURE(render, terms, state::terms);
BENCHMARK_CAPTURE(render, identify, state::identify);
BENCHMARK_CAPTURE(render, code, state::code);

void render_refused(benchmark::State& state) {
  const policy rules;
  const pages all(rules, usual_options);
  auto view = view_of(state::identify);
  view.messages = {{"amo-format", "amo"}};
  view.entered = {{"amo", "12 345 <678>"}};
  for (auto _ : state) benchmark::DoNotOptimize(all.render(view));
}
BENCHMARK(render_refused);

void made_for_a_world(benchmark::State& state) {
  const policy rules;
  for (auto _ : state) {
    const pages all(rules, usual_options);
    benchmark::DoNotOptimize(&all);
  }
}
BENCHMARK(made_for_a_world);

}  // namespace
}  // namespace parcours::mocks::portal
