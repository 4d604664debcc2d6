// Whom the portal knows, and how it finds them.
#include "mocks/portal/testing.hpp"

#include <gtest/gtest.h>

namespace parcours::mocks::portal {
namespace {

using namespace testing;  // NOLINT: the helpers of this folder

// Who looks through everyone takes the longer the more there are, and longest for a number that nobody has.
TEST(People, NobodyIsSearchedForAmongEveryone) {
  site at;
  for (const auto* number : {"0054321", "9999999"}) {
    visitor one(at);
    one.accept();
    EXPECT_EQ(one.identify_at("ppr", number).next, state::payment);
    EXPECT_EQ(one.identify(number).next, state::identify);
  }
  visitor known(at);
  known.accept();
  known.identify();
  known.identify("999999999");
  EXPECT_EQ(at.portal.searches(), 0U);
  at.portal.set_defects({defect::leading_zeros_stripped});
  EXPECT_EQ(known.identify("12345678").next, state::payment);
  EXPECT_EQ(at.portal.searches(), 1U);
}

// Nobody is found by a number of another kind: not by the beginning of the AMO number, nor by the one of the card.
TEST(People, ANumberOfAnotherKindIsNobodys) {
  for (const std::string_view number : {"0123456", "8765432", "1234567"}) {
    site at;
    visitor alice(at);
    alice.accept();
    alice.identify_at("ppr", number);
    alice.pay();
    EXPECT_EQ(alice.said(state::payment), "no-match") << number;
  }
}

TEST(People, AForgottenPersonSRegistrationIsNobodySAgain) {
  site at;
  EXPECT_EQ(at.portal.subscriber_at("cmr", "70000001")->data.amo, "200000001");
  EXPECT_EQ(at.portal.subscriber_at("ppr", "70000001"), nullptr);
  at.portal.restore(at.portal.save());
  EXPECT_NE(at.portal.subscriber_at("cmr", "70000001"), nullptr);
  at.portal.remove_subscriber("200000001");
  EXPECT_EQ(at.portal.subscriber_at("cmr", "70000001"), nullptr);
}

}  // namespace
}  // namespace parcours::mocks::portal
