// World time that a user controls: it follows another clock until it is frozen or advanced. For servers used by hand,
// so that the last second of a code's validity can be reached without waiting.
#pragma once

#include "harness/ports/clock.hpp"
#include "harness/ports/timer_queue.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <optional>

namespace parcours::ports {

/// Used only on the thread of the executor. `wire` must outlive it. Starts at the time of `wire` and never goes back.
class steered_clock final : public clock {
 public:
  static constexpr wall_time end_of_time = std::chrono::sys_days(std::chrono::year(2200) / 1 / 1);

  /// Cannot be advanced beyond `latest`, because a duration cannot represent dates after the year 2262.
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

  /// Stops world time. No effect if it is already frozen.
  void freeze();
  /// Lets world time continue from where it is. No effect if it is not frozen.
  void resume();
  [[nodiscard]] bool frozen() const { return frozen_ && !advancing_; }
  /// How far it is ahead of the underlying clock.
  [[nodiscard]] duration ahead() const { return now() - wire_.now(); }

  /// Advances world time at once, frozen or not. Timers due in between fire at their own times, in order, and the work
  /// that they start has run when this call returns. A call made during another call waits for the first to finish.
  /// Returns false, without advancing, if the time would exceed latest().
  boost::asio::awaitable<bool> advance(duration length);
  [[nodiscard]] wall_time latest() const { return latest_; }

  /// Drops all timers, and with them the coroutines that sleep on them; no timer can be started afterwards. Call it
  /// before abandoning the executor, which destroys these coroutines while this clock still exists.
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
  std::optional<duration> frozen_at_;  // world time while frozen
  bool frozen_ = false;                // the requested state
  bool advancing_ = false;
  timer_queue<std::move_only_function<void()>> timers_;
  std::optional<std::pair<duration, timer_id>> alarm_;  // on `wire`, for the first timer
};

}  // namespace parcours::ports
