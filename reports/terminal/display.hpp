// A run as it is watched in a terminal: fed with its events, it writes lines to a sink. The same events replayed from a
// log give the same lines.
#pragma once

#include "harness/base/diagnostic.hpp"
#include "harness/events/event.hpp"
#include "reports/terminal/format.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::reports::terminal {

enum class amount : std::uint8_t {
  quiet,   ///< failures and the summary
  normal,  ///< one line per journey, or where it is live the progress and what went wrong
  verbose  ///< every journey and every step
};

struct options {
  amount detail = amount::normal;
  bool live = false;  ///< a progress line, redrawn in place: for terminals only. A long run then tells failures only
  bool color = false;
  std::size_t width = 80;  ///< columns of the terminal, where it is live
};

/// Receives whole lines, or the progress line with its control sequences; a failure with all of its lines is one call.
using sink = std::function<void(std::string_view)>;
/// The text of a journey file, or null if it is not at hand.
using source_lookup = std::function<std::shared_ptr<const source_file>(const std::string& path)>;

/// Not thread-safe. It reads no clock: `elapsed` is what the run's stopwatch shows, and only the live progress uses it.
class display {
 public:
  display(const options& how, sink out, source_lookup sources = {});

  void on(const events::event& item, duration elapsed);
  /// Lets the progress line show the time while nothing happens.
  void tick(duration elapsed);
  /// Names the journeys that never finished, says how many were not run and why, and writes the summary, which names
  /// the `artefacts` ("out/junit.xml"), once.
  void close(duration took, std::vector<std::string> artefacts = {});

 private:
  struct running {
    std::string title;   // file and name as they are shown
    std::string failed;  // the step that failed
    std::string steps;   // their lines, where they are shown
    bool stumbled = false;
  };

  void take(const events::run_started& e) { run_.planned += e.planned, run_.seed = e.seed, again_ = e.again; }
  void take(const events::journey_planned&) {}
  void take(const events::journey_started& e);
  void take(const events::step_finished& e);
  void take(const events::journey_finished& e);
  void take(const events::run_interrupted&) { run_.interrupted = true, not_run_ = "the run was interrupted"; }
  void take(const events::run_finished& e) { not_run_ = e.stopped; }
  void take(const events::log_closed&) {}
  void take(const events::evidence auto&) {}

  running& journey_of(const std::string& id);
  [[nodiscard]] std::string journey_line(const events::journey_finished& e, const running& journey) const;
  [[nodiscard]] std::string block(const events::journey_finished& e, const running& journey) const;
  [[nodiscard]] std::string again(const std::string& id) const;
  [[nodiscard]] bool shows(const events::journey_finished& e, bool flaky) const;
  void print(const std::string& lines);
  void redraw(duration elapsed);
  [[nodiscard]] std::string time_left(duration elapsed) const;
  [[nodiscard]] std::string list_of_failures() const;

  options how_;
  sink out_;
  source_lookup sources_;
  summary run_;
  std::map<std::string, running, std::less<>> running_;  // by id
  std::string again_;                                    // the command that runs the same again
  std::vector<std::string> failures_;                    // a line each, for the list at the end
  std::string latest_;                                   // what the progress line says is going on
  duration drawn_{};                                     // when the progress line was drawn
  std::string not_run_ = "the log ends before it";       // why the rest of the plan was not
  bool on_screen_ = false;                               // the progress line is
  bool closed_ = false;
};

}  // namespace parcours::reports::terminal
