// An attempt as it is told: its start, its steps, its end.
#include "harness/run/attempt.hpp"

#include "harness/run/personas.hpp"
#include "tests/run/stage.hpp"

namespace parcours::run {
namespace {

using events::verdict;

class attempts : public stage, public environment_factory {
 public:
  std::string refusal(const journey::journey_case&) const override { return refused; }
  personas people(const journey::journey_case& what, std::uint64_t seed) const override {
    return draw_personas(what, {}, seed);
  }
  result<void> run(const journey::journey_case& what, std::uint64_t seed, action play) override {
    if (!not_made.code.empty()) return std::unexpected(not_made);
    const auto known = people(what, seed);
    return run_in_world(play(*environment, known));
  }

 protected:
  attempts() { site["/"].push_back(html("<title>T</title><h1>Code</h1>")); }

  static std::vector<loaded_journey> journey_of(const std::string& steps) {
    diagnostics found;
    const auto text = "journey: x\ntags: [a, b]\nsteps:\n" + steps;
    auto read = journey::read_journey(std::make_shared<source_file>(source_file{"x.yaml", text}), {}, found);
    EXPECT_TRUE(read) << render(found);
    return {{std::make_shared<journey::journey>(std::move(read).value()), "x.yaml"}};
  }

  events::journey_finished play_journey(const std::string& steps) {
    const auto all = journey_of(steps);
    const auto plan = make_plan(all, 1, 1);
    starts.clear();
    steps_told.clear();
    attempt one(plan.at(0), 2, 1, *this, chosen, chosen.evidence_limit);
    return one.play([this](events::journey_started start) { starts.push_back(std::move(start)); }, steps_told);
  }

  std::string refused;
  error not_made;
  std::vector<events::journey_started> starts;
  std::vector<events::event> steps_told;
};

TEST_F(attempts, one_that_passes_is_told_with_its_people_and_its_time) {
  const auto end = play_journey("  - goto: /\n");
  EXPECT_EQ(end.verdict, verdict::passed);
  EXPECT_FALSE(end.problem);
  EXPECT_EQ(end.attempt, 2U);
  EXPECT_GT(end.took, duration::zero());
  ASSERT_EQ(starts.size(), 1U);
  EXPECT_EQ(starts[0].tags, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(starts[0].attempt, 2U);
  EXPECT_THAT(starts[0].synthetic, testing::HasSubstr("(synthetic)"));
  ASSERT_EQ(steps_told.size(), 1U);
  const auto& step = std::get<events::step_finished>(steps_told[0]);
  EXPECT_EQ(step.attempt, 2U);
  EXPECT_EQ(step.id, end.id);
}

TEST_F(attempts, one_that_fails_has_its_page_and_its_mail) {
  smtp::mail sent;
  sent.from = {"", "a@example.com"};
  sent.to = {{"", "amina@example.com"}};
  sent.subject = "Bonjour";
  sent.text = "Sans code.";
  environment->mails.add(sent, {"a@example.com", {"amina@example.com"}});
  const auto end = play_journey("  - goto: /\n  - read_code\n");
  EXPECT_EQ(end.verdict, verdict::failed);
  ASSERT_TRUE(end.problem);
  EXPECT_THAT(end.problem->page, testing::StartsWith("T\nhttp://127.0.0.1:8080/ (200)"));
  EXPECT_EQ(end.problem->mail, "« Bonjour » to amina@example.com");
}

TEST_F(attempts, one_that_the_factory_refuses_is_skipped_with_the_reason) {
  refused = "no world here";
  const auto end = play_journey("  - goto: /\n");
  EXPECT_EQ(end.verdict, verdict::skipped);
  EXPECT_EQ(end.skip_reason, "no world here");
  EXPECT_EQ(starts.size(), 1U);
  EXPECT_TRUE(asked.empty());
}

TEST_F(attempts, one_whose_world_cannot_be_made_is_an_error_and_has_begun) {
  not_made = {"world-not-made", "no port is free"};
  const auto end = play_journey("  - goto: /\n");
  EXPECT_EQ(end.verdict, verdict::error);
  ASSERT_TRUE(end.problem);
  EXPECT_EQ(end.problem->kind, "world-not-made");
  EXPECT_EQ(end.problem->where.line, 1U);
  EXPECT_EQ(starts.size(), 1U);
}

TEST_F(attempts, one_that_fails_is_tried_again_and_the_last_says_so) {
  chosen.retries = 2;
  std::vector<std::pair<std::uint32_t, bool>> ends;
  const auto note = [&ends](std::span<const events::event> told_now) {
    for (const auto& one : told_now) {
      if (const auto* end = std::get_if<events::journey_finished>(&one)) ends.emplace_back(end->attempt, end->last);
    }
  };
  const auto all = journey_of("  - goto: /\n    expect: {status: 404}\n");
  const std::atomic<bool> never = false;
  runner its(*this, chosen, note, never);
  its.run(make_plan(all, 1, 1), [](std::size_t, const auto& work) { work(0); });
  EXPECT_EQ(ends, (std::vector<std::pair<std::uint32_t, bool>>{{1, false}, {2, false}, {3, true}}));
}

}  // namespace
}  // namespace parcours::run
