#include "harness/sim/scheduler.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstring>
#include <utility>

namespace parcours::sim {

namespace asio = boost::asio;

void hashing_trace::record(std::string_view component, std::string_view what, std::initializer_list<ports::fact> of) {
  text(component);
  text(what);
  for (const auto& one : of) {
    text(one.name);
    if (const auto* words = std::get_if<std::string_view>(&one.value)) text(*words);
    if (const auto* value = std::get_if<std::uint64_t>(&one.value)) number(*value);
  }
}

void hashing_trace::text(std::string_view part) {
  number(part.size());
  for (std::size_t at = 0; at < part.size(); at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, part.data() + at, std::min(sizeof word, part.size() - at));
    number(word);
  }
}

// Eight bytes at a time: every byte that is delivered passes here.
void hashing_trace::number(std::uint64_t value) {
  hash_ = (hash_ ^ value) * 0x9e3779b97f4a7c15U;
  hash_ ^= hash_ >> 32U;
}

std::move_only_function<void()> wire_clock::arrive() {
  auto first = events_.take(duration::max());
  events_.begin(first->id);
  flow_to(first->when);
  return std::move(first->value);
}

// Asio unwinds a dropped coroutine through its executor. So the handlers go first, which queues their coroutines in the
// context, then the context, which destroys them; what those destructors start is dropped as it comes.
void scheduler::abandon() noexcept {
  if (timers_.abandoned()) return;
  timers_.abandon();
  wire_time_.abandon();
  passing_.clear();
  context_.reset();
}

ports::clock::timer_id scheduler::start_timer(duration when, std::move_only_function<void()> fire) {
  const auto at = std::max(when, now());
  return timers_.start(at, wire_time_.now() + (at - now()), std::move(fire));
}

void scheduler::cancel_timer(timer_id id) noexcept { timers_.cancel(id); }

// As the still clock of the local world does: at once, timer by timer. What is on the wire arrives before.
asio::awaitable<void> scheduler::pass(duration length) {
  if (flowing_) {
    co_await ports::sleep_for(*this, length);
    co_return;
  }
  const auto until = now_ + length;
  for (;;) {
    co_await quiet();
    auto first = timers_.take(until);
    pass_to(first ? first->when : until);
    if (!first) co_return;
    fire(std::move(*first));
  }
}

void scheduler::pass_to(duration when) {
  if (when <= now_) return;
  passed_ += when - now_;
  now_ = when;
}

asio::awaitable<void> scheduler::quiet() {
  // The handler is all that keeps this coroutine: if it is dropped, so is the wait.
  auto start = [this](auto handler) {
    if (timers_.abandoned()) return;
    passing_.emplace_back([done = std::move(handler)]() mutable { std::move(done)(); });
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(std::move(start), asio::use_awaitable);
}

result<void> scheduler::run_until(const bool& finished) {
  const auto work = asio::make_work_guard(*context_);
  context_->restart();
  auto instant = stopwatch();
  for (std::size_t at_this_instant = 0;;) {
    if (context_->poll_one() > 0) {
      if (++at_this_instant > handlers_per_instant_) {
        return fail("livelock", "more than " + std::to_string(handlers_per_instant_) +
                                    " handlers ran without virtual time moving on");
      }
      continue;
    }
    if (finished) return {};
    if (!next_event()) return fail("idle", "nothing is left to run");
    if (std::exchange(instant, stopwatch()) != instant) at_this_instant = 0;
  }
}

bool scheduler::next_event() {
  const auto arrival = wire_time_.next();
  const auto alarm = timers_.next_alarm();
  if (arrival && (!alarm || *arrival <= *alarm)) {
    auto arrive = wire_time_.arrive();
    trace_.number(static_cast<std::uint64_t>(stopwatch().count()));
    arrive();
  } else if (!arrival && !passing_.empty()) {
    soon(std::move(passing_.front()));
    passing_.pop_front();
  } else if (alarm) {
    wire_time_.flow_to(*alarm);
    fire(std::move(*timers_.take(timers_.reached_by_alarm())));
  } else {
    return false;
  }
  return true;
}

void scheduler::fire(ports::still_timers::entry first) {
  timers_.begin(first.id);
  now_ = std::max(now_, first.when);
  trace_.number(static_cast<std::uint64_t>(now().count()));
  first.value.fire();
}

}  // namespace parcours::sim
