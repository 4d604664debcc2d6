// Attempts whose evidence is kept, on the stage without mocks.
#pragma once

#include "harness/run/attempt.hpp"
#include "harness/run/evidence.hpp"
#include "tests/run/steps.hpp"

#include <gtest/gtest.h>

namespace parcours::run {

class evidence_of_attempts : public steps, public environment_factory {
 public:
  std::string refusal(const journey::journey_case&) const override { return {}; }
  personas people(const journey::journey_case& what, std::uint64_t seed) const override {
    return draw_personas(what, {}, seed);
  }
  result<void> run(const journey::journey_case& what, std::uint64_t seed, action play) override {
    if (throws) throw std::logic_error("a bug");
    const auto known = this->people(what, seed);
    auto ran = run_in_world(play(*environment, known));
    if (throws_after) throw std::logic_error("a bug");
    return ran;
  }

 protected:
  evidence_of_attempts() { chosen.evidence = evidence_kept::failed; }

  // Attempt 1 of a journey of these steps.
  std::vector<events::event> attempt_at(const std::string& text, std::uint32_t number = 1) {
    diagnostics found;
    auto read = journey::read_journey(
        std::make_shared<source_file>(source_file{"x.yaml", "journey: x\nsteps:\n" + text}), {}, found);
    EXPECT_TRUE(read) << render(found);
    const std::vector<loaded_journey> all{{std::make_shared<journey::journey>(std::move(read).value()), "x.yaml"}};
    const auto plan = make_plan(all, 1, 1);
    std::vector<events::event> kept;
    attempt one(plan.at(0), number, 1, *this, chosen, chosen.evidence_limit);
    end = one.play([](const events::journey_started&) {}, kept);
    size = one.evidence_size();
    return kept;
  }
  template <class Event>
  static std::vector<Event> all_of(const std::vector<events::event>& kept) {
    std::vector<Event> found;
    for (const auto& one : kept) {
      if (const auto* item = std::get_if<Event>(&one)) found.push_back(*item);
    }
    return found;
  }
  static std::string text_of(const events::content& what) { return what.bytes ? *what.bytes : std::string(); }
  static std::string header(const std::vector<events::header_field>& fields, std::string_view name) {
    for (const auto& one : fields) {
      if (one.name == name) return one.value;
    }
    return "(none)";
  }
  static std::string field(const events::page_shown& page, std::string_view name) {
    for (const auto& one : page.fields) {
      if (one.name == name) return one.value;
    }
    return "(none)";
  }

  bool throws = false;
  bool throws_after = false;
  events::journey_finished end;
  std::size_t size = 0;
};

inline constexpr const char* walk = "  - goto: /\n  - fill: {Code: '42'}\n  - click: Valider\n";
inline constexpr const char* walk_in_vain =
    "  - goto: /\n  - fill: {Code: '42'}\n  - click: Valider\n  - expect: {status: 500}\n";

}  // namespace parcours::run
