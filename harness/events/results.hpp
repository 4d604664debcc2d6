// The results of a run: what its log says once every line is taken together. Cases are kept small (some 200 bytes
// each), so that a log of tens of thousands of journeys fits in little memory; problems and steps stay in the file.
#pragma once

#include "harness/events/event.hpp"
#include "harness/events/log.hpp"
#include "harness/events/log_audit.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace parcours::events {

struct case_result;

/// Cases by their final verdict; a case that never finished counts as an error, one that was planned and not run as
/// skipped.
struct totals {
  std::size_t passed = 0;
  std::size_t failed = 0;
  std::size_t errors = 0;
  std::size_t skipped = 0;
  std::size_t flaky = 0;    ///< of the passed ones: an earlier attempt had not passed
  std::size_t not_run = 0;  ///< of the skipped ones: the run ended before it came to them

  [[nodiscard]] std::size_t all() const { return passed + failed + errors + skipped; }
  void add(verdict outcome, bool was_flaky);
  void add(const case_result& item);
  friend bool operator==(const totals&, const totals&) = default;
};

/// One journey, one row of its cases or one repeat.
struct case_result {
  std::string id;
  std::string name;
  std::size_t order = 0;    ///< place in the plan
  std::uint64_t begin = 0;  ///< the bytes of the log in which all of its lines stand, others between them
  std::uint64_t end = 0;
  wall_time at{};   ///< start of the first attempt
  duration took{};  ///< of the last attempt that finished
  std::uint32_t suite = 0;
  std::uint32_t attempts = 0;        ///< 0: planned, and not run
  std::uint32_t steps = 0;           ///< of the last attempt
  std::uint32_t plan = 0;            ///< where the plan names it, if it was not run
  verdict outcome = verdict::error;  ///< error unless finished
  bool finished = false;             ///< false: the run ended while it was running or waiting for a retry
  bool running = false;              ///< its last attempt has not ended
  bool stumbled = false;             ///< an attempt before the last did not pass

  [[nodiscard]] bool was_run() const { return attempts > 0; }
  [[nodiscard]] bool flaky() const { return stumbled && outcome == verdict::passed; }
};

/// The cases of one journey file.
struct suite_result {
  std::string file;
  std::string classname;
  wall_time at{};  ///< start of its first case
  std::size_t first = 0;
  std::size_t size = 0;
  totals total;
};

struct attempt_detail {
  std::uint32_t number = 1;
  bool finished = false;
  verdict outcome = verdict::error;
  duration took{};
  std::optional<problem> why;
  std::string skip_reason;
  std::vector<step_finished> steps;
  std::vector<event> evidence;  ///< in order; empty where none was kept
};

/// What stays in the file until it is asked for.
struct case_detail {
  std::vector<std::string> tags;
  std::size_t line = 0;
  std::string synthetic;
  std::vector<attempt_detail> attempts;  ///< in order, at least one
};

class results {
 public:
  /// Cases that were planned and not run are listed up to this number: no line of a damaged log can cost more.
  static constexpr std::size_t most_not_run = 1'000'000;

  /// Reads a log, as far as it can be read: what is wrong with it is told by damage(). Journeys may be interleaved;
  /// logs of shards may stand one after another in one file. Errors: "unreadable-log"; "bad-log" if nothing in it is an
  /// event.
  static result<results> read(const std::filesystem::path& log, std::size_t most_not_run_listed = most_not_run);

  /// The first run_started of the log; empty if there is none.
  [[nodiscard]] const run_started& run() const { return run_; }
  [[nodiscard]] std::size_t planned() const { return planned_; }
  [[nodiscard]] duration took() const { return took_; }  ///< the longest run_finished; zero if there is none
  [[nodiscard]] bool interrupted() const { return interrupted_; }
  /// Nothing is missing, doubled, out of place or changed, and every run that started came to its end.
  [[nodiscard]] bool whole() const { return damage_.empty(); }
  /// Why the log is not whole, a sentence each.
  [[nodiscard]] std::vector<std::string> damage() const { return damage_.told(); }

  /// Suites in the order in which the plan first comes to them.
  [[nodiscard]] std::span<const suite_result> suites() const { return suites_; }
  /// All cases: suite by suite, in the order of the plan.
  [[nodiscard]] std::span<const case_result> cases() const { return cases_; }
  [[nodiscard]] std::span<const case_result> cases(const suite_result& suite) const {
    return cases().subspan(suite.first, suite.size);
  }
  [[nodiscard]] const totals& total() const { return total_; }

  /// Reads a case's lines again. Error: "unreadable-log".
  [[nodiscard]] result<case_detail> detail(const case_result& item) const;

 private:
  friend class fold;
  [[nodiscard]] case_detail detail_of_plan(const case_result& item) const;

  std::filesystem::path log_;
  run_started run_;
  std::size_t planned_ = 0;
  duration took_{};
  bool interrupted_ = false;
  events::damage damage_;
  struct part_of_plan {
    journey_planned what;
    std::string not_run;  // why what is left of it was not run
  };
  std::vector<part_of_plan> plan_;
  std::vector<suite_result> suites_;
  std::vector<case_result> cases_;
  totals total_;
};

}  // namespace parcours::events
