#include "harness/sim/simulation.hpp"

#include "harness/sim/network.hpp"
#include "harness/sim/scheduler.hpp"

#include <boost/asio/co_spawn.hpp>

namespace parcours::sim {

struct simulation::core {
  explicit core(const options& chosen)
      : queue(chosen), random(chosen.seed), network(queue, random.derive("network"), chosen.network) {}

  ~core() { abandon(); }

  void abandon() noexcept {
    network.abandon();
    queue.abandon();
  }

  scheduler queue;
  random_source random;
  sim_network network;
};

simulation::simulation(options chosen) : core_(std::make_unique<core>(chosen)) {}
simulation::~simulation() = default;

ports::env simulation::env() {
  return {core_->queue.context().get_executor(), core_->queue, core_->network, core_->random, core_->queue.trace()};
}

void simulation::set_faults(const ports::endpoint& where, link_faults faults) {
  core_->network.set_faults(where, faults);
}

result<void> simulation::run(boost::asio::awaitable<void> main) {
  bool finished = false;
  std::exception_ptr bug;
  auto on_end = [&finished, &bug](const std::exception_ptr& thrown) {
    finished = true;
    bug = thrown;
  };
  boost::asio::co_spawn(core_->queue.context(), std::move(main), std::move(on_end));
  auto outcome = core_->queue.run_until(finished);
  if (bug) std::rethrow_exception(bug);
  if (!outcome && outcome.error().code == "idle") {
    return fail("deadlock", "nothing can happen any more, and these wait:\n" + core_->network.waiting());
  }
  return outcome;
}

void simulation::abandon() noexcept { core_->abandon(); }

std::uint64_t simulation::trace_hash() const { return core_->queue.trace().hash(); }

}  // namespace parcours::sim
