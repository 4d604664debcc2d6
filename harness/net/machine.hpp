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
  still,    ///< world time moves only by timers and pass(): a journey's local world, whose verdicts no stall can change
  flowing,  ///< world time is the machine's: serve, and targets that are not ours
};

/// One executor on the calling thread with the ports on it. Make one per thread.
class machine {
 public:
  machine(time_kind kind, std::uint64_t seed);
  ~machine();
  machine(const machine&) = delete;
  machine& operator=(const machine&) = delete;

  [[nodiscard]] ports::env env();

  /// Runs `main` to its end. "interrupted" if `stop` turns true before that (looked at ten times a second).
  result<void> run(boost::asio::awaitable<void> main, const std::atomic<bool>& stop);

  /// Drops every timer and runs what is ready, so that coroutines whose streams and listeners were closed come to their
  /// end. Call it while the objects that they use are alive.
  void abandon();

 private:
  struct core;
  std::unique_ptr<core> core_;
};

/// Calls work(0) … work(count - 1), each on a thread of its own, and waits for them. An exception is rethrown here.
/// Throws std::system_error before any of the work is done if that many threads cannot be started.
void run_workers(std::size_t count, const std::function<void(std::size_t)>& work);

/// A seed that nobody can guess: for servers that people connect to.
[[nodiscard]] std::uint64_t fresh_seed();

/// As many files and sockets as this process may have: the usual limit of 1,024 is soft, and too low for servers.
void raise_descriptor_limit();

/// Opens nothing in place of standard descriptors that are closed (`>&-`), so that no file of ours becomes one of them.
void occupy_standard_descriptors();

/// The machine's name, for reports.
[[nodiscard]] std::string host_name();

/// Sets `flag` on SIGINT and SIGTERM for as long as it lives; a second signal ends the program at once.
class stop_signals {
 public:
  explicit stop_signals(std::atomic<bool>& flag);
  ~stop_signals();
  stop_signals(const stop_signals&) = delete;
  stop_signals& operator=(const stop_signals&) = delete;
};

/// Real time since some moment in the past, for displays and benchmarks.
[[nodiscard]] duration stopwatch();
[[nodiscard]] ports::wall_time wall_clock();

}  // namespace parcours::net
