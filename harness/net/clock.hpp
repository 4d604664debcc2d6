// The clock port on real time, still or flowing.
#pragma once

#include "harness/net/machine.hpp"
#include "harness/ports/timer_queue.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <optional>
#include <set>

namespace parcours::net {

class real_clock final : public ports::clock {
 public:
  real_clock(boost::asio::io_context& context, time_kind kind);

  [[nodiscard]] duration now() const override;
  [[nodiscard]] ports::wall_time wall() const override { return began_wall_ + now(); }
  [[nodiscard]] duration stopwatch() const override { return net::stopwatch() - began_; }
  timer_id start_timer(duration when, std::move_only_function<void()> fire) override;
  void cancel_timer(timer_id id) noexcept override;
  boost::asio::awaitable<void> pass(duration length) override;

  /// Drops every timer, and with them the coroutines that sleep; no timer starts any more.
  void abandon() noexcept;

 private:
  // World time orders the timers; `real`, on the stopwatch, says when each is due if nobody passes time.
  struct timer {
    duration real;
    std::move_only_function<void()> fire;
  };

  void arm();
  void on_alarm();
  bool fire_first_until(duration limit);

  boost::asio::io_context& context_;
  time_kind kind_;
  duration began_;
  ports::wall_time began_wall_;
  duration still_now_{};
  ports::timer_queue<timer> timers_;
  std::set<std::pair<duration, timer_id>> by_real_;
  std::optional<boost::asio::steady_timer> alarm_;
  duration armed_for_ = duration::max();
};

}  // namespace parcours::net
