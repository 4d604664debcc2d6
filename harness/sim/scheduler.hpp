// The event queue of a simulation and the clock on it.
#pragma once

#include "harness/base/result.hpp"
#include "harness/ports/clock.hpp"
#include "harness/ports/timer_queue.hpp"
#include "harness/ports/trace.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <optional>
#include <string>

namespace parcours::sim {

/// Hashes what it is told; keeps nothing.
class hashing_trace final : public ports::trace {
 public:
  void record(std::string_view component, std::string_view what, std::initializer_list<ports::fact> of) override;
  void text(std::string_view part);
  void number(std::uint64_t value);
  [[nodiscard]] std::uint64_t hash() const { return hash_; }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325U;
};

class scheduler final : public ports::clock {
 public:
  scheduler(ports::wall_time epoch, std::size_t handlers_per_instant)
      : epoch_(epoch), handlers_per_instant_(handlers_per_instant) {}
  ~scheduler() override { abandon(); }

  [[nodiscard]] duration now() const override { return now_; }
  [[nodiscard]] ports::wall_time wall() const override { return epoch_ + now_; }
  [[nodiscard]] duration stopwatch() const override { return now_; }
  timer_id start_timer(duration when, std::move_only_function<void()> fire) override;
  void cancel_timer(timer_id id) noexcept override;
  boost::asio::awaitable<void> pass(duration length) override;

  /// Runs `what` at this instant, after everything that is already due.
  void soon(std::move_only_function<void()> what) {
    if (!events_.abandoned()) boost::asio::post(*context_, std::move(what));
  }

  [[nodiscard]] boost::asio::io_context& context() { return *context_; }
  [[nodiscard]] hashing_trace& trace() { return trace_; }

  /// Runs until `finished` holds and nothing is ready at that instant. "idle" if there is nothing left to run before
  /// that, "livelock" if time stops moving.
  result<void> run_until(const bool& finished);

  /// Destroys every coroutine that still waits. Nothing runs afterwards.
  void abandon() noexcept;

 private:
  ports::wall_time epoch_;
  std::size_t handlers_per_instant_;
  duration now_{};
  hashing_trace trace_;
  ports::timer_queue<std::move_only_function<void()>> events_;
  std::optional<boost::asio::io_context> context_{std::in_place, 1};
};

}  // namespace parcours::sim
