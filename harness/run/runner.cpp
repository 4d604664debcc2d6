#include "harness/run/runner.hpp"

#include "harness/run/attempt.hpp"
#include "harness/run/personas.hpp"

#include <utility>

namespace parcours::run {

std::string runner::run(const std::vector<planned>& plan, const parallel& on_threads) {
  const auto threads = std::min(options_.jobs, std::max<std::size_t>(1, plan.size()));
  on_threads(threads, [this, &plan](std::size_t) { work(plan); });
  if (stop_) {
    for (auto& [order, one] : waiting_) sink_(one.what);  // behind one that was interrupted
    return {};
  }
  return ended_ < plan.size() ? why_stopped_ : std::string();
}

void runner::work(const std::vector<planned>& plan) {
  for (;;) {
    if (stop_ || (options_.fail_fast && failed_)) return;
    if (auto why = factory_.stopped(); !why.empty()) {
      const std::lock_guard hold(telling_);
      if (why_stopped_.empty()) why_stopped_ = std::move(why);
      return;
    }
    const auto index = next_.fetch_add(1);
    if (index >= plan.size()) return;
    if (!play(plan[index])) failed_ = true;
  }
}

// True when nothing is wrong: the journey passed, was skipped, or was left because the user stopped the run.
bool runner::play(const planned& item) {
  auto evidence_left = options_.evidence_limit;
  for (std::uint32_t number = 1;; ++number) {
    std::vector<events::event> told;
    auto end = attempt(item, number, evidence_left, told);
    if (stop_ && end.problem && end.problem->kind == "interrupted") return true;
    const bool bad = end.verdict == events::verdict::failed || end.verdict == events::verdict::error;
    end.last = !bad || number > options_.retries || stop_;
    const bool last = end.last;
    told.emplace_back(std::move(end));
    tell(item.order, std::move(told), last, bad);
    if (last) return !bad;
  }
}

// What the attempts before have left of the journey's evidence is shared evenly by those that may come.
events::journey_finished runner::attempt(const planned& item, std::uint32_t number, std::size_t& evidence_left,
                                         std::vector<events::event>& told) {
  const auto seed = item.attempt_seed(number);
  run::attempt one(item, number, seed, factory_, options_, evidence_left / (options_.retries + 2 - number));
  const auto on_start = [this, &item](events::journey_started start) {
    std::vector<events::event> begun;
    begun.emplace_back(std::move(start));
    tell(item.order, std::move(begun), false);
  };
  auto end = one.play(on_start, told);
  evidence_left -= one.evidence_size();
  return end;
}

void runner::tell(std::size_t order, std::vector<events::event> what, bool last, bool bad) {
  const std::lock_guard hold(telling_);
  if (options_.ordered) return tell_in_order(order, std::move(what), last, bad);
  sink_(what);
  if (last) ended(what, bad);
}

void runner::tell_in_order(std::size_t order, std::vector<events::event> what, bool last, bool bad) {
  if (told_enough_) return;
  auto& mine = waiting_[order];
  mine.what.insert(mine.what.end(), std::make_move_iterator(what.begin()), std::make_move_iterator(what.end()));
  mine.done = last;
  mine.bad = bad;
  for (auto first = waiting_.begin(); first != waiting_.end() && first->first == turn_;) {
    auto& now = first->second;
    if (!now.what.empty()) sink_(now.what);
    if (now.done) ended(now.what, now.bad);
    now.what.clear();
    if (!now.done) return;
    told_enough_ = options_.fail_fast && now.bad;
    if (told_enough_) return waiting_.clear();
    first = waiting_.erase(first);
    ++turn_;
  }
}

void runner::ended(std::span<const events::event> what, bool bad) {
  ++ended_;
  if (!bad || !options_.fail_fast || !why_stopped_.empty()) return;
  const auto& end = std::get<events::journey_finished>(what.back());
  why_stopped_ = "--fail-fast, after '" + end.id + "' did not pass";
}

}  // namespace parcours::run
