#include "harness/http/media_type.hpp"

#include <gtest/gtest.h>

namespace parcours::http {
namespace {

std::string charset(std::string_view field) { return media_type::of(field).charset.value_or("none"); }

TEST(MediaType, HasACharsetAsBrowsersReadIt) {
  EXPECT_EQ(charset("text/html; charset=utf-8"), "utf-8");
  EXPECT_EQ(charset("text/html;charset=\"windows-1256\""), "windows-1256");
  EXPECT_EQ(charset("text/html; CHARSET=CP1256 "), "CP1256");
  EXPECT_EQ(charset("text/html; charset='macintosh'"), "'macintosh'");
  EXPECT_EQ(charset("text/html; charset=macintosh; charset=utf-8"), "macintosh");
  EXPECT_EQ(charset("text/html; charset=; charset=macintosh"), "macintosh");
  EXPECT_EQ(charset("text/html; charset = macintosh"), "none");
  EXPECT_EQ(charset("text/html; a=\"x; charset=utf-8\"; charset=macintosh"), "macintosh");
  EXPECT_EQ(charset("text/html; charset=\"macin\\tosh"), "macintosh");
  EXPECT_EQ(charset("text/html charset=macintosh"), "none");
  EXPECT_EQ(charset("text/html;;charset"), "none");
  EXPECT_EQ(charset("text/html; a=\"\\"), "none");
  EXPECT_EQ(charset(""), "none");
}

TEST(MediaType, SaysWhetherPeopleCanReadIt) {
  for (const auto* text :
       {"text/html", "TEXT/HTML ;x", "text/plain", "application/json", "application/problem+json", "image/svg+xml",
        "application/xhtml+xml", "application/javascript", "text/html charset=x", ""}) {
    EXPECT_TRUE(media_type::of(text).is_text()) << text;
  }
  EXPECT_TRUE(media_type::of(std::nullopt).is_html());
  for (const auto* other :
       {"image/png", "application/pdf", "application/octet-stream", "font/woff2", "multipart/mixed"}) {
    EXPECT_FALSE(media_type::of(other).is_text()) << other;
  }
  EXPECT_TRUE(media_type::of("application/xhtml+xml; charset=utf-8").is_xml());
  EXPECT_TRUE(media_type::of("application/problem+json").is_json());
  EXPECT_FALSE(media_type::of("text/plain").is_html());
}

}  // namespace
}  // namespace parcours::http
