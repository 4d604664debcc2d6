#include "mocks/console/shown_html.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parcours::mocks::console {
namespace {

std::string inert(std::string_view html) {
  const std::string picture = "data:image/gif;base64,eA==";
  const auto find = [&](const std::string& id) { return id == "a@b" ? &picture : nullptr; };
  return inert_html(html::document::parse(html).value(), find);
}

// Of the body of a page in standards mode.
std::string body(std::string_view html) {
  const auto all = inert("<!doctype html>" + std::string(html));
  const std::string before = "<!doctype html><html><head></head><body>";
  const std::string after = "</body></html>";
  EXPECT_TRUE(all.starts_with(before) && all.ends_with(after)) << all;
  return all.substr(before.size(), all.size() - before.size() - after.size());
}

TEST(inert_html, leaves_out_what_runs_or_connects) {
  EXPECT_EQ(body("<p>a</p><iframe src=x>b</iframe><script>c</script>"), "<p>a</p>");
  EXPECT_EQ(body("<p>a<IFRAME/src=x></iframe><embed src=x><link rel=preconnect href=x><base href=x>"), "<p>a</p>");
  EXPECT_EQ(body("<p>a<svg><foreignObject><iframe src=x></iframe></svg><math><mi>x</math>b"), "<p>ab</p>");
  EXPECT_EQ(body("<p>a<video src=x>no</video><audio src=x></audio><meta http-equiv=refresh content='0;url=x'>"),
            "<p>a</p>");
  EXPECT_EQ(body("<p>a<template><p>b</template><!-- c -->"), "<p>a</p>");
  EXPECT_EQ(inert("<frameset><frame src=x></frameset>"), "<html><head></head></html>");
}

TEST(inert_html, keeps_what_other_elements_hold) {
  EXPECT_EQ(body("<p>a<o:p style='display:none'>b</o:p>"), "<p>a<span style=\"display:none\">b</span></p>");
  EXPECT_EQ(body("<object data=x><p>a</object>"), "<span><p>a</p></span>");
  EXPECT_EQ(body("<xmp><b>&</xmp>"), "<pre>\n&lt;b&gt;&amp;</pre>");
  EXPECT_EQ(body("<pre>\n\na</pre><textarea><script></textarea>"),
            "<pre>\n\na</pre><textarea>\n&lt;script&gt;</textarea>");
}

TEST(inert_html, keeps_attributes_that_do_nothing) {
  EXPECT_EQ(body("<p onclick=x class='a \"b\"' id=c aria-label=d data-x=e>f"),
            "<p class=\"a &quot;b&quot;\" id=\"c\" aria-label=\"d\">f</p>");
  EXPECT_EQ(body("<form action=x><button formaction=y name=b>c</button></form>"),
            "<form><button name=\"b\">c</button></form>");
  EXPECT_EQ(body("<img src=http://x srcset=y onerror=z alt='<'>"), "<img src=\"http://x\" alt=\"&lt;\">");
  for (const auto* address : {"http://x/javascript:", "HTTPS://x", "mailto:a@b", "tel:1", "#a", "a/b:c", "?x:y", ""}) {
    EXPECT_TRUE(body("<a href='" + std::string(address) + "'>").contains("href")) << address;
  }
  for (const auto* address : {"javascript:x", " JavaScript:x", "java\tscript:x", "&#1;javascript:x", "data:text/html,x",
                              "vbscript:x", "x:y"}) {
    EXPECT_EQ(body("<a href='" + std::string(address) + "'></a>"), "<a></a>") << address;
  }
}

TEST(inert_html, is_laid_out_as_before) {
  EXPECT_EQ(inert("<p>").substr(0, 6), "<html>");  // in quirks mode
  EXPECT_EQ(inert("<!DOCTYPE html PUBLIC '-//W3C//DTD HTML 4.01 Transitional//EN' 'x'>").substr(0, 23),
            "<!doctype html public \"");
  const auto again = inert("<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Transitional//EN' 'x'>");
  EXPECT_EQ(inert(again), again);
}

TEST(inert_html, keeps_style_sheets_in_which_nothing_is_a_tag) {
  EXPECT_EQ(inert("<style media=screen><!-- p > b{color:red} --></style>"),
            "<html><head><style media=\"screen\"> p > b{color:red} --></style></head><body></body></html>");
  EXPECT_TRUE(inert("<style>a{content:'<iframe src=x></b>'}@media (width<=9px) and (1px < width){}</style>")
                  .contains("a{content:'\\3c iframe src=x>\\3c /b>'}@media (width<=9px) and (1px < width){}"));
  EXPECT_TRUE(inert("<style>a{background:url(cid:a@b)}</style>").contains("url(data:image/gif;base64,eA==)"));
}

// Whatever the HTML: nothing that is not on the list comes to look like a tag.
RC_GTEST_PROP(inert_html, has_no_tag_of_its_own, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "<p>", "</p>", "<svg>", "<math>", "<mtext>", "<style>", "</style>", "<iframe src=x>", "<!--", "-->", "<table>",
      "<td>", "<a href=x>", "</a>", "<title>", "</title>", "<noscript>", "<textarea>", "</textarea>", "<xmp>", "\"",
      "'", ">", "<", "<select>", "<option>", "<template>", "<form>", "&lt;object data=x&gt;", "<p title='<embed>'>",
      "x", "<![CDATA[", "]]>"));
  std::string html;
  for (const auto& one : pieces) html += one;
  const auto made = inert(html);
  for (const std::string_view bad :
       {"<iframe", "<object", "<embed", "<svg", "<math", "<title", "<!--", "<noscript", "<xmp"}) {
    RC_ASSERT(!made.contains(bad));
  }
}

