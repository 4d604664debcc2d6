#include "harness/base/schedule.hpp"

namespace parcours {

bool schedule::strikes(std::uint64_t& met, random_source& of_plan) {
  const bool due = met >= skip && (times == always || met < std::uint64_t{skip} + times);
  const bool lucky = due && probability < 100 && (random ? *random : of_plan).below(100) >= probability;
  if (!lucky) ++met;
  return due && !lucky;
}

schedule::strike schedule::count_down(random_source& of_plan) {
  std::uint64_t met = 0;
  if (!strikes(met, of_plan)) {
    skip -= skip > 0 ? 1 : 0;
    return strike::none;
  }
  if (times == 1) return strike::last;
  if (times != always) --times;
  return strike::one;
}

}  // namespace parcours
