// The bundled mocks as the environment of journeys, on loopback sockets or in simulation.
#pragma once

#include "harness/run/environment.hpp"
#include "mocks/portal/defects.hpp"
#include "mocks/portal/model.hpp"
#include "mocks/portal/policy.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace parcours::environments {

enum class world_kind { local, sim };

/// Laid over every journey's own `world:`.
struct world_overlay {
  std::optional<yaml::node> policy;  ///< a mapping, as of a policy file
  mocks::portal::defect_set defects;
};

/// The rules of the portal in this case. What is wrong with them is appended to `out`.
[[nodiscard]] mocks::portal::policy policy_of(const journey::journey_case& what, const world_overlay& overlay,
                                              diagnostics& out);

struct bundled_options {
  world_kind kind = world_kind::local;
  duration timeout{};  ///< of each exchange
  world_overlay overlay{};
  /// Is shown the portal of each attempt that was played, on the thread of that attempt.
  std::function<void(const mocks::portal::model&)> at_end{};
};

/// Thread-safe: every attempt gets a world of its own.
class bundled_factory final : public run::environment_factory {
 public:
  /// `target` is the bundled portal's. It and `stop` outlive the factory.
  bundled_factory(const journey::target& target, bundled_options chosen, const std::atomic<bool>& stop)
      : target_(target), options_(std::move(chosen)), stop_(stop) {}

  [[nodiscard]] std::string refusal(const journey::journey_case&) const override { return {}; }
  [[nodiscard]] run::personas people(const journey::journey_case& what, std::uint64_t seed) const override;
  result<void> run(const journey::journey_case& what, std::uint64_t seed, action play) override;

 private:
  const journey::target& target_;
  bundled_options options_;
  const std::atomic<bool>& stop_;
};

}  // namespace parcours::environments
