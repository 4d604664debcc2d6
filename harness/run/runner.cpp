#include "harness/run/runner.hpp"

#include "harness/run/attempt.hpp"
#include "harness/run/casting.hpp"

#include <utility>

namespace parcours::run {

void runner::run(const std::vector<planned>& plan, const parallel& on_threads) {
  const auto threads = std::min(options_.jobs, std::max<std::size_t>(1, plan.size()));
  on_threads(threads, [this, &plan](std::size_t) { work(plan); });
}

void runner::work(const std::vector<planned>& plan) {
  for (;;) {
    if (stop_ || (options_.fail_fast && failed_)) return;
    const auto index = next_.fetch_add(1);
    if (index >= plan.size()) return;
    if (!play(plan[index])) failed_ = true;
  }
}

// True when nothing is wrong: the journey passed, was skipped, or was left because the user stopped the run.
bool runner::play(const planned& item) {
  for (std::uint32_t number = 1;; ++number) {
    std::vector<events::event> told;
    auto end = attempt(item, number, told);
    if (stop_ && end.problem && end.problem->kind == "interrupted") return true;
    const bool bad = end.verdict == events::verdict::failed || end.verdict == events::verdict::error;
    end.last = !bad || number > options_.retries || stop_;
    const bool last = end.last;
    told.emplace_back(std::move(end));
    tell(item.order, std::move(told), last, bad);
    if (last) return !bad;
  }
}

events::journey_finished runner::attempt(const planned& item, std::uint32_t number, std::vector<events::event>& told) {
  const auto seed = item.attempt_seed(number);
  run::attempt one(item, number, seed, theatre_, options_);
  const auto on_start = [this, &item](events::journey_started start) {
    std::vector<events::event> begun;
    begun.emplace_back(std::move(start));
    tell(item.order, std::move(begun), false);
  };
  return one.play(on_start, told);
}

void runner::tell(std::size_t order, std::vector<events::event> what, bool last, bool bad) {
  const std::lock_guard hold(telling_);
  if (!options_.ordered) return sink_(what);
  if (told_enough_) return;
  auto& mine = waiting_[order];
  mine.what.insert(mine.what.end(), std::make_move_iterator(what.begin()), std::make_move_iterator(what.end()));
  mine.done = last;
  mine.bad = bad;
  for (auto first = waiting_.begin(); first != waiting_.end() && first->first == turn_;) {
    if (!first->second.what.empty()) sink_(first->second.what);
    first->second.what.clear();
    if (!first->second.done) return;
    told_enough_ = options_.fail_fast && first->second.bad;
    if (told_enough_) return;
    first = waiting_.erase(first);
    ++turn_;
  }
}

}  // namespace parcours::run
