#include "harness/cli/recorder.hpp"

#include "harness/cli/reporting.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/net/machine.hpp"

#include <memory>
#include <utility>

namespace parcours::cli {

namespace terminal = reports::terminal;

namespace {

terminal::source_lookup sources(const std::vector<run::loaded_journey>& journeys) {
  return [&journeys](const std::string& path) -> std::shared_ptr<const source_file> {
    for (const auto& one : journeys) {
      if (one.file == path) return one.what->file;
    }
    return nullptr;
  };
}

}  // namespace

recorder::recorder(const report_options& chosen, const std::filesystem::path& path, events::log_writer log,
                   redactor secrets, const std::vector<run::loaded_journey>& journeys)
    : log_(std::move(log)),
      secrets_(std::move(secrets)),
      display_(
          terminal_options(chosen, path),
          [this](std::string_view text) {
            if (secrets_.empty()) return say(text);
            say(secrets_.apply(std::string(text)));
          },
          sources(journeys)),
      began_(net::stopwatch()) {}

duration recorder::elapsed() const { return net::stopwatch() - began_; }

void recorder::take(std::span<const events::event> what) {
  for (const auto& item : what) log_.append(item);
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
  display_.close(elapsed());
}

}  // namespace parcours::cli
