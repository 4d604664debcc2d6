// The codec's cost for one exchange of a journey: a form submission, and a typical page of 2 KB as the response.
#include "harness/http/codec.hpp"

#include <benchmark/benchmark.h>

#include <string>

namespace parcours::http {
namespace {

request usual_request() {
  return request("POST", "/fr/confirm_adresse_2",
                 {{"User-Agent", "parcours"},
                  {"Accept", "text/html"},
                  {"Cookie", "portal_session=a2816b845963a330397a329196d87cc4"},
                  {"Content-Type", "application/x-www-form-urlencoded"}},
                 "csrf_token=a09fc61920892666036e81bada2bdc00&form=identify_by_amo&amo=012345678");
}

response usual_response() {
  return response(200,
                  {{"Content-Type", "text/html; charset=utf-8"},
                   {"Cache-Control", "no-store"},
                   {"X-Content-Type-Options", "nosniff"}},
                  std::string(2048, 'x'));
}

void write_request(benchmark::State& state) {
  const auto what = usual_request();
  for (auto _ : state) benchmark::DoNotOptimize(to_bytes(what, "127.0.0.1:8080"));
}
BENCHMARK(write_request);

void write_response(benchmark::State& state) {
  const auto what = usual_response();
  const auto date = http_date(1767603600);
  for (auto _ : state) benchmark::DoNotOptimize(to_bytes(what, true, false, date));
}
BENCHMARK(write_response);

void read_request(benchmark::State& state) {
  const auto wire = to_bytes(usual_request(), "127.0.0.1:8080");
  for (auto _ : state) {
    auto bytes = wire;
    request_parser parser(16U << 10U, 1U << 20U);
    while (parser.feed(bytes) == progress::headers_done) {
    }
    benchmark::DoNotOptimize(parser.take());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(wire.size()) * state.iterations());
}
BENCHMARK(read_request);

void read_response(benchmark::State& state) {
  const auto wire = to_bytes(usual_response(), true, false, http_date(1767603600));
  for (auto _ : state) {
    auto bytes = wire;
    response_parser parser(4U << 20U, false);
    while (parser.feed(bytes) == progress::headers_done) {
    }
    benchmark::DoNotOptimize(parser.take());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(wire.size()) * state.iterations());
}
BENCHMARK(read_response);

}  // namespace
}  // namespace parcours::http
