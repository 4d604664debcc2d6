#include "harness/events/results.hpp"

#include "harness/events/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <unordered_map>
#include <utility>

namespace parcours::events {

// Takes the events of a log one by one. The maps only find things; order comes from the plan.
class fold {
 public:
  fold(results& into, std::size_t most_not_run) : so_far_(into), most_not_run_(most_not_run) {}

  void add(event item, std::uint64_t begin, std::uint64_t end) {
    std::visit([&](auto& e) { take(e, begin, end); }, item);
  }
  void finish();

 private:
  void take(run_started& e, std::uint64_t, std::uint64_t);
  void take(journey_planned& e, std::uint64_t, std::uint64_t) {
    part_.listed += case_count(e);
    so_far_.plan_.push_back({std::move(e), {}});
  }
  void take(const run_interrupted&, std::uint64_t, std::uint64_t) {
    so_far_.interrupted_ = part_.interrupted = true;
    part_.not_run = "the run was interrupted";
  }
  void take(run_finished& e, std::uint64_t, std::uint64_t) {
    so_far_.took_ = std::max(so_far_.took_, e.took);
    part_.finished = true;
    if (!e.stopped.empty()) part_.not_run = std::move(e.stopped);
  }
  void take(const log_closed&, std::uint64_t, std::uint64_t) {}
  void take(journey_started& e, std::uint64_t begin, std::uint64_t end);
  void take(const step_finished& e, std::uint64_t begin, std::uint64_t end);
  void take(const journey_finished& e, std::uint64_t begin, std::uint64_t end);
  void take(const evidence auto& e, std::uint64_t begin, std::uint64_t end) {
    const case_result& item = case_of(e.id, begin, end);
    if (!item.running || e.attempt != item.attempts) wrong(e.id, "an event belongs to no attempt that goes on");
  }

  // What a log says between run_started and the next one.
  struct part {
    std::size_t planned = 0;
    std::size_t listed = 0;      // by the lines of the plan
    std::size_t first_plan = 0;  // of these lines
    std::size_t first_case = 0;
    wall_time at{};
    bool interrupted = false;
    bool finished = false;
    std::string not_run;
  };

  case_result& case_of(const std::string& id, std::uint64_t begin, std::uint64_t end);
  std::uint32_t suite_of(const std::string& file, const std::string& classname);
  void end_part();
  void check_ends();
  void list_not_run();
  void add_not_run(std::uint32_t plan, std::size_t index, std::string id);
  void sort_by_plan();
  void wrong(const std::string& id, std::string_view what) { so_far_.damage_.add(fmt::format("'{}': {}", id, what)); }

