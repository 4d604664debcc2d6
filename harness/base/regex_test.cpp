#include "harness/base/regex.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

namespace parcours {
namespace {

using testing::ElementsAre;
using testing::Optional;

TEST(regex_search, search_gives_groups_and_stays_within_a_line) {
  const auto found = regex::compile("n° (\\d+)(x)?$")->search("code n° 12\nn° 34 é\n");
  EXPECT_THAT(found, Optional(ElementsAre("n° 12", "12", "")));
  EXPECT_EQ(regex::compile("a.b")->search("a\nb"), std::nullopt);
  EXPECT_THAT(regex::compile("(.)$")->search("a€"), Optional(ElementsAre("€", "€")));
  EXPECT_THAT(regex::compile("\U0001F600")->search("x\U0001F600"), Optional(ElementsAre("\U0001F600")));
}

TEST(regex_search, length_and_counts_at_their_edge) {
  EXPECT_TRUE(regex::compile(std::string(regex::longest, 'a')));
  EXPECT_EQ(regex::compile(std::string(regex::longest + 1, 'a')).error().code, "bad-regex");
  EXPECT_TRUE(regex::compile("a{1000}"));
  EXPECT_TRUE(regex::compile("(a{10}){2,100}"));
  for (const std::string_view bad : {"a{1001}", "(a{10}){101}", "(a{2}){501,}", "a{99999999999999999999999}", ""}) {
    EXPECT_EQ(regex::compile(bad).error().code, "bad-regex") << bad;
  }
}

TEST(regex_search, takes_no_exponential_time_and_no_stack) {
  const auto evil = regex::compile("(a+)+$");
  ASSERT_TRUE(evil);
  EXPECT_EQ(evil->search(std::string(500, 'a') + "b"), std::nullopt);
  EXPECT_TRUE(regex::compile("a")->search(std::string(1'000'000, 'b') + "\na"));
}

TEST(regex_search, gives_up_where_its_steps_are_spent) {
  const auto wanted = regex::compile("n([0-9]+)");
  const std::string text = std::string(1000, 'a') + "n12";
  std::uint64_t steps = 1'000'000;
  EXPECT_THAT(*wanted->search(text, steps), Optional(ElementsAre("n12", "12")));
  auto enough = 1'000'000 - steps;
  EXPECT_LT(enough, 10 * text.size());
  auto too_few = enough - 1;
  EXPECT_TRUE(wanted->search(text, enough)->has_value());
  EXPECT_EQ(enough, 0U);
  const auto ended = wanted->search(text, too_few);
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().code, "too-many-steps");
}

// Each of these would take minutes on a text of a megabyte.
TEST(regex_search, bounds_what_a_stranger_s_expression_costs) {
  for (const std::string_view evil :
       {"(a*)*b", "(a|a|aa)+$", "((a{1,30}){1,30})+b", "(([ab]+){100})+c", "(a{1000})b"}) {
    const auto wanted = regex::compile(evil);
    ASSERT_TRUE(wanted) << evil;
    std::uint64_t steps = 100'000;
    const auto ended = wanted->search(std::string(1'000'000, 'a'), steps);
    ASSERT_FALSE(ended) << evil;
    EXPECT_EQ(ended.error().code, "too-many-steps") << evil;
  }
}

TEST(regex_search, length_of_a_line_at_its_edge) {
  const auto last = regex::compile("z");
  EXPECT_TRUE(last->search(std::string(regex::longest_line - 1, 'a') + "z"));
  EXPECT_FALSE(last->search(std::string(regex::longest_line, 'a') + "z"));
  EXPECT_TRUE(regex::sees_all(std::string(regex::longest_line, 'a') + "\n" + std::string(regex::longest_line, 'a')));
  EXPECT_FALSE(regex::sees_all("a\n" + std::string(regex::longest_line + 1, 'a')));
}

TEST(regex_search, a_match_is_found_anywhere_in_a_long_line) {
  const std::string match = "n" + std::string(regex::longest_match - 2, 'o') + "p";
  const auto wanted = regex::compile("\\bno+p\\b");
  const auto at_end = regex::compile("no+p$");
  for (std::size_t before = 1000; before < 4100; before += 7) {
    const std::string line = std::string(before, '-') + match;
    EXPECT_TRUE(wanted->search(line + std::string(5000, '-'))) << before;
    EXPECT_TRUE(at_end->search(line)) << before;
  }
}

TEST(regex_search, where_a_long_line_is_cut_is_neither_its_beginning_nor_its_end) {
  const std::string line(10'000, 'a');
  EXPECT_FALSE(regex::compile("^a{1,3}$")->search(line));
  EXPECT_FALSE(regex::compile("\\ba{1,3}\\b")->search(line));
  EXPECT_EQ(regex::compile("^a")->search("b" + line), std::nullopt);
  EXPECT_EQ(regex::compile("a$")->search(line + "b"), std::nullopt);
}

RC_GTEST_PROP(regex_property, any_short_text_compiles_or_is_refused, ()) {
  const auto piece = rc::gen::elementOf(std::vector<std::string>{
      "a", "é", "(", ")", "[", "]", "{2}", "{", "*", "+", "?", "|", "\\", "\\d", "\\1", "^", "$", "-", ".", "(?="});
  std::string text;
  for (const auto& each : *rc::gen::container<std::vector<std::string>>(piece)) text += each;
  const auto compiled = regex::compile(text);
  if (compiled)
    (void)compiled->search("aé(2)\naaaa");
  else
    RC_ASSERT(compiled.error().code == "bad-regex");
}

}  // namespace
}  // namespace parcours
