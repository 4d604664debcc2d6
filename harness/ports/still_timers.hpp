// Timers of a world whose time stands still, for implementations of the clock port.
#pragma once

#include "harness/ports/timer_queue.hpp"

#include <functional>
#include <set>
#include <utility>

namespace parcours::ports {

/// World time orders the timers. It does not flow: it moves to a timer's time when time is passed, or when the
/// stopwatch shows the timer's `alarm` because nobody has passed time. Not thread-safe.
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

  /// When the stopwatch rings next.
  [[nodiscard]] std::optional<duration> next_alarm() const {
    if (alarms_.empty()) return std::nullopt;
    return alarms_.begin()->first;
  }
  /// The world time that its ringing stands for: every timer that is due before it is due too. There must be an alarm.
  [[nodiscard]] duration reached_by_alarm() const { return timers_.due(alarms_.begin()->second); }

  /// Takes the first in world time, if it is due by `limit`.
  std::optional<entry> take(duration limit) {
    auto first = timers_.take(limit);
    if (first) alarms_.erase({first->value.alarm, first->id});
    return first;
  }
  /// To be asked when one that was taken is about to run: false where it was cancelled meanwhile.
  bool begin(timer_id id) noexcept { return timers_.begin(id); }

  /// Drops them all; none starts any more.
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