  results& so_far_;
  std::size_t most_not_run_;
  std::size_t runs_ = 0;
  part part_;
  std::unordered_map<std::string, std::size_t> case_index_;
  std::unordered_map<std::string, std::uint32_t> suite_index_;
};

void fold::take(run_started& e, std::uint64_t, std::uint64_t) {
  end_part();
  so_far_.planned_ += e.planned;
  part_ = {};
  part_.planned = e.planned;
  part_.first_plan = so_far_.plan_.size();
  part_.first_case = so_far_.cases_.size();
  part_.at = e.at;
  if (runs_++ == 0) so_far_.run_ = std::move(e);
}

void fold::take(journey_started& e, std::uint64_t begin, std::uint64_t end) {
  case_result& item = case_of(e.id, begin, end);
  if (item.running) wrong(e.id, fmt::format("attempt {} starts before the one before has ended", e.attempt));
  if (item.finished) wrong(e.id, "it starts again after its end");
  if (e.attempt != ++item.attempts) {
    wrong(e.id, fmt::format("attempt {} starts where attempt {} was due", e.attempt, item.attempts));
    item.attempts = std::max(e.attempt, 1U);
  }
  item.finished = false;
  item.running = true;
  item.steps = 0;
  item.outcome = verdict::error;
  if (item.attempts > 1) return;
  item.suite = suite_of(e.file, e.classname);
  item.name = std::move(e.name);
  item.order = e.order;
  item.at = e.at;
}

void fold::take(const step_finished& e, std::uint64_t begin, std::uint64_t end) {
  case_result& item = case_of(e.id, begin, end);
  if (!item.running || e.attempt != item.attempts) {
    wrong(e.id, fmt::format("step {} belongs to no attempt that goes on", e.index));
  } else if (e.index != item.steps + 1) {
    wrong(e.id, fmt::format("step {} stands where step {} was due", e.index, item.steps + 1));
  }
  item.steps = static_cast<std::uint32_t>(e.index);
}

void fold::take(const journey_finished& e, std::uint64_t begin, std::uint64_t end) {
  case_result& item = case_of(e.id, begin, end);
  if (!item.running || e.attempt != item.attempts) {
    wrong(e.id, fmt::format("attempt {} ends and did not start", e.attempt));
  }
  item.running = false;
  item.attempts = std::max(item.attempts, 1U);
  item.finished = e.last;
  item.outcome = e.last ? e.verdict : verdict::error;
  item.stumbled = item.stumbled || !e.last;
  item.took = e.took;
}

case_result& fold::case_of(const std::string& id, std::uint64_t begin, std::uint64_t end) {
  const auto [found, is_new] = case_index_.try_emplace(id, so_far_.cases_.size());
  if (is_new) {
    // Named by its id until its start is read; without one (a damaged log) it must still be reported.
    case_result& item = so_far_.cases_.emplace_back();
    item.id = item.name = id;
    item.begin = begin;
    item.suite = suite_of(id.substr(0, id.find('#')), {});
  }
  case_result& item = so_far_.cases_[found->second];
  item.end = end;
  return item;
}

std::uint32_t fold::suite_of(const std::string& file, const std::string& classname) {
  const auto [found, is_new] = suite_index_.try_emplace(file, static_cast<std::uint32_t>(so_far_.suites_.size()));
  if (is_new) so_far_.suites_.emplace_back().file = file;
  suite_result& suite = so_far_.suites_[found->second];
  if (suite.classname.empty()) suite.classname = classname;
  return found->second;
}

void fold::end_part() {
  if (runs_ == 0) return;
  if (part_.listed != 0 && part_.listed != part_.planned) {
    so_far_.damage_.add(fmt::format("{} journeys were planned, and the plan names {}", part_.planned, part_.listed));
  }
  if (part_.finished && !part_.interrupted) check_ends();
  if (part_.not_run.empty()) part_.not_run = "the log ends before it";
  list_not_run();
}

// A run that was not interrupted leaves nothing unfinished, and what it leaves out it gives a reason for.
void fold::check_ends() {
  std::size_t seen = 0;
  for (std::size_t i = part_.first_case; i < so_far_.cases_.size(); ++i) {
    const case_result& item = so_far_.cases_[i];
    ++seen;
    if (!item.finished) wrong(item.id, item.running ? "it has no end" : "its next attempt is missing");
  }
  if (part_.not_run.empty() && seen < part_.planned) {
    so_far_.damage_.add(fmt::format("{} journeys were planned, and the log has {}", part_.planned, seen));
  }
}

void fold::list_not_run() {
  std::size_t left = most_not_run_;
  for (auto i = part_.first_plan; i < so_far_.plan_.size(); ++i) {
    so_far_.plan_[i].not_run = part_.not_run;
    const auto count = case_count(so_far_.plan_[i].what);
    for (std::size_t index = 0; index < count; ++index) {
      const auto one = case_at(so_far_.plan_[i].what, index);
      auto id = case_id(so_far_.plan_[i].what.file, one.label, one.repeat);
      if (case_index_.contains(id)) continue;
      if (left-- == 0) {
        return so_far_.damage_.add(
            fmt::format("more than {} journeys were planned and not run; the others are not listed", most_not_run_));
      }
      add_not_run(static_cast<std::uint32_t>(i), index, std::move(id));
    }
  }
}

void fold::add_not_run(std::uint32_t plan, std::size_t index, std::string id) {
  const auto& what = so_far_.plan_[plan].what;
  const auto one = case_at(what, index);
  case_result item;
  item.id = std::move(id);
  item.name = case_name(what.name, one.label, one.repeat);
  item.order = what.order + index;
  item.at = part_.at;
  item.suite = suite_of(what.file, what.classname);
  item.plan = plan;
  item.outcome = verdict::skipped;
  item.finished = true;
  case_index_.emplace(item.id, so_far_.cases_.size());
  so_far_.cases_.push_back(std::move(item));
}

// Orders cases by the plan, suites by their first case, and lays each suite's cases side by side.
void fold::sort_by_plan() {
  auto& cases = so_far_.cases_;
  auto& suites = so_far_.suites_;
  std::ranges::stable_sort(cases, {}, &case_result::order);
  constexpr auto unseen = UINT32_MAX;
  std::vector<std::uint32_t> rank(suites.size(), unseen);
  std::vector<suite_result> ordered;
  for (case_result& item : cases) {
    if (rank[item.suite] == unseen) {
      rank[item.suite] = static_cast<std::uint32_t>(ordered.size());
      ordered.push_back(std::move(suites[item.suite]));
    }
    item.suite = rank[item.suite];
  }
  std::ranges::stable_sort(cases, {}, &case_result::suite);
  suites = std::move(ordered);
}

void fold::finish() {
  end_part();
  sort_by_plan();
  so_far_.cases_.shrink_to_fit();
  for (std::size_t i = 0; i < so_far_.cases_.size(); ++i) {
    const case_result& item = so_far_.cases_[i];
    suite_result& suite = so_far_.suites_[item.suite];
    if (suite.size++ == 0) suite.first = i, suite.at = item.at;
    suite.at = std::min(suite.at, item.at);
    suite.total.add(item);
    so_far_.total_.add(item);
  }
}

namespace {

// Gathers the lines of one case.
class detail_of {
 public:
  explicit detail_of(const std::string& id) : id_(id) {}

