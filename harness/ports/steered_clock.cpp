#include "harness/ports/steered_clock.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace parcours::ports {

namespace asio = boost::asio;

steered_clock::steered_clock(asio::any_io_executor executor, clock& wire, wall_time latest)
    : executor_(std::move(executor)), wire_(wire), latest_(latest) {}

steered_clock::~steered_clock() { abandon(); }

void steered_clock::abandon() noexcept {
  disarm();
  timers_.abandon();
}

clock::timer_id steered_clock::start_timer(duration when, std::move_only_function<void()> fire) {
  const auto id = timers_.start(when, std::move(fire));
  arm();
  return id;
}

void steered_clock::cancel_timer(timer_id id) noexcept { const auto dropped = timers_.cancel(id); }

void steered_clock::disarm() noexcept {
  if (alarm_) wire_.cancel_timer(alarm_->second);
  alarm_.reset();
}

// One alarm on the wire, for the first timer. A timer that was cancelled leaves it to ring in vain, which is cheaper.
void steered_clock::arm() {
  const auto first = timers_.next();
  if (frozen_at_ || !first || (alarm_ && alarm_->first <= *first)) return;
  disarm();
  alarm_.emplace(*first, wire_.start_timer(*first - ahead_, [this] {
    alarm_.reset();
    fire_due();
  }));
}

void steered_clock::fire_due() {
  while (fire_first_until(now())) {
  }
  arm();
}

bool steered_clock::fire_first_until(duration limit) {
  auto first = timers_.take(limit);
  if (!first) return false;
  if (frozen_at_) frozen_at_ = std::max(*frozen_at_, first->when);
  // Who is in the queue before it may still cancel it.
  auto run = [this, id = first->id, fire = std::move(first->value)]() mutable {
    if (timers_.begin(id)) fire();
  };
  asio::post(executor_, std::move(run));
  return true;
}

asio::awaitable<void> steered_clock::pass(duration length) { co_await sleep_for(*this, length); }

void steered_clock::freeze() {
  if (std::exchange(frozen_, true)) return;
  if (!frozen_at_) frozen_at_ = now();
  disarm();
}

void steered_clock::resume() {
  if (!std::exchange(frozen_, false) || advancing_) return;
  ahead_ = *frozen_at_ - wire_.now();
  frozen_at_.reset();
  arm();
}

asio::awaitable<bool> steered_clock::advance(duration length) {
  while (advancing_) co_await asio::post(executor_, asio::use_awaitable);
  if (length > latest_ - wall()) co_return false;
  advancing_ = true;
  disarm();
  if (!frozen_at_) frozen_at_ = now();
  const auto until = *frozen_at_ + length;
  while (fire_first_until(until)) {
    co_await asio::post(executor_, asio::use_awaitable);  // behind what the timer started
  }
  frozen_at_ = until;
  advancing_ = false;
  if (frozen_) co_return true;
  frozen_ = true;  // it flows on from where it is now
  resume();
  co_return true;
}

}  // namespace parcours::ports
