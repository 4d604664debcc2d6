// A portal that a target file describes as the environment of journeys, one at a time. It may be anybody's: see
// guards.hpp.
#pragma once

#include "harness/environments/guards.hpp"
#include "harness/run/environment.hpp"

#include <atomic>

namespace parcours::environments {

struct target_options {
  duration timeout;
  duration max_wait;
  run::variables values;  ///< "env.…" and "secret.…" of the target file
  ask_person ask;         ///< for captchas and codes that only a person can give
};

/// For one thread. `target` and `stop` outlive it.
class target_factory final : public run::environment_factory {
 public:
  target_factory(const journey::target& target, target_options chosen, const std::atomic<bool>& stop)
      : target_(target), options_(std::move(chosen)), stop_(stop), guards_(target) {}

  /// What a foreign portal cannot be made to be: a world with faults, further people, an account in a given state.
  [[nodiscard]] std::string refusal(const journey::journey_case& what) const override;
  [[nodiscard]] std::string stopped() const override;
  [[nodiscard]] run::personas people(const journey::journey_case& what, std::uint64_t seed) const override;
  result<void> run(const journey::journey_case& what, std::uint64_t seed, action play) override;

 private:
  const journey::target& target_;
  target_options options_;
  const std::atomic<bool>& stop_;
  guards guards_;  // of the whole run
};

}  // namespace parcours::environments
