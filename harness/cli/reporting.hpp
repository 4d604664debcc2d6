// What is made of a run's log: the reports, what the terminal shows, the exit code. The same at the end of a run and
// for a log that is there already.
#pragma once

#include "harness/base/result.hpp"
#include "harness/cli/options.hpp"
#include "harness/events/results.hpp"
#include "reports/terminal/display.hpp"

#include <filesystem>

namespace parcours::cli {

/// Tells an error and returns `code`.
int tell(const error& what, int code);

/// How the terminal shows the run whose log is at `log`.
[[nodiscard]] reports::terminal::options terminal_options(const report_options& chosen,
                                                          const std::filesystem::path& log);

/// Writes every report of the log at `log`; `passed`, or `not_carried_out` once what went wrong was told.
int write_reports(const events::results& run, const std::filesystem::path& log, const report_options& chosen);

/// Tells why the log at `log` is not whole, if it is not.
void tell_damage(const events::results& run, const std::filesystem::path& log);

/// A failure of the portal outranks a log that is not whole; nothing else does.
[[nodiscard]] int exit_code_of(const events::results& run);

}  // namespace parcours::cli
