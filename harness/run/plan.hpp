// What a run is going to do: one entry for each journey, each row of its cases and each repeat, in a stable order with
// stable names, so that results of two runs can be laid side by side.
#pragma once

#include "harness/events/event.hpp"
#include "harness/journey/model.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace parcours::run {

/// A journey as it was read, with the name under which reports know its file.
struct loaded_journey {
  std::shared_ptr<const journey::journey> what;
  std::string file;  ///< as it is shown: "scenarios/journeys/valid_amo.yaml"
};

struct planned {
  const loaded_journey* of = nullptr;
  std::size_t row = 0;     ///< index of the case
  std::size_t repeat = 1;  ///< from 1
  std::size_t order = 0;   ///< place in the plan
  std::uint64_t seed = 0;  ///< of its world and people: from the run's seed, the file, the case and the repeat alone

  [[nodiscard]] std::uint64_t attempt_seed(std::size_t number) const;  ///< of the first, second … attempt
  [[nodiscard]] std::string id() const;                                ///< "file.yaml#[case]~2"
  [[nodiscard]] std::string classname() const;                         ///< "scenarios.journeys.valid_amo"
  [[nodiscard]] std::string name() const;                              ///< unique within the file
  [[nodiscard]] const journey::journey& journey() const { return *of->what; }
  [[nodiscard]] const journey::journey_case& its_case() const { return of->what->cases[row]; }
};

/// The journeys must outlive the plan.
[[nodiscard]] std::vector<planned> make_plan(const std::vector<loaded_journey>& journeys, std::size_t repeats,
                                             std::uint64_t seed);

/// The same plan as the log tells it, one event for each journey.
[[nodiscard]] std::vector<events::event> plan_events(const std::vector<planned>& plan, std::size_t repeats);

}  // namespace parcours::run
