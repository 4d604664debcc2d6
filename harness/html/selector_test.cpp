#include "harness/html/selector.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace parcours::html {
namespace {

// The ids of what a selector finds in one small page, or the code of its error.
std::string ids(std::string_view css) {
  static constexpr std::string_view html =
      "<main id=m><form id=f class='wide form'><p id=p1><input id=a type=text name='x y'><b id=b></b></p>"
      "<input id=c TYPE=checkbox></form><p id=p2 class=form-end><b id=d><i id=i></i></b></p></main>";
  const auto tree = document::parse(html);
  const auto parsed = selector::parse(css);
  if (!parsed) return parsed.error().code;
  std::string all;
  for (const auto id : parsed->find_all(*tree)) {
    if (!all.empty()) all += ' ';
    all += tree->attribute_or(id, "id", tree->tag(id));
  }
  return all;
}

TEST(Selector, FindsBySimpleConditions) {
  EXPECT_EQ(ids("b"), "b d");
  EXPECT_EQ(ids("B"), "b d");
  EXPECT_EQ(ids("#c"), "c");
  EXPECT_EQ(ids(".form"), "f");
  EXPECT_EQ(ids(".wide.form"), "f");
  EXPECT_EQ(ids("p.form"), "");
  EXPECT_EQ(ids("[type]"), "a c");
  EXPECT_EQ(ids("[type=checkbox]"), "c");
  EXPECT_EQ(ids("input[ name = 'x y' ]"), "a");
  EXPECT_EQ(ids("input[name=\"x y\"][type=text]"), "a");
  EXPECT_EQ(ids("main *"), "f p1 a b c p2 d i");
}

TEST(Selector, FindsByPlaceInTheTree) {
  EXPECT_EQ(ids("form input"), "a c");
  EXPECT_EQ(ids("form > input"), "c");
  EXPECT_EQ(ids("main>p>b"), "d");
  EXPECT_EQ(ids("main p > b"), "b d");
  EXPECT_EQ(ids("main i"), "i");
  EXPECT_EQ(ids("p > i"), "");
  EXPECT_EQ(ids(" #i , input ,#a"), "a c i");
}

TEST(Selector, NeverTurnsBackButMissesNothing) {
  const auto tree = document::parse("<div class=a><div><div class=a><div><p id=p>");
  const auto parsed = selector::parse(".a > div > .a p");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->find_all(*tree).size(), 1U);
}

TEST(Selector, SaysWhatAStyleSheetAsks) {
  const auto one = [](std::string_view css) { return selector::parse(css).value(); };
  EXPECT_EQ(one("main #a.b > p[c].d#e").key(), "#e");
  EXPECT_EQ(one("p[c].d").key(), ".d");
  EXPECT_EQ(one(".d p[c]").key(), "p");
  EXPECT_EQ(one(".d [c]").key(), "*");
  EXPECT_EQ(one("main #a.b > p[c].d#e").specificity(), 0x020302U);
  EXPECT_EQ(one("*").specificity(), 0U);
  EXPECT_LT(one("a b c d e").specificity(), one(".a").specificity());
}

TEST(Selector, MatchesAnElementAsItFindsIt) {
  const auto tree = document::parse("<div class=a><p><div class=a><b><div><p class=b><i>x").value();
  for (const auto* css :
       {"i", ".a i", ".a > b i", "div > p > i", ".a > div i", ".a p > i", "p.b", "body .a .a", "p > .a"}) {
    const auto wanted = selector::parse(css).value();
    const auto found = wanted.find_all(tree);
    for (node_id id = 1; id < tree.size(); ++id) {
      std::size_t steps = 1000;
      const bool is_there = std::ranges::find(found, id) != found.end();
      EXPECT_EQ(tree.is_element(id) && wanted.matches(tree, id, steps), is_there) << css << ' ' << id;
    }
  }
}

TEST(Selector, RefusesWhatItDoesNotKnow) {
  for (const auto* css : {"",   ",",    "a,", "a >", "> a", "a + b",  "a ~ b", "a:hover",   "a::before", "[a^=b]", "[a",
                          "[]", "[a=]", "#",  ".",   "#1",  "[a='b]", "a\\:b", "[a='\\'']", "[a=b i]",   "a!"}) {
    EXPECT_EQ(ids(css), "bad-selector") << css;
  }
}

TEST(Selector, IsBounded) {
  const auto chain = [](int length) {
    std::string css = "a";
    for (int i = 1; i < length; ++i) css += " a";
    return css;
  };
  EXPECT_TRUE(selector::parse(chain(32)));
  EXPECT_FALSE(selector::parse(chain(33)));
  EXPECT_TRUE(selector::parse(std::string(1000, 'a')));
  EXPECT_FALSE(selector::parse(std::string(1001, 'a')));
}

}  // namespace
}  // namespace parcours::html
