#include "harness/cli/recorder.hpp"

#include "harness/cli/reporting.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/net/machine.hpp"

#include <memory>
#include <utility>

namespace parcours::cli {

namespace terminal = reports::terminal;

namespace {

// A file that spells a secret is shown by its name alone.
terminal::source_lookup sources(const std::vector<run::loaded_journey>& journeys, const redactor& secrets) {
  return [&journeys, &secrets](const std::string& path) -> std::shared_ptr<const source_file> {
    for (const auto& one : journeys) {
      const auto& file = one.what->file;
      if (file->path == path) return secrets.leak_in(file->text) ? nullptr : file;
    }
    return nullptr;
  };
}

}  // namespace

recorder::recorder(const report_options& chosen, events::log_writer log, events::evidence_store evidence,
                   redactor secrets, audit& checked, const std::vector<run::loaded_journey>& journeys)
    : log_(std::move(log)),
      evidence_(std::move(evidence)),
      secrets_(std::move(secrets)),
      checked_(checked),
      display_(
          terminal_options(chosen), [this, speak = speaker(chosen)](std::string_view text) { show(text, speak); },
          sources(journeys, secrets_)),
      began_(net::stopwatch()) {}

duration recorder::elapsed() const { return net::stopwatch() - began_; }

// What the display says of its own (paths, say) may spell a secret too.
void recorder::show(std::string_view text, const terminal::sink& speak) {
  if (secrets_.empty()) return speak(text);
  const auto clean = secrets_.apply(std::string(text));
  if (checked_.passes(clean)) speak(clean);
}

void recorder::take(std::span<events::event> what) {
  for (auto& item : what) {
    if (!secrets_.empty()) item = events::redacted(std::move(item), secrets_);
    (void)evidence_.put(item);  // before the log names it; a failure is kept in evidence_failure()
    log_.append(item);
  }
  (void)log_.flush();  // before anybody is told; a failure is kept in failure()
  const auto now = elapsed();
  for (const auto& item : what) {
    display_.on(item, now);
    const auto* end = std::get_if<events::journey_finished>(&item);
    if (end != nullptr) played_ += end->took;
  }
}

void recorder::finish(events::wall_time began, bool simulated, bool interrupted, std::string why_stopped) {
  const auto took = simulated ? played_ : elapsed();
  const auto last = interrupted ? events::event(events::run_interrupted{began + took})
                                : events::event(events::run_finished{began + took, took, std::move(why_stopped)});
  log_.append(last);
  (void)log_.close();
  display_.on(last, elapsed());
}

}  // namespace parcours::cli
