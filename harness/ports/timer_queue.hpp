// Timers in the order in which they fall due, for implementations of the clock port.
#pragma once

#include "harness/ports/clock.hpp"

#include <map>
#include <optional>
#include <utility>

namespace parcours::ports {

/// Equal times fall due in the order in which they were started. `Value`: what is kept of each. Not thread-safe.
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
  /// What was kept of it, to be destroyed by the caller, since that may cancel others. Nothing where it was taken,
  /// which lets it begin no more, or never was.
  std::optional<Value> cancel(timer_id id) noexcept {
    const auto found = when_.find(id);
    if (found == when_.end()) return std::nullopt;
    auto dropped = timers_.extract(key{found->second, id});
    when_.erase(found);
    if (!dropped) return std::nullopt;
    return std::move(dropped.mapped());
  }

  /// When the first is due.
  [[nodiscard]] std::optional<duration> next() const {
    if (timers_.empty()) return std::nullopt;
    return timers_.begin()->first.when;
  }
  /// When this one is due; it is neither cancelled nor begun.
  [[nodiscard]] duration due(timer_id id) const { return when_.at(id); }
  /// Takes the first, if it is due by `limit`.
  std::optional<entry> take(duration limit) {
    if (timers_.empty() || timers_.begin()->first.when > limit) return std::nullopt;
    auto first = timers_.extract(timers_.begin());
    return entry{first.key().when, first.key().id, std::move(first.mapped())};
  }
  /// To be asked when one that was taken is about to run: false where it was cancelled meanwhile.
  bool begin(timer_id id) noexcept { return when_.erase(id) > 0; }

  /// Drops them all; none starts any more.
  void abandon() noexcept {
    abandoned_ = true;
    while (!timers_.empty()) timers_.extract(timers_.begin());  // what is destroyed may cancel others
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
  std::map<timer_id, duration> when_;  // until they begin or are cancelled
};

}  // namespace parcours::ports
