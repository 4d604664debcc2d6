// The clock port on real time, still or flowing.
#pragma once

#include "harness/net/machine.hpp"
#include "harness/ports/still_timers.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <optional>

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

  /// Drops all timers, and with them the coroutines that sleep on them; no timer can be started afterwards.
  void abandon() noexcept;

 private:
  void arm();
  void on_alarm();
  bool fire_first_until(duration limit);

  boost::asio::io_context& context_;
  time_kind kind_;
  duration began_;
  ports::wall_time began_wall_;
  duration still_now_{};
  ports::still_timers timers_;  // if time flows, each timer's alarm is the timer's time
  std::optional<boost::asio::steady_timer> alarm_;
  duration armed_for_ = duration::max();
};

}  // namespace parcours::net
