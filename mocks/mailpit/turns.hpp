// Long work on the world's own thread, cut into slices.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>
#include <set>

namespace parcours::mocks::mailpit {

/// Between two slices the event loop looks at everybody else: of all that have long work one does a slice, in the order
/// in which they came, so that nobody waits for more than one of them. Not thread-safe.
class turns {
 public:
  explicit turns(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

  /// Until the next slice may be done.
  static boost::asio::awaitable<void> next(std::shared_ptr<turns> self);

 private:
  class place;

  boost::asio::any_io_executor executor_;
  std::uint64_t came_ = 0;
  std::set<std::uint64_t> waiting_;
  bool taken_ = false;  // somebody does a slice before the event loop has come round
};

}  // namespace parcours::mocks::mailpit
