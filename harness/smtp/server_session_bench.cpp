// The cost of a journey's mail: composing it, receiving it in a session, and parsing it.
#include "harness/smtp/message.hpp"
#include "harness/smtp/server_session.hpp"

#include <benchmark/benchmark.h>

#include <string>

namespace parcours::smtp {
namespace {

mail usual_mail() {
  mail made;
  made.from = {"CNOPS", "ne-pas-repondre@cnops.test"};
  made.to = {{"", "aicha@example.com"}};
  made.subject = "Votre code secret CNOPS à usage unique";
  made.text = "Bonjour,\n\nVoici votre code à usage unique.\n\nCode secret : 012345\n\nIl est valable dix minutes.\n";
  made.html = "<p>Bonjour,</p><p>Voici votre code à usage unique.</p><p>Code secret : <strong>012345</strong></p>";
  made.message_id = "0123456789abcdef@portal.test";
  return made;
}

void compose_mail(benchmark::State& state) {
  const auto what = usual_mail();
  for (auto _ : state) benchmark::DoNotOptimize(compose(what));
}
BENCHMARK(compose_mail);

void parse_mail(benchmark::State& state) {
  const auto bytes = compose(usual_mail());
  for (auto _ : state) benchmark::DoNotOptimize(parse(bytes));
}
BENCHMARK(parse_mail);

void whole_session(benchmark::State& state) {
  const auto bytes = compose(usual_mail());
  for (auto _ : state) {
    server_session session;
    benchmark::DoNotOptimize(session.greeting());
    for (const auto* line : {"EHLO portal.test\r\n", "MAIL FROM:<ne-pas-repondre@cnops.test>\r\n",
                             "RCPT TO:<aicha@example.com>\r\n", "DATA\r\n"}) {
      benchmark::DoNotOptimize(session.feed(line));
    }
    benchmark::DoNotOptimize(session.feed(bytes));
    benchmark::DoNotOptimize(session.feed(".\r\nQUIT\r\n"));
    auto taken = session.take_messages();
    if (taken.size() != 1) state.SkipWithError("the mail was not taken");
    benchmark::DoNotOptimize(taken);
  }
}
BENCHMARK(whole_session);

}  // namespace
}  // namespace parcours::smtp
