// Takes a run's events: into the log, onto the terminal, into the totals that decide the exit code.
#pragma once

#include "harness/base/redactor.hpp"
#include "harness/cli/options.hpp"
#include "harness/events/log.hpp"
#include "harness/run/plan.hpp"
#include "reports/terminal/display.hpp"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace parcours::cli {

/// Not thread-safe: the runner tells events one at a time. The journeys outlive it.
class recorder {
 public:
  /// `path` is where `log` is written.
  recorder(const report_options& chosen, const std::filesystem::path& path, events::log_writer log, redactor secrets,
           const std::vector<run::loaded_journey>& journeys);
  recorder(const recorder&) = delete;
  recorder& operator=(const recorder&) = delete;

  void take(std::span<const events::event> what);
  /// The last events, and the end of the log. In simulation the run took what its journeys took, in virtual time: the
  /// same in every run. The terminal shows what the user waited. `why_stopped`: why a part of the plan was not run.
  void finish(events::wall_time began, bool simulated, bool interrupted, std::string why_stopped);

  /// What kept the log from being written, if anything did.
  [[nodiscard]] const std::optional<error>& failure() const { return log_.failure(); }

 private:
  [[nodiscard]] duration elapsed() const;

  events::log_writer log_;
  redactor secrets_;
  reports::terminal::display display_;
  duration began_;
  duration played_{};
};

}  // namespace parcours::cli
