// Lets coroutines wait in world time for a change.
#pragma once

#include "harness/ports/clock.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/system/error_code.hpp>

#include <functional>
#include <memory>
#include <vector>

namespace parcours::ports {

/// A waiting coroutine is owned only by its timer, so that a world that drops its timers also drops its waiters. Not
/// thread-safe.
class notifier {
 public:
  explicit notifier(clock& time) : time_(time) {}

  /// Suspends until notify_all() is called or world time reaches `when`. Throws operation_aborted if cancelled through
  /// the coroutine's cancellation slot.
  boost::asio::awaitable<void> wait_until(duration when);
  /// Resumes all waiters from the executor, in the order in which they started to wait.
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