constexpr std::string_view mail =
    "Subject: s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: text/html\r\n\r\n<img src=\"cid:a@b\"><img src=cid:c%40d><img src='cid:none'>\r\n"
    "--b\r\nContent-Type: image/png\r\nContent-ID: <a@b>\r\n\r\nxyz\r\n"
    "--b\r\nContent-Type: text/html\r\nContent-ID: <c@d>\r\n\r\n<p>\r\n--b--\r\n";

TEST(shown_html, pictures_of_the_mail_are_in_it) {
  const auto read = parcours::smtp::parse(mail);
  ASSERT_TRUE(read);
  const auto html = shown_html(*read, mail);
  EXPECT_TRUE(html.contains("<img src=\"data:image/png;base64,eHl6\"><img src=\"cid:c%40d\"><img src=\"cid:none\">"))
      << html;
}

TEST(shown_html, pictures_are_bounded_however_often_they_are_shown) {
  const std::string picture(1U << 20U, 'x');
  auto read = parcours::smtp::parsed_mail();
  const auto shown = [&](int times) {
    std::string all = "Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n";
    for (int i = 0; i < times; ++i) all += "<img src=cid:a>";
    all += "\r\n--b\r\nContent-Type: image/png\r\nContent-ID: <a>\r\n\r\n" + picture + "\r\n--b--\r\n";
    return shown_html(*parcours::smtp::parse(all), all);
  };
  const auto made = shown(60);
  EXPECT_LE(made.size(), most_of_pictures + 10'000);
  EXPECT_TRUE(made.contains("cid:a"));
  EXPECT_FALSE(shown(40).contains("cid:a"));
}

TEST(shown_html, says_what_is_left_out_of_what_nests_too_deeply) {
  parcours::smtp::parsed_mail read;
  for (int i = 0; i < 1'000; ++i) read.html += "<div>";
  EXPECT_TRUE(shown_html(read, "").ends_with("</html>"));
  for (int i = 0; i < 4'000; ++i) read.html += "<div>";
  EXPECT_TRUE(shown_html(read, "").ends_with("nests too deeply, or is too large, to be shown]</p>"));
}

}  // namespace
}  // namespace parcours::mocks::console
