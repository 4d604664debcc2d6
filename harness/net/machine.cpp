#include "harness/net/machine.hpp"

#include "harness/net/clock.hpp"
#include "harness/net/network.hpp"
#include "harness/net/worker.hpp"

#include <boost/asio/co_spawn.hpp>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <exception>
#include <future>
#include <optional>
#include <random>
#include <thread>
#include <vector>

namespace parcours::net {

namespace asio = boost::asio;

struct machine::core {
  core(time_kind kind, std::uint64_t seed)
      : context(std::in_place, 1), time(*context, kind), network(*context, time), random(seed) {}
  // What still waits is destroyed with the context, while the clock that it may use is there.
  ~core() {
    beside.reset();
    time.abandon();
    context.reset();
  }

  std::optional<asio::io_context> context;
  real_clock time;
  socket_network network;
  random_source random;
  ports::null_trace log;
  std::optional<thread_worker> beside{std::in_place, *context};
};

machine::machine(time_kind kind, std::uint64_t seed) : core_(std::make_unique<core>(kind, seed)) {}
machine::~machine() = default;

ports::env machine::env() {
  return {core_->context->get_executor(), core_->time, core_->network, core_->random, core_->log, &*core_->beside};
}

result<void> machine::run(asio::awaitable<void> main, const std::atomic<bool>& stop) {
  struct ending {
    bool finished = false;
    std::exception_ptr bug;
  };
  auto end = std::make_shared<ending>();  // an interrupted `main` may end after this call
  auto on_end = [end](const std::exception_ptr& thrown) { *end = {true, thrown}; };
  asio::co_spawn(*core_->context, std::move(main), std::move(on_end));
  core_->context->restart();
  while (!end->finished && !stop) core_->context->run_one_for(std::chrono::milliseconds(100));
  if (end->bug) std::rethrow_exception(end->bug);
  if (!end->finished) return fail("interrupted", "the run was interrupted");
  return {};
}

void machine::abandon() {
  core_->time.abandon();
  core_->context->restart();
  core_->context->poll();
}

void run_workers(std::size_t count, const std::function<void(std::size_t)>& work) {
  std::vector<std::exception_ptr> bugs(count);
  const auto guarded = [&work, &bugs](std::size_t index) {
    try {
      work(index);
    } catch (...) {
      bugs[index] = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> others;
    std::promise<bool> all_started;  // where a thread cannot be started, nothing of the work is done
    const auto go = all_started.get_future().share();
    try {
      for (std::size_t index = 1; index < count; ++index) {
        others.emplace_back([&guarded, go, index] {
          if (go.get()) guarded(index);
        });
      }
    } catch (...) {
      all_started.set_value(false);
      throw;
    }
    all_started.set_value(true);
    if (count > 0) guarded(0);
  }
  for (const auto& bug : bugs) {
    if (bug) std::rethrow_exception(bug);
  }
}

std::uint64_t fresh_seed() {
  std::random_device device;
  return (static_cast<std::uint64_t>(device()) << 32U) | device();
}

void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);  // where it is refused, the old one stays
}

// Open for reading only: what is written there fails, as it does on a descriptor that is closed.
void occupy_standard_descriptors() {
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
    if (::fcntl(descriptor, F_GETFD) == -1)
      (void)::open("/dev/null", O_RDONLY);  // takes the lowest that is free: this one
  }
}

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : "localhost";
}

namespace {

// A signal handler can reach nothing but globals.
std::atomic<std::atomic<bool>*> stop_flag = nullptr;

void on_stop_signal(int number) {
  if (auto* flag = stop_flag.load(); flag != nullptr && !flag->exchange(true)) return;
  std::signal(number, SIG_DFL);
  std::raise(number);
}

}  // namespace

stop_signals::stop_signals(std::atomic<bool>& flag) {
  stop_flag = &flag;
  struct sigaction action = {};  // without SA_RESTART: a prompt that waits for a person ends too
  action.sa_handler = on_stop_signal;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

stop_signals::~stop_signals() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  stop_flag = nullptr;
}

duration stopwatch() { return std::chrono::steady_clock::now().time_since_epoch(); }
ports::wall_time wall_clock() { return std::chrono::system_clock::now(); }

}  // namespace parcours::net
