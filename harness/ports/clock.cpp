#include "harness/ports/clock.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace parcours::ports {

namespace asio = boost::asio;

asio::awaitable<void> sleep_for(clock& time, duration length) {
  auto start = [&time, length](auto handler) {
    time.start_timer(time.now() + length, [done = std::move(handler)]() mutable { std::move(done)(); });
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(std::move(start), asio::use_awaitable);
}

}  // namespace parcours::ports
