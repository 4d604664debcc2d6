// The ports on the real machine: sockets, TLS, threads, signals, and the two clocks of clock.hpp.
#pragma once

#include "harness/base/result.hpp"
#include "harness/ports/env.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

namespace parcours::net {

enum class time_kind {
  still,    ///< world time advances only by timers and pass(): the local world of a journey, whose verdict no delay of
            ///< the machine can change
  flowing,  ///< world time is the machine's: serve, and external targets
};

/// One executor on the calling thread, with the ports on it. Create one per thread.
class machine {
 public:
  machine(time_kind kind, std::uint64_t seed);
  ~machine();
  machine(const machine&) = delete;
  machine& operator=(const machine&) = delete;

  [[nodiscard]] ports::env env();

  /// Runs `main` to its end. "interrupted" if `stop` becomes true before that (checked ten times a second).
  result<void> run(boost::asio::awaitable<void> main, const std::atomic<bool>& stop);

  /// Drops all timers and runs what is ready, so that coroutines end whose streams and listeners were closed. Call it
  /// while the objects that they use still exist.
  void abandon();

 private:
  struct core;
  std::unique_ptr<core> core_;
};

/// Calls work(0) … work(count - 1), each on its own thread, and waits for them. An exception is rethrown here. Throws
/// std::system_error, before any work begins, if that many threads cannot be started.
void run_workers(std::size_t count, const std::function<void(std::size_t)>& work);

/// An unpredictable seed, for servers that people connect to.
[[nodiscard]] std::uint64_t fresh_seed();

/// Raises the limit of open files and sockets to the maximum that this process may have: the usual soft limit of 1,024
/// is too low for servers.
void raise_descriptor_limit();

/// Opens placeholders for closed standard descriptors (`>&-`), so that none of our files gets one of these numbers.
void occupy_standard_descriptors();

/// The machine's name, for reports.
[[nodiscard]] std::string host_name();

/// Sets `flag` on SIGINT and SIGTERM during its lifetime; a second signal ends the program at once.
class stop_signals {
 public:
  explicit stop_signals(std::atomic<bool>& flag);
  ~stop_signals();
  stop_signals(const stop_signals&) = delete;
  stop_signals& operator=(const stop_signals&) = delete;
};

/// Real time since an arbitrary moment in the past, for displays and benchmarks.
[[nodiscard]] duration stopwatch();
[[nodiscard]] ports::wall_time wall_clock();

}  // namespace parcours::net
