#include "mocks/console/router.hpp"

#include "mocks/console/guard.hpp"

#include <gtest/gtest.h>

namespace parcours::mocks::console {
namespace {

TEST(router, matches_whole_segments) {
  const auto found = match("/api/v1/message/{ID}/part/{PartID}", "/api/v1/message/7/part/1%2E2");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->at("ID"), "7");
  EXPECT_EQ(found->at("PartID"), "1.2");
  EXPECT_TRUE(match("/a", "/a"));
  for (const auto* no : {"/api/v1/message//part/1", "/api/v1/message/7/part", "/api/v1/message/7/part/1/",
                         "/api/v1/message/7/part/%zz"}) {
    EXPECT_FALSE(match("/api/v1/message/{ID}/part/{PartID}", no)) << no;
  }
}

TEST(router, bodies_are_json_objects_within_limits) {
  const auto body = [](std::string_view text) { return json_body(text); };
  EXPECT_TRUE(body("{\"a\": 1}"));
  EXPECT_FALSE(body("[1]"));
  EXPECT_FALSE(body("{\"a\": "));
  EXPECT_FALSE(body(""));
  std::string deep = "{\"a\":";
  for (int i = 0; i < 40; ++i) deep += "[";
  EXPECT_FALSE(body(deep));
  const std::string most(1U << 20U, ' ');
  EXPECT_TRUE(body(most.substr(2) + "{}"));
  EXPECT_FALSE(body(most.substr(1) + "{}"));
}

http::request asked(std::string method, http::fields headers) {
  return {std::move(method), "/api/control/reset", std::move(headers), ""};
}

unsigned status_of(const http::request& what, const std::string& host = "127.0.0.1") {
  const auto refused = refusal(what, host);
  return refused ? refused->status : 200;
}

TEST(guard, knows_its_own_names) {
  for (const auto* host : {"127.0.0.1:8025", "localhost:8025", "localhost", "[::1]:8025", "127.1.2.3"}) {
    EXPECT_EQ(status_of(asked("GET", {{"Host", host}})), 200U) << host;
  }
  for (const auto* host : {"evil.test", "evil.test:8025", "127.0.0.1.evil.test", "", "local host"}) {
    EXPECT_EQ(status_of(asked("GET", {{"Host", host}})), 421U) << host;
  }
  EXPECT_EQ(status_of(asked("GET", {})), 421U);
  EXPECT_EQ(status_of(asked("GET", {{"Host", "mocks:8025"}}), "mocks"), 200U);
  EXPECT_EQ(status_of(asked("GET", {{"Host", "mocks:8025"}}), "0.0.0.0"), 200U);
}

TEST(guard, lets_only_its_own_pages_write) {
  const auto from = [](std::string name, std::string value, std::string method = "POST") {
    return status_of(asked(std::move(method), {{"Host", "127.0.0.1:8025"}, {std::move(name), std::move(value)}}));
  };
  EXPECT_EQ(status_of(asked("POST", {{"Host", "127.0.0.1:8025"}})), 200U);
  EXPECT_EQ(from("Origin", "http://127.0.0.1:8025"), 200U);
  EXPECT_EQ(from("Origin", "http://127.0.0.1:8026"), 403U);
  EXPECT_EQ(from("Origin", "http://evil.test"), 403U);
  EXPECT_EQ(from("Origin", "null"), 403U);
  EXPECT_EQ(from("Sec-Fetch-Site", "same-origin"), 200U);
  EXPECT_EQ(from("Sec-Fetch-Site", "none"), 200U);
  EXPECT_EQ(from("Sec-Fetch-Site", "cross-site"), 403U);
  EXPECT_EQ(from("Sec-Fetch-Site", "same-site"), 403U);
  EXPECT_EQ(from("Sec-Fetch-Site", "cross-site", "GET"), 200U);
  EXPECT_EQ(from("Origin", "http://evil.test", "DELETE"), 403U);
}

}  // namespace
}  // namespace parcours::mocks::console
