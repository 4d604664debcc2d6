#include "harness/html/style.hpp"

#include "harness/html/document.hpp"

#include <gtest/gtest.h>

namespace parcours::html {
namespace {

std::string shown(std::string_view html) { return shown_text(document::parse(html).value(), 0); }

TEST(Hiding, IsReadOfDeclarations) {
  EXPECT_TRUE(hiding_of("color:red; DISPLAY : none !important").absent);
  EXPECT_TRUE(hiding_of("visibility:hidden").absent);
  EXPECT_FALSE(hiding_of("display:block;visibility:visible;content:'display'").absent);
  EXPECT_TRUE(hiding_of("max-height:0px").faint);
  EXPECT_TRUE(hiding_of("text-decoration:line-through").faint);
  EXPECT_FALSE(hiding_of("opacity:0.9;max-height:10px").faint);
  EXPECT_EQ(hiding_of("font-size:0").tiny, true);
  EXPECT_EQ(hiding_of("font-size:0.9em").tiny, false);
  EXPECT_EQ(hiding_of("line-height:0").tiny, std::nullopt);
}

TEST(Hiding, OfRulesAppliesToElementClassAndId) {
  style_sheet sheet;
  sheet.add(
      "/* p{} */ @import url(x); p.a, #b , .c.d, ul li {display:none} @media print {em{display:none}} .e{font-size:0}");
  EXPECT_TRUE(sheet.of("p", "x a", "").absent);
  EXPECT_FALSE(sheet.of("div", "a", "").absent);
  EXPECT_TRUE(sheet.of("div", "", "b").absent);
  EXPECT_FALSE(sheet.of("li", "c", "").absent);
  EXPECT_FALSE(sheet.of("em", "", "").absent);
  EXPECT_EQ(sheet.of("em", "e", "").tiny, true);
}

TEST(Hiding, OfADocumentIsWhatItsStylesSay) {
  EXPECT_EQ(shown("<style>.x{display:none}</style><p class=x>a</p><p>b</p>"), "b");
  EXPECT_EQ(shown("<p class=x>a</p><p>b</p><style>.x{visibility:hidden}</style>"), "b");
  EXPECT_EQ(shown("<style media=print>.x{display:none}</style><p class=x>a</p>"), "a");
  EXPECT_EQ(shown("<style media=' Screen'>.x{display:none}</style><p class=x>a</p>"), "");
}

TEST(Hiding, ASizeOfZeroHidesTextButNotWhatHasASizeOfItsOwn) {
  EXPECT_EQ(
      shown("<div style='font-size:0'>a<span>b</span><span style='font-size:14px'>c</span><button>d</button></div>"),
      "cd");
  EXPECT_EQ(shown("<style>.z{font-size:0}.n{font-size:1em}</style><p class=z>a<b class=n>b</b>"), "b");
}

TEST(Hiding, IsNotWhatIsMerelyFaint) {
  const auto tree = document::parse("<p><s>a</s><i style='max-height:0'>b</i>c").value();
  EXPECT_EQ(shown_text(tree, 0), "abc");
  std::string faint;
  for (node_id id = 1; id < tree.size(); ++id) faint += tree.faint(id) ? tree.text(id) : "";
  EXPECT_EQ(faint, "ab");
}

}  // namespace
}  // namespace parcours::html
