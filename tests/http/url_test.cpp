// Addresses, and references as a browser follows them.
#include "harness/http/url.hpp"

#include <gtest/gtest.h>

#include <string>

namespace parcours::http {
namespace {

TEST(Url, AbsoluteAddresses) {
  const auto plain = parse_url("HTTP://Example.com/fr/x?r=2#part");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->origin(), "http://Example.com");
  EXPECT_EQ(plain->target, "/fr/x?r=2");
  const auto six = parse_url("https://[::1]:8443");
  ASSERT_TRUE(six);
  EXPECT_EQ(six->host, "::1");
  EXPECT_EQ(six->text(), "https://[::1]:8443/");
  for (const auto* bad : {"", "x", "/path", "ftp://host/", "http://", "http://a b/"})
    EXPECT_FALSE(parse_url(bad)) << bad;
}

TEST(Url, ReferencesAsABrowserFollowsThem) {
  const auto base = *parse_url("http://127.0.0.1:8080/fr/confirm_adresse_1?r=2");
  EXPECT_EQ(resolve(base, "/mon_compte")->text(), "http://127.0.0.1:8080/mon_compte");
  EXPECT_EQ(resolve(base, "confirm_adresse_2")->text(), "http://127.0.0.1:8080/fr/confirm_adresse_2");
  EXPECT_EQ(resolve(base, "?r=1")->text(), "http://127.0.0.1:8080/fr/confirm_adresse_1?r=1");
  EXPECT_EQ(resolve(base, "https://elsewhere.test/")->text(), "https://elsewhere.test/");
  EXPECT_EQ(resolve(base, "/a/../b#c")->text(), "http://127.0.0.1:8080/b");
  EXPECT_FALSE(resolve(base, "javascript:alert(1)"));
}

TEST(Url, ANameThatBeginsLikeAnAddressIsAName) {
  for (const auto* host : {"127.0.0.1.evil.test", "127.0.0.1evil.test", "10.1.2.3.nip.io", "1.2.3.4.5", "999.0.0.1"}) {
    const auto read = parse_url("http://" + std::string(host) + ":8080/a?b");
    ASSERT_TRUE(read) << host;
    EXPECT_EQ(read->host, host);
    EXPECT_EQ(read->port, 8080);
    EXPECT_EQ(read->target, "/a?b");
    EXPECT_FALSE(is_loopback(read->host));
    EXPECT_EQ(resolve(*read, "c")->text(), "http://" + std::string(host) + ":8080/c");
    const auto base = *parse_url("http://localhost/");
    EXPECT_EQ(resolve(base, "//" + std::string(host) + "/x")->host, host);
    EXPECT_EQ(resolve(base, "/to?next=//" + std::string(host))->host, "localhost");
  }
  EXPECT_EQ(parse_url("http://user@127.0.0.1.evil.test/")->host, "127.0.0.1.evil.test");
  EXPECT_EQ(parse_url("http://user@127.0.0.1/")->host, "127.0.0.1");
  EXPECT_FALSE(parse_url("http://:80/"));
  EXPECT_FALSE(parse_url("http:///x"));
}

TEST(Url, APortIsANumberThatThereIs) {
  EXPECT_EQ(parse_url("http://a.test:1/")->port, 1);
  EXPECT_EQ(parse_url("http://a.test:65535/")->port, 65535);
  EXPECT_EQ(parse_url("http://a.test:00080/")->port, 80);
  EXPECT_EQ(parse_url("https://a.test:/")->port, 443);  // RFC 3986 section 3.2.3: as if none were given
  EXPECT_EQ(parse_url("http://127.0.0.1.nip.io:65535/")->port, 65535);
  for (const auto* bad : {"0", "65536", "70000", "99999", "4294967376", "18446744073709551696", "8o"}) {
    const auto read = parse_url("http://a.test:" + std::string(bad) + "/");
    EXPECT_FALSE(read) << bad;
    if (!read) {
      EXPECT_EQ(read.error().code, "bad-url");
    }
    EXPECT_FALSE(resolve(*parse_url("http://a.test/"), "//b.test:" + std::string(bad) + "/")) << bad;
  }
}

TEST(Url, ANameHasNothingToDecode) {
  for (const auto* bad : {"http://a%0d%0aX-Other:%20b/", "http://a%2fb/", "http://%6cocalhost/", "http://%bb.test/"}) {
    EXPECT_FALSE(parse_url(bad)) << bad;
    EXPECT_FALSE(resolve(*parse_url("http://a.test/"), std::string(bad).substr(5))) << bad;
  }
}

TEST(Url, LoopbackOnly) {
  for (const auto* yes : {"localhost", "127.0.0.1", "127.8.9.1", "::1", "localhost.", "LocalHost."})
    EXPECT_TRUE(is_loopback(yes)) << yes;
  for (const auto* no :
       {"10.0.0.1", "localhost.example.com", "localhost..", ".localhost", "128.0.0.1", "0.0.0.0", "www.cnops.org.ma"}) {
    EXPECT_FALSE(is_loopback(no)) << no;
  }
}

}  // namespace
}  // namespace parcours::http
