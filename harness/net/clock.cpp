#include "harness/net/clock.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace parcours::net {

namespace asio = boost::asio;

real_clock::real_clock(asio::io_context& context, time_kind kind)
    : context_(context),
      kind_(kind),
      began_(net::stopwatch()),
      began_wall_(wall_clock()),
      alarm_(std::in_place, context) {}

duration real_clock::now() const { return kind_ == time_kind::still ? still_now_ : stopwatch(); }

ports::clock::timer_id real_clock::start_timer(duration when, std::move_only_function<void()> fire) {
  const auto alarm = stopwatch() + std::max(duration::zero(), when - now());
  const auto id = timers_.start(when, alarm, std::move(fire));
  if (!timers_.abandoned()) arm();
  return id;
}

void real_clock::cancel_timer(timer_id id) noexcept { timers_.cancel(id); }

// The alarm is set anew only for an earlier time: cancelled timers leave it to ring in vain, which is cheaper.
void real_clock::arm() {
  const auto next = timers_.next_alarm();
  if (!next || *next >= armed_for_) return;
  armed_for_ = *next;
  alarm_->expires_at(std::chrono::steady_clock::time_point(
      std::chrono::duration_cast<std::chrono::steady_clock::duration>(began_ + armed_for_)));
  alarm_->async_wait([this](ports::error_code ec) {
    if (!ec) on_alarm();
  });
}

void real_clock::on_alarm() {
  armed_for_ = duration::max();
  for (auto next = timers_.next_alarm(); next && *next <= stopwatch(); next = timers_.next_alarm()) {
    const auto limit = timers_.reached_by_alarm();
    while (fire_first_until(limit)) {
    }
  }
  arm();
}

bool real_clock::fire_first_until(duration limit) {
  auto first = timers_.take(limit);
  if (!first) return false;
  still_now_ = std::max(still_now_, first->when);
  // Who is in the queue before it may still cancel it.
  auto run = [this, id = first->id, fire = std::move(first->value.fire)]() mutable {
    if (timers_.begin(id)) fire();
  };
  asio::post(context_, std::move(run));
  return true;
}

asio::awaitable<void> real_clock::pass(duration length) {
  if (kind_ == time_kind::flowing) {
    co_await ports::sleep_for(*this, length);
    co_return;
  }
  const auto until = still_now_ + length;
  while (fire_first_until(until)) {
    co_await asio::post(context_, asio::use_awaitable);  // behind what the timer started
  }
  still_now_ = std::max(still_now_, until);
  co_await asio::post(context_, asio::use_awaitable);  // others have their turn, even where nothing was due
}

void real_clock::abandon() noexcept {
  timers_.abandon();
  alarm_.reset();
}

}  // namespace parcours::net
