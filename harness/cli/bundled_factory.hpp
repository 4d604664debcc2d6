// The bundled mocks as the environment of journeys, on loopback sockets or in simulation.
#pragma once

#include "harness/run/environment.hpp"

#include <atomic>

namespace parcours::cli {

enum class world_kind { local, sim };

/// Thread-safe: every attempt gets a world of its own.
class bundled_factory final : public run::environment_factory {
 public:
  /// `target` is the bundled portal's. It and `stop` outlive the factory.
  bundled_factory(world_kind kind, const journey::target& target, duration timeout, const std::atomic<bool>& stop)
      : kind_(kind), target_(target), timeout_(timeout), stop_(stop) {}

  [[nodiscard]] std::string refusal(const journey::journey_case&) const override { return {}; }
  [[nodiscard]] fakeit::identifier_rules rules(const journey::journey_case& what) const override;
  result<void> stage(const journey::journey_case& what, const run::personas& people, std::uint64_t seed,
                     std::function<boost::asio::awaitable<void>(run::environment&)> play) override;

 private:
  world_kind kind_;
  const journey::target& target_;
  duration timeout_;
  const std::atomic<bool>& stop_;
};

}  // namespace parcours::cli
