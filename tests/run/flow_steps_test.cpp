// The steps of the flow as they are played: what the target file spells, the captcha, the code in the mail.
#include "tests/run/steps.hpp"

namespace parcours::run {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// -- the steps of the flow

TEST_F(steps, the_address_that_was_given_is_the_one_whose_mails_count) {
  environment->mails.counted = 3;
  environment->mails.counted_for = "other@example.com";
  EXPECT_TRUE(play("  - expect: {mails: 0}\n  - request_code: {email: other@example.com}\n    expect: {mails: 3}\n"));
  add(mail_with("482913"));
  EXPECT_TRUE(play("  - request_code: {email: other@example.com}\n  - read_code\n"));
  EXPECT_TRUE(play("  - request_code: {email: other@example.com}\n  - read_code: {to: third@example.com}\n"));
  EXPECT_THAT(environment->mails.waited_for, ElementsAre("other@example.com", "third@example.com"));
}

TEST_F(steps, the_values_of_a_step_of_the_flow_are_its_own) {
  add(mail_with("482913"));
  EXPECT_TRUE(play("  - read_code\n  - goto: /\n  - submit_code: {code: '1'}\n  - goto: '/next?${code}'\n"));
  EXPECT_THAT(asked.at(1).body, HasSubstr("code=1&"));
  EXPECT_EQ(asked.at(2).target, "/next?482913");
}

TEST_F(steps, a_portal_has_its_own_captcha_or_none) {
  const std::string text = table;
  use_target(std::string(text).replace(text.find("captcha: {"), 10, "captcha: {field: jeton, "));
  ASSERT_TRUE(play("  - goto: /\n  - submit_code: {code: '1'}\n"));
  EXPECT_THAT(asked.back().body, HasSubstr("&jeton=token-1"));
  use_target(std::string(text).erase(text.find("captcha: {"), text.find("mail: {") - text.find("captcha: {")));
  ASSERT_TRUE(play("  - goto: /\n  - submit_code: {code: '1'}\n"));
  EXPECT_EQ(environment->minted.size(), 1U);
}

TEST_F(steps, a_step_that_the_target_does_not_spell_is_an_error) {
  expect_error(play("  - open: activation\n"), "target");
}

TEST_F(steps, a_failed_spelled_step_fails_at_the_journeys_own_place) {
  site["/terms"] = {html("<h1>Code</h1>")};
  expect_failure(play("  - accept_terms\n"), "the page is not what the journey expects", 3);
  site["/terms"] = {http::response(500, {{"Content-Type", "text/html"}}, "<h1>Code</h1>")};
  const auto played = play("  - accept_terms\n");
  expect_failure(played, "the HTTP status", 3);
  ASSERT_EQ(played.error().why.further.size(), 1U);
  EXPECT_EQ(played.error().why.further[0].where, (events::place{"x.yaml", 3, 5}));
  site["/"] = {html("<h1>Code</h1>")};
  expect_failure(play("  - goto: /\n  - submit_code: {code: '1'}\n"), "Code", 4);
}

TEST_F(steps, submit_code_presses_as_often_as_asked) {
  ASSERT_TRUE(play("  - goto: /\n  - submit_code: {code: '1', times: 3}\n"));
  EXPECT_EQ(asked.size(), 4U);
  ASSERT_TRUE(play("  - goto: /\n  - submit_code: {code: '1', times: 3}\n  - goto: /\n  - click: Valider\n"));
  EXPECT_EQ(asked.size(), 10U) << "a later click is one";
}

TEST_F(steps, the_captchas_token_goes_with_the_code) {
  const auto sent = [this] { return asked.back().body.substr(asked.back().body.find("csrf=t1") + 7); };
  ASSERT_TRUE(play("  - goto: /\n  - submit_code: {code: '1'}\n"));
  EXPECT_EQ(sent(), "&g-recaptcha-response=token-1");
  ASSERT_TRUE(play("  - goto: /\n  - submit_code: {code: '1', captcha: missing}\n"));
  EXPECT_EQ(sent(), "");
  ASSERT_TRUE(play("  - goto: /\n  - submit_code: {code: '1', captcha: fail}\n"));
  EXPECT_EQ(environment->minted.back(), journey::captcha_answer::fail);
  ASSERT_TRUE(
      play("  - goto: /\n  - submit_code: {code: '1'}\n  - goto: /\n"
           "  - submit_code: {code: '1', captcha: replayed}\n"));
  EXPECT_EQ(sent(), "&g-recaptcha-response=token-3");
  environment->no_token = {"captcha-needs-person", "nobody is there"};
  expect_error(play("  - goto: /\n  - submit_code: {code: '1'}\n"), "captcha-needs-person");
}

TEST_F(steps, checks_of_earlier_forms_are_not_this_forms) {
  environment->checks = 3;
  EXPECT_TRUE(play("  - goto: /\n  - submit_code: {code: '1'}\n    expect: {captcha: not_checked}\n"));
  on_request = [this] {
    if (asked.back().method == "POST") ++environment->checks;
  };
  EXPECT_TRUE(play("  - goto: /\n  - submit_code: {code: '1'}\n    expect: {captcha: passed}\n"));
}

// -- codes

TEST_F(steps, a_code_is_read_and_kept) {
  add(mail_with("482913"));
  add(mail_with("111222"));
  EXPECT_TRUE(play("  - read_code\n  - read_code: {as: second}\n  - goto: '/next?${code}-${second}'\n"));
  EXPECT_EQ(asked.at(0).target, "/next?482913-111222");
  EXPECT_EQ(last_mail, "« Votre code à usage unique » to amina@example.com");
}

TEST_F(steps, no_mail_is_a_failure_and_a_broken_inbox_an_error) {
  const auto played = read_code();
  expect_failure(played, "no mail to amina@example.com came within 30s");
  EXPECT_EQ(played.error().why.expected, "a mail to amina@example.com within 30s");
  EXPECT_EQ(played.error().why.seen, "none");
  environment->mails.broken = {"inbox", "gone"};
  expect_error(read_code(), "inbox");
}

TEST_F(steps, a_mail_without_a_code_is_a_failure) {
  auto sent = mail_with("482913");
  sent.text = sent.html = "Bonjour";
  add(sent);
  const auto played = read_code();
  expect_failure(played, "the mail holds no code");
  EXPECT_EQ(played.error().why.expected, "a code");
}

TEST_F(steps, a_mail_to_several_is_a_flaw) {
  auto sent = mail_with("482913");
  sent.cc = {{"", "spy@example.com"}};
  add(sent);
  expect_failure(read_code(), "the mail with the code goes to more than one address");
}

TEST_F(steps, a_raw_subject_is_a_flaw) {
  auto sent = mail_with("482913");
  sent.encode_subject = false;
  add(sent);
  expect_failure(read_code(), "the subject of the mail is not encoded (RFC 2047)");
}

TEST_F(steps, a_code_in_the_subject_is_a_flaw) {
  auto sent = mail_with("482913");
  sent.subject = "Votre code 482913";
  add(sent);
  expect_failure(read_code(), "the subject of the mail holds the code");
}

TEST_F(steps, parts_that_differ_are_a_flaw) {
  auto sent = mail_with("482913");
  sent.html = "<p>Votre code secret : <b>111222</b></p>";
  add(sent);
  expect_failure(read_code(), "the text part and the HTML part of the mail carry different codes");
}

TEST_F(steps, only_the_subject_need_be_encoded) {
  add(mail_with("482913"));
  environment->mails.all[0].mail.headers.emplace_back("X-Name", "Aïcha");
  EXPECT_TRUE(read_code());
}

TEST_F(steps, a_code_is_found_by_the_steps_pattern_then_by_the_targets) {
  add(mail_with("482913"));
  environment->mails.all[0].mail.text += "Ref: 1111\nAuch: 2222\nLang: 33333333\n";
  environment->mails.all[0].mail.html.clear();
  const auto found = [this](const std::string& how) {
    const auto played = play("  - read_code" + how + "\n  - goto: '/next?${code}'\n");
    return played ? asked.back().target : played.error().why.message;
  };
  EXPECT_EQ(found(""), "/next?482913");
  EXPECT_EQ(found(": {pattern: 'Ref: (\\d+)'}"), "/next?1111");
  EXPECT_THAT(found(": {pattern: 'Lang: (\\d+)', length: 6}"), HasSubstr("the mail holds no code"));
  const std::string text = table;
  use_target(std::string(text).replace(text.find("mail: {"), 7, "mail: {code: '/Auch: (\\d+)/', "));
  EXPECT_EQ(found(""), "/next?2222");
  EXPECT_EQ(found(": {pattern: 'Ref: (\\d+)'}"), "/next?1111");
}

}  // namespace
}  // namespace parcours::run
