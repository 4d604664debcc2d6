// What is made of a run's log: the reports, what the terminal shows, the exit code. The same at the end of a run and
// for a log that is there already.
#pragma once

#include "harness/base/result.hpp"
#include "harness/cli/audit.hpp"
#include "harness/cli/options.hpp"
#include "harness/events/results.hpp"
#include "reports/terminal/display.hpp"

#include <filesystem>

namespace parcours::cli {

/// Tells an error and returns `code`.
int tell(const error& what, int code);

/// How the terminal shows a run, and by what: standard error where a report has standard output.
[[nodiscard]] reports::terminal::options terminal_options(const report_options& chosen);
[[nodiscard]] reports::terminal::sink speaker(const report_options& chosen);

/// Writes every report of the log at `log`, and returns the paths of those that were written. What went wrong is told,
/// and makes a `code` that is `passed` into `not_carried_out`.
std::vector<std::string> write_reports(const events::results& run, const std::filesystem::path& log,
                                       const report_options& chosen, audit& checked, int& code);

/// Tells why the log at `log` is not whole, if it is not.
void tell_damage(const events::results& run, const std::filesystem::path& log);

/// A failure of the portal outranks a log that is not whole; nothing else does.
[[nodiscard]] int exit_code_of(const events::results& run);

}  // namespace parcours::cli
