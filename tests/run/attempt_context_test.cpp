// What a step sees around it: the values of variables, the page at hand in short, the time that is left.
#include "tests/run/stage.hpp"

namespace parcours::run {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

class attempt_contexts : public stage {
 protected:
  /// What `${name}` stands for in a journey that captures `code` from the page.
  std::string value_of(const std::string& name) {
    site["/"] = {html("<h1>captured</h1>")};
    const auto played = play("  - goto: /\n  - capture: {code: {text: h1}}\n  - goto: '/next?${" + name + "}'\n");
    return played ? asked.back().target.substr(6) : "=" + played.error().why.message;
  }
};

TEST_F(attempt_contexts, a_captured_value_goes_before_one_of_the_world) {
  EXPECT_EQ(value_of("code"), "captured");
  environment->variables["code"] = "own";
  EXPECT_EQ(value_of("code"), "captured");
  environment->variables["subscriber.amo"] = "own";
  EXPECT_EQ(value_of("subscriber.amo"), "own");
}

TEST_F(attempt_contexts, the_values_of_a_step_of_the_flow_go_before_all) {
  site["/"] = {html("<h1>captured</h1>")};
  EXPECT_TRUE(play("  - goto: /\n  - capture: {email: {text: h1}}\n  - request_code: {email: its@example.com}\n"));
  EXPECT_EQ(asked.back().target, "/next?its@example.com");
}

TEST_F(attempt_contexts, secrets_and_the_environment_are_asked_for_by_their_names) {
  chosen.outside = [](std::string_view name) { return std::optional("<" + std::string(name) + ">"); };
  EXPECT_EQ(value_of("secret.TOKEN"), "%3Csecret.TOKEN%3E");
  EXPECT_EQ(value_of("env.HOME"), "%3Cenv.HOME%3E");
}

TEST_F(attempt_contexts, synthetic_data_is_drawn_by_the_seed) {
  const auto drawn = [this](std::uint64_t seed) {
    attempt_context here(*environment, people, chosen, seed);
    return here.text({{{"fake.digits(9)", true, {}}}, {}}).value();
  };
  EXPECT_EQ(drawn(1), drawn(1));
  EXPECT_NE(drawn(1), drawn(2));
  attempt_context here(*environment, people, chosen, 1);
  EXPECT_FALSE(here.text({{{"fake.nothing", true, {}}}, {}}));
}

TEST_F(attempt_contexts, an_attempt_has_as_long_as_it_was_given) {
  chosen.timeout = 10s;
  attempt_context here(*environment, people, chosen, 1);
  here.spend(10s - 1ns);
  EXPECT_FALSE(here.out_of_time());
  here.spend(1ns);
  EXPECT_TRUE(here.out_of_time());
}

TEST_F(attempt_contexts, the_page_at_hand_begins_with_its_alerts) {
  site["/"] = {html("<title>T</title><h1>Code</h1><main><p>Saisissez.</p><div role=alert>Faux.</div></main>")};
  ASSERT_TRUE(play("  - goto: /\n"));
  EXPECT_THAT(last_page, HasSubstr("T\nhttp://127.0.0.1:8080/ (200)\n! Faux.\n"));
  EXPECT_THAT(last_page, HasSubstr("Saisissez."));
}

TEST_F(attempt_contexts, of_a_long_page_the_beginning_is_shown_in_whole_characters_and_redacted_before) {
  std::string text = "x";
  while (text.size() < 598) text += "é";
  site["/"] = {html("<main><p>" + text + "secret</p></main>")};
  chosen.redact = [](std::string said) {
    const auto at = said.find("secret");
    return at == std::string::npos ? said : said.replace(at, 6, "é—");
  };
  ASSERT_TRUE(play("  - goto: /\n"));
  EXPECT_THAT(last_page, EndsWith(text + " …"));
  EXPECT_THAT(last_page, Not(HasSubstr("se")));
}

}  // namespace
}  // namespace parcours::run
