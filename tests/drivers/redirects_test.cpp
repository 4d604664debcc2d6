// Redirects: what they make of a POST, how many are followed, which cookies go along.
#include "tests/drivers/site.hpp"

#include <gmock/gmock.h>

namespace parcours::drivers {
namespace {

struct redirect_case {
  unsigned status;
  std::string_view then;
  std::string_view body;
};
class Redirects : public FormDriver, public testing::WithParamInterface<redirect_case> {};

TEST_P(Redirects, KeepOrDropThePost) {
  site_.pages["/check"] = redirect(GetParam().status, "next?a=1#part");
  run([](form_driver& browser) -> awaitable<void> {
    (void)co_await browser.go_to("/form");
    const auto typed = co_await browser.fill("Code secret", "1");
    EXPECT_EQ(code(typed), "");
    const auto done = co_await browser.click_button("Valider");
    EXPECT_EQ(code(done), "");
    EXPECT_EQ(browser.url(), "http://127.0.0.1:8080/next?a=1");
  });
  ASSERT_EQ(site_.asked.size(), 3U);
  EXPECT_EQ(asked(2), GetParam().then);
  EXPECT_EQ(site_.asked[2].body, GetParam().body);
}

INSTANTIATE_TEST_SUITE_P(OfEachStatus, Redirects,
                         testing::Values(redirect_case{301, "GET /next?a=1", ""},
                                         redirect_case{302, "GET /next?a=1", ""},
                                         redirect_case{303, "GET /next?a=1", ""},
                                         redirect_case{307, "POST /next?a=1", "csrf=t1&code=1&org=PPR&go=1"},
                                         redirect_case{308, "POST /next?a=1", "csrf=t1&code=1&org=PPR&go=1"}));

TEST_F(FormDriver, RedirectsAreCounted) {
  options_.max_redirects = 2;
  site_.pages["/1"] = redirect(302, "/2");
  site_.pages["/2"] = redirect(302, "/next");
  site_.pages["/0"] = redirect(302, "/1");
  site_.pages["/bare"] = response(302);
  run([](form_driver& browser) -> awaitable<void> {
    const auto two = co_await browser.go_to("/1");
    EXPECT_EQ(code(two), "");
    EXPECT_EQ(browser.current().heading(), "Suite");
    const auto three = co_await browser.go_to("/0");
    EXPECT_EQ(code(three), "too-many-redirects");
    EXPECT_EQ(browser.current().heading(), "Suite");  // the page stays what it was
    const auto bare = co_await browser.go_to("/bare");
    EXPECT_EQ(code(bare), "");
    EXPECT_EQ(browser.status(), 302U);
  });
}

TEST_F(FormDriver, AnOriginThatLeftHomeIsNull) {
  http::server other(world_.env(), handler());
  ASSERT_TRUE(other.start({"127.0.0.1", 8081}));
  site_.pages["/check"] = redirect(307, "http://127.0.0.1:8081/next");
  run([](form_driver& browser) -> awaitable<void> {
    (void)co_await browser.go_to("/form");
    (void)co_await browser.click_button("Valider");
    EXPECT_EQ(browser.url(), "http://127.0.0.1:8081/next");
  });
  EXPECT_EQ(header(1, "Origin"), "http://127.0.0.1:8080");
  EXPECT_EQ(header(2, "Origin"), "null");
  other.stop();
}

TEST_F(FormDriver, KeepsCookiesThroughRedirectsAndUntilTheyExpire) {
  site_.pages["/in"] = response(303, {{"Location", "/next"},
                                      {"Set-Cookie", "session=s1; Path=/; HttpOnly"},
                                      {"set-cookie", "short=1; Path=/; Max-Age=60"}});
  auto clock = world_.env();
  run([clock](form_driver& browser) -> awaitable<void> {
    auto& time = clock.time;
    (void)co_await browser.go_to("/in");
    co_await time.pass(std::chrono::seconds(59));
    (void)co_await browser.go_to("/next");
    co_await time.pass(std::chrono::seconds(1));
    (void)co_await browser.go_to("/next");
    browser.cookies().clear();
    (void)co_await browser.go_to("/next");
  });
  EXPECT_EQ(header(0, "Cookie"), "(none)");
  EXPECT_EQ(header(1, "Cookie"), "session=s1; short=1");
  EXPECT_EQ(header(2, "Cookie"), "session=s1; short=1");
  EXPECT_EQ(header(3, "Cookie"), "session=s1");
  EXPECT_EQ(header(4, "Cookie"), "(none)");
}

}  // namespace
}  // namespace parcours::drivers
