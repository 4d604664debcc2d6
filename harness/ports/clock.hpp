// The clock port: the only source of time in the project.
#pragma once

#include "harness/base/duration.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <functional>

namespace parcours::ports {

using wall_time = std::chrono::sys_time<duration>;

/// World time, which policies use for decisions (how old is this code?) and which fires timers.
///
/// There are two kinds of world time. Still time (the local world, the simulation) advances only when a journey passes
/// time, or when the stopwatch has advanced by a timer's length; latency therefore never affects a limit. Flowing time
/// (real targets) is the machine's. `serve` uses a steered_clock on top of a flowing clock. All calls must come from
/// the thread that runs the world's executor.
class clock {
 public:
  using timer_id = std::uint64_t;

  virtual ~clock() = default;

  /// World time since the start of the world.
  [[nodiscard]] virtual duration now() const = 0;
  /// World time as a date.
  [[nodiscard]] virtual wall_time wall() const = 0;
  /// Elapsed time as a user would measure it: real time on real sockets, virtual time in simulation. For reports and
  /// time budgets, never for policies.
  [[nodiscard]] virtual duration stopwatch() const = 0;

  /// Calls `fire` once when now() reaches `when`, from the executor and never from within this call. Timers with the
  /// same time fire in the order in which they were started.
  virtual timer_id start_timer(duration when, std::move_only_function<void()> fire) = 0;
  /// Does nothing if the timer has fired or does not exist.
  virtual void cancel_timer(timer_id id) noexcept = 0;

  /// Lets `length` of world time pass, for the `wait` step of a journey, without sleeping if the clock allows it. When
  /// it returns, all timers due in between have fired at their own times.
  virtual boost::asio::awaitable<void> pass(duration length) = 0;

  /// The clock for connection timeouts. This clock itself, unless world time can be frozen or advanced (steered_clock):
  /// a peer's timeouts do not follow world time.
  [[nodiscard]] virtual clock& wire() { return *this; }
};

/// Suspends the calling coroutine for `length` of world time. Throws operation_aborted if cancelled through the
/// coroutine's cancellation slot.
boost::asio::awaitable<void> sleep_for(clock& time, duration length);

}  // namespace parcours::ports
