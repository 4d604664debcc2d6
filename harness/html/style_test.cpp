#include "harness/html/style.hpp"

#include "harness/html/document.hpp"
#include "harness/html/style_sheet.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace parcours::html {
namespace {

std::string shown(std::string_view html) { return shown_line(document::parse(html).value(), 0); }

// What declarations say of a property, as one style attribute.
std::optional<int> said(std::string_view css, property of) {
  style made;
  made.add(declarations_of(css), of_the_element);
  const auto value = made[of];
  return value ? std::optional<int>(*value) : std::nullopt;
}

TEST(Style, IsReadOfDeclarations) {
  const auto none = static_cast<int>(display::none);
  const auto block = static_cast<int>(display::block);
  EXPECT_EQ(said("color:red; DISPLAY : none !important", property::display), none);
  EXPECT_EQ(said("display:none;display:block", property::display), block);
  EXPECT_EQ(said("display:none;display:bogus", property::display), none);
  EXPECT_EQ(said("display:none!important;display:block", property::display), none);
  EXPECT_EQ(said("visibility:collapse", property::invisible), 1);
  EXPECT_EQ(said("visibility:visible;content:';visibility:hidden'", property::invisible), 0);
  EXPECT_EQ(said("background:url(a;display:none)", property::display), std::nullopt);
  EXPECT_EQ(said("/* a */display/**/:none", property::display), none);
  EXPECT_EQ(said("max-height:0px", property::flat), 1);
  EXPECT_EQ(said("opacity:0.9;max-height:10px", property::transparent), 0);
  EXPECT_EQ(said("text-decoration:underline line-through", property::struck), 1);
}

TEST(Style, KnowsSizesOfNothing) {
  for (const auto* css : {"font-size:0", "font-size:0.0px", "font:0/0 a", "font: bold 0 Arial"}) {
    EXPECT_EQ(said(css, property::tiny), 1) << css;
  }
  for (const auto* css : {"font-size:0.9px", "font-size:1rem", "font:700 14px/0 Arial", "font-size:small"}) {
    EXPECT_EQ(said(css, property::tiny), 0) << css;
  }
  for (const auto* css : {"line-height:0", "font-size:2em", "font-size:90%", "font-size:inherit"}) {
    EXPECT_EQ(said(css, property::tiny), std::nullopt) << css;
  }
}

TEST(Style, TheMoreImportantThenTheMorePreciseThenTheLaterWins) {
  EXPECT_EQ(shown("<style>.x{display:none}</style><p class=x>a</p><p>b</p>"), "b");
  EXPECT_EQ(shown("<p class=x>a</p><p>b</p><style>.x{visibility:hidden}</style>"), "b");
  EXPECT_EQ(shown("<style>.a{display:none}.a{display:block}</style><p class=a>a"), "a");
  EXPECT_EQ(shown("<style>p.a{display:none}.a{display:block}</style><p class=a>a"), "");
  EXPECT_EQ(shown("<style>#i{display:none}p.a.b.c{display:block}</style><p id=i class='a b c'>a"), "");
  EXPECT_EQ(shown("<style>p{display:none!important}#i{display:block}</style><p id=i style='display:block'>a"), "");
  EXPECT_EQ(shown("<style>p{display:none!important}</style><p style='display:block!important'>a"), "a");
  EXPECT_EQ(shown("<style>.d .c{display:none}</style><p class=c>a</p><div class=d><p><b class=c>b</b>c"), "a c");
  EXPECT_EQ(
      shown("<style>.a.b{display:none}.c.d.e{display:none}</style><p class='a b'>1<p class=a>2<p class='e d c'>3"),
      "2");
}

TEST(Style, StandsAboveThatOfBrowsers) {
  EXPECT_EQ(shown("<style>.f{display:flex}</style><p hidden>a</p><p hidden class=f>b</p>"), "b");
  EXPECT_EQ(shown("<style>dialog{display:block}</style><dialog>a</dialog>"), "a");
  EXPECT_EQ(shown("<input type=hidden style='display:block'><template style='display:block'>a</template>b"), "b");
}

TEST(Style, VisibilityIsInheritedAndDisplayIsNot) {
  EXPECT_EQ(shown("<p style='visibility:hidden'>a<b style='visibility:visible'>b</b><i>c</i></p>"), "b");
  EXPECT_EQ(shown("<p style='display:none'>a<b style='display:block'>b</b></p>c"), "c");
}

TEST(Style, ASizeOfZeroHidesTextButNotWhatHasASizeOfItsOwn) {
  EXPECT_EQ(
      shown("<div style='font-size:0'>a<span>b</span><span style='font-size:14px'>c</span><button>d</button></div>"),
      "cd");
  EXPECT_EQ(shown("<style>.z{font-size:0}.n{font-size:1em}</style><p class=z>a<b class=n>b</b>"), "");  // of 0
}

TEST(Style, DisplayPartsLines) {
  const auto lines = [](std::string_view html) { return shown_text(document::parse(html).value(), 0); };
  EXPECT_EQ(lines("a<b style='display:block'>b</b>c<div style='display:inline'>d</div>e"), "a\nb\ncde");
  EXPECT_EQ(lines("<p style='display:flex'><b>a</b><i>b</i>"), "a\nb");
  EXPECT_EQ(lines("a<b style='float:left'>b</b><i style='position:absolute'>c</i>"), "a\nb\nc");
  EXPECT_EQ(lines("<b style='display:table-cell'>a</b><b style='display:table-cell'>b</b>"), "a b");
}

TEST(Style, OfMediaThatAScreenIs) {
  EXPECT_TRUE(is_for_screens("screen"));
  EXPECT_TRUE(is_for_screens("print, Only  SCREEN and (min-width: 1280px)"));
  EXPECT_TRUE(is_for_screens("(max-width:80em) and (min-width:0)"));
  for (const auto* media : {"print", "(min-width:1281px)", "(max-width:600px)", "not screen", "(min-width:)", "()", "",
                            "screen and (prefers-color-scheme: dark)", "(min-width:1vw)", "("}) {
    EXPECT_FALSE(is_for_screens(media)) << media;
  }
  EXPECT_EQ(shown("<style media=print>p{display:none}</style><p>a"), "a");
  EXPECT_EQ(shown("<style media=' Screen'>p{display:none}</style><p>a"), "");
  EXPECT_EQ(shown("<style>@media print{p{display:none}}@media all{b{display:none}}</style><p>a<b>b</b>"), "a");
  const auto within = [](int deep, std::string_view css) {
    std::string all(css);
    for (int i = 0; i < deep; ++i) all = "@media all{" + all + "}";
    return "<style>" + all + "</style><p>a";
  };
  EXPECT_EQ(shown(within(8, "p{display:none}")), "");
  EXPECT_EQ(shown(within(9, "p{display:none}")), "a");
}

TEST(Style, OfARuleThatIsNotUnderstoodIsLeftOut) {
  EXPECT_EQ(shown("<style>p:hover,p::before,p+p,:not(p){display:none}</style><p>a<p>b"), "a b");
  EXPECT_EQ(shown("<style><!-- p{display:none} --> b{display:none}</style><p>a</p><b>b</b>c"), "c");
  EXPECT_EQ(shown("<style>}p{display:none</style><p>a"), "a");
}

TEST(Style, CostsNoMoreThanItsSteps) {
  style_sheet sheet;
  sheet.add("p{display:none}");
  const auto read = document::parse("<p>a").value();
  for (std::size_t steps : {1U, 2U}) {  // it must not use up the last one
    style made;
    const auto before = steps;
    sheet.apply(read, read.size() - 2, made, steps);
    EXPECT_EQ(made[property::display].has_value(), before == 2);
    EXPECT_EQ(steps, before - 1);
  }
  const auto nested = [](int depth) {  // which of the ancestors is which of the divs has to be tried
    std::string page = "<style>i div div div div div div div div .x{color:red;display:block}p{display:none}</style>";
    for (int i = 0; i < depth; ++i) page += "<div>";
    return page + "<p class=x>a";
  };
  EXPECT_EQ(shown(nested(10)), "");
  EXPECT_EQ(shown(nested(200)), "a");
}

TEST(Style, IsNotWhatIsMerelyFaint) {
  const auto tree = document::parse("<p><s>a</s><i style='max-height:0'>b</i>c").value();
  EXPECT_EQ(shown_text(tree, 0), "abc");
  std::string faint;
  for (node_id id = 1; id < tree.size(); ++id) faint += tree.faint(id) ? tree.text(id) : "";
  EXPECT_EQ(faint, "ab");
}

}  // namespace
}  // namespace parcours::html
