// White space in what is typed: left out or told, as the policy has it.
#include "mocks/portal/testing.hpp"

#include <gtest/gtest.h>

namespace parcours::mocks::portal {
namespace {

using namespace testing;  // NOLINT: the helpers of this folder

TEST(Spaces, WhiteSpaceIsLeftOutWhereThePolicyAcceptsIt) {
  for (const std::string_view blank : {" ", "\t", "\u00a0", "\u202f", "\u2007", "\u3000"}) {
    const auto spaced = [&](std::string_view number) {
      return std::string(blank).append(number.substr(0, 3)).append(blank).append(number.substr(3)).append(blank);
    };
    site at;
    visitor one(at);
    one.accept();
    EXPECT_EQ(one.identify(spaced(alice_amo)).next, state::payment) << blank;
    EXPECT_EQ(one.identify_at("ppr", spaced("0054321")).next, state::payment) << blank;
    EXPECT_EQ(one.pay(spaced(alice_rib)).next, state::email) << blank;
    one.request();
    EXPECT_EQ(one.submit(spaced(one.code())).next, state::done) << blank;
  }
}

TEST(Spaces, WhiteSpaceIsToldWhereThePolicyRefusesIt) {
  policy rules;
  rules.spaces = space_rule::refuse;
  site at(rules);
  visitor one(at);
  one.accept();
  one.identify("012 345 678");
  EXPECT_EQ(one.said(state::identify), "amo-format");
  one.identify_at("ppr", "0054321 ");
  EXPECT_EQ(one.said(state::identify), "registration-format");
  one.identify();
  one.pay(" " + std::string(alice_rib));
  EXPECT_EQ(one.said(state::payment), "rib-format");
  one.pay_by_e_mandat("12345 67890");
  EXPECT_EQ(one.said(state::payment), "e-mandat-format");
  one.pay();
  one.request();
  one.submit(one.code() + "\u00a0");
  EXPECT_EQ(one.said(state::code), "code-format");
}

}  // namespace
}  // namespace parcours::mocks::portal
