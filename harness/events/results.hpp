// The results of a run: what its log says once every line is taken together. Cases are kept small (some 200 bytes
// each), so that a log of tens of thousands of journeys fits in little memory; problems and steps stay in the file.
#pragma once

#include "harness/events/event.hpp"
#include "harness/events/log.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace parcours::events {

/// Cases by their final verdict; a case that never finished counts as an error.
struct totals {
  std::size_t passed = 0;
  std::size_t failed = 0;
  std::size_t errors = 0;
  std::size_t skipped = 0;
  std::size_t flaky = 0;  ///< of the passed ones: an earlier attempt had not passed

  [[nodiscard]] std::size_t all() const { return passed + failed + errors + skipped; }
  void add(verdict outcome, bool was_flaky);
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
  std::uint32_t attempts = 0;
  verdict outcome = verdict::error;  ///< error unless finished
  bool finished = false;             ///< false: the run ended while it was running or waiting for a retry
  bool stumbled = false;             ///< an attempt before the last did not pass

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
  /// Reads a whole log. Journeys may be interleaved; logs of shards may stand one after another in one file. A torn
  /// last line is passed over, see torn(). Errors: "unreadable-log", "bad-log".
  static result<results> read(const std::filesystem::path& log);

  /// The first run_started of the log; empty if there is none.
  [[nodiscard]] const run_started& run() const { return run_; }
  [[nodiscard]] bool started() const { return started_; }  ///< the log has a run_started
  [[nodiscard]] std::size_t planned() const { return planned_; }
  [[nodiscard]] duration took() const { return took_; }  ///< the longest run_finished; zero if there is none
  [[nodiscard]] bool interrupted() const { return interrupted_; }
  [[nodiscard]] bool complete() const { return complete_; }  ///< every run that started has finished
  [[nodiscard]] bool torn() const { return torn_; }

  /// Suites in the order in which the plan first comes to them.
  [[nodiscard]] std::span<const suite_result> suites() const { return suites_; }
  /// All cases: suite by suite, in the order of the plan.
  [[nodiscard]] std::span<const case_result> cases() const { return cases_; }
  [[nodiscard]] std::span<const case_result> cases(const suite_result& suite) const {
    return cases().subspan(suite.first, suite.size);
  }
  [[nodiscard]] const totals& total() const { return total_; }

  /// Reads a case's lines again. Errors: "unreadable-log", "bad-log" if the file has changed.
  [[nodiscard]] result<case_detail> detail(const case_result& item) const;

 private:
  friend class fold;

  std::filesystem::path log_;
  run_started run_;
  std::size_t planned_ = 0;
  duration took_{};
  bool started_ = false;
  bool interrupted_ = false;
  bool complete_ = false;
  bool torn_ = false;
  std::vector<suite_result> suites_;
  std::vector<case_result> cases_;
  totals total_;
};

}  // namespace parcours::events
