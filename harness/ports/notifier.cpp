#include "harness/ports/notifier.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace parcours::ports {

namespace asio = boost::asio;

asio::awaitable<void> notifier::wait_until(duration when) {
  std::erase_if(waiters_, [](const waiter& one) { return one.wake.expired(); });
  auto begin = [this, when](auto handler) {
    auto cancelled = asio::get_associated_cancellation_slot(handler);
    const auto executor = asio::get_associated_executor(handler);
    auto wake = std::make_shared<resume>(std::move(handler));
    const std::weak_ptr<resume> seen = wake;
    waiters_.push_back({start(when, std::move(wake)), seen});
    if (!cancelled.is_connected()) return;
    // As long as a waiter is there, so is this.
    cancelled.assign([this, seen, executor](asio::cancellation_type) {
      auto up = seen.lock();
      if (!up || !forget(up)) return;
      asio::post(executor, [up = std::move(up)] { (*up)(asio::error::operation_aborted); });
    });
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void(boost::system::error_code)>(std::move(begin),
                                                                                                asio::use_awaitable);
}

// False where notify_all() has come first.
bool notifier::forget(const std::shared_ptr<resume>& wake) {
  const auto same = [&wake](const waiter& one) { return !one.wake.owner_before(wake) && !wake.owner_before(one.wake); };
  const auto found = std::ranges::find_if(waiters_, same);
  if (found == waiters_.end()) return false;
  time_.cancel_timer(found->timer);
  waiters_.erase(found);
  return true;
}

void notifier::notify_all() {
  for (const auto& one : std::exchange(waiters_, {})) {
    auto wake = one.wake.lock();
    if (!wake) continue;
    time_.cancel_timer(one.timer);
    start(time_.now(), std::move(wake));
  }
}

clock::timer_id notifier::start(duration when, std::shared_ptr<resume> wake) {
  return time_.start_timer(when, [wake = std::move(wake)] { (*wake)({}); });
}

}  // namespace parcours::ports
