// Takes a run's events: into the log, onto the terminal, into the totals that decide the exit code.
#pragma once

#include "harness/base/redactor.hpp"
#include "harness/cli/audit.hpp"
#include "harness/cli/options.hpp"
#include "harness/events/evidence_store.hpp"
#include "harness/events/log.hpp"
#include "harness/run/plan.hpp"
#include "reports/terminal/display.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parcours::cli {

/// Not thread-safe: the runner tells events one at a time. The journeys outlive it.
class recorder {
 public:
  /// Secrets are taken out of the events before anybody sees them; what the terminal is shown
  /// passes `checked`.
  recorder(const report_options& chosen, events::log_writer log, events::evidence_store evidence, redactor secrets,
           audit& checked, const std::vector<run::loaded_journey>& journeys);
  recorder(const recorder&) = delete;
  recorder& operator=(const recorder&) = delete;

  /// Takes the secrets out of the events, and writes their contents.
  void take(std::span<events::event> what);
  /// The last events, and the end of the log; to be followed by close(), which says what was written. In simulation the
  /// run took what its journeys took, in virtual time: the same in every run. The terminal shows what the user waited.
  /// `why_stopped`: why a part of the plan was not run.
  void finish(events::wall_time began, bool simulated, bool interrupted, std::string why_stopped);
  /// The summary, which names the reports that were written.
  void close(std::vector<std::string> written) { display_.close(elapsed(), std::move(written)); }

  /// What kept the log from being written, if anything did.
  [[nodiscard]] const std::optional<error>& failure() const { return log_.failure(); }
  [[nodiscard]] const std::optional<error>& evidence_failure() const { return evidence_.failure(); }

 private:
  [[nodiscard]] duration elapsed() const;
  void show(std::string_view text, const reports::terminal::sink& speak);

  events::log_writer log_;
  events::evidence_store evidence_;
  redactor secrets_;
  audit& checked_;
  reports::terminal::display display_;
  duration began_;
  duration played_{};
};

}  // namespace parcours::cli
