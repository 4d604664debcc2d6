// Long-running work outside the world's thread: everything in a world runs on one thread, which must not be blocked for
// long.
#pragma once

#include "harness/ports/env.hpp"
#include "harness/ports/notifier.hpp"

#include <boost/asio/awaitable.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace parcours::ports {

/// A second thread beside the world's, on the machine.
class worker {
 public:
  worker() = default;
  virtual ~worker() = default;
  worker(const worker&) = delete;
  worker& operator=(const worker&) = delete;

  /// Runs `work`, then `done` on the world's executor. Tasks run one after another, in order. Neither function may
  /// throw.
  virtual void run(std::move_only_function<void()> work, std::move_only_function<void()> done) = 0;
};

template <class Work>
struct work_beside {
  work_beside(Work its_work, clock& time) : work(std::move(its_work)), done(time) {}

  std::optional<Work> work;  // destroyed on the worker's thread when done
  std::optional<std::invoke_result_t<Work&>> made;
  std::exception_ptr bug;
  bool ended = false;
  notifier done;
};

/// Returns what `work` returns, or throws what it throws. `work` must not access the world: it holds copies of the data
/// it needs. If the world has no worker, as in simulation, it runs immediately.
template <class Work>
boost::asio::awaitable<std::invoke_result_t<Work&>> beside(env world, Work work) {
  if (world.beside == nullptr) co_return work();
  auto& wire = world.time.wire();
  const auto its = std::make_shared<work_beside<Work>>(std::move(work), wire);
  auto do_it = [its] {
    try {
      its->made.emplace((*its->work)());
    } catch (...) {
      its->bug = std::current_exception();
    }
    its->work.reset();
  };
  auto notify = [its] {
    its->ended = true;
    its->done.notify_all();
  };
  world.beside->run(std::move(do_it), std::move(notify));
  while (!its->ended) co_await its->done.wait_until(wire.now() + std::chrono::hours(1));
  if (its->bug) std::rethrow_exception(its->bug);
  co_return std::move(*its->made);
}

/// Destroys `what` on the worker's thread, because freeing a large object takes long.
template <class Owned>
void dispose_beside(const env& world, Owned what) {
  if (world.beside == nullptr) return;
  world.beside->run([gone = std::move(what)] {}, [] {});
}

}  // namespace parcours::ports
