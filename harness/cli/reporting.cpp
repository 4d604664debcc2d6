#include "harness/cli/reporting.hpp"

#include "harness/base/diagnostic.hpp"
#include "harness/cli/artefacts.hpp"
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

// Only the run's own folder is made for a report; elsewhere a folder that is missing is a mistake.
void make_folder_below(const fs::path& out, const fs::path& report) {
  std::error_code ignored;
  const auto below = fs::absolute(report, ignored)
                         .lexically_normal()
                         .lexically_relative(fs::absolute(out, ignored).lexically_normal());
  if (below.empty() || *below.begin() == ".." || report == "-") return;
  fs::create_directories(report.parent_path(), ignored);
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

result<void> print_report(const events::results& run, reports::junit::profile kind, audit& checked) {
  const auto text = reports::junit::render(run, kind);
  if (!text) return std::unexpected(text.error());
  if (checked.passes(*text)) say(*text);
  if (said_all()) return {};
  return fail("report-write", "the report cannot be written to standard output: is the disk full?");
}

}  // namespace

int tell(const error& what, int code) {
  complain(fmt::format("error[{}]: {}\n", what.code, what.message));
  return code;
}

terminal::options terminal_options(const report_options& chosen) {
  const bool on_stderr = chosen.junit == "-";
  terminal::options made;
  if (chosen.quiet) made.detail = terminal::amount::quiet;
  if (chosen.verbose) made.detail = terminal::amount::verbose;
  made.live = on_stderr ? stderr_is_terminal() : stdout_is_terminal();
  made.live = made.live && obeys_controls();
  made.color = wants_color(chosen.color, on_stderr);
  made.width = terminal_width();
  return made;
}

terminal::sink speaker(const report_options& chosen) { return chosen.junit == "-" ? complain : say; }

std::vector<std::string> write_reports(const events::results& run, const fs::path& log, const report_options& chosen,
                                       audit& checked, int& code) {
  const auto profile = chosen.junit_profile == "rich" ? reports::junit::profile::rich : reports::junit::profile::strict;
  const auto path = artefacts_of(chosen, log).junit;
  make_folder_below(log.parent_path(), path);
  const auto written = path == "-" ? print_report(run, profile, checked) : reports::junit::render(run, profile, path);
  if (written) return path == "-" ? std::vector<std::string>() : std::vector{path.string()};
  const int told = tell(written.error(), not_carried_out);
  if (code == passed) code = told;
  return {};
}

void tell_damage(const events::results& run, const fs::path& log) {
  if (run.whole()) return;
  std::string told =
      fmt::format("error[log-not-whole]: {}: not whole, and what was rendered may lack something\n", log.string());
  for (const auto& sentence : run.damage()) told += fmt::format("  {}\n", terminal::printable(sentence));
  complain(told);
}

int exit_code_of(const events::results& run) {
  const auto& total = run.total();
  if (!run.whole()) return total.failed > 0 ? journey_failed : not_carried_out;
  if (run.interrupted()) return interrupted;
  if (total.failed > 0) return journey_failed;
  if (total.errors > 0 || total.not_run > 0) return not_carried_out;
  return total.passed == 0 ? nothing_to_run : passed;
}

// `parcours report render`.
int render(const render_options& chosen) {
  const fs::path log = chosen.log;
  const auto run = events::results::read(log);
  if (!run) return tell(run.error(), bad_usage);
  int code = exit_code_of(*run);
  audit without_secrets({});  // they were taken out of the log, and nobody knows them any more
  auto written = write_reports(*run, log, chosen.report, without_secrets, code);

  auto how = terminal_options(chosen.report);
  how.live = false;
  terminal::display display(how, speaker(chosen.report), sources_on_disk());
  const auto shown = events::read_log(log, [&display](const events::log_line& line) {
    if (line.what) display.on(*line.what, duration::zero());
  });
  if (!shown) return tell(shown.error(), not_carried_out);
  display.close(length_of(*run), std::move(written));
  tell_damage(*run, log);
  return code;
}

}  // namespace parcours::cli
