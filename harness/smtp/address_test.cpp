#include "harness/smtp/address.hpp"

#include "harness/smtp/message.hpp"

#include <gtest/gtest.h>

#include <string>

namespace parcours::smtp {
namespace {

std::string domain_of(std::size_t length) {
  std::string domain;
  while (length > 64) {
    domain += std::string(63, 'd') + ".";
    length -= 64;
  }
  return domain + std::string(length, 'd');
}

TEST(parse_path, takes_what_rfc_5321_allows) {
  for (const std::string address :
       {"a@b", "first.last@example.com", "a+b@x-y.test", "\"quoted local\"@b", "\"a\\\"b@c>d\"@b", "a@[127.0.0.1]",
        "a@[IPv6:::1]", "été@exemple.test", "a@été.test", "!#$%&'*+-/=?^_`{|}~@b", "0@0"}) {
    const std::string argument = "<" + address + "> REST";
    const auto parsed = parse_path(argument);
    ASSERT_TRUE(parsed) << address << ": " << parsed.error();
    EXPECT_EQ(parsed->rest, " REST");
    EXPECT_TRUE(parsed->has_domain);
    EXPECT_TRUE(is_address(address)) << address;
  }
}

TEST(parse_path, refuses_what_it_does_not) {
  for (const std::string address :
       {"a",     "@b",    "a@",   "a b@c", ".a@b",    "a.@b",        "a..b@c",  "a@b..c", "a@.b",
        "a@b.",  "a@-b",  "a@b-", "a@b_c", "a@[",     "a@[]",        "a@[x y]", "\"a@b",  "\"a\\",
        "a@b@c", "a,b@c", "a@b>", "<a@b",  "a\r\n@b", "a@b\r\nRCPT", "\xff@b",  "a@\xc3", ""}) {
    EXPECT_FALSE(is_address(address)) << address;
  }
  EXPECT_FALSE(parse_path("a@b"));
  EXPECT_FALSE(parse_path("<a@b"));
  EXPECT_FALSE(parse_path(""));
}

TEST(parse_path, knows_the_paths_without_domain) {
  const auto null_path = parse_path("<>");
  ASSERT_TRUE(null_path);
  EXPECT_TRUE(null_path->address.empty());
  EXPECT_FALSE(null_path->has_domain);
  const auto postmaster = parse_path("<Postmaster>");
  ASSERT_TRUE(postmaster);
  EXPECT_EQ(postmaster->address, "Postmaster");
  EXPECT_FALSE(postmaster->has_domain);
}

TEST(parse_path, ignores_a_source_route) {
  const auto parsed = parse_path("<@one.test,@two.test:a@b.test>");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->address, "a@b.test");
}

TEST(parse_path, limits_the_local_part_to_64_octets) {
  EXPECT_TRUE(parse_path("<" + std::string(64, 'a') + "@b>"));
  EXPECT_FALSE(parse_path("<" + std::string(65, 'a') + "@b>"));
}

TEST(parse_path, limits_the_domain_to_255_octets_and_its_labels_to_63) {
  ASSERT_EQ(domain_of(255).size(), 255U);
  EXPECT_TRUE(parse_path("<a@" + domain_of(255) + ">"));
  EXPECT_FALSE(parse_path("<a@" + domain_of(256) + ">"));
  EXPECT_TRUE(parse_path("<a@" + std::string(63, 'd') + ">"));
  EXPECT_FALSE(parse_path("<a@" + std::string(64, 'd') + ">"));
}

TEST(shown_address, is_one_form_of_a_domain) {
  for (const auto* same : {"a@xn--bcher-kva.example", "a@XN--bcher-kva.Example", "a@b\u00fccher.example"}) {
    EXPECT_EQ(shown_address(same), "a@b\u00fccher.example") << same;
    const auto read = parse("To: <" + std::string(same) + ">\r\n\r\nx");
    EXPECT_EQ(read->to.at(0).address, "a@b\u00fccher.example") << same;
    EXPECT_TRUE(same_address(same, "A@xn--bcher-kva.example")) << same;
  }
  for (const auto* as_it_is : {"", "a", "xn--a", "a@example.com", "a@xn--zz--.test", "a@[127.0.0.1]", "a@xn--, b@c"}) {
    EXPECT_EQ(shown_address(as_it_is), as_it_is);
  }
  EXPECT_FALSE(same_address("a@xn--bcher-kva.example", "a@bucher.example"));
}

}  // namespace
}  // namespace parcours::smtp
