// The ports on virtual time: a deterministic, single-threaded simulation. The same seed gives the same run, byte for
// byte.
//
// Events, ordered by virtual time and then by the order in which they were made, feed a single-threaded executor. While
// a handler is ready it runs; when none is, the stopwatch jumps to the next event, and world time with it where that is
// a timer's. When there is no event either and the main coroutine has not ended, the world is deadlocked, and run()
// says who waits for what.
#pragma once

#include "harness/base/result.hpp"
#include "harness/ports/env.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace parcours::sim {

/// What the simulated network does to connections. All times are virtual.
struct network_options {
  duration latency = std::chrono::microseconds(100);  ///< one way
  duration jitter = {};                               ///< up to this much more, drawn per delivery; order is kept
  std::size_t window = 64U << 10U;                    ///< bytes in flight or unread before a writer has to wait
  std::size_t chunk = 0;  ///< at most this many bytes per delivery (0: no limit), so that readers meet partial reads
};

struct options {
  std::uint64_t seed = 1;
  network_options network;
  /// World time begins here: a Monday morning, the same in every run.
  ports::wall_time epoch = std::chrono::sys_days(std::chrono::year(2026) / 1 / 5) + std::chrono::hours(9);
  /// World time goes on with the stopwatch, as it does on a machine, instead of standing still between waits.
  bool flowing = false;
  /// More handlers than this without time moving is a livelock.
  std::size_t handlers_per_instant = 1'000'000;
};

/// Faults of the network, by the address that is connected to. Applies to connections made from then on.
struct link_faults {
  bool refuse = false;                ///< connection_refused although something listens
  bool blackhole = false;             ///< connects are never answered
  std::size_t reset_after_bytes = 0;  ///< reset once this many bytes went from client to server (0: never)
  duration extra_latency = {};
};

/// One simulated world. Not thread-safe, but simulations on different threads share nothing.
class simulation {
 public:
  explicit simulation(options chosen = {});
  ~simulation();
  simulation(const simulation&) = delete;
  simulation& operator=(const simulation&) = delete;

  /// The ports; they live as long as the simulation.
  [[nodiscard]] ports::env env();

  void set_faults(const ports::endpoint& where, link_faults faults);

  /// Runs `main` to its end, then what is still ready at that instant. Errors: "deadlock" (who waits), "livelock".
  result<void> run(boost::asio::awaitable<void> main);

  /// Destroys every coroutine that still waits, after a run that did not end well; nothing runs afterwards. Call it
  /// while the objects that those coroutines use are alive. The destructor does it too.
  void abandon() noexcept;

  /// A hash over every event of the run, in order: equal for equal seeds.
  [[nodiscard]] std::uint64_t trace_hash() const;

 private:
  struct core;
  std::unique_ptr<core> core_;
};

}  // namespace parcours::sim
