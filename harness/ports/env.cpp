#include "harness/ports/env.hpp"

#include <boost/asio/co_spawn.hpp>

#include <exception>

namespace parcours::ports {

void spawn(const env& world, boost::asio::awaitable<void> work) {
  auto on_end = [&log = world.log](const std::exception_ptr& bug) {
    if (!bug) return;
    log.record("world", "an exception left a coroutine");
    std::rethrow_exception(bug);
  };
  boost::asio::co_spawn(world.executor, std::move(work), std::move(on_end));
}

}  // namespace parcours::ports
