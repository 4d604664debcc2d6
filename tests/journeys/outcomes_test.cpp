// Which outcomes of the portal's flow the bundled journeys reach. A row of the table that no journey walks is guarded
// by nobody, and a journey that no longer gets to what it is there for may still pass.
#include "harness/environments/bundled.hpp"
#include "harness/journey/reader.hpp"
#include "harness/journey/target.hpp"
#include "harness/run/runner.hpp"
#include "harness/yaml/decode.hpp"
#include "mocks/portal/flow.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <set>
#include <string>

namespace parcours::environments {
namespace {

namespace portal = mocks::portal;

const std::filesystem::path scenarios = std::filesystem::path(PARCOURS_SOURCE_DIR) / "scenarios";

std::vector<run::loaded_journey> bundled_journeys() {
  std::vector<run::loaded_journey> all;
  for (const auto& entry : std::filesystem::directory_iterator(scenarios / "journeys")) {
    diagnostics found;
    auto made = journey::read_journey(yaml::load_file(entry.path().string()).value(), {}, found);
    EXPECT_TRUE(made) << render(found);
    if (made) all.push_back({std::make_shared<journey::journey>(std::move(*made)), entry.path().filename().string()});
  }
  std::ranges::sort(all, {}, &run::loaded_journey::file);
  return all;
}

journey::target bundled_portal() {
  diagnostics found;
  auto made = journey::read_target(yaml::load_file((scenarios / "targets/mock.yaml").string()).value(), found);
  EXPECT_TRUE(made) << render(found);
  return std::move(made).value();
}

/// Plays all of them in simulation; how often each outcome was reached.
std::vector<std::uint64_t> counted_outcomes(const std::vector<run::loaded_journey>& journeys) {
  std::vector<std::uint64_t> sums(portal::outcome_count());
  const auto count = [&sums](const portal::model& ended) {
    std::ranges::transform(sums, ended.coverage(), sums.begin(), std::plus());
  };
  const auto target = bundled_portal();
  const std::atomic<bool> never = false;
  bundled_factory factory(target, {world_kind::sim, std::chrono::seconds(30), {}, count}, never);
  const auto look = [](std::span<events::event> told) {
    for (const auto& one : told) {
      if (const auto* end = std::get_if<events::journey_finished>(&one)) {
        EXPECT_EQ(end->verdict, events::verdict::passed) << end->id;
      }
    }
  };
  run::runner all(factory, {}, look, never);
  all.run(run::make_plan(journeys, 1, 1), [](std::size_t, const auto& work) { work(0); });
  return sums;
}

// A browser that waits for each answer before it goes on does not come to these: the requests that are generated from
// the tables do (mocks/portal/plays_test.cpp).
const std::set<std::string> out_of_reach = {"form past_end: ignored", "answer session_over: expired",
                                            "answer ends_again: ignored", "answer not_awaited: ignored"};

TEST(bundled_journeys, reach_every_outcome_of_the_flow) {
  const auto journeys = bundled_journeys();
  ASSERT_GT(journeys.size(), 100U);
  const auto reached = counted_outcomes(journeys);
  for (std::size_t one = 0; one < reached.size(); ++one) {
    if (!portal::outcome_possible(one)) continue;
    const std::string name = portal::outcome_name(one);
    EXPECT_EQ(reached[one] == 0, out_of_reach.contains(name))
        << '"' << name << "\" was reached " << reached[one] << " times";
  }
}

TEST(bundled_journeys, reach_no_more_than_they_walk) {
  auto journeys = bundled_journeys();
  std::erase_if(journeys, [](const auto& one) { return one.file != "terms_refused.yaml"; });
  ASSERT_EQ(journeys.size(), 1U);
  const auto reached = counted_outcomes(journeys);
  const auto& terms = portal::transition_of_form(portal::event::accept_terms);
  EXPECT_EQ(reached[portal::outcome_index(terms, 0)], 1U);
  EXPECT_LT(std::ranges::count_if(reached, [](auto times) { return times > 0; }), 8);
}

}  // namespace
}  // namespace parcours::environments
