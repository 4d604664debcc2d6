// The timers of a world with still time, for implementations of the clock port.
#pragma once

#include "harness/ports/timer_queue.hpp"

#include <functional>
#include <set>
#include <utility>

namespace parcours::ports {

/// The timers are ordered by world time, which does not flow. It moves to a timer's time when time is passed, or when
/// the stopwatch reaches the timer's `alarm` because nobody has passed time. Not thread-safe.
class still_timers {
 public:
  using timer_id = clock::timer_id;
  struct timer {
    duration alarm;
    std::move_only_function<void()> fire;
  };
  using entry = timer_queue<timer>::entry;

  timer_id start(duration when, duration alarm, std::move_only_function<void()> fire) {
    const auto id = timers_.start(when, timer{alarm, std::move(fire)});
    if (!timers_.abandoned()) alarms_.emplace(alarm, id);
    return id;
  }
  void cancel(timer_id id) noexcept {
    const auto dropped = timers_.cancel(id);
    if (dropped) alarms_.erase({dropped->alarm, id});
  }

  /// Stopwatch time of the next alarm.
  [[nodiscard]] std::optional<duration> next_alarm() const {
    if (alarms_.empty()) return std::nullopt;
    return alarms_.begin()->first;
  }
  /// The world time that the next alarm stands for; all timers due before it are due too. There must be an alarm.
  [[nodiscard]] duration reached_by_alarm() const { return timers_.due(alarms_.begin()->second); }

  /// Takes the first timer in world time, if it is due by `limit`.
  std::optional<entry> take(duration limit) {
    auto first = timers_.take(limit);
    if (first) alarms_.erase({first->value.alarm, first->id});
    return first;
  }
  /// Call it before running a timer that was taken: false if it has been cancelled in the meantime.
  bool begin(timer_id id) noexcept { return timers_.begin(id); }

  /// Drops all timers; none can be started afterwards.
  void abandon() noexcept {
    timers_.abandon();
    alarms_.clear();
  }
  [[nodiscard]] bool abandoned() const { return timers_.abandoned(); }

 private:
  timer_queue<timer> timers_;
  std::set<std::pair<duration, timer_id>> alarms_;
};

}  // namespace parcours::ports
