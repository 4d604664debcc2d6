#include "harness/run/interpreter.hpp"

#include <utility>

namespace parcours::run {

namespace asio = boost::asio;
using journey::step;

namespace {

constexpr std::size_t most_polls = 10'000;  // of one retry, however short its pauses are

}  // namespace

asio::awaitable<step_result> interpreter::play(const journey::journey_case& what) {
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
asio::awaitable<step_result> interpreter::play_step(const step& one) {
  context_.turn_to(one.in);
  auto& time = context_.environment().env().time;
  const auto began = time.stopwatch();
  if (auto* kept = context_.evidence()) kept->begin_step(title_of(one), one.span);
  step_result played;
  if (one.retry) {
    played = co_await play_until(one, &interpreter::once);
  } else {
    played = co_await once(one);
  }
  if (played && one.expect) played = co_await holding(*one.expect);
  if (played && context_.out_of_time()) {
    played =
        step_error("timeout", "the attempt took longer than " + format_duration(context_.chosen().timeout), one.span);
  }
  const auto verdict = played ? events::verdict::passed : played.error().verdict;
  tell(title_of(one), one.span, verdict, time.stopwatch() - began);
  if (played && one.expect) {
    const auto passed_over = unseen(*one.expect, context_);
    if (!passed_over.empty()) {
      tell("cannot be seen on this target:" + passed_over, one.expect->span, events::verdict::skipped, {});
    }
  }
  co_return played;
}

void interpreter::tell(std::string title, const source_span& where, events::verdict verdict, duration took) {
  events::step_finished end;
  end.index = ++index_;
  end.title = std::move(title);
  end.where = place_of(where);
  end.verdict = verdict;
  end.took = took;
  told_(std::move(end));
}

// Again and again until the page is as wanted: polling, in world time.
asio::awaitable<step_result> interpreter::play_until(const step& one, ending (interpreter::*again)(const step&)) {
  const auto every = context_.length(one.retry->every);
  const auto within = context_.length(one.retry->within);
  if (!every || !within) {
    co_return step_error("step", (every ? within : every).error().message, one.retry->span);
  }
  auto& time = context_.environment().env().time;
  const auto until = time.now() + *within;
  for (std::size_t polls = 1;; ++polls) {
    auto played = co_await (this->*again)(one);
    if (played) played = co_await holding(one.retry->until);
    const bool hopeless = !played && played.error().verdict == events::verdict::error;
    if (played || hopeless || time.now() + *every > until) co_return played;
    if (polls >= most_polls || context_.out_of_time()) {
      co_return step_error("timeout", "polled " + std::to_string(polls) + " times in vain: give retry a longer `every`",
                           one.retry->span);
    }
    const auto waited = co_await idle(*every, "retry");
    if (!waited) co_return step_error(waited.error().code, waited.error().message, one.retry->span);
  }
}

asio::awaitable<step_result> interpreter::once(const step& one) {
  context_.begin_step();
  begin_counting();
  co_return co_await part(one);
}

// A step of the journey, or one of those that spell it.
asio::awaitable<step_result> interpreter::part(const step& one) {
  auto& time = context_.environment().env().time;
  const auto began = time.now();
  auto played = co_await act_on(one);
  count_time();
  context_.note_page();
  context_.step_took = time.now() - began;
  co_return played;
}

asio::awaitable<step_result> interpreter::holding(const journey::expectation& wanted) {
  const auto looked = co_await context_.browser().look();
  if (!looked) co_return step_error(looked.error().code, looked.error().message, wanted.span);
  co_return check(wanted, context_);
}

void interpreter::begin_counting() {
  counted_ = context_.environment().env().time.stopwatch();
  idle_ = -context_.environment().paused();
}

// All time counts against the attempt but that in which it is there to wait.
void interpreter::count_time() {
  const auto since = counted_;
  const auto idle = idle_ + context_.environment().paused();
  begin_counting();
  context_.spend(counted_ - since - idle);
}

interpreter::instant interpreter::begin_waiting() {
  const auto& time = context_.environment().env().time;
  return {time.now(), time.stopwatch()};
}

void interpreter::end_waiting(const instant& began, std::string why) {
  const auto& time = context_.environment().env().time;
  idle_ += time.stopwatch() - began.stopwatch;
  if (auto* kept = context_.evidence()) kept->time_moved(time.now() - began.world, std::move(why));
}

asio::awaitable<result<void>> interpreter::idle(duration length, std::string why) {
  const auto began = begin_waiting();
  auto waited = co_await context_.environment().wait(length);
  end_waiting(began, std::move(why));
  co_return waited;
}

// Each kind of step is either spelled by the target file or has an act() of its own: one that has neither does not
// compile.
asio::awaitable<step_result> interpreter::act_on(const step& one) {
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

asio::awaitable<step_result> interpreter::act(const journey::look_step&, place) { co_return step_result(); }

}  // namespace parcours::run
