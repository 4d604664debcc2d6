// The pages for people, as bytes: tests/browser looks at them as people do.
#include "tests/console/fixture.hpp"

namespace parcours::mocks::console {
namespace {

using ::testing::Not;

TEST_F(Console, ShowsThePortalsFlowWithItsVisits) {
  auto main = [](Console& t) -> awaitable<void> {
    auto& model = t.mocks_->portal().model();
    const auto id = model.open(portal::flow_kind::recovery, t.world_.time.now());
    const auto home = (co_await t.ask("GET", "/")).body;
    for (const auto* state : {"terms", "identify", "payment", "email", "code", "done"}) {
      EXPECT_THAT(home, HasSubstr("data-state=\"" + std::string(state) + "\""));
    }
    EXPECT_THAT(home, HasSubstr("data-service=\"mail\""));
    EXPECT_THAT(home, HasSubstr("mail failed: back to email"));
    EXPECT_THAT(home, HasSubstr("data-token=\"1\""));
    EXPECT_THAT(home, Not(HasSubstr("style=")));
    model.close(id);
    const auto visit = co_await t.ask("GET", "/session/1");
    EXPECT_THAT(visit.body, HasSubstr("Recovery of a password"));
    EXPECT_THAT(visit.body, HasSubstr(">over<"));
    EXPECT_EQ((co_await t.ask("GET", "/session/2")).status, 404U);
  };
  run(main(*this));
}

TEST_F(Console, RendersThePartsThatAreAskedFor) {
  auto main = [](Console& t) -> awaitable<void> {
    co_await t.mail("alice@example.com", "Votre code secret est : 048213", "apples");
    co_await t.mail("bob@example.com", "Votre code secret est : 111111", "pears");
    const auto parts = (co_await t.get("/console/parts?names=inbox,now&query=subject:pears")).as_object();
    EXPECT_EQ(parts.size(), 2U);
    const std::string inbox(parts.at("inbox").as_string());
    EXPECT_THAT(inbox, HasSubstr("<code>111111</code>"));
    EXPECT_THAT(inbox, Not(HasSubstr("apples")));
    EXPECT_EQ((co_await t.ask("GET", "/console/parts?names=inbox,nothing")).status, 404U);
    EXPECT_EQ((co_await t.ask("GET", "/console/nothing.js")).status, 404U);
    EXPECT_EQ((co_await t.ask("GET", "/console/main.js")).status, 200U);
    EXPECT_EQ((co_await t.ask("GET", "/mail/9")).status, 404U);
  };
  run(main(*this));
}

TEST_F(Console, LetsNoPageLoadWhatIsNotItsOwn) {
  auto main = [](Console& t) -> awaitable<void> {
    co_await t.mail("alice@example.com", "x");
    for (const auto* path : {"/", "/mail/1", "/session/9"}) {
      const auto answer = co_await t.ask("GET", path);
      const std::string policy(answer.headers.find("Content-Security-Policy").value_or(""));
      EXPECT_THAT(policy, HasSubstr("default-src 'none'; script-src 'self'; style-src 'self';")) << path;
      EXPECT_THAT(policy, Not(HasSubstr("unsafe"))) << path;
      EXPECT_THAT(answer.body, Not(HasSubstr("<script>"))) << path;
    }
  };
  run(main(*this));
}

}  // namespace
}  // namespace parcours::mocks::console
