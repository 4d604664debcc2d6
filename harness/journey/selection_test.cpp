#include "harness/journey/selection.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

namespace parcours::journey {
namespace {

using testing::ElementsAre;

bool selects(std::string_view expression, std::vector<std::string> tags) {
  const auto parsed = tag_expression::parse(expression);
  EXPECT_TRUE(parsed) << expression;
  return parsed && parsed->matches(tags);
}

TEST(tag_expression, not_binds_before_and_before_or) {
  EXPECT_TRUE(selects("smoke", {"smoke"}));
  EXPECT_FALSE(selects("smoke", {"smoke-test"}));
  EXPECT_TRUE(selects("smoke and not slow", {"smoke"}));
  EXPECT_FALSE(selects("smoke and not slow", {"smoke", "slow"}));
  EXPECT_TRUE(selects("a or b and c", {"a"}));
  EXPECT_FALSE(selects("(a or b) and c", {"a"}));
  EXPECT_TRUE(selects("not a or b", {"b"}));
  EXPECT_FALSE(selects("not (a or b)", {"b"}));
  EXPECT_TRUE(selects("not not a", {"a"}));
  EXPECT_TRUE(selects("(a)and(b)", {"a", "b"}));
  EXPECT_THAT(tag_expression::parse("a and (b or not c)")->tags(), ElementsAre("a", "b", "c"));
}

struct bad_expression {
  std::string text, message;
  std::size_t column;
};

TEST(tag_expression, errors_have_a_place) {
  const std::vector<bad_expression> all = {
      {"", "a tag is missing at the end", 1},
      {"a and", "a tag is missing at the end", 6},
      {"a b", "'b' is not expected here", 3},
      {"(a", "')' is missing", 3},
      {"a)", "')' is not expected here", 2},
      {"or a", "a tag is missing before 'or'", 1},
      {"a and or b", "a tag is missing before 'or'", 7},
      {"()", "a tag is missing before ')'", 2},
      {"a,b", "'a,b' is not a tag: ',' cannot stand in one", 1},
      {"a and !b", "'!b' is not a tag: '!' cannot stand in one", 7},
      {"@a", "'@a' is not a tag: '@' cannot stand in one", 1},
      {"a && b", "'&&' is not expected here", 3},
  };
  for (const auto& [text, message, column] : all) {
    const auto parsed = tag_expression::parse(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().code, "bad-tag-expression");
    EXPECT_EQ(parsed.error().message, message) << text;
    EXPECT_EQ(parsed.error().span.column, column) << text;
  }
}

TEST(tag_expression, golden_diagnostic) {
  EXPECT_EQ(render(tag_expression::parse("smoke not slow").error()),
            "error[bad-tag-expression]: 'not' is not expected here\n"
            "  --> --tag:1:7\n"
            "   |\n"
            " 1 | smoke not slow\n"
            "   |       ^^^ join tags with 'and' or 'or'\n");
}

TEST(tag_expression, depth_at_its_edge) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '(') + "a" + std::string(depth, ')'); };
  EXPECT_TRUE(tag_expression::parse(nested(64)));
  EXPECT_FALSE(tag_expression::parse(nested(65)));
  EXPECT_FALSE(tag_expression::parse(std::string(1'000'000, '(')));
}

RC_GTEST_PROP(tag_expression, de_morgan, (bool a, bool b)) {
  std::vector<std::string> tags;
  if (a) tags.emplace_back("a");
  if (b) tags.emplace_back("b");
  RC_ASSERT(selects("not (a and b)", tags) == selects("not a or not b", tags));
  RC_ASSERT(selects("not (a or b)", tags) == selects("not a and not b", tags));
}

RC_GTEST_PROP(tag_expression, any_text_is_read_or_refused, ()) {
  const auto word = rc::gen::elementOf(std::vector<std::string>{"a ", "and ", "or ", "not ", "(", ")", "é", "\t"});
  std::string text;
  for (const auto& each : *rc::gen::container<std::vector<std::string>>(word)) text += each;
  const auto parsed = tag_expression::parse(text);
  if (parsed)
    (void)parsed->matches({});
  else
    RC_ASSERT(parsed.error().span.column <= text.size() + 1);
}

}  // namespace
}  // namespace parcours::journey
