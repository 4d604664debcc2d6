#include "mocks/portal/model.hpp"

#include "mocks/portal/testing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parcours::mocks::portal {
namespace {

using namespace testing;  // NOLINT: the helpers of this folder

TEST(Model, APersonPaidByTransferActivatesAnAccount) {
  site at;
  visitor alice(at);
  EXPECT_EQ(alice.accept().next, state::identify);
  EXPECT_EQ(alice.identify().next, state::payment);
  EXPECT_EQ(alice.pay().next, state::email);
  EXPECT_EQ(alice.request().next, state::code);
  ASSERT_EQ(at.mails.size(), 1U);
  EXPECT_EQ(at.mails[0].to, "aicha@example.com");
  EXPECT_EQ(alice.code().size(), 6U);
  EXPECT_EQ(alice.submit(alice.code()).next, state::done);
  EXPECT_TRUE(at.portal.account_of(alice_amo)->active);
  EXPECT_EQ(at.portal.account_of(alice_amo)->activations, 1U);
}

TEST(Model, APersonPaidByEMandatIsIdentifiedByThePensionFund) {
  site at;
  visitor bob(at);
  bob.accept();
  EXPECT_EQ(bob.identify_at("cmr", "70000001").next, state::payment);
  EXPECT_EQ(bob.pay_by_e_mandat(bob_e_mandat).next, state::email);
  bob.request("badr@example.com");
  bob.submit(bob.code());
  EXPECT_TRUE(at.portal.account_of("200000001")->active);
}

TEST(Model, AForgottenPasswordIsResetOnAnActiveAccountOnly) {
  site at;
  visitor early(at, flow_kind::recovery);
  early.accept();
  early.identify();
  EXPECT_EQ(early.pay().verdict, verdict::refused);
  EXPECT_EQ(early.said(state::payment), "not-active");

  visitor first(at);
  first.come_to_code().submit(first.code());
  at.now += 60s;
  visitor again(at, flow_kind::recovery);
  EXPECT_EQ(again.come_to_code().submit(again.code()).next, state::password);
  EXPECT_EQ(at.portal.account_of(alice_amo)->resets, 0U);
  EXPECT_EQ(again.set_password().next, state::done);
  EXPECT_EQ(again.set_password().verdict, verdict::ignored);
  EXPECT_EQ(at.portal.account_of(alice_amo)->resets, 1U);
  EXPECT_EQ(at.portal.account_of(alice_amo)->activations, 1U);
}

TEST(Model, AnActiveAccountIsNotActivatedAgain) {
  site at;
  visitor first(at);
  first.come_to_code().submit(first.code());
  visitor second(at);
  second.accept();
  second.identify();
  EXPECT_EQ(second.pay().next, state::payment);
  EXPECT_EQ(second.said(state::payment), "already-active");
}

struct refusal {
  event on;
  form_values form;
  state page;
  std::string_view messages;
};

TEST(Model, FormsAreCheckedOneMessageAField) {
  const refusal cases[] = {
      {event::accept_terms, {}, state::terms, "terms-required"},
      {event::identify_by_amo, {{"amo", ""}}, state::identify, "amo-format"},
      {event::identify_by_amo, {{"amo", "12345678"}}, state::identify, "amo-format"},
      {event::identify_by_amo, {{"amo", "0123456789"}}, state::identify, "amo-format"},
      {event::identify_by_amo, {{"amo", "01234567a"}}, state::identify, "amo-format"},
      {event::identify_by_amo, {{"amo", "0123-45678"}}, state::identify, "amo-format"},
      {event::identify_by_registration, {}, state::identify, "issuer-required, registration-format"},
      {event::identify_by_registration,
       {{"issuer", "cnss"}, {"registration", "1"}},
       state::identify,
       "issuer-required"},
      {event::identify_by_registration,
       {{"issuer", "ppr"}, {"registration", "123456"}},
       state::identify,
       "registration-format"},
      {event::pay_by_transfer, {{"rib", "01151900000120500053492"}}, state::payment, "rib-format"},
      {event::pay_by_transfer, {{"rib", "011519000001205000534922"}}, state::payment, "rib-key"},
      {event::pay_by_transfer, {{"rib", std::string(bob_rib)}}, state::payment, "no-match"},
      {event::pay_by_e_mandat, {{"e_mandat", "123456789"}}, state::payment, "e-mandat-format"},
      {event::pay_by_e_mandat, {{"e_mandat", "1234567890"}}, state::payment, "no-match"},
      {event::request_code, {{"email", "aicha"}}, state::email, "email-format"},
      {event::submit_code, {{"code", "12345"}}, state::code, "code-format, captcha-required"},
      {event::submit_code, {{"code", "1234567"}, {"g-recaptcha-response", "good"}}, state::code, "code-format"},
      {event::submit_code, {{"code", "123456"}}, state::code, "captcha-required"},
  };
  for (const refusal& item : cases) {
    site at;
    visitor alice(at);
    if (item.page >= state::identify) alice.accept();
    if (item.page >= state::payment) alice.identify();
    if (item.page >= state::email) alice.pay();
    if (item.page >= state::code) alice.request();
    const decision made = alice.send(item.on, item.form);
    EXPECT_EQ(made.verdict, verdict::refused) << item.messages;
    EXPECT_EQ(made.next, item.page);
    EXPECT_EQ(alice.said(item.page), item.messages);
    EXPECT_EQ(alice.said(item.page), "") << "shown once";
  }
}

TEST(Model, WhatWasEnteredIsShownAgainButNeverACode) {
  site at;
  visitor alice(at);
  alice.come_to_code().submit("12");
  EXPECT_TRUE(alice.look(state::code).view.entered.empty());
  alice.send(event::identify_by_amo, {{"amo", "<1>"}});
  EXPECT_EQ(value_in(alice.look(state::identify).view.entered, "amo"), "<1>");
}

TEST(Model, WhatWasEnteredIsForgottenOnceTheFormIsTaken) {
  site at;
  visitor alice(at);
  alice.accept();
  alice.identify("1");
  alice.identify();
  EXPECT_TRUE(alice.look(state::identify).view.entered.empty());
}

TEST(Model, BlanksAroundAnAddressAreNoPartOfIt) {
  site at;
  visitor alice(at);
  EXPECT_EQ(alice.come_to_email().request(" aicha@example.com\t").next, state::code);
  EXPECT_EQ(at.mails.at(0).to, "aicha@example.com");
}

TEST(Model, AnUnknownNumberIsAnsweredAsAKnownOne) {
  site at;
  visitor alice(at);
  visitor nobody(at);
  alice.accept();
  nobody.accept();
  const decision known = alice.identify();
  const decision unknown = nobody.identify("999999999");
  EXPECT_EQ(known.next, unknown.next);
  EXPECT_EQ(known.status, unknown.status);
  EXPECT_EQ(known.delay, unknown.delay);
  alice.pay(bob_rib);
  nobody.pay(bob_rib);
  EXPECT_EQ(alice.said(state::payment), nobody.said(state::payment));
}

TEST(Model, ALeakyPortalTellsAnUnknownNumber) {
  policy rules;
  rules.hide_unknown = false;
  site at(rules);
  visitor nobody(at);
  nobody.accept();
  EXPECT_EQ(nobody.identify("999999999").next, state::identify);
  EXPECT_EQ(nobody.said(state::identify), "number-unknown");
}

TEST(Model, TheAddressOnFileMustMatchWhereThePolicySaysSo) {
  policy rules;
  rules.email_on_file = email_rule::must_match;
  site at(rules);
  visitor alice(at);
  alice.come_to_email().request("other@example.com");
  EXPECT_EQ(alice.said(state::email), "email-not-on-file");
  EXPECT_EQ(alice.request(" AICHA@example.com ").next, state::code);
}

TEST(Model, AWrongCaptchaBurnsNoTryAndTellsNothing) {
  site at;
  visitor alice(at);
  alice.come_to_code();
  for (int i = 0; i < 10; ++i) {
    alice.submit(i % 2 == 0 ? alice.code() : other_than(alice.code()), "bad");
    EXPECT_EQ(alice.said(state::code), "captcha-refused");
  }
  EXPECT_EQ(alice.submit(alice.code()).next, state::done);
}

TEST(Model, TheCaptchaFailsClosed) {
  for (const std::string_view token : {"down", "secret"}) {
    site at;
    visitor alice(at);
    alice.come_to_code().submit(alice.code(), token);
    EXPECT_EQ(alice.said(state::code), "captcha-unavailable") << token;
  }
}

TEST(Model, AFormOfAnotherSiteIsForged) {
  site at;
  visitor alice(at);
  alice.csrf = std::string(32, '0');
  EXPECT_EQ(alice.accept().verdict, verdict::forged);
  EXPECT_FALSE(alice.look(state::identify).shown);
}

TEST(Model, TheSessionChangesItsNameOnceThePersonIsKnown) {
  site at;
  visitor alice(at);
  alice.accept();
  alice.identify();
  const std::string before = alice.id();
  const std::string token = alice.csrf;
  EXPECT_EQ(alice.pay().session, alice.id());
  EXPECT_NE(alice.id(), before);
  EXPECT_NE(alice.csrf, token);
  EXPECT_FALSE(at.portal.look(before, state::email, at.now).shown);
}

TEST(Model, AStepCannotBeSkipped) {
  site at;
  visitor alice(at);
  EXPECT_EQ(alice.look(state::payment).redirect, state::terms);
  EXPECT_EQ(alice.said(state::terms), "step-order");
  EXPECT_EQ(alice.pay().verdict, verdict::out_of_order);
  EXPECT_EQ(alice.pay().next, state::terms);
  EXPECT_FALSE(alice.look(state::done).shown);
}

TEST(Model, AnEarlierStepCanBeTakenAgain) {
  site at;
  visitor alice(at);
  alice.come_to_code();
  EXPECT_TRUE(alice.look(state::identify).shown);
  EXPECT_EQ(alice.identify("200000001").next, state::payment);
  EXPECT_FALSE(alice.look(state::email).shown) << "the other person must be proved first";
}

TEST(Model, TheLastFormSentTwiceTakesEffectOnce) {
  site at;
  visitor alice(at);
  alice.come_to_code();
  EXPECT_EQ(alice.submit(alice.code()).next, state::done);
  EXPECT_EQ(alice.submit(alice.code()).verdict, verdict::ignored);
  EXPECT_EQ(at.portal.account_of(alice_amo)->activations, 1U);
}

// Two requests of one session between which the server waits for the captcha provider: either order of the answers.
TEST(Model, TheLastFormSentTwiceAtOnceTakesEffectOnce) {
  for (const bool refused_first : {false, true}) {
    site at;
    visitor alice(at);
    alice.come_to_code();
    const form_values form = {{"code", alice.code()}, {"g-recaptcha-response", "good"}, {"csrf_token", alice.csrf}};
    EXPECT_TRUE(at.portal.handle(alice.id(), event::submit_code, form, at.now).verify_captcha);
    EXPECT_TRUE(at.portal.handle(alice.id(), event::submit_code, form, at.now).verify_captcha);
    if (refused_first) at.portal.handle(alice.id(), event::captcha_refused, form, at.now);
    EXPECT_EQ(at.portal.handle(alice.id(), event::captcha_passed, form, at.now).next, state::done);
    const decision late = at.portal.handle(alice.id(), event::captcha_passed, form, at.now);
    EXPECT_EQ(late.verdict, verdict::ignored);
    EXPECT_EQ(late.next, state::done);
    EXPECT_EQ(at.portal.account_of(alice_amo)->activations, 1U);
    EXPECT_EQ(alice.said(state::done), "");
  }
}

TEST(Model, TwoSessionsOfOnePersonActivateOnce) {
  site at;
  visitor first(at);
  visitor second(at);
  first.come_to_code();
  second.come_to_email();
  first.submit(first.code());
  at.now += 60s;
  second.request();
  second.submit(second.code());
  EXPECT_EQ(second.said(state::code), "already-active");
  EXPECT_EQ(at.portal.account_of(alice_amo)->activations, 1U);
}

TEST(Model, TheAnswerToAQuestionOfAnAbandonedStepIsIgnored) {
  site at;
  visitor alice(at);
  alice.come_to_email();
  const form_values form = {{"email", "a@example.com"}, {"csrf_token", alice.csrf}};
  EXPECT_TRUE(at.portal.handle(alice.id(), event::request_code, form, at.now).mail.has_value());
  alice.identify("200000001");
  EXPECT_EQ(at.portal.handle(alice.id(), event::mail_sent, form, at.now).verdict, verdict::ignored);
}

TEST(Model, TheJournalTellsWhatHappenedAndHoldsNoSecret) {
  site at;
  visitor alice(at);
  alice.come_to_code().submit(alice.code());
  std::string all;
  for (const journal_entry& entry : at.portal.journal()) {
    all.append(std::to_string(entry.session)).append(" ").append(entry.event).append(" ").append(entry.detail) += "\n";
  }
  EXPECT_EQ(all,
            "1 open_activation terms\n1 accept_terms identify\n1 identify_by_amo payment\n1 pay_by_transfer email\n"
            "1 request_code email\n1 mail_sent code\n1 submit_code code\n1 captcha_passed done\n");
}

TEST(Model, CoverageCountsEachOutcome) {
  site at;
  visitor alice(at);
  alice.send(event::accept_terms, {});
  alice.accept();
  const transition& row = transition_of_form(event::accept_terms);
  EXPECT_EQ(at.portal.coverage()[outcome_index(row, 0)], 1U);
  EXPECT_EQ(at.portal.coverage()[outcome_index(row)], 1U);
}

/// One of the things that a visitor may do, well or badly.
void do_anything(site& at, visitor& who, unsigned what) {
  const std::string code = at.mails.empty() ? "000000" : who.code();
  switch (what % 16) {
    case 0:
      who.accept();
      return;
    case 1:
      who.identify();
      return;
    case 2:
      who.identify("200000001");
      return;
    case 3:
      who.identify("999999999");
      return;
    case 4:
      who.identify_at("cmr", "70000001");
      return;
    case 5:
      who.pay();
      return;
    case 6:
      who.pay(bob_rib);
      return;
    case 7:
      who.pay_by_e_mandat(bob_e_mandat);
      return;
    case 8:
      who.request();
      return;
    case 9:
      who.resend();
      return;
    case 10:
      who.submit(code);
      return;
    case 11:
      who.submit(other_than(code));
      return;
    case 12:
      who.submit(code, "down");
      return;
    case 13:
      who.send(event::accept_terms, {});
      return;
    case 14:
      at.mail_works = !at.mail_works;
      return;
    case 15:
      at.now += std::chrono::seconds(what);
      return;
  }
}

RC_GTEST_PROP(ModelProperty, WhateverTwoVisitorsDoAnAccountIsActivatedOnceAtMost,
              (const std::vector<std::uint16_t>& steps)) {
  site at;
  visitor one(at);
  visitor other(at);
  one.come_to_code();
  for (const unsigned step : steps) do_anything(at, step >= 0x8000 ? other : one, step);
  for (const std::string_view amo : {alice_amo, std::string_view("200000001")}) {
    const account now = *at.portal.account_of(amo);
    RC_ASSERT(now.activations <= 1);
    RC_ASSERT(now.active == (now.activations == 1));
  }
  RC_ASSERT(at.portal.journal().size() <= model::journal_limit);
  const auto counted = at.portal.coverage();
  for (std::size_t i = 0; i < counted.size(); ++i) RC_ASSERT(counted[i] == 0 || outcome_possible(i));
}

}  // namespace
}  // namespace parcours::mocks::portal
