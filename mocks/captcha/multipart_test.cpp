#include "mocks/captcha/multipart.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parcours::mocks::captcha {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;
using testing::Pair;

constexpr std::string_view type = "multipart/form-data; boundary=b0";

std::string part(std::string_view headers, std::string_view text) {
  return "--b0\r\n" + std::string(headers) + "\r\n\r\n" + std::string(text) + "\r\n";
}
std::string named(std::string_view name, std::string_view text) {
  return part("Content-Disposition: form-data; name=\"" + std::string(name) + "\"", text);
}

TEST(Multipart, ReadsWhatAFetchSends) {
  const auto body = named("secret", "a b") + named("response", "x\r\ny") + named("empty", "") + "--b0--\r\n";
  EXPECT_THAT(read_multipart(type, body),
              Optional(ElementsAre(Pair("secret", "a b"), Pair("response", "x\r\ny"), Pair("empty", ""))));
  EXPECT_THAT(read_multipart("multipart/form-data; boundary=\"b0\"", "--b0--"), Optional(IsEmpty()));
}

TEST(Multipart, ReadsWhatOtherClientsSend) {
  const auto body =
      part("content-type: text/plain\r\ncontent-disposition: FORM-DATA; name=\"a\\\"b\"; filename=f", "1") +
      part("Content-Disposition: form-data; name=c", "2") + "--b0--and so on";
  EXPECT_THAT(read_multipart("Multipart/Form-Data; charset=utf-8; Boundary=b0", body),
              Optional(ElementsAre(Pair("a\"b", "1"), Pair("c", "2"))));
}

TEST(Multipart, RefusesWhatIsMalformed) {
  const auto well = named("a", "1");
  for (const auto& bad : {std::string(), std::string("x"), well, well + "--b0", well + "--b1--", "x" + well + "--b0--",
                          part("X: y", "1") + "--b0--", part("Content-Disposition: attachment; name=a", "1") + "--b0--",
                          part("Content-Disposition: form-data", "1") + "--b0--", std::string("--b0\r\n\r\n--b0--")}) {
    EXPECT_FALSE(read_multipart(type, bad)) << bad;
  }
  EXPECT_FALSE(read_multipart("multipart/form-data", well + "--b0--"));
  EXPECT_FALSE(read_multipart("multipart/form-data; boundary=", well + "--b0--"));
  const std::string longest(70, 'b');
  EXPECT_TRUE(read_multipart("multipart/form-data; boundary=" + longest, "--" + longest + "--"));
  EXPECT_FALSE(read_multipart("multipart/form-data; boundary=b" + longest, "--b" + longest + "--"));
}

TEST(Multipart, HasALimitOfParts) {
  std::string body;
  for (std::size_t i = 0; i < most_parts; ++i) body += named("a", "1");
  EXPECT_TRUE(read_multipart(type, body + "--b0--"));
  EXPECT_FALSE(read_multipart(type, body + named("a", "1") + "--b0--"));
}

}  // namespace
}  // namespace parcours::mocks::captcha
