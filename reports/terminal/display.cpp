#include "reports/terminal/display.hpp"

#include "harness/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace parcours::reports::terminal {
namespace {

using namespace std::chrono_literals;
using events::verdict;

constexpr duration redraw_every = 100ms;
constexpr duration estimate_after = 2s;      // an estimate from less is none
constexpr std::size_t most_live_lines = 30;  // a plan up to this long has a line for each journey in a terminal too
constexpr std::size_t most_listed = 20;      // failures listed at the end
constexpr std::string_view erase_line = "\r\x1b[K";

struct label {
  std::string_view text;
  ink colour;
};

label label_of(const events::journey_finished& e, bool flaky) {
  if (!e.last) return {"retry", ink::yellow};
  if (flaky) return {"flaky", ink::yellow};
  switch (e.verdict) {
    case verdict::passed:
      return {"ok   ", ink::green};
    case verdict::failed:
      return {"FAIL ", ink::red};
    case verdict::error:
      return {"ERROR", ink::red};
    case verdict::skipped:
      break;
  }
  return {"skip ", ink::yellow};
}

bool is_bad(verdict outcome) { return outcome == verdict::failed || outcome == verdict::error; }

std::string file_name(std::string_view path) { return printable(path.substr(path.rfind('/') + 1)); }

}  // namespace

display::display(const options& how, sink out, source_lookup sources)
    : how_(how), out_(std::move(out)), sources_(std::move(sources)) {
  if (how_.detail == amount::quiet) how_.live = false;
}

void display::on(const events::event& item, duration elapsed) {
  std::visit([this](const auto& e) { take(e); }, item);
  tick(elapsed);
}

void display::tick(duration elapsed) {
  if (how_.live && !closed_ && (!on_screen_ || elapsed - drawn_ >= redraw_every)) redraw(elapsed);
}

void display::take(const events::journey_started& e) {
  running& journey = running_[e.id];
  journey.title = fmt::format("{}  {}", file_name(e.file), printable(e.name));
  journey.failed.clear();
  journey.steps.clear();
  latest_ = journey.title;
}

display::running& display::journey_of(const std::string& id) {
  running& journey = running_[id];
  if (journey.title.empty()) journey.title = printable(id);  // its start is not in the log
  return journey;
}

void display::take(const events::step_finished& e) {
  running& journey = journey_of(e.id);
  if (!how_.live && how_.detail != amount::verbose && !is_bad(e.verdict)) return;
  const std::string step = fmt::format("{} {}", e.index, printable(e.title));
  if (is_bad(e.verdict)) journey.failed = step;
  if (how_.live) latest_ = fmt::format("{}: {}", journey.title, step);
  if (how_.detail != amount::verbose) return;
  journey.steps +=
      fmt::format("      {}  {}  {}\n", step, to_string(e.verdict), paint(short_time(e.took), ink::dim, how_.color));
}

void display::take(const events::journey_finished& e) {
  running& journey = journey_of(e.id);
  const bool flaky = journey.stumbled && e.verdict == verdict::passed;
  if (e.last) run_.total.add(e.verdict, flaky);
  if (e.last && is_bad(e.verdict)) {
    failures_.push_back(fmt::format("{} {}{}\n", label_of(e, false).text, journey.title,
                                    e.problem ? ": " + printable(e.problem->message) : ""));
  }
  if (shows(e, flaky)) print(journey_line(e, journey) + journey.steps + block(e, journey));
  journey.stumbled = true;
  if (e.last) running_.erase(e.id);
}

bool display::shows(const events::journey_finished& e, bool flaky) const {
  if (e.last && is_bad(e.verdict)) return true;
  if (how_.detail == amount::quiet) return false;
  return !how_.live || run_.planned <= most_live_lines || flaky || how_.detail == amount::verbose;
}

