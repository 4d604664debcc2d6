#include "harness/ports/deadline.hpp"

#include <boost/asio/error.hpp>

namespace parcours::ports {

deadline::deadline(clock& time, duration length, stream& guarded) : time_(time.wire()), guarded_(guarded) {
  timer_ = time_.start_timer(time_.now() + length, [this] {
    expired_ = true;
    guarded_.cancel();
  });
}

deadline::~deadline() { time_.cancel_timer(timer_); }

error_code deadline::explain(error_code ec) const {
  const bool ours = expired_ && ec == boost::asio::error::operation_aborted;
  return ours ? error_code(boost::asio::error::timed_out) : ec;
}

}  // namespace parcours::ports
