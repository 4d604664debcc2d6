// The bundled mocks as the environment of journeys, on loopback sockets or in simulation.
#pragma once

#include "harness/run/environment.hpp"
#include "mocks/portal/model.hpp"

#include <atomic>
#include <functional>
#include <utility>

namespace parcours::environments {

enum class world_kind { local, sim };

/// Thread-safe: every attempt gets a world of its own.
class bundled_factory final : public run::environment_factory {
 public:
  using look_back = std::function<void(const mocks::portal::model&)>;

  /// `target` is the bundled portal's. It and `stop` outlive the factory. `at_end` is shown the portal of each attempt
  /// that was played, on the thread of that attempt.
  bundled_factory(world_kind kind, const journey::target& target, duration timeout, const std::atomic<bool>& stop,
                  look_back at_end = {})
      : kind_(kind), target_(target), timeout_(timeout), stop_(stop), at_end_(std::move(at_end)) {}

  [[nodiscard]] std::string refusal(const journey::journey_case&) const override { return {}; }
  [[nodiscard]] fakeit::identifier_rules rules(const journey::journey_case& what) const override;
  result<void> stage(const journey::journey_case& what, const run::personas& people, std::uint64_t seed,
                     std::function<boost::asio::awaitable<void>(run::environment&)> play) override;

 private:
  world_kind kind_;
  const journey::target& target_;
  duration timeout_;
  const std::atomic<bool>& stop_;
  look_back at_end_;
};

}  // namespace parcours::environments
