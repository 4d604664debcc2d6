#include "mocks/api/router.hpp"

#include "mocks/api/guard.hpp"

#include <gtest/gtest.h>

namespace parcours::mocks::api {
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

unsigned status_of(const http::request& what, const std::string& host = "127.0.0.1", shown to = shown::to_own_pages) {
  const auto refused = refusal(what, host, to);
  return refused ? refused->status : 200;
}

TEST(guard, knows_its_own_names) {
  for (const auto* host :
       {"127.0.0.1:8025", "localhost:8025", "localhost", "[::1]:8025", "127.1.2.3", "localhost.:8025", "LOCALHOST."}) {
    EXPECT_EQ(status_of(asked("GET", {{"Host", host}})), 200U) << host;
  }
  for (const auto* host :
       {"evil.test", "evil.test:8025", "127.0.0.1.evil.test", "", "local host", "localhost..", "localhost.evil.test"}) {
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
  EXPECT_EQ(from("Sec-Fetch-Site", "cross-site", "GET"), 403U);
  EXPECT_EQ(from("Sec-Fetch-Site", "same-origin", "GET"), 200U);
  EXPECT_EQ(from("Origin", "http://evil.test", "GET"), 403U);
  EXPECT_EQ(from("Origin", "http://evil.test", "DELETE"), 403U);
}

TEST(guard, lets_other_pages_look_at_what_is_shown_to_anyone_and_do_nothing) {
  const auto status = [](std::string method) {
    const http::fields foreign{{"Host", "127.0.0.1:8025"}, {"Sec-Fetch-Site", "cross-site"}};
    return status_of(asked(std::move(method), foreign), "127.0.0.1", shown::to_anyone);
  };
  for (const auto* look : {"GET", "HEAD", "OPTIONS"}) EXPECT_EQ(status(look), 200U) << look;
  for (const auto* act : {"POST", "PUT", "PATCH", "DELETE"}) EXPECT_EQ(status(act), 403U) << act;
}

TEST(router, shows_to_anyone_only_what_says_so) {
  router made;
  const auto ok = [](const call&) { return http::response(200); };
  made.add({"GET", "/open", {}, shown::to_anyone}, ok);
  made.add({"GET", "/view/{name}"}, ok);
  EXPECT_EQ(made.shows("/open"), shown::to_anyone);
  EXPECT_EQ(made.shows("/view/1.html"), shown::to_own_pages);
  EXPECT_EQ(made.shows("/nowhere"), shown::to_own_pages);
}

}  // namespace
}  // namespace parcours::mocks::api
