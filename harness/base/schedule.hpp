// Selects the occasions on which a fault strikes: the first ten, one in three, all but the first.
#pragma once

#include "harness/base/random.hpp"

#include <cstdint>
#include <optional>

namespace parcours {

/// Lets `skip` occasions pass, then strikes `times` times. An occasion that `probability` lets pass is not counted.
struct schedule {
  static constexpr unsigned always = 0;

  unsigned skip = 0;
  unsigned times = 1;                        ///< or always
  unsigned probability = 100;                ///< of each strike, in per cent, drawn for each occasion
  std::optional<random_source> random = {};  ///< for the probability; by default that of the fault plan

  /// Whether the fault strikes on this occasion. `met` counts the earlier occasions and is incremented.
  [[nodiscard]] bool strikes(std::uint64_t& met, random_source& of_plan);

  enum class strike { none, one, last };
  /// The same for schedules without a count: decrements `skip` and `times` until the last strike.
  [[nodiscard]] strike count_down(random_source& of_plan);
};

}  // namespace parcours
