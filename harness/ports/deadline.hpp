// A time limit for operations on a stream, with the same behaviour in both implementations of the ports.
#pragma once

#include "harness/ports/clock.hpp"
#include "harness/ports/stream.hpp"

namespace parcours::ports {

/// When the limit is reached on the clock's wire(), cancels the pending operations of the stream and makes expired()
/// true; an operation that ended with operation_aborted has then timed out. Has no effect after its destruction. The
/// stream and the clock must outlive it.
class deadline {
 public:
  deadline(clock& time, duration length, stream& guarded);
  ~deadline();
  deadline(const deadline&) = delete;
  deadline& operator=(const deadline&) = delete;

  [[nodiscard]] bool expired() const { return expired_; }
  /// `timed_out` if the deadline was the cause, otherwise `ec`.
  [[nodiscard]] error_code explain(error_code ec) const;

 private:
  clock& time_;
  stream& guarded_;
  mutable bool expired_ = false;  // set by the timer, even in a const deadline
  clock::timer_id timer_;
};

}  // namespace parcours::ports
