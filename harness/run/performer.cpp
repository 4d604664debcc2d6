#include "harness/run/performer.hpp"

#include <utility>

namespace parcours::run {

namespace asio = boost::asio;
using journey::step;

namespace {

constexpr std::size_t most_polls = 10'000;  // of one retry, however short its pauses are

}  // namespace

asio::awaitable<step_result> performer::play(const journey::journey_case& what) {
  for (const auto& one : what.steps) {
    auto played = co_await play_step(one);
    if (!played) co_return played;
  }
  if (!what.outcome) co_return step_result();
  step last;
  last.keyword = "outcome";
  last.what = journey::look_step{};
  last.expect = what.outcome;
  last.span = what.outcome->span;
  co_return co_await play_step(last);
}

// Tells how the step ended, whatever the end is.
asio::awaitable<step_result> performer::play_step(const step& one) {
  auto& time = scene_.bed().env().time;
  const auto began = time.stopwatch();
  step_result played;
  if (one.retry) {
    played = co_await play_until(one, &performer::once);
  } else {
    played = co_await once(one);
  }
  if (played && one.expect) played = check(*one.expect, scene_);
  if (played && scene_.out_of_time()) {
    played = stuck("timeout", "the attempt took longer than " + format_duration(scene_.chosen().timeout), one.span);
  }
  const auto verdict = played ? events::verdict::passed : played.error().verdict;
  tell(one.keyword, one.span, verdict, time.stopwatch() - began);
  if (played && one.expect) {
    const auto passed_over = unseen(*one.expect, scene_);
    if (!passed_over.empty()) {
      tell("cannot be seen on this target:" + passed_over, one.expect->span, events::verdict::skipped, {});
    }
  }
  co_return played;
}

void performer::tell(std::string title, const source_span& where, events::verdict verdict, duration took) {
  events::step_finished end;
  end.index = ++index_;
  end.title = std::move(title);
  end.where = place_of(where);
  end.verdict = verdict;
  end.took = took;
  told_(std::move(end));
}

// Again and again until the page is as wanted: polling, in world time.
asio::awaitable<step_result> performer::play_until(const step& one, ending (performer::*again)(const step&)) {
  const auto every = scene_.length(one.retry->every);
  const auto within = scene_.length(one.retry->within);
  if (!every || !within) {
    co_return stuck("step", (every ? within : every).error().message, one.retry->span);
  }
  auto& time = scene_.bed().env().time;
  const auto until = time.now() + *within;
  for (std::size_t polls = 1;; ++polls) {
    auto played = co_await (this->*again)(one);
    if (played) played = check(one.retry->until, scene_);
    const bool hopeless = !played && played.error().verdict == events::verdict::error;
    if (played || hopeless || time.now() + *every > until) co_return played;
    if (polls >= most_polls || scene_.out_of_time()) {
      co_return stuck("timeout", "polled " + std::to_string(polls) + " times in vain: give retry a longer `every`",
                      one.retry->span);
    }
    const auto waited = co_await idle(*every);
    if (!waited) co_return stuck(waited.error().code, waited.error().message, one.retry->span);
  }
}

asio::awaitable<step_result> performer::once(const step& one) {
  scene_.begin_step();
  begin_counting();
  co_return co_await part(one);
}

// A step of the journey, or one of those that spell it.
asio::awaitable<step_result> performer::part(const step& one) {
  auto& time = scene_.bed().env().time;
  const auto began = time.now();
  auto played = co_await act_on(one);
  count_time();
  scene_.step_took = time.now() - began;
  co_return played;
}

void performer::begin_counting() {
  counted_ = scene_.bed().env().time.stopwatch();
  idle_ = -scene_.bed().paused();
}

// All time counts against the attempt but that in which it is there to wait.
void performer::count_time() {
  const auto since = counted_;
  const auto idle = idle_ + scene_.bed().paused();
  begin_counting();
  scene_.spend(counted_ - since - idle);
}

asio::awaitable<result<void>> performer::idle(duration length) {
  auto& time = scene_.bed().env().time;
  const auto began = time.stopwatch();
  auto waited = co_await scene_.bed().wait(length);
  idle_ += time.stopwatch() - began;
  co_return waited;
}

// Each kind of step is either spelled by the target file or has an act() of its own: one that has neither does not
// compile.
asio::awaitable<step_result> performer::act_on(const step& one) {
  return std::visit(
      [this, &one]<class Step>(const Step& what) {
        if constexpr (journey::spelled_step<Step>) {
          return business(one.what, one.span);
        } else {
          return act(what, one.span);
        }
      },
      one.what);
}

asio::awaitable<step_result> performer::act(const journey::look_step&, place) { co_return step_result(); }

}  // namespace parcours::run
