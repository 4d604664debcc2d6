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
  made.artefacts = {artefacts_of(chosen, log).junit.string()};
  return made;
}

int write_reports(const events::results& run, const fs::path& log, const report_options& chosen) {
  const auto profile = chosen.junit_profile == "rich" ? reports::junit::profile::rich : reports::junit::profile::strict;
  const auto written = reports::junit::render(run, profile, artefacts_of(chosen, log).junit);
  return written ? passed : tell(written.error(), not_carried_out);
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
  const auto reported = write_reports(*run, log, chosen.report);
  if (reported != passed) return reported;

  auto how = terminal_options(chosen.report, log);
  how.live = false;
  terminal::display display(how, say, sources_on_disk());
  const auto shown = events::read_log(log, [&display](const events::log_line& line) {
    if (line.what) display.on(line.what->item, duration::zero());
  });
  if (!shown) return tell(shown.error(), not_carried_out);
  display.close(length_of(*run));
  tell_damage(*run, log);
  return exit_code_of(*run);
}

}  // namespace parcours::cli
