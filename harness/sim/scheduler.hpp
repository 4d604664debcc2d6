// The event queue of a simulation and its clocks.
//
// There are two times, as in the local world. Network events (deliveries, handshakes) are scheduled on the stopwatch
// and advance it. World time stands still meanwhile: it advances when time is passed, and when the stopwatch has
// advanced by the length of a timer. Latency therefore never affects a limit of the policy.
#pragma once

#include "harness/base/result.hpp"
#include "harness/ports/clock.hpp"
#include "harness/ports/still_timers.hpp"
#include "harness/ports/timer_queue.hpp"
#include "harness/ports/trace.hpp"
#include "harness/sim/simulation.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <deque>
#include <optional>
#include <string>

namespace parcours::sim {

/// Hashes all events and stores none.
class hashing_trace final : public ports::trace {
 public:
  void record(std::string_view component, std::string_view what, std::initializer_list<ports::fact> of) override;
  void text(std::string_view part);
  void number(std::uint64_t value);
  [[nodiscard]] std::uint64_t hash() const { return hash_; }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325U;
};

/// Advances with the arrivals on the simulated network.
class wire_clock final : public ports::clock {
 public:
  explicit wire_clock(ports::wall_time epoch) : epoch_(epoch) {}

  [[nodiscard]] duration now() const override { return now_; }
  [[nodiscard]] ports::wall_time wall() const override { return epoch_ + now_; }
  [[nodiscard]] duration stopwatch() const override { return now_; }
  timer_id start_timer(duration when, std::move_only_function<void()> fire) override {
    return events_.start(std::max(when, now_), std::move(fire));
  }
  void cancel_timer(timer_id id) noexcept override { const auto dropped = events_.cancel(id); }
  boost::asio::awaitable<void> pass(duration length) override { return ports::sleep_for(*this, length); }

  [[nodiscard]] std::optional<duration> next() const { return events_.next(); }
  void flow_to(duration when) { now_ = std::max(now_, when); }
  /// Takes the first event, which must exist, and advances to its time.
  std::move_only_function<void()> arrive();
  void abandon() noexcept { events_.abandon(); }

 private:
  ports::wall_time epoch_;
  duration now_{};
  ports::timer_queue<std::move_only_function<void()>> events_;
};

class scheduler final : public ports::clock {
 public:
  explicit scheduler(const options& chosen)
      : epoch_(chosen.epoch),
        flowing_(chosen.flowing),
        handlers_per_instant_(chosen.handlers_per_instant),
        wire_time_(chosen.epoch) {}
  ~scheduler() override { abandon(); }

  [[nodiscard]] duration now() const override { return flowing_ ? stopwatch() : now_; }
  [[nodiscard]] ports::wall_time wall() const override { return epoch_ + now(); }
  [[nodiscard]] duration stopwatch() const override { return wire_time_.now() + passed_; }
  timer_id start_timer(duration when, std::move_only_function<void()> fire) override;
  void cancel_timer(timer_id id) noexcept override;
  boost::asio::awaitable<void> pass(duration length) override;

  /// The stopwatch without passed time, and the queue of network events: handshakes and deliveries.
  [[nodiscard]] ports::clock& wire_time() { return wire_time_; }

  /// Runs `what` at this instant, after everything that is already due.
  void soon(std::move_only_function<void()> what) {
    if (!timers_.abandoned()) boost::asio::post(*context_, std::move(what));
  }

  [[nodiscard]] boost::asio::io_context& context() { return *context_; }
  [[nodiscard]] hashing_trace& trace() { return trace_; }

  /// Runs until `finished` is true and nothing more is ready at that time. "idle" if there is nothing left to run
  /// before that, "livelock" if time does not advance.
  result<void> run_until(const bool& finished);

  /// Destroys every waiting coroutine. Nothing runs afterwards.
  void abandon() noexcept;

 private:
  boost::asio::awaitable<void> quiet();
  bool next_event();
  void pass_to(duration when);
  void fire(ports::still_timers::entry first);

  ports::wall_time epoch_;
  bool flowing_;
  std::size_t handlers_per_instant_;
  wire_clock wire_time_;
  duration now_{};  // while world time does not flow
  duration passed_{};
  hashing_trace trace_;
  ports::still_timers timers_;
  std::deque<std::move_only_function<void()>> passing_;  // waiting until the network is idle
  std::optional<boost::asio::io_context> context_{std::in_place, 1};
};

}  // namespace parcours::sim
