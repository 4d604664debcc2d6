#include "mocks/control/schedule_json.hpp"

#include "mocks/world/limits.hpp"

#include <limits>

namespace parcours::mocks::control {

using world::many;

schedule read_schedule(yaml::mapping_reader& keys) {
  constexpr std::int64_t largest_seed = std::numeric_limits<std::int64_t>::max();
  schedule made;
  if (const auto skip = keys.integer("skip", 0, many)) made.skip = static_cast<unsigned>(*skip);
  if (const auto times = keys.integer("times", 0, many)) made.times = static_cast<unsigned>(*times);
  if (const auto chance = keys.integer("probability", 0, 100)) made.probability = static_cast<unsigned>(*chance);
  if (const auto seed = keys.integer("seed", 0, largest_seed)) made.random.emplace(static_cast<std::uint64_t>(*seed));
  return made;
}

void write_schedule(boost::json::object& to, const schedule& what) {
  if (what.skip != 0) to["skip"] = what.skip;
  if (what.times != 1) to["times"] = what.times;
  if (what.probability != 100) to["probability"] = what.probability;
  if (what.random) to["seed"] = what.random->seed();
}

}  // namespace parcours::mocks::control
