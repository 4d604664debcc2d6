// Cuts long work on the world's own thread into slices.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>
#include <set>

namespace parcours::mocks::mailpit {

/// The event loop runs between two slices. Long tasks take turns in the order of their arrival, one slice at a time, so
/// that nothing waits for more than one slice. Not thread-safe.
class turns {
 public:
  explicit turns(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

  /// Waits until the next slice may run.
  static boost::asio::awaitable<void> next(std::shared_ptr<turns> self);

 private:
  class place;

  boost::asio::any_io_executor executor_;
  std::uint64_t came_ = 0;
  std::set<std::uint64_t> waiting_;
  bool taken_ = false;  // a slice has run since the last turn of the event loop
};

}  // namespace parcours::mocks::mailpit
