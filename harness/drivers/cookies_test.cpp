#include "harness/drivers/cookies.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parcours::drivers {
namespace {

using namespace std::chrono_literals;

constexpr ports::wall_time epoch = std::chrono::sys_days(std::chrono::year(2026) / 1 / 5);

http::url at(std::string_view text) { return *http::parse_url(text); }

// A jar that stands still in time unless told otherwise.
class jar {
 public:
  explicit jar(cookie_limits limits = {}) : cookies_(limits) {}
  jar& set(std::string_view from, std::string_view header, duration later = {}) {
    cookies_.store(at(from), header, epoch + later);
    return *this;
  }
  std::string sent(std::string_view to, duration later = {}) { return cookies_.header_for(at(to), epoch + later); }
  std::size_t size() const { return cookies_.all().size(); }
  const cookie& only() const { return cookies_.all().front(); }

 private:
  cookie_jar cookies_;
};

TEST(Cookies, AreForTheirHostAlone) {
  auto cookies = jar().set("http://www.example.com/", "a=1");
  EXPECT_EQ(cookies.sent("http://www.example.com/x"), "a=1");
  EXPECT_EQ(cookies.sent("http://WWW.example.com:8080/"), "a=1");
  EXPECT_EQ(cookies.sent("http://example.com/"), "");
  EXPECT_EQ(cookies.sent("http://x.www.example.com/"), "");
  EXPECT_TRUE(cookies.only().host_only);
}

TEST(Cookies, ADomainCoversWhatIsBelowIt) {
  for (const auto* domain : {"a=1; Domain=example.com", "a=1; domain=.EXAMPLE.com"}) {
    auto cookies = jar().set("http://www.example.com/", domain);
    EXPECT_EQ(cookies.sent("http://example.com/"), "a=1") << domain;
    EXPECT_EQ(cookies.sent("http://x.www.example.com/"), "a=1") << domain;
    EXPECT_EQ(cookies.sent("http://badexample.com/"), "") << domain;
  }
}

TEST(Cookies, AForeignDomainIsRefused) {
  EXPECT_EQ(jar().set("http://www.example.com/", "a=1; Domain=example.org").size(), 0U);
  EXPECT_EQ(jar().set("http://example.com/", "a=1; Domain=www.example.com").size(), 0U);
  EXPECT_EQ(jar().set("http://www.example.com/", "a=1; Domain=com").size(), 0U);
  EXPECT_EQ(jar().set("http://127.0.0.1/", "a=1; Domain=0.0.1").size(), 0U);
}

TEST(Cookies, AnAddressOrABareNameMayNameItself) {
  EXPECT_EQ(jar().set("http://127.0.0.1/", "a=1; Domain=127.0.0.1").sent("http://127.0.0.1/"), "a=1");
  EXPECT_EQ(jar().set("http://localhost/", "a=1; Domain=localhost").sent("http://x.localhost/"), "");
  EXPECT_EQ(jar().set("http://example.com/", "a=1; Domain=").sent("http://www.example.com/"), "");
}

TEST(Cookies, KeepToTheirPath) {
  auto cookies =
      jar().set("http://h/fr/step_1?r=2", "a=1").set("http://h/", "b=2; Path=/fr/x").set("http://h/q", "c=3; Path=x");
  EXPECT_EQ(cookies.sent("http://h/fr/step_2"), "a=1; c=3");
  EXPECT_EQ(cookies.sent("http://h/fr"), "a=1; c=3");
  EXPECT_EQ(cookies.sent("http://h/french"), "c=3");
  EXPECT_EQ(cookies.sent("http://h/fr/x?q=/"), "b=2; a=1; c=3");  // the longer path first
  EXPECT_EQ(cookies.sent("http://h/fr/xy"), "a=1; c=3");
  EXPECT_EQ(cookies.sent("http://h/fr/x/y"), "b=2; a=1; c=3");
}

TEST(Cookies, ANewValueTakesTheOldOnesPlace) {
  auto cookies = jar().set("http://h/", "a=1").set("http://h/", "b=2").set("http://h/", "a=3");
  EXPECT_EQ(cookies.sent("http://h/"), "a=3; b=2");
}

TEST(Cookies, MaxAgeEndsThemToTheSecond) {
  auto cookies = jar().set("http://h/", "a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(cookies.sent("http://h/", 60s - 1ns), "a=1");
  EXPECT_EQ(cookies.sent("http://h/", 60s), "");
  EXPECT_EQ(cookies.set("http://h/", "a=2; Max-Age=0").size(), 0U);
  EXPECT_EQ(jar().set("http://h/", "a=1; Max-Age=-5").sent("http://h/"), "");
  EXPECT_EQ(jar().set("http://h/", "a=1; Max-Age=+5").sent("http://h/", 24h), "a=1");  // unreadable: no limit
}

TEST(Cookies, ExpiresEndsThem) {
  auto cookies = jar().set("http://h/", "a=1; Expires=Mon, 05 Jan 2026 00:00:10 GMT");
  EXPECT_EQ(cookies.sent("http://h/", 9s), "a=1");
  EXPECT_EQ(cookies.sent("http://h/", 10s), "");
}

TEST(Cookies, NoneLivesLongerThanTheLimit) {
  for (const auto* far : {"a=1; Max-Age=99999999999999999999", "a=1; Expires=Fri, 31 Dec 9999 23:59:59 GMT"}) {
    auto cookies = jar().set("http://h/", far);
    EXPECT_EQ(cookies.sent("http://h/", 24h * 400 - 1s), "a=1") << far;
    EXPECT_EQ(cookies.sent("http://h/", 24h * 400), "") << far;
  }
  EXPECT_EQ(jar().set("http://h/", "a=1; Expires=Mon, 01 Jan 1601 00:00:00 GMT").sent("http://h/"), "");
}

TEST(Cookies, SecureOnesGoByTlsOrToLoopback) {
  auto cookies = jar().set("https://example.com/", "a=1; Secure; HttpOnly");
  EXPECT_EQ(cookies.sent("http://example.com/"), "");
  EXPECT_EQ(cookies.sent("https://example.com/"), "a=1");
  EXPECT_TRUE(cookies.only().secure);
  EXPECT_TRUE(cookies.only().http_only);
  EXPECT_EQ(jar().set("http://127.0.0.1:8080/", "b=2; secure").sent("http://127.0.0.1:8080/"), "b=2");
}

TEST(Cookies, ReadsOddFields) {
  EXPECT_EQ(jar().set("http://h/", "  a = \"x=y\" ; Path=/ ;; Foo=bar").sent("http://h/"), "a=\"x=y\"");
  EXPECT_EQ(jar().set("http://h/", "a=").sent("http://h/"), "a=");
  EXPECT_EQ(jar().set("http://h/", "a").size(), 0U);
  EXPECT_EQ(jar().set("http://h/", "=1").size(), 0U);
  EXPECT_EQ(jar().set("http://h/", "").size(), 0U);
  EXPECT_EQ(jar().set("http://h/", "; a=1").size(), 0U);
}

TEST(Cookies, OfAnAttributeThatIsWrittenTwiceTheLastCounts) {
  EXPECT_EQ(jar().set("http://a.example.com/", "a=1; Path=/x; Path=/").sent("http://a.example.com/"), "a=1");
  EXPECT_EQ(
      jar().set("http://a.example.com/", "a=1; Domain=example.com; Domain=a.example.com").sent("http://b.example.com/"),
      "");
  EXPECT_EQ(jar().set("http://a.example.com/", "a=1; Max-Age=0; Max-Age=9").sent("http://a.example.com/"), "a=1");
}

TEST(Cookies, AreBoundedInSize) {
  EXPECT_EQ(jar().set("http://h/", "a=" + std::string(4095, 'x')).size(), 1U);
  EXPECT_EQ(jar().set("http://h/", "a=" + std::string(4096, 'x')).size(), 0U);
}

TEST(Cookies, TheLongestUnusedOfADomainGoesFirst) {
  jar cookies({.per_domain = 2});
  cookies.set("http://h/", "a=1").set("http://h/", "b=2; Path=/b", 1s).set("http://other/", "o=0");
  EXPECT_EQ(cookies.sent("http://h/", 2s), "a=1");
  cookies.set("http://h/", "c=3", 3s);
  EXPECT_EQ(cookies.sent("http://h/b", 4s), "a=1; c=3");
  EXPECT_EQ(cookies.sent("http://other/"), "o=0");
}

TEST(Cookies, AreBoundedInNumber) {
  jar cookies({.in_all = 3});
  for (const auto* host : {"http://a/", "http://b/", "http://c/", "http://d/"}) cookies.set(host, "x=1");
  EXPECT_EQ(cookies.size(), 3U);
  EXPECT_EQ(cookies.sent("http://a/"), "");
  EXPECT_EQ(cookies.sent("http://d/"), "x=1");
}

TEST(CookieDate, ReadsWhatServersWrite) {
  const auto expected = std::chrono::sys_days(std::chrono::year(1994) / 11 / 6) + 8h + 49min + 37s;
  for (const auto* text : {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
                           "Sun Nov  6 08:49:37 1994", "6 november 1994 8:49:37", "08:49:37 1994 nov 6"}) {
    EXPECT_EQ(parse_cookie_date(text), expected) << text;
  }
  EXPECT_EQ(parse_cookie_date("1 Jan 69 0:0:0"), std::chrono::sys_days(std::chrono::year(2069) / 1 / 1));
  EXPECT_EQ(parse_cookie_date("1 Jan 70 0:0:0"), std::chrono::sys_days(std::chrono::year(1970) / 1 / 1));
}

TEST(CookieDate, RefusesWhatIsNoDate) {
  for (const auto* text :
       {"", "0", "Sun, 06 Nov 1994", "06 Nov 1994 24:00:00", "06 Nov 1994 08:60:00", "30 Feb 2026 00:00:00",
        "06 Foo 1994 08:49:37", "06 Nov 1600 08:49:37", "32 Nov 1994 08:49:37"}) {
    EXPECT_FALSE(parse_cookie_date(text)) << text;
  }
}

TEST(Cookies, SameSiteIsKeptInItsOwnSpelling) {
  EXPECT_EQ(jar().set("http://a.test/", "a=1; samesite=LAX").only().same_site, "Lax");
  EXPECT_EQ(jar().set("http://a.test/", "a=1; SameSite=nonsense").only().same_site, "");
  EXPECT_EQ(jar().set("http://a.test/", "a=1").only().same_site, "");
}

TEST(Cookies, TheOneThatIsSentHereIsFoundByItsName) {
  cookie_jar cookies;
  cookies.store(at("http://a.test/"), "s=elsewhere; Path=/x/y", epoch);
  cookies.store(at("http://a.test/"), "s=all; Path=/", epoch);
  cookies.store(at("http://a.test/"), "s=deep; Path=/fr", epoch);
  cookies.store(at("http://a.test/"), "old=1; Max-Age=10", epoch);
  EXPECT_EQ(cookies.find("s", at("http://a.test/"), epoch)->value, "all");
  EXPECT_EQ(cookies.find("s", at("http://a.test/fr/1"), epoch)->value, "deep");
  EXPECT_EQ(cookies.find("s", at("http://b.test/"), epoch)->value, "elsewhere");
  EXPECT_EQ(cookies.find("S", at("http://a.test/"), epoch), nullptr);
  EXPECT_NE(cookies.find("old", at("http://a.test/"), epoch + 9s), nullptr);
  EXPECT_EQ(cookies.find("old", at("http://a.test/"), epoch + 10s), nullptr);
}

TEST(Cookies, ACookieIsSetByHand) {
  cookie_jar cookies;
  cookies.store(at("http://a.test/"), "s=1; Path=/fr; HttpOnly", epoch);
  EXPECT_TRUE(cookies.set(at("http://a.test/fr"), "s", "2", epoch));
  EXPECT_TRUE(cookies.set(at("http://a.test/fr"), "new", "3", epoch));
  EXPECT_EQ(cookies.header_for(at("http://a.test/fr/x"), epoch), "s=2; new=3");
  EXPECT_TRUE(cookies.find("s", at("http://a.test/fr"), epoch)->http_only);
  EXPECT_EQ(cookies.set(at("http://a.test/"), "s", "2; Path=/x", epoch).error().code, "bad-cookie");
  EXPECT_EQ(cookies.set(at("http://a.test/"), "s", "2\r\nX: y", epoch).error().code, "bad-cookie");
  EXPECT_EQ(cookies.set(at("http://a.test/"), "s", std::string(4096, 'x'), epoch).error().code, "bad-cookie");
  EXPECT_TRUE(cookies.set(at("http://a.test/"), "s", std::string(4095, 'x'), epoch));
  cookies.remove("s");
  EXPECT_EQ(cookies.header_for(at("http://a.test/fr/x"), epoch), "new=3");
}

RC_GTEST_PROP(Cookies, AnyFieldIsStoredOrIgnored, (const std::string& text)) {
  jar cookies;
  cookies.set("http://www.example.com/a/b", "n=v; " + text);
  RC_ASSERT(cookies.size() <= 1U);
}

}  // namespace
}  // namespace parcours::drivers
