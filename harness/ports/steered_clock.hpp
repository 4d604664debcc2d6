// World time that a person steers: it flows as another clock does until it is frozen or advanced. For servers that
// people use by hand, so that a code's last second can be reached without waiting for it.
#pragma once

#include "harness/ports/clock.hpp"
#include "harness/ports/timer_queue.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <optional>

namespace parcours::ports {

/// Belongs to the thread of the executor; `wire` outlives it. It begins where `wire` is, and never goes back.
class steered_clock final : public clock {
 public:
  static constexpr wall_time end_of_time = std::chrono::sys_days(std::chrono::year(2200) / 1 / 1);

  /// It cannot be advanced beyond `latest`, since what is later than the year 2262 has no room in a duration.
  steered_clock(boost::asio::any_io_executor executor, clock& wire, wall_time latest = end_of_time);
  ~steered_clock() override;
  steered_clock(const steered_clock&) = delete;
  steered_clock& operator=(const steered_clock&) = delete;

  [[nodiscard]] duration now() const override { return frozen_at_ ? *frozen_at_ : wire_.now() + ahead_; }
  [[nodiscard]] wall_time wall() const override { return wire_.wall() - wire_.now() + now(); }
  [[nodiscard]] duration stopwatch() const override { return wire_.stopwatch(); }
  timer_id start_timer(duration when, std::move_only_function<void()> fire) override;
  void cancel_timer(timer_id id) noexcept override;
  boost::asio::awaitable<void> pass(duration length) override;
  [[nodiscard]] clock& wire() override { return wire_; }

  /// Stops world time. Again: no change.
  void freeze();
  /// Lets it flow on from where it stands. Not frozen: no change.
  void resume();
  [[nodiscard]] bool frozen() const { return frozen_ && !advancing_; }
  /// How far it is ahead of the clock below.
  [[nodiscard]] duration ahead() const { return now() - wire_.now(); }

  /// Moves world time on at once, frozen or not. Timers on the way fire at their own times, in order, and what they
  /// start has run when it returns. A call during another waits for that one. False, and nothing has moved, where that
  /// would go beyond latest().
  boost::asio::awaitable<bool> advance(duration length);
  [[nodiscard]] wall_time latest() const { return latest_; }

  /// Drops every timer, and with them the coroutines that sleep; no timer starts any more. To be called before the
  /// executor's own abandoning, which brings those coroutines to their end while this clock is there.
  void abandon() noexcept;

 private:
  void arm();
  void disarm() noexcept;
  void fire_due();
  bool fire_first_until(duration limit);

  boost::asio::any_io_executor executor_;
  clock& wire_;
  wall_time latest_;
  duration ahead_{};
  std::optional<duration> frozen_at_;  // world time while it does not flow
  bool frozen_ = false;                // what was asked for
  bool advancing_ = false;
  timer_queue<std::move_only_function<void()>> timers_;
  std::optional<std::pair<duration, timer_id>> alarm_;  // on the wire, for the first timer
};

}  // namespace parcours::ports
