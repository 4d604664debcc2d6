// The ports that each component is given instead of direct access to the machine. See docs/architecture.md.
#pragma once

#include "harness/base/random.hpp"
#include "harness/ports/clock.hpp"
#include "harness/ports/network.hpp"
#include "harness/ports/trace.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <string>

namespace parcours::ports {

class worker;

/// The ports of one world. Everything in a world runs on `executor`, on one thread at a time. The referenced ports must
/// outlive it.
struct env {
  boost::asio::any_io_executor executor;
  clock& time;
  network& net;
  random_source random;  ///< derive() one per component
  trace& log;
  worker* beside = nullptr;  ///< see ports::beside(); null: long tasks run immediately
};

/// Runs `work` on the world's executor. An exception that escapes from it is a bug: it is recorded in the trace and
/// rethrown from the world's run loop, never swallowed.
void spawn(const env& world, boost::asio::awaitable<void> work);

}  // namespace parcours::ports
