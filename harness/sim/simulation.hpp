// The ports on virtual time: a deterministic, single-threaded simulation. The same seed gives the same run, byte for
// byte.
//
// Events feed a single-threaded executor, ordered by virtual time and then by the order of their creation. Ready
// handlers run first. When none is ready, the stopwatch jumps to the next event; world time jumps with it if the event
// is a timer. If there is no event and the main coroutine has not ended, the world is deadlocked, and run() reports the
// pending operations.
#pragma once

#include "harness/base/result.hpp"
#include "harness/ports/env.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace parcours::sim {

/// How the simulated network treats connections. All times are virtual.
struct network_options {
  duration latency = std::chrono::microseconds(100);  ///< one way
  duration jitter = {};             ///< up to this much additional latency, drawn for each delivery; the order is kept
  std::size_t window = 64U << 10U;  ///< bytes in flight or unread before a writer has to wait
  std::size_t chunk = 0;            ///< at most this many bytes per delivery (0: no limit), so that partial reads occur
};

struct options {
  std::uint64_t seed = 1;
  network_options network;
  /// The start of world time: a Monday morning, the same in every run.
  ports::wall_time epoch = std::chrono::sys_days(std::chrono::year(2026) / 1 / 5) + std::chrono::hours(9);
  /// World time flows with the stopwatch, as on a machine, instead of standing still between waits.
  bool flowing = false;
  /// Running more handlers than this without time advancing is a livelock.
  std::size_t handlers_per_instant = 1'000'000;
};

/// Network faults of the address that is connected to. They apply to connections made afterwards.
struct link_faults {
  bool refuse = false;                ///< connection_refused even if something listens
  bool blackhole = false;             ///< connects are never answered
  std::size_t reset_after_bytes = 0;  ///< reset after this many bytes from client to server (0: never)
  duration extra_latency = {};
};

/// One simulated world. Not thread-safe, but simulations on different threads share nothing.
class simulation {
 public:
  explicit simulation(options chosen = {});
  ~simulation();
  simulation(const simulation&) = delete;
  simulation& operator=(const simulation&) = delete;

  /// The ports, valid as long as the simulation.
  [[nodiscard]] ports::env env();

  void set_faults(const ports::endpoint& where, link_faults faults);

  /// Runs `main` to its end, then everything that is still ready at that time. Errors: "deadlock" (with the pending
  /// operations), "livelock".
  result<void> run(boost::asio::awaitable<void> main);

  /// Destroys every waiting coroutine after a run that failed; nothing runs afterwards. Call it while the objects that
  /// these coroutines use still exist. The destructor calls it too.
  void abandon() noexcept;

  /// A hash of all events of the run, in order: equal for equal seeds.
  [[nodiscard]] std::uint64_t trace_hash() const;

 private:
  struct core;
  std::unique_ptr<core> core_;
};

}  // namespace parcours::sim
