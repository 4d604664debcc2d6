// Defects that are switched while the portal runs, and what each of them takes in beside what it is for.
#include "mocks/portal/testing.hpp"

#include <gtest/gtest.h>

namespace parcours::mocks::portal {
namespace {

using namespace testing;  // NOLINT: the helpers of this folder
using enum defect;

std::string reached(const decision& made) { return std::string(name_of(made.next)); }

std::string identify_with(site& at, std::string_view amo) {
  visitor alice(at);
  alice.accept();
  alice.identify(amo);
  return reached(alice.pay());
}

// What a defect let in does not stay once it is switched off.
TEST(defects, a_person_who_was_made_up_is_nobody_again) {
  site at({}, {unknown_amo_accepted});
  EXPECT_EQ(identify_with(at, "999999999"), "email");
  EXPECT_EQ(at.portal.subscriber_with("999999999"), nullptr);
  at.portal.set_defects({});
  EXPECT_EQ(identify_with(at, "999999999"), "payment");
  subscriber real = alice();
  real.amo = "999999999";
  at.portal.add_subscriber(real);
  EXPECT_EQ(identify_with(at, "999999999"), "email");
  EXPECT_EQ(std::ranges::count(at.portal.people(), "999999999", [](const person& one) { return one.data.amo; }), 1);
}

TEST(defects, many_sessions_end_no_session_that_never_ends) {
  site at({}, {session_never_expires});
  visitor alice(at);
  alice.accept();
  at.now += 24h;
  for (int i = 0; i < 3000; ++i) at.portal.open(flow_kind::activation, at.now);
  EXPECT_EQ(reached(alice.identify()), "payment");
}

TEST(defects, a_token_is_remembered_however_many_passed_before_and_before_the_switch) {
  policy rules;
  rules.code_tries = 1000;
  site at(rules);
  visitor alice(at);
  alice.come_to_code();
  for (int i = 0; i < 300; ++i) alice.submit(other_than(alice.code()), "good number " + std::to_string(i));
  at.portal.set_defects({captcha_token_reusable});
  EXPECT_EQ(reached(alice.submit(alice.code(), "good number 299")), "done");
}

TEST(defects, a_passed_token_is_remembered_once_and_in_a_snapshot) {
  site at;
  for (int i = 0; i < 5000; ++i) at.portal.judge({true, true, {}, false}, "token " + std::to_string(i % 4500));
  const model_image image = at.portal.save();
  EXPECT_EQ(image.passed_tokens.size(), 4096U);
  at.portal.restore(image);
  at.portal.set_defects({captcha_token_reusable});
  const captcha_answer spent{true, false, {"timeout-or-duplicate"}, false};
  EXPECT_EQ(at.portal.judge(spent, "token 4499"), event::captcha_passed);
  EXPECT_EQ(at.portal.judge(spent, "token 900"), event::captcha_refused);
}

// hCaptcha tells an expired token from one that was seen; the others have one code for both.
TEST(defects, a_token_that_expired_is_not_one_that_was_used) {
  const captcha_answer used{true, false, {"already-seen-response"}, false};
  const captcha_answer expired{true, false, {"expired-input-response"}, false};
  site reusing({}, {captcha_token_reusable});
  EXPECT_EQ(reusing.portal.judge(used, "a"), event::captcha_passed);
  EXPECT_EQ(reusing.portal.judge(expired, "b"), event::captcha_refused);
  site late({}, {captcha_expired_accepted});
  EXPECT_EQ(late.portal.judge(used, "a"), event::captcha_refused);
  EXPECT_EQ(late.portal.judge(expired, "b"), event::captcha_passed);
}

TEST(defects, an_http_error_of_the_provider_is_an_answer_and_silence_is_none) {
  const captcha_answer error{false, false, {}, true};
  const captcha_answer silence{};
  site taking({}, {captcha_error_taken_for_success});
  EXPECT_EQ(taking.portal.judge(error, "a"), event::captcha_passed);
  EXPECT_EQ(taking.portal.judge(silence, "a"), event::captcha_unavailable);
  site open({}, {captcha_fails_open});
  EXPECT_EQ(open.portal.judge(error, "a"), event::captcha_passed);
  EXPECT_EQ(open.portal.judge(silence, "a"), event::captcha_passed);
}

TEST(defects, the_order_leaks_also_while_the_provider_is_away) {
  site at({}, {captcha_order_leak});
  visitor alice(at);
  alice.come_to_code();
  for (int i = 0; i < 9; ++i) {
    alice.submit(other_than(alice.code()), "down");
    EXPECT_EQ(alice.said(state::code), "code-wrong");
  }
  alice.submit(alice.code(), "down");
  EXPECT_EQ(alice.said(state::code), "captcha-unavailable");
  EXPECT_EQ(reached(alice.submit(alice.code())), "done");
}

TEST(defects, of_another_s_codes_only_one_that_is_out_passes) {
  site at({}, {code_not_bound});
  const auto come_to_code = [](visitor& bob) {
    bob.accept();
    bob.identify("200000001");
    bob.pay_by_e_mandat(bob_e_mandat);
    bob.request("badr@example.com");
    return bob.code();
  };
  visitor bob(at);
  const std::string voided = come_to_code(bob);
  at.now += 60s;
  bob.resend();
  const std::string used = bob.code();
  visitor alice(at);
  alice.come_to_code();
  EXPECT_EQ(reached(alice.submit(voided)), "code");
  EXPECT_EQ(reached(bob.submit(used)), "done");
  EXPECT_EQ(reached(alice.submit(used)), "code");
  at.now += 60s;
  alice.resend();
  const std::string old = alice.code();
  at.now += 60s;
  alice.resend();
  EXPECT_EQ(reached(alice.submit(old)), "code") << "her own voided one";
}

TEST(defects, a_short_code_is_cut_from_the_first_and_told_as_long_as_it_is) {
  policy rules;
  rules.first_code = "483920";
  site at(rules, {code_too_short});
  visitor alice(at);
  alice.come_to_code();
  EXPECT_EQ(alice.code(), "4839");
  alice.submit("483920");
  const auto seen = alice.look(state::code).view;
  EXPECT_EQ(seen.messages.at(0).message, "code-format");
  EXPECT_EQ(seen.code_digits, 4U);
  EXPECT_EQ(reached(alice.submit("4839")), "done");
}

TEST(defects, a_code_that_is_out_stays_as_long_as_it_is) {
  site at;
  visitor alice(at);
  alice.come_to_code();
  at.portal.set_defects({code_too_short});
  alice.submit("4839");
  EXPECT_EQ(alice.look(state::code).view.code_digits, 6U);
  EXPECT_EQ(reached(alice.submit(alice.code())), "done");
}

TEST(defects, a_number_that_somebody_does_not_have_is_not_zero) {
  site at({}, {leading_zeros_stripped, payment_mode_not_compared});
  subscriber poor;
  poor.amo = "300000003";
  poor.issuer = "ppr";
  at.portal.add_subscriber(poor);
  visitor one(at);
  one.accept();
  one.identify_at("ppr", "0000000");
  one.pay_by_e_mandat("0000000000");
  EXPECT_EQ(one.said(state::payment), "no-match");
  one.identify("300000003");
  one.pay_by_e_mandat("0000000000");
  EXPECT_EQ(one.said(state::payment), "no-match");
}

TEST(defects, a_form_sent_twice_at_once_activates_twice) {
  for (const bool twice : {false, true}) {
    site at({}, twice ? defect_set{double_submit_activates_twice} : defect_set{});
    visitor alice(at);
    alice.come_to_code();
    const form_values form = {{"csrf_token", alice.csrf}, {"code", alice.code()}, {"g-recaptcha-response", "good"}};
    for (int i = 0; i < 2; ++i) {
      EXPECT_TRUE(at.portal.handle(alice.id(), event::submit_code, form, at.now).verify_captcha);
    }
    at.portal.handle(alice.id(), event::captcha_passed, form, at.now);
    at.portal.handle(alice.id(), event::captcha_refused, form, at.now);
    EXPECT_EQ(at.portal.account_of(alice_amo)->activations, twice ? 2U : 1U);
  }
}

}  // namespace
}  // namespace parcours::mocks::portal
