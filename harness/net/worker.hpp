// The worker on the machine: one thread, started with the first task.
#pragma once

#include "harness/ports/worker.hpp"

#include <boost/asio/io_context.hpp>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace parcours::net {

class thread_worker final : public ports::worker {
 public:
  /// `world` must outlive it.
  explicit thread_worker(boost::asio::io_context& world) : world_(world) {}
  /// Waits for the current task; the remaining tasks are not started.
  ~thread_worker() override;
  thread_worker(const thread_worker&) = delete;
  thread_worker& operator=(const thread_worker&) = delete;

  void run(std::move_only_function<void()> work, std::move_only_function<void()> done) override;

 private:
  struct job {
    std::move_only_function<void()> work;
    std::move_only_function<void()> done;
  };
  void serve();

  boost::asio::io_context& world_;
  std::mutex guard_;
  std::condition_variable changed_;
  std::deque<job> waiting_;
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace parcours::net
