#include "mocks/portal/flow.hpp"

#include "mocks/portal/catalogue.hpp"
#include "mocks/portal/forms.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

namespace parcours::mocks::portal {
namespace {

using ::testing::HasSubstr;

TEST(Flow, EveryMessageIsInTheCatalogue) {
  for (const std::string_view id : dashed_names<message_id>) EXPECT_TRUE(texts_in(language::french).has(id)) << id;
}

TEST(Flow, EveryMessageIsSaidByARowOrARule) {
  std::set<message_id> said;
  for (const transition& row : flow_table()) {
    for (const check& item : row.checks) said.insert(item.message);
    if (row.notice) said.insert(*row.notice);
  }
  for (const rule& one : flow_rules()) {
    if (one.notice) said.insert(*one.notice);
  }
  EXPECT_EQ(said.size(), all_of<message_id>.size());
}

TEST(Flow, EveryConditionIsOfARuleAndTheLastOfEachKindAppliesToAllThatIsLeft) {
  std::set<condition> asked;
  std::map<request_kind, condition> last;
  for (const rule& one : flow_rules()) {
    asked.insert(one.when);
    last[one.of] = one.when;
  }
  EXPECT_EQ(asked.size(), all_of<condition>.size());
  for (const request_kind kind : all_of<request_kind>) EXPECT_EQ(last[kind], condition::at_hand) << name_of(kind);
}

TEST(Flow, EveryStateIsReachedAndLeftByTheTable) {
  std::set<state> reached = {state::landing};
  for (std::size_t round = 0; round < flow_table().size(); ++round) {
    for (const transition& row : flow_table()) {
      if (reached.contains(row.from)) reached.insert(row.to);
    }
  }
  EXPECT_EQ(reached.size(), all_of<state>.size());
  EXPECT_EQ(find_transition(state::done, event::submit_code), nullptr);
}

TEST(Flow, AFormStandsOnOnePageOnly) {
  for (const transition& row : flow_table()) {
    if (is_answer(row.on)) {
      EXPECT_THROW((void)transition_of_form(row.on), std::logic_error);
    } else {
      EXPECT_EQ(&transition_of_form(row.on), find_transition(row.from, row.on));
    }
  }
}

TEST(Flow, OutcomesAreNumberedWithoutGapAndNamedApart) {
  std::set<std::size_t> numbers;
  std::set<std::string> names;
  for (const transition& row : flow_table()) {
    numbers.insert(outcome_index(row));
    for (std::size_t i = 0; i < row.checks.size(); ++i) numbers.insert(outcome_index(row, i));
  }
  for (const rule& one : flow_rules()) numbers.insert(outcome_index(one));
  EXPECT_EQ(numbers.size(), outcome_count());
  EXPECT_EQ(*numbers.rbegin(), outcome_count() - 1);
  for (const std::size_t number : numbers) names.insert(outcome_name(number));
  EXPECT_EQ(names.size(), outcome_count());
}

TEST(Flow, AnOutcomeIsNamedByItsRowAndItsGuard) {
  const transition& row = transition_of_form(event::pay_by_transfer);
  EXPECT_EQ(outcome_name(outcome_index(row)), "payment pay_by_transfer: taken");
  EXPECT_EQ(outcome_name(outcome_index(row, 1)), "payment pay_by_transfer: rib_key_right refuses");
  EXPECT_EQ(outcome_name(outcome_index(flow_rules().front())), "page enters: shown");
}

TEST(Flow, OnlyBadNewsCannotBeTaken) {
  std::vector<std::string> impossible;
  for (std::size_t i = 0; i < outcome_count(); ++i) {
    if (!outcome_possible(i)) impossible.push_back(outcome_name(i));
  }
  EXPECT_THAT(impossible, ::testing::ElementsAre("email mail_failed: taken", "code captcha_refused: taken",
                                                 "code captcha_unavailable: taken", "code mail_failed: taken"));
}

TEST(Flow, PathsLeadBackToTheirPages) {
  for (const state page : all_of<state>) EXPECT_EQ(page_at(path_of(page)), page);
  EXPECT_EQ(page_at("/fr/confirm_adresse_7"), std::nullopt);
}

TEST(Flow, WhereARowCountsIsPartOfItsName) {
  const transition* const asked = find_transition(state::code, event::captcha_passed);
  EXPECT_EQ(outcome_name(outcome_index(*asked)), "code captcha_passed (password_asked): taken");
  EXPECT_EQ(outcome_name(outcome_index(*(asked + 1))), "code captcha_passed: taken");
}

TEST(Flow, TheDiagramDrawsEveryRow) {
  const std::string drawn = flow_diagram();
  EXPECT_THAT(drawn, HasSubstr("landing --> terms: open_activation / open_session\n"));
  EXPECT_THAT(drawn, HasSubstr("email --> email: request_code [email_well_formed, tries_left, email_on_file, "
                               "resend_not_early, resends_left] / issue_code, send_code\n"));
  EXPECT_EQ(std::ranges::count(drawn, '\n'), static_cast<std::ptrdiff_t>(flow_table().size() + 3));
}

// PARCOURS_UPDATE_GOLDEN=1 writes them anew.
TEST(Flow, TheDocumentationShowsTheseTables) {
  const std::filesystem::path path = PARCOURS_SOURCE_DIR "/docs/architecture.md";
  std::ifstream file(path);
  const std::string page((std::istreambuf_iterator<char>(file)), {});
  const std::string begin = "<!-- flow -->\n";
  const auto from = page.find(begin) + begin.size();
  const auto to = page.find("<!-- /flow -->", from);
  const std::string wanted = "```mermaid\n" + flow_diagram() + "```\n\n" + rules_table() + "\n" + forms_table();
  if (std::getenv("PARCOURS_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path) << page.substr(0, from) << wanted << page.substr(to);
  } else {
    EXPECT_EQ(page.substr(from, to - from), wanted);
  }
}

}  // namespace
}  // namespace parcours::mocks::portal
