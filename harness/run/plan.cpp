#include "harness/run/plan.hpp"

#include "harness/base/random.hpp"

#include <algorithm>

namespace parcours::run {

namespace {

std::string with_repeat(std::string text, std::string_view mark, std::size_t repeat) {
  return repeat == 1 ? text : text + std::string(mark) + std::to_string(repeat);
}

}  // namespace

std::uint64_t planned::attempt_seed(std::size_t number) const {
  return random_source(seed).derive("attempt " + std::to_string(number)).next();
}

std::string planned::id() const {
  const auto& label = its_case().label;
  return with_repeat(label.empty() ? of->file : of->file + "#" + label, "~", repeat);
}

std::string planned::classname() const {
  auto name = of->file.substr(0, of->file.find_last_of('.'));
  name.erase(0, name.find_first_not_of("./"));
  std::ranges::replace(name, '.', '_');
  std::ranges::replace(name, '/', '.');
  return name;
}

std::string planned::name() const {
  const auto& label = its_case().label;
  return with_repeat(label.empty() ? of->what->name : of->what->name + " " + label, " #", repeat);
}

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

}  // namespace parcours::run
