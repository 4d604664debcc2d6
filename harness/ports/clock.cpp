#include "harness/ports/clock.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>

#include <memory>

namespace parcours::ports {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

using resume = std::move_only_function<void(error_code)>;

}  // namespace

// The timer alone owns who sleeps, so that a world that drops its timers drops its sleepers too.
asio::awaitable<void> sleep_for(clock& time, duration length) {
  auto start = [&time, length](auto handler) {
    auto cancelled = asio::get_associated_cancellation_slot(handler);
    const auto executor = asio::get_associated_executor(handler);
    auto wake = std::make_shared<resume>(std::move(handler));
    const std::weak_ptr<resume> sleeper = wake;
    const auto timer = time.start_timer(time.now() + length, [wake = std::move(wake)] { (*wake)({}); });
    if (!cancelled.is_connected()) return;
    cancelled.assign([&time, timer, sleeper, executor](asio::cancellation_type) {
      const auto up = sleeper.lock();
      if (!up || !*up) return;  // awake, gone or cancelled before
      resume done = std::move(*up);
      *up = nullptr;
      time.cancel_timer(timer);
      asio::post(executor, [done = std::move(done)]() mutable { done(asio::error::operation_aborted); });
    });
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void(error_code)>(std::move(start), asio::use_awaitable);
}

}  // namespace parcours::ports
