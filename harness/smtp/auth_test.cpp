#include "harness/smtp/auth.hpp"

#include "harness/base/text.hpp"

#include <gtest/gtest.h>

namespace parcours::smtp {
namespace {

using namespace std::string_literals;

const user_table users = {{"awa", "secret"}};
const std::string challenge = "<1896.697170952@postoffice.reston.mci.net>";

auth_exchange among_users() { return {&users, challenge}; }

std::string plain(const std::string& name, const std::string& password) {
  return base64_encode("\0"s + name + "\0"s + password);
}

TEST(auth, plain_with_and_without_an_initial_response) {
  auto one = among_users();
  EXPECT_EQ(one.begin("PLAIN " + plain("awa", "secret")).code, 235U);
  EXPECT_FALSE(one.waiting());
  EXPECT_EQ(one.begin("plain " + plain("awa", "wrong")), (reply{535, "5.7.8 Authentication credentials invalid"}));
  EXPECT_EQ(one.begin("PLAIN " + plain("zoe", "secret")).code, 535U);
  EXPECT_EQ(one.begin("PLAIN"), (reply{334, ""}));
  EXPECT_TRUE(one.waiting());
  EXPECT_EQ(one.resume(plain("awa", "secret")).code, 235U);
}

TEST(auth, login_asks_twice) {
  auto one = among_users();
  EXPECT_EQ(one.begin("LOGIN"), (reply{334, base64_encode("Username:")}));
  EXPECT_EQ(one.resume(base64_encode("awa")), (reply{334, base64_encode("Password:")}));
  EXPECT_EQ(one.resume(base64_encode("secret")).code, 235U);
  EXPECT_EQ(one.begin("LOGIN " + base64_encode("awa")).code, 334U);
  EXPECT_EQ(one.resume(base64_encode("wrong")).code, 535U);
}

// The example of RFC 2195 section 2.
TEST(auth, cram_md5_is_that_of_its_rfc) {
  EXPECT_EQ(cram_md5("tanstaaftanstaaf", challenge), "b913a602c7eda7a495b4e6e7334d3890");
  const user_table tim = {{"tim", "tanstaaftanstaaf"}};
  auth_exchange one(&tim, challenge);
  EXPECT_EQ(one.begin("CRAM-MD5"), (reply{334, base64_encode(challenge)}));
  EXPECT_EQ(one.resume(base64_encode("tim b913a602c7eda7a495b4e6e7334d3890")).code, 235U);
  EXPECT_EQ(one.begin("CRAM-MD5").code, 334U);
  EXPECT_EQ(one.resume(base64_encode("tim b913a602c7eda7a495b4e6e7334d3891")).code, 535U);
}

TEST(auth, anyone_passes_where_there_is_no_table) {
  auth_exchange one(nullptr, challenge);
  EXPECT_EQ(one.begin("PLAIN " + plain("who", "ever")).code, 235U);
  EXPECT_EQ(one.begin("CRAM-MD5").code, 334U);
  EXPECT_EQ(one.resume(base64_encode("who 00")).code, 235U);
}

TEST(auth, refuses_what_is_no_answer) {
  auto one = among_users();
  EXPECT_EQ(one.begin("").code, 501U);
  EXPECT_EQ(one.begin("GSSAPI").code, 504U);
  EXPECT_EQ(one.begin("PLAIN not*base64"), (reply{501, "5.5.2 Cannot decode: base64 expected"}));
  EXPECT_EQ(one.begin("PLAIN =").code, 501U);
  EXPECT_EQ(one.begin("PLAIN " + base64_encode("awa")).code, 501U);
  EXPECT_EQ(one.begin("CRAM-MD5 YQ==").code, 501U);
  EXPECT_EQ(one.begin("LOGIN").code, 334U);
  EXPECT_EQ(one.resume("*").code, 501U);
  EXPECT_FALSE(one.waiting());
  EXPECT_EQ(one.resume("YQ==").code, 503U);
}

}  // namespace
}  // namespace parcours::smtp
