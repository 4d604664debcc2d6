#include "harness/cli/reporting.hpp"

#include "harness/base/diagnostic.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/events/log.hpp"
#include "reports/junit/junit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>

namespace parcours::cli {

namespace fs = std::filesystem;
namespace terminal = reports::terminal;

namespace {

std::string junit_path(const report_options& chosen, const fs::path& log) {
  return chosen.junit.empty() ? (log.parent_path() / "junit.xml").string() : chosen.junit;
}

// The journey files of a log, as far as they are still where they were.
terminal::source_lookup sources_on_disk() {
  auto known = std::make_shared<std::map<std::string, std::shared_ptr<const source_file>>>();
  return [known](const std::string& path) {
    const auto [found, fresh] = known->try_emplace(path);
    std::error_code ignored;
    if (!fresh || !fs::is_regular_file(path, ignored)) return found->second;
    std::ifstream file(path, std::ios::binary);
    found->second =
        std::make_shared<const source_file>(source_file{path, std::string(std::istreambuf_iterator<char>(file), {})});
    return found->second;
  };
}

// A run that was killed could not write how long it took: until its last journey's end, as far as the log knows.
duration length_of(const events::results& run) {
  auto took = run.took();
  for (const auto& one : run.cases()) took = std::max(took, one.at + one.took - run.run().at);
  return took;
}

}  // namespace

int tell(const error& what, int code) {
  complain(fmt::format("error[{}]: {}\n", what.code, what.message));
  return code;
}

terminal::options terminal_options(const report_options& chosen, const fs::path& log) {
  terminal::options made;
  if (chosen.quiet) made.detail = terminal::amount::quiet;
  if (chosen.verbose) made.detail = terminal::amount::verbose;
  made.live = stdout_is_terminal();
  made.color = wants_color(chosen.color);
  made.width = terminal_width();
  made.artefacts = {junit_path(chosen, log)};
  return made;
}

int write_reports(const events::results& run, const fs::path& log, const report_options& chosen) {
  const auto profile = chosen.junit_profile == "rich" ? reports::junit::profile::rich : reports::junit::profile::strict;
  const auto written = reports::junit::render(run, profile, junit_path(chosen, log));
  return written ? passed : tell(written.error(), not_carried_out);
}

int exit_code_of(const events::totals& total, bool stopped) {
  if (stopped) return interrupted;
  if (total.failed > 0) return journey_failed;
  if (total.errors > 0) return not_carried_out;
  return total.passed == 0 ? nothing_to_run : passed;
}

// `parcours report render`.
int render(const render_options& chosen) {
  const fs::path log = chosen.log;
  const auto run = events::results::read(log);
  if (!run) return tell(run.error(), bad_usage);
  if (!run->started()) {
    return tell({"bad-log", fmt::format("'{}' has no run in it: was it killed before its first journey?", chosen.log)},
                bad_usage);
  }
  const auto reported = write_reports(*run, log, chosen.report);
  if (reported != passed) return reported;

  auto how = terminal_options(chosen.report, log);
  how.live = false;
  terminal::display display(how, say, sources_on_disk());
  const auto shown = events::read_log(
      log, [&display](const events::event& item, std::uint64_t, std::uint64_t) { display.on(item, duration::zero()); });
  if (!shown) return tell(shown.error(), not_carried_out);
  display.close(length_of(*run));
  return exit_code_of(run->total(), run->interrupted() || !run->complete());
}

}  // namespace parcours::cli
