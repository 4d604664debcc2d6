// Lets coroutines wait, in world time, for something to change.
#pragma once

#include "harness/ports/clock.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/system/error_code.hpp>

#include <functional>
#include <memory>
#include <vector>

namespace parcours::ports {

/// A waiting coroutine is owned by its timer alone, so that a world that drops its timers drops its waiters too. Not
/// thread-safe.
class notifier {
 public:
  explicit notifier(clock& time) : time_(time) {}

  /// Suspends until notify_all() or until world time reaches `when`. Cancelled, through the coroutine's cancellation
  /// slot, it throws operation_aborted.
  boost::asio::awaitable<void> wait_until(duration when);
  /// Resumes every waiter from the executor, in the order in which they came.
  void notify_all();

 private:
  using resume = std::move_only_function<void(boost::system::error_code)>;
  struct waiter {
    clock::timer_id timer;
    std::weak_ptr<resume> wake;
  };
  clock::timer_id start(duration when, std::shared_ptr<resume> wake);
  bool forget(const std::shared_ptr<resume>& wake);

  clock& time_;
  std::vector<waiter> waiters_;
};

}  // namespace parcours::ports
