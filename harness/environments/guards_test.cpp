#include "harness/environments/guards.hpp"

#include <gmock/gmock.h>

namespace parcours::environments {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

http::url url(std::string_view text) { return *http::parse_url(text); }

journey::target target_at(std::string address) {
  journey::target made;
  made.base_url = journey::template_text{{{std::move(address), false, {}}}, {}};
  made.environment = journey::environment_kind::staging;
  made.authorised_by = "the head of the project";
  made.limits = {3, 250ms};
  return made;
}

template <class T>
std::string code_of(const result<T>& what) {
  return what ? "none" : what.error().code;
}

const ask_person nobody = [](const std::string&) { return std::nullopt; };
const ask_person yes = [](const std::string&) { return std::optional<std::string>("yes"); };

TEST(Authorise, ThisMachineNeedsNobody) {
  for (const auto* address : {"http://127.0.0.1:8080", "http://localhost", "http://[::1]:1"}) {
    auto plain = target_at(address);
    plain.authorised_by.clear();
    EXPECT_EQ(code_of(authorise(plain, {}, false, nobody)), "none") << address;
  }
}

TEST(Authorise, AnotherMachineNeedsANameAndAYes) {
  auto target = target_at("https://portal.test");
  EXPECT_EQ(code_of(authorise(target, {}, false, nobody)), "not-authorised");
  EXPECT_EQ(code_of(authorise(target, {}, false, yes)), "none");
  EXPECT_EQ(code_of(authorise(target, {}, true, nobody)), "none");
  for (const auto* answer : {"", "no", "y", "YES", "yes please"}) {
    const ask_person says = [answer](const std::string&) { return std::optional<std::string>(answer); };
    EXPECT_EQ(code_of(authorise(target, {}, false, says)), "not-authorised") << answer;
  }
  target.authorised_by.clear();
  EXPECT_EQ(code_of(authorise(target, {}, true, yes)), "not-authorised");
}

TEST(Authorise, TheQuestionSaysWhoIsContactedAndWhoAllowedIt) {
  std::string asked;
  const ask_person listen = [&asked](const std::string& question) {
    asked = question;
    return std::nullopt;
  };
  (void)authorise(target_at("https://portal.test"), {}, false, listen);
  EXPECT_THAT(asked, HasSubstr("https://portal.test (staging), authorised by the head of the project"));
}

TEST(Authorise, AHostThatOnlyLooksLikeThisMachineIsNone) {
  for (const auto* address : {"http://127.0.0.1.evil.test", "http://localhost.evil.test", "http://[::2]"}) {
    EXPECT_EQ(code_of(authorise(target_at(address), {}, false, nobody)), "not-authorised") << address;
  }
}

TEST(Authorise, AnAddressThatCannotBeReadIsRefused) {
  EXPECT_NE(code_of(authorise(target_at("portal"), {}, true, yes)), "none");
  auto target = target_at("");
  target.base_url = journey::template_text{{{"env.PORTAL", true, {}}}, {}};
  EXPECT_NE(code_of(authorise(target, {}, true, yes)), "none");
  EXPECT_EQ(code_of(authorise(target, {{"env.PORTAL", "http://127.0.0.1"}}, false, nobody)), "none");
}

TEST(Guards, ThePauseStandsBetweenRequests) {
  const auto target = target_at("https://portal.test");
  guards its(target);
  const auto base = url("https://portal.test");
  EXPECT_EQ(its.admit(base, base), duration(0));
  EXPECT_EQ(its.admit(url("https://portal.test/a"), base), duration(250ms));
}

TEST(Guards, TheBudgetIsSpentToTheLastRequest) {
  const auto target = target_at("https://portal.test");
  guards its(target);
  const auto base = url("https://portal.test");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(its.stopped(), "");
    EXPECT_TRUE(its.admit(base, base)) << i;
  }
  EXPECT_THAT(its.stopped(), HasSubstr("budget of 3 requests"));
  EXPECT_EQ(code_of(its.admit(base, base)), "request-budget");
}

TEST(Guards, NoOtherOriginIsAskedAndNoneIsCounted) {
  const auto target = target_at("https://portal.test");
  guards its(target);
  const auto base = url("https://portal.test");
  for (const auto* other :
       {"http://portal.test", "https://portal.test:8443", "https://www.portal.test", "https://portal.test.evil.test"}) {
    EXPECT_EQ(code_of(its.admit(url(other), base)), "host-not-allowed") << other;
  }
  EXPECT_EQ(its.admit(url("https://PORTAL.test:443/x"), base), duration(0));
}

TEST(Guards, TheFirstSignOfThePortalEndsTheRun) {
  const auto base = url("https://portal.test");
  for (const unsigned status : {403U, 429U, 500U, 503U, 599U}) {
    const auto target = target_at("https://portal.test");
    guards its(target);
    EXPECT_TRUE(its.admit(base, base));
    its.saw(status);
    EXPECT_THAT(its.stopped(), HasSubstr(std::to_string(status)));
    EXPECT_EQ(code_of(its.admit(base, base)), "target-stopped") << status;
  }
  for (const unsigned status : {200U, 302U, 400U, 402U, 404U, 422U, 428U, 430U, 499U}) {
    const auto target = target_at("https://portal.test");
    guards its(target);
    its.saw(status);
    EXPECT_EQ(its.stopped(), "") << status;
  }
}

}  // namespace
}  // namespace parcours::environments