  void add(event item) {
    std::visit(
        [&](auto& e) {
          if constexpr (requires { e.attempt; }) {
            if (e.id == id_) take(e);
          }
        },
        item);
  }
  case_detail finish() && {
    if (found_.attempts.empty()) found_.attempts.emplace_back();
    return std::move(found_);
  }

 private:
  void take(journey_started& e) {
    found_.attempts.emplace_back().number = e.attempt;
    if (found_.attempts.size() > 1) return;
    found_.tags = std::move(e.tags);
    found_.line = e.line;
    found_.synthetic = std::move(e.synthetic);
  }
  void take(step_finished& e) { last().steps.push_back(std::move(e)); }
  void take(evidence auto& e) { last().evidence.emplace_back(std::move(e)); }
  void take(journey_finished& e) {
    attempt_detail& attempt = last();
    attempt.finished = true;
    attempt.outcome = e.verdict;
    attempt.took = e.took;
    attempt.why = std::move(e.problem);
    attempt.skip_reason = std::move(e.skip_reason);
  }
  attempt_detail& last() { return found_.attempts.empty() ? found_.attempts.emplace_back() : found_.attempts.back(); }

  const std::string& id_;
  case_detail found_;
};

}  // namespace

void totals::add(verdict outcome, bool was_flaky) {
  switch (outcome) {
    case verdict::passed:
      ++passed;
      break;
    case verdict::failed:
      ++failed;
      break;
    case verdict::error:
      ++errors;
      break;
    case verdict::skipped:
      ++skipped;
      break;
  }
  if (was_flaky) ++flaky;
}

void totals::add(const case_result& item) {
  add(item.outcome, item.flaky());
  if (!item.was_run()) ++not_run;
}

result<results> results::read(const std::filesystem::path& log, std::size_t most_not_run_listed) {
  results run;
  run.log_ = log;
  log_audit audit(run.damage_);
  fold so_far(run, most_not_run_listed);
  std::size_t understood = 0;
  const auto done = read_log(log, [&](log_line& line) {
    audit.take(line);
    if (!line.what) return;
    ++understood;
    so_far.add(std::move(*line.what), line.begin, line.end);
  });
  if (!done) return std::unexpected(done.error());
  if (understood == 0) {
    return fail("bad-log", fmt::format("'{}' is not the log of a run: no line of it is an event", log.string()));
  }
  audit.finish();
  so_far.finish();
  return run;
}

result<case_detail> results::detail(const case_result& item) const {
  if (!item.was_run()) return detail_of_plan(item);
  std::ifstream file(log_, std::ios::binary);
  if (!file.seekg(static_cast<std::streamoff>(item.begin))) {
    return fail("unreadable-log", fmt::format("cannot read the log {}", log_.string()));
  }
  detail_of found(item.id);
  const auto add = [&found](log_line& line) {
    if (line.what) found.add(std::move(*line.what));
  };
  read_lines(file, add, item.end - item.begin);
  return std::move(found).finish();
}

case_detail results::detail_of_plan(const case_result& item) const {
  const part_of_plan& from = plan_[item.plan];
  case_detail made;
  made.tags = from.what.tags;
  made.line = from.what.line;
  attempt_detail& none = made.attempts.emplace_back();
  none.finished = true;
  none.outcome = verdict::skipped;
  none.skip_reason = "not run: " + from.not_run;
  return made;
}

}  // namespace parcours::events
