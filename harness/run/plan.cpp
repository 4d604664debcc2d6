#include "harness/run/plan.hpp"

#include "harness/base/random.hpp"
#include "harness/events/plan.hpp"

#include <algorithm>

namespace parcours::run {

std::uint64_t planned::attempt_seed(std::size_t number) const {
  return random_source(seed).derive("attempt " + std::to_string(number)).next();
}

std::string planned::id() const { return events::case_id(of->file, its_case().label, repeat); }

std::string planned::classname() const {
  auto name = of->file.substr(0, of->file.find_last_of('.'));
  name.erase(0, name.find_first_not_of("./"));
  std::ranges::replace(name, '.', '_');
  std::ranges::replace(name, '/', '.');
  return name;
}

std::string planned::name() const { return events::case_name(of->what->name, its_case().label, repeat); }

std::vector<planned> make_plan(const std::vector<loaded_journey>& journeys, std::size_t repeats, std::uint64_t seed) {
  std::vector<planned> plan;
  const random_source root(seed);
  for (const auto& one : journeys) {
    for (std::size_t row = 0; row < one.what->cases.size(); ++row) {
      for (std::size_t repeat = 1; repeat <= repeats; ++repeat) {
        planned item{&one, row, repeat, plan.size(), 0};
        item.seed = root.derive(item.id()).next();
        plan.push_back(item);
      }
    }
  }
  return plan;
}

std::vector<events::event> plan_events(const std::vector<planned>& plan, std::size_t repeats) {
  std::vector<events::event> told;
  for (std::size_t first = 0; first < plan.size(); first += plan[first].journey().cases.size() * repeats) {
    const auto& item = plan[first];
    events::journey_planned one;
    one.file = item.of->file;
    one.classname = item.classname();
    one.name = item.journey().name;
    one.tags = item.journey().tags;
    one.line = item.journey().span.line;
    const auto& cases = item.journey().cases;
    const bool labelled = cases.size() > 1 || !cases.front().label.empty();
    for (std::size_t row = 0; labelled && row < cases.size(); ++row) one.cases.push_back(cases[row].label);
    one.repeats = static_cast<std::uint32_t>(repeats);
    one.order = first;
    told.emplace_back(std::move(one));
  }
  return told;
}

}  // namespace parcours::run
