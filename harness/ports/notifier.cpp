#include "harness/ports/notifier.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace parcours::ports {

namespace asio = boost::asio;

asio::awaitable<void> notifier::wait_until(duration when) {
  std::erase_if(waiters_, [](const waiter& one) { return one.wake.expired(); });
  auto begin = [this, when](auto handler) {
    auto wake = std::make_shared<resume>([done = std::move(handler)]() mutable { std::move(done)(); });
    const std::weak_ptr<resume> seen = wake;
    waiters_.push_back({start(when, std::move(wake)), seen});
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(std::move(begin), asio::use_awaitable);
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
  return time_.start_timer(when, [wake = std::move(wake)] { (*wake)(); });
}

}  // namespace parcours::ports
