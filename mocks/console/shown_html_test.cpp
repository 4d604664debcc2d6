#include "mocks/console/shown_html.hpp"

#include <gtest/gtest.h>

namespace parcours::mocks::console {
namespace {

TEST(shown_html, what_connects_is_renamed_whatever_its_case_and_place) {
  EXPECT_EQ(without_connections("<p>a</p><iframe src=x>b</iframe>"), "<p>a</p><x-iframe src=x>b</x-iframe>");
  EXPECT_EQ(without_connections("<IFrame/src=x><OBJECT\ndata=x><embed>"),
            "<x-IFrame/src=x><x-OBJECT\ndata=x><x-embed>");
  EXPECT_EQ(without_connections("<<iframe><!--<frame>--></><link"), "<<x-iframe><!--<x-frame>--></><x-link");
  EXPECT_EQ(without_connections("<svg><foreignObject><iframe></svg>"), "<svg><foreignObject><x-iframe></svg>");
}

TEST(shown_html, the_rest_stays_as_it_is) {
  for (const auto* text : {"", "<", "</", "a < b", "< iframe>", "<framework>", "<p>iframe</p>", "<a href='<'>", "a<"}) {
    EXPECT_EQ(without_connections(text), text);
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
  EXPECT_TRUE(html.starts_with("<img src=\"data:image/png;base64,eHl6\">")) << html;
  EXPECT_NE(html.find("<img src=cid:c%40d><img src='cid:none'>"), std::string::npos) << html;
}

}  // namespace
}  // namespace parcours::mocks::console
