// What a component is given instead of the machine: the rule of the ports. See docs/architecture.md.
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

/// One world's ports. Everything in a world runs on `executor`, one thread at a time; the referenced ports outlive it.
struct env {
  boost::asio::any_io_executor executor;
  clock& time;
  network& net;
  random_source random;  ///< derive() one per component
  trace& log;
  worker* beside = nullptr;  ///< see ports::beside(); null: what is long is done at once
};

/// Runs `work` on the world's executor. An exception that leaves it is a bug: it is recorded in the trace and rethrown
/// out of the world's run loop, never swallowed.
void spawn(const env& world, boost::asio::awaitable<void> work);

}  // namespace parcours::ports
