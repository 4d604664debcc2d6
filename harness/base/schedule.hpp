// When a fault strikes that has many occasions to: the first ten, one in three, each but the first.
#pragma once

#include "harness/base/random.hpp"

#include <cstdint>
#include <optional>

namespace parcours {

/// Lets `skip` occasions pass, then strikes `times`. An occasion that chance lets pass is none.
struct schedule {
  static constexpr unsigned always = 0;

  unsigned skip = 0;
  unsigned times = 1;                        ///< or always
  unsigned probability = 100;                ///< of a strike where it would, in per cent, drawn anew
  std::optional<random_source> random = {};  ///< of its own, for its probability; none: that of the plan it is in

  /// Whether it strikes at an occasion before which `met` were counted. Counts.
  [[nodiscard]] bool strikes(std::uint64_t& met, random_source& of_plan);

  enum class strike { none, one, last };
  /// The same for one that keeps no count: `skip` and `times` go down, until the last strike.
  [[nodiscard]] strike count_down(random_source& of_plan);
};

}  // namespace parcours
