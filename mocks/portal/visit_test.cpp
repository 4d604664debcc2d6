#include "mocks/portal/visit.hpp"

#include <gtest/gtest.h>

namespace parcours::mocks::portal {
namespace {

http::request asked(std::string cookies, std::string target = "/mon_compte") {
  return {"GET", std::move(target), {{"Cookie", std::move(cookies)}}, {}};
}

// Browsers send the one of the longer path first, then the older (RFC 6265, 5.4).
TEST(Visit, TheFirstCookieOfANameCounts) {
  const auto one = visit_of(asked("portal_session=mine; portal_lang=ar; portal_session=planted; portal_lang=fr"));
  EXPECT_EQ(one.session, "mine");
  EXPECT_EQ(one.language, language::arabic);
  EXPECT_FALSE(one.chosen_now);
}

TEST(Visit, AnAddressChoosesTheLanguageBeforeTheCookie) {
  const auto one = visit_of(asked("portal_lang=ar", "/mon_compte?r=2&lang=fr"));
  EXPECT_EQ(one.language, language::french);
  EXPECT_TRUE(one.chosen_now);
  EXPECT_EQ(visit_of(asked("portal_lang=ar", "/mon_compte?lang=xx")).language, language::arabic);
}

}  // namespace
}  // namespace parcours::mocks::portal
