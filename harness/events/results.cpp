#include "harness/events/results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <unordered_map>
#include <utility>

namespace parcours::events {

// Takes the events of a log one by one. The maps only find things; order comes from the plan.
class fold {
 public:
  void add(event item, std::uint64_t begin, std::uint64_t end) {
    std::visit([&](auto& e) { take(e, begin, end); }, item);
  }
  results finish();

 private:
  void take(run_started& e, std::uint64_t, std::uint64_t) {
    so_far_.planned_ += e.planned;
    so_far_.started_ = true;
    if (runs_++ == 0) so_far_.run_ = std::move(e);
  }
  void take(const run_interrupted&, std::uint64_t, std::uint64_t) { so_far_.interrupted_ = true; }
  void take(const run_finished& e, std::uint64_t, std::uint64_t) {
    ++finished_runs_;
    so_far_.took_ = std::max(so_far_.took_, e.took);
  }
  void take(journey_started& e, std::uint64_t begin, std::uint64_t end) {
    case_result& item = case_of(e.id, begin, end);
    item.finished = false;
    item.outcome = verdict::error;
    if (++item.attempts > 1) return;
    item.suite = suite_of(e.file, e.classname);
    item.name = std::move(e.name);
    item.order = e.order;
    item.at = e.at;
  }
  void take(const step_finished& e, std::uint64_t begin, std::uint64_t end) { case_of(e.id, begin, end); }
  void take(const journey_finished& e, std::uint64_t begin, std::uint64_t end) {
    case_result& item = case_of(e.id, begin, end);
    item.finished = e.last;
    item.outcome = e.last ? e.verdict : verdict::error;
    item.stumbled = item.stumbled || !e.last;
    item.took = e.took;
  }

  case_result& case_of(const std::string& id, std::uint64_t begin, std::uint64_t end);
  std::uint32_t suite_of(const std::string& file, const std::string& classname);
  void sort_by_plan();

  results so_far_;
  std::size_t runs_ = 0;
  std::size_t finished_runs_ = 0;
  std::unordered_map<std::string, std::size_t> case_index_;
  std::unordered_map<std::string, std::uint32_t> suite_index_;
};

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

results fold::finish() {
  sort_by_plan();
  so_far_.cases_.shrink_to_fit();
  so_far_.complete_ = runs_ > 0 && finished_runs_ == runs_;
  for (std::size_t i = 0; i < so_far_.cases_.size(); ++i) {
    const case_result& item = so_far_.cases_[i];
    suite_result& suite = so_far_.suites_[item.suite];
    if (suite.size++ == 0) suite.first = i, suite.at = item.at;
    suite.at = std::min(suite.at, item.at);
    suite.total.add(item.outcome, item.flaky());
    so_far_.total_.add(item.outcome, item.flaky());
  }
  return std::move(so_far_);
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

result<results> results::read(const std::filesystem::path& log) {
  fold so_far;
  const auto end =
      read_log(log, [&](event item, std::uint64_t from, std::uint64_t to) { so_far.add(std::move(item), from, to); });
  if (!end) return std::unexpected(end.error());
  results run = so_far.finish();
  run.log_ = log;
  run.torn_ = end->torn;
  return run;
}

result<case_detail> results::detail(const case_result& item) const {
  std::ifstream file(log_, std::ios::binary);
  if (!file.seekg(static_cast<std::streamoff>(item.begin))) {
    return fail("unreadable-log", fmt::format("cannot read the log {}", log_.string()));
  }
  detail_of found(item.id);
  const auto end = read_events(
      file, log_.string(), [&](event e, std::uint64_t, std::uint64_t) { found.add(std::move(e)); },
      item.end - item.begin);
  if (!end) return std::unexpected(end.error());
  return std::move(found).finish();
}

}  // namespace parcours::events
