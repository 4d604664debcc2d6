// The end of a recovery: a new password, by the rules of the policy.
#include "mocks/portal/testing.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace parcours::mocks::portal {
namespace {

using namespace testing;  // NOLINT: the helpers of this folder

/// A site whose account is active, and a visitor with the code of a recovery in hand.
struct recovering {
  explicit recovering(policy rules = {}) : at(std::move(rules)) {
    at.portal.remove_subscriber(alice_amo);
    subscriber active = alice();
    active.active = true;
    at.portal.add_subscriber(std::move(active));
    her.emplace(at, flow_kind::recovery);
    her->come_to_code();
  }
  std::string after(std::string_view password, std::string_view again) {
    return her->set_password(password, again).next == state::done ? "done" : her->said(state::password);
  }
  site at;
  std::optional<visitor> her;
};

TEST(Password, ANewPasswordIsTakenOnceTheCodeHasPassedOnly) {
  recovering one;
  EXPECT_EQ(one.her->set_password().verdict, verdict::out_of_order);
  EXPECT_EQ(one.her->look(state::password).redirect, state::code);
  one.her->submit(other_than(one.her->code()));
  EXPECT_EQ(one.her->set_password().verdict, verdict::out_of_order);
  EXPECT_EQ(one.at.portal.account_of(alice_amo)->resets, 0U);
  one.her->submit(one.her->code());
  EXPECT_TRUE(one.her->look(state::password).shown);
  EXPECT_TRUE(one.her->look(state::code).shown);
  EXPECT_EQ(one.her->submit(one.her->code()).verdict, verdict::refused) << "the code is used";
  EXPECT_EQ(one.her->set_password().verdict, verdict::out_of_order) << "a code has to be proven anew";
}

TEST(Password, APasswordKeepsTheRules) {
  policy rules;
  rules.password_max_length = 10;
  recovering one(rules);
  one.her->submit(one.her->code());
  EXPECT_EQ(one.after("", ""), "password-length");
  EXPECT_EQ(one.after("1234567", "1234567"), "password-length");
  EXPECT_EQ(one.after("12345678901", "12345678901"), "password-length");
  EXPECT_EQ(one.after("12345678", "12345679"), "passwords-differ");
  EXPECT_EQ(one.after("1234567", "12345678"), "password-length, passwords-differ");
  EXPECT_EQ(one.after(" 234567 ", "234567"), "passwords-differ") << "white space is part of it";
  EXPECT_TRUE(one.her->look(state::password).view.entered.empty());
  EXPECT_EQ(one.after("éééééééééé", "éééééééééé"), "done") << "ten characters";
}

TEST(Password, APasswordMayHaveToMixItsCharacters) {
  policy rules;
  rules.password_mix = true;
  recovering one(rules);
  one.her->submit(one.her->code());
  for (const std::string_view poor : {"abcdefgh1", "ABCDEFGH1", "Abcdefghi"}) {
    EXPECT_EQ(one.after(poor, poor), "password-mix") << poor;
  }
  EXPECT_EQ(one.after("Abcdefgh1", "Abcdefgh1"), "done");
}

TEST(Password, ARecoveryMayEndWithTheCode) {
  policy rules;
  rules.new_password = false;
  recovering one(rules);
  EXPECT_EQ(one.her->submit(one.her->code()).next, state::done);
  EXPECT_EQ(one.at.portal.account_of(alice_amo)->resets, 1U);
}

}  // namespace
}  // namespace parcours::mocks::portal
