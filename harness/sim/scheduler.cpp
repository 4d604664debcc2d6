#include "harness/sim/scheduler.hpp"

#include <boost/asio/executor_work_guard.hpp>

#include <cstring>
#include <utility>

namespace parcours::sim {

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

// Asio unwinds a dropped coroutine through its executor. So the handlers go first, which queues their coroutines in the
// context, then the context, which destroys them; what those destructors start is dropped as it comes.
void scheduler::abandon() noexcept {
  if (events_.abandoned()) return;
  events_.abandon();
  context_.reset();
}

ports::clock::timer_id scheduler::start_timer(duration when, std::move_only_function<void()> fire) {
  return events_.start(std::max(when, now_), std::move(fire));
}

void scheduler::cancel_timer(timer_id id) noexcept { const auto dropped = events_.cancel(id); }

boost::asio::awaitable<void> scheduler::pass(duration length) { co_await ports::sleep_for(*this, length); }

result<void> scheduler::run_until(const bool& finished) {
  const auto work = boost::asio::make_work_guard(*context_);
  context_->restart();
  for (std::size_t at_this_instant = 0;;) {
    if (context_->poll_one() > 0) {
      if (++at_this_instant > handlers_per_instant_) {
        return fail("livelock", "more than " + std::to_string(handlers_per_instant_) +
                                    " handlers ran without virtual time moving on");
      }
      continue;
    }
    if (finished) return {};
    auto first = events_.take(duration::max());
    if (!first) return fail("idle", "nothing is left to run");
    events_.begin(first->id);
    if (first->when > now_) at_this_instant = 0;
    now_ = first->when;
    trace_.number(static_cast<std::uint64_t>(now_.count()));
    first->value();
  }
}

}  // namespace parcours::sim
