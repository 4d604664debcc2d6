#include "harness/journey/browser_names.hpp"

#include "harness/journey/test_files.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace parcours::journey {
namespace {

using namespace testing_support;
using testing::ElementsAre;
using testing::SizeIs;

TEST(journey_browsers, a_step_is_in_the_one_that_it_names) {
  const auto [made, found] = read_text(
      "journey: x\nsteps:\n  - open: activation\n  - open: activation\n    in: phone\n    expect: {page: terms}\n"
      "  - accept_terms:\n    in: no\n  - in: _2\n    retry: {until: {mails: 1}}\n    expect: {page: code}\n");
  ASSERT_TRUE(made) << render(found);
  const auto& steps = made->cases.at(0).steps;
  ASSERT_THAT(steps, SizeIs(4));
  EXPECT_EQ(title_of(steps[0]), "open");
  EXPECT_EQ(title_of(steps[1]), "open in phone");
  EXPECT_EQ(title_of(steps[2]), "accept_terms in no");
  EXPECT_EQ(title_of(steps[3]), "retry in _2");
  EXPECT_EQ(steps[3].span.place(), "file.yaml:10:5");
  EXPECT_TRUE(steps[3].retry && steps[3].expect);
}

TEST(journey_browsers, cases_may_name_them) {
  const auto [made, found] =
      read_text("journey: x\ncases: [{where: phone}, {where: tab}]\nsteps:\n  - open: activation\n    in: ${where}\n");
  ASSERT_TRUE(made) << render(found);
  EXPECT_EQ(made->cases.at(0).steps.at(0).in, "phone");
  EXPECT_EQ(made->cases.at(1).steps.at(0).in, "tab");
}

TEST(journey_browsers, number_of_names_at_its_edge) {
  const auto naming = [](std::size_t count) {
    std::string text = "journey: x\nsteps:\n  - open: activation\n";
    for (std::size_t at = 0; at < count; ++at) {
      const auto name = std::string(at + 1, 'b');
      text += fmt::format("  - {{open: activation, in: {0}}}\n  - {{wait: 1s, in: {0}}}\n", name);
    }
    return read_text(text);
  };
  EXPECT_TRUE(naming(most_browsers).made);
  EXPECT_THAT(codes(naming(most_browsers + 1).found), ElementsAre("too-many-browsers"));
}

TEST(journey_browsers, fields_variables_and_cookies_may_be_called_in) {
  const auto [made, found] =
      read_text("journey: x\nsteps:\n  - fill: {in: '1'}\n  - capture: {in: {text: h1}}\n  - set_cookie: {in: '1'}\n");
  EXPECT_TRUE(made) << render(found);
}

TEST(journey_browsers, shared_steps_are_in_the_one_beside_their_use) {
  read_options options;
  options.load = loader_of({{"more.yaml",
                             "steps:\n  - accept_terms\n  - open: landing\n    in: own\n  - use: inner.yaml\n"
                             "  - use: inner.yaml\n    in: inner\n"},
                            {"inner.yaml", "steps: [read_code, {wait: 1s, in: own}]\n"}});
  const auto [made, found] = read_text(
      "journey: x\nsteps:\n  - use: more.yaml\n    in: phone\n  - use: more.yaml\n  - in: phone\n    use: inner.yaml\n",
      options);
  ASSERT_TRUE(made) << render(found);
  std::vector<std::string> titles;
  for (const auto& each : made->cases.at(0).steps) titles.push_back(title_of(each));
  EXPECT_THAT(titles, ElementsAre("accept_terms in phone", "open in own", "read_code in phone", "wait in own",
                                  "read_code in inner", "wait in own",  //
                                  "accept_terms", "open in own", "read_code", "wait in own", "read_code in inner",
                                  "wait in own",  //
                                  "read_code in phone", "wait in own"));
  EXPECT_EQ(made->cases.at(0).steps[0].span.place(), "more.yaml:2:5");
}

}  // namespace
}  // namespace parcours::journey
