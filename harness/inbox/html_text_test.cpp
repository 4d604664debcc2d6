#include "harness/inbox/html_text.hpp"

#include "harness/inbox/code.hpp"

#include <gtest/gtest.h>

namespace parcours::inbox {
namespace {

TEST(text_of_html, keeps_rows_and_cells_apart) {
  EXPECT_EQ(text_of_html("<table><tr><td> a\n b</td> <td><p>c</p></td></tr><tr><td>d<td>e"), "\n\na b\tc\n\nd\te\n\n");
  EXPECT_EQ(text_of_html("a<br>b<br> <br><br>c &nbsp;d"), "a\nb\n\nc \u00a0d");
}

TEST(text_of_html, keeps_what_is_no_markup) {
  EXPECT_EQ(text_of_html("1 < 2 & 3 &unknown; &#x41;&#66; &#xD800;"), "1 < 2 & 3 &unknown; AB \uFFFD");
  EXPECT_EQ(text_of_html("<a title='>'>x</a><p>y"), "x\ny\n");
  EXPECT_EQ(text_of_html("<script>var a = '</b>';"), "");
}

// Chromium shows it, however deep.
TEST(text_of_html, reads_deeply_nested_mails_and_says_where_it_stops) {
  const auto nested = [](std::size_t depth) {
    std::string html;
    for (std::size_t i = 0; i < depth; ++i) html += "<div>";
    return html + "<p>Votre code secret : 048213</p>";
  };
  EXPECT_EQ(find_code({"", "", text_of_html(nested(600))}).code, "048213");
  EXPECT_EQ(find_code({"", "", text_of_html(nested(2'000))}).code, "048213");
  const auto text = text_of_html("<p>Bonjour</p>" + nested(4'000));
  EXPECT_EQ(text, "\nBonjour\n\n[… the rest of the HTML nests too deeply, or is too large, to be read]");
  EXPECT_FALSE(find_code({"", "", text_of_html(nested(4'000))}).code);
}

}  // namespace
}  // namespace parcours::inbox