std::string display::journey_line(const events::journey_finished& e, const running& journey) const {
  const label mark = label_of(e, journey.stumbled && e.verdict == verdict::passed);
  std::string line = fmt::format("{} {}", paint(mark.text, mark.colour, how_.color), journey.title);
  if (e.last && e.verdict == verdict::skipped) return line + fmt::format("  ({})\n", printable(e.skip_reason));
  line += "  " + paint(short_time(e.took), ink::dim, how_.color);
  if (e.attempt > 1 || !e.last) line += fmt::format("  attempt {}", e.attempt);
  if (!e.last && e.problem) line += fmt::format(": {}", printable(e.problem->message));
  return line + '\n';
}

std::string display::block(const events::journey_finished& e, const running& journey) const {
  if (!e.last || !e.problem || !is_bad(e.verdict)) return {};
  const auto source = sources_ && !e.problem->where.file.empty() ? sources_(e.problem->where.file) : nullptr;
  const extent shown{how_.detail == amount::verbose, how_.live ? how_.width : 0};
  auto told = failure_block(*e.problem, journey.failed, source, how_.color, shown);
  const auto rerun = again(e.id);
  if (!rerun.empty()) told.insert(told.size() - 1, fmt::format("     again: {}\n", rerun));
  return told;
}

std::string display::again(const std::string& id) const {
  return again_.empty() ? std::string() : again_ + " --name " + shell_word(printable(id));
}

// One failure stands just above; of several the first have scrolled away.
std::string display::list_of_failures() const {
  if (failures_.size() < 2) return {};
  std::string out = fmt::format("{} journeys did not pass:\n", failures_.size());
  for (std::size_t i = 0; i < std::min(most_listed, failures_.size()); ++i) {
    const std::string line = "  " + failures_[i].substr(0, failures_[i].size() - 1);
    out += (how_.live ? fit(line, how_.width) : line) + '\n';
  }
  if (failures_.size() > most_listed) out += fmt::format("  … {} more\n", failures_.size() - most_listed);
  return out;
}

std::string display::time_left(duration elapsed) const {
  const auto done = run_.total.all();
  if (elapsed < estimate_after || done == 0 || done >= run_.planned) return {};
  return fmt::format(
      ", {} left", short_time(std::chrono::ceil<std::chrono::seconds>(elapsed / static_cast<std::int64_t>(done) *
                                                                      static_cast<std::int64_t>(run_.planned - done))));
}

void display::close(duration took, std::vector<std::string> artefacts) {
  if (closed_) return;
  for (const auto& [id, journey] : running_) {
    run_.total.add(verdict::error, false);
    failures_.push_back(fmt::format("ERROR {}: interrupted\n", journey.title));
    print(fmt::format("{} {}  interrupted\n{}", paint("ERROR", ink::red, how_.color), journey.title, journey.steps));
  }
  running_.clear();
  if (run_.planned > run_.total.all()) {
    const auto count = run_.planned - run_.total.all();
    run_.total.skipped += count;
    run_.total.not_run += count;
    print(fmt::format("{} {} {}  (not run: {})\n", paint("skip ", ink::yellow, how_.color), count,
                      count == 1 ? "journey" : "journeys", printable(not_run_)));
  }
  run_.took = took;
  run_.artefacts = std::move(artefacts);
  print(list_of_failures() + summary_line(run_, how_.color));
  closed_ = true;
}

void display::print(const std::string& lines) {
  out_(on_screen_ ? std::string(erase_line) + lines : lines);
  on_screen_ = false;
}

void display::redraw(duration elapsed) {
  const events::totals& total = run_.total;
  std::string line = fmt::format("[{}/{}] {:.1f} s{}  {} passed", total.all(), run_.planned,
                                 std::chrono::duration<double>(elapsed).count(), time_left(elapsed), total.passed);
  if (total.failed != 0) line += fmt::format(", {} failed", total.failed);
  if (total.errors != 0) line += fmt::format(", {} {}", total.errors, total.errors == 1 ? "error" : "errors");
  if (!latest_.empty()) line += "  " + latest_;
  // Erased before it is written: in the last column, erasing would take a character with it.
  out_(std::string(erase_line) + fit(line, how_.width));
  drawn_ = elapsed;
  on_screen_ = true;
}

}  // namespace parcours::reports::terminal
