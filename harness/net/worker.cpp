#include "harness/net/worker.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace parcours::net {

thread_worker::~thread_worker() {
  {
    const std::lock_guard lock(guard_);
    ended_ = true;
    waiting_.clear();
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void thread_worker::run(std::move_only_function<void()> work, std::move_only_function<void()> done) {
  if (!thread_.joinable()) thread_ = std::thread([this] { serve(); });  // throws where the machine starts no thread
  {
    const std::lock_guard lock(guard_);
    waiting_.push_back({std::move(work), std::move(done)});
  }
  changed_.notify_all();
}

void thread_worker::serve() {
  for (;;) {
    job next;
    {
      std::unique_lock lock(guard_);
      changed_.wait(lock, [this] { return ended_ || !waiting_.empty(); });
      if (ended_) return;
      next = std::move(waiting_.front());
      waiting_.pop_front();
    }
    next.work();
    boost::asio::post(world_, std::move(next.done));
  }
}

}  // namespace parcours::net
