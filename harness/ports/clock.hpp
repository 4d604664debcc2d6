// The clock port: everything that the project knows of time comes from here.
#pragma once

#include "harness/base/duration.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <functional>

namespace parcours::ports {

using wall_time = std::chrono::sys_time<duration>;

/// World time, on which policies decide (how old is this code?) and timers fire.
///
/// It is of one of two kinds: still (the local world, the simulation), which moves only when a timer's length has gone
/// by on the stopwatch or a journey passes time, so that no latency shifts a limit; or flowing (real targets), which is
/// the machine's. `serve` has a steered_clock on a flowing one. All calls belong to the thread that runs the world's
/// executor.
class clock {
 public:
  using timer_id = std::uint64_t;

  virtual ~clock() = default;

  /// World time since the world began.
  [[nodiscard]] virtual duration now() const = 0;
  /// World time as a date.
  [[nodiscard]] virtual wall_time wall() const = 0;
  /// What a stopwatch in the user's hand shows: real time on real sockets, virtual time in simulation. For reports and
  /// budgets of time, never for policy.
  [[nodiscard]] virtual duration stopwatch() const = 0;

  /// Calls `fire` once, from the executor and never from inside this call, when now() reaches `when`. Timers of equal
  /// time fire in the order in which they were started.
  virtual timer_id start_timer(duration when, std::move_only_function<void()> fire) = 0;
  /// A timer that has fired or never was is no error.
  virtual void cancel_timer(timer_id id) noexcept = 0;

  /// Lets `length` of world time pass, for a journey's `wait`: without sleeping where the clock allows it. Timers due
  /// on the way have fired, at their own times, when it returns.
  virtual boost::asio::awaitable<void> pass(duration length) = 0;

  /// The clock for what a connection waits for: itself, but where world time can be stopped or turned (steered_clock),
  /// since a peer's patience is not the world's.
  [[nodiscard]] virtual clock& wire() { return *this; }
};

/// Suspends the calling coroutine for `length` of world time. Cancelled, through the coroutine's cancellation slot, it
/// throws operation_aborted.
boost::asio::awaitable<void> sleep_for(clock& time, duration length);

}  // namespace parcours::ports
