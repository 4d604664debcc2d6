// Timers in the order in which they are due, for implementations of the clock port.
#pragma once

#include "harness/ports/clock.hpp"

#include <map>
#include <optional>
#include <utility>

namespace parcours::ports {

/// Timers with the same time are due in the order in which they were started. `Value` is the data kept for each. Not
/// thread-safe.
template <class Value>
class timer_queue {
 public:
  using timer_id = clock::timer_id;
  struct entry {
    duration when;
    timer_id id;
    Value value;
  };

  timer_id start(duration when, Value value) {
    const auto id = next_id_++;
    if (abandoned_) return id;
    timers_.emplace(key{when, id}, std::move(value));
    when_.emplace(id, when);
    return id;
  }
  /// Returns the timer's value, which the caller must destroy, since its destruction may cancel other timers. Nothing
  /// if the timer was already taken, in which case begin() will return false, or if it does not exist.
  std::optional<Value> cancel(timer_id id) noexcept {
    const auto found = when_.find(id);
    if (found == when_.end()) return std::nullopt;
    auto dropped = timers_.extract(key{found->second, id});
    when_.erase(found);
    if (!dropped) return std::nullopt;
    return std::move(dropped.mapped());
  }

  /// Time at which the first timer is due.
  [[nodiscard]] std::optional<duration> next() const {
    if (timers_.empty()) return std::nullopt;
    return timers_.begin()->first.when;
  }
  /// Time at which this timer is due; it must be neither cancelled nor begun.
  [[nodiscard]] duration due(timer_id id) const { return when_.at(id); }
  /// Takes the first timer, if it is due by `limit`.
  std::optional<entry> take(duration limit) {
    if (timers_.empty() || timers_.begin()->first.when > limit) return std::nullopt;
    auto first = timers_.extract(timers_.begin());
    return entry{first.key().when, first.key().id, std::move(first.mapped())};
  }
  /// Call it before running a timer that was taken: false if it has been cancelled in the meantime.
  bool begin(timer_id id) noexcept { return when_.erase(id) > 0; }

  /// Drops all timers; none can be started afterwards.
  void abandon() noexcept {
    abandoned_ = true;
    while (!timers_.empty()) timers_.extract(timers_.begin());  // destroying a value may cancel other timers
    when_.clear();
  }
  [[nodiscard]] bool abandoned() const { return abandoned_; }

 private:
  struct key {
    duration when;
    timer_id id;
    auto operator<=>(const key&) const = default;
  };

  timer_id next_id_ = 1;
  bool abandoned_ = false;
  std::map<key, Value> timers_;
  std::map<timer_id, duration> when_;  // until the timers begin or are cancelled
};

}  // namespace parcours::ports
