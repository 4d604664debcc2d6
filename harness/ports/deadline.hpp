// A limit of time on operations of one stream, the same on both implementations of the ports.
#pragma once

#include "harness/ports/clock.hpp"
#include "harness/ports/stream.hpp"

namespace parcours::ports {

/// While it lives, reaching the limit, on the clock's wire(), cancels what is pending on the stream and makes expired()
/// true; an operation that ended with operation_aborted is then a time-out. The stream and the clock outlive it.
class deadline {
 public:
  deadline(clock& time, duration length, stream& guarded);
  ~deadline();
  deadline(const deadline&) = delete;
  deadline& operator=(const deadline&) = delete;

  [[nodiscard]] bool expired() const { return expired_; }
  /// `timed_out` where the deadline was the cause, `ec` otherwise.
  [[nodiscard]] error_code explain(error_code ec) const;

 private:
  clock& time_;
  stream& guarded_;
  mutable bool expired_ = false;  // the timer sets it, in a deadline that is const too
  clock::timer_id timer_;
};

}  // namespace parcours::ports
