#include "harness/base/text.hpp"
#include "harness/html/document.hpp"
#include "harness/html/testing.hpp"

#include <gtest/gtest.h>

namespace parcours::html {
namespace {

const std::vector<testing::difference> known = {
    // What may be chosen is not what the page says.
    {"form_in_rows", "01\n02\n03", ""},
    {"widgets", "Choisir…\nCNOPS\nCNSS", ""},
    {"widgets", "a\nb", ""},
    {"malformed", "ab", ""},
    // An image stands as its alternative text.
    {"images", "Ministère", "Royaume du Maroc Ministère"},
    {"images", "Nos agences", "Plan d'accès Nos agences"},
    {"malformed", "insécable", "imginsécable"},
    // Nobody can read what has no size.
    {"mail_nothing_small", "000111", ""},
    {"mail_nothing_small", "222333444555", ""},
    {"mail_nothing_small", "espace 999", ""},
    // Letters keep the case of the source, as they do where a journey names a button.
    {"letter_case", "Activer Mon Compte", "activer mon compte"},
    {"letter_case", "CONTINUER", "Continuer"},
    // What stands before and after a line that is left blank stands on two lines; innerText runs them together.
    {"visibility", "avantaprès", "avant après"},
    // Formulas are read as they are written, not in the letters and lines of mathematics.
    {"svg_math", "𝑥\n=\n2", "x=2"},
    // A line end behind <wbr> counts as a space (CSS Text Module Level 3, section 4.1.3, says otherwise).
    {"legacy", "coupurecode", "coupure code"},
    // MyHTML reads references in <xmp>, once there was an end tag.
    {"legacy", "&amp;", "&"}};

TEST(Corpus, IsReadAsChromiumShowsIt) {
  const auto all = testing::corpus("");
  EXPECT_GE(all.size(), 30U);
  for (const auto& one : all) {
    const auto read = document::parse(one.html);
    ASSERT_TRUE(read) << one.name;
    EXPECT_EQ(normalized(shown_text(*read, 0)), normalized(testing::expected(one, known))) << one.name;
  }
}

}  // namespace
}  // namespace parcours::html
