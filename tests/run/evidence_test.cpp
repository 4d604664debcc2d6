// What an attempt keeps of what happened in it.
#include "tests/run/evidence_stage.hpp"

#include <gmock/gmock.h>

namespace parcours::run {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(evidence_of_attempts, none_is_kept_of_one_that_passes) {
  const auto kept = attempt_at(walk);
  EXPECT_EQ(end.verdict, events::verdict::passed);
  EXPECT_THAT(kept, SizeIs(3));
  EXPECT_THAT(all_of<events::step_finished>(kept), SizeIs(3));
  EXPECT_EQ(size, 0U);
}

TEST_F(evidence_of_attempts, all_is_kept_when_asked_for_and_none_where_not) {
  chosen.evidence = evidence_kept::all;
  EXPECT_THAT(all_of<events::http_exchanged>(attempt_at(walk)), SizeIs(2));
  EXPECT_GT(size, 0U);
  chosen.evidence = evidence_kept::none;
  environment->witness = nullptr;
  EXPECT_THAT(attempt_at(walk_in_vain), SizeIs(4));
  EXPECT_EQ(environment->witness, nullptr) << "the world was never asked to tell";
}

TEST_F(evidence_of_attempts, a_retry_that_passes_is_kept_beside_the_failure) {
  EXPECT_THAT(all_of<events::http_exchanged>(attempt_at(walk, 2)), SizeIs(2));
  EXPECT_EQ(end.verdict, events::verdict::passed);
}

TEST_F(evidence_of_attempts, stands_in_the_order_in_which_it_happened) {
  const auto kept = attempt_at(walk_in_vain);
  std::vector<std::string> order;
  for (const auto& one : kept) {
    const auto line = events::to_line(one);
    order.push_back(line.substr(10, line.find('"', 10) - 10));
  }
  EXPECT_THAT(order, ElementsAre("step_started", "http_exchanged", "page_shown", "step_finished", "step_started",
                                 "step_finished", "step_started", "http_exchanged", "page_shown", "step_finished",
                                 "step_started", "step_finished"));
  const auto begun = all_of<events::step_started>(kept);
  const auto ended = all_of<events::step_finished>(kept);
  for (std::size_t i = 0; i < begun.size(); ++i) {
    EXPECT_EQ(begun[i].when.step, ended[i].index);
    EXPECT_EQ(begun[i].title, ended[i].title);
    EXPECT_EQ(begun[i].where, ended[i].where);
    EXPECT_EQ(begun[i].id, "x.yaml");
  }
}

TEST_F(evidence_of_attempts, has_both_sides_of_each_exchange) {
  const auto both = all_of<events::http_exchanged>(attempt_at(walk_in_vain));
  ASSERT_THAT(both, SizeIs(2));
  const auto& got = both[0];
  EXPECT_EQ(got.by, "browser");
  EXPECT_EQ(got.method, "GET");
  EXPECT_EQ(got.url, "http://127.0.0.1:8080/");
  EXPECT_EQ(got.status, 200U);
  EXPECT_EQ(got.when.step, 1U);
  EXPECT_GT(got.took, duration::zero());
  EXPECT_EQ(got.request, events::content{});
  EXPECT_EQ(header(got.received, "X-Ref"), "n° 42.");
  EXPECT_EQ(got.response.type, "text/html; charset=utf-8");
  EXPECT_THAT(text_of(got.response), HasSubstr("<h1>Code</h1>"));
  const auto& sent = both[1];
  EXPECT_EQ(sent.method, "POST");
  EXPECT_EQ(text_of(sent.request), "code=42&l=A&fix=1&d1=&d2=&csrf=t1");
  EXPECT_EQ(header(sent.sent, "Cookie"), "s=abc");
}

TEST_F(evidence_of_attempts, has_why_there_was_no_answer) {
  const auto all = all_of<events::http_exchanged>(attempt_at("  - goto: 'http://127.0.0.1:9/'\n"));
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].status, 0U);
  EXPECT_THAT(all[0].error, HasSubstr("nothing listens"));
  EXPECT_EQ(all[0].response, events::content{});
}

TEST_F(evidence_of_attempts, has_each_page_with_its_text_and_its_form_as_it_was_left) {
  const auto pages = all_of<events::page_shown>(attempt_at(walk_in_vain));
  ASSERT_THAT(pages, SizeIs(2));
  EXPECT_EQ(pages[0].url, "http://127.0.0.1:8080/");
  EXPECT_THAT(text_of(pages[0].text), HasSubstr("Accord"));
  EXPECT_EQ(field(pages[0], "code"), "42");
  EXPECT_EQ(field(pages[0], "csrf"), "t1");
  EXPECT_EQ(pages[0].fields.at(0), (events::form_field{"Code", "code", "text", "42"}));
  EXPECT_THAT(text_of(pages[1].text), HasSubstr("Fait"));
  EXPECT_THAT(pages[1].fields, IsEmpty());
}

TEST_F(evidence_of_attempts, has_what_was_filled_in_and_never_sent) {
  const auto pages = all_of<events::page_shown>(
      attempt_at("  - goto: /\n  - fill: {Code: '42'}\n  - check: Accord\n  - click: Absent\n"));
  ASSERT_THAT(pages, SizeIs(1));
  EXPECT_EQ(field(pages[0], "code"), "42");
  EXPECT_EQ(field(pages[0], "ok"), "on");
}

TEST_F(evidence_of_attempts, a_redirect_is_an_exchange_and_no_page) {
  site["/old"].push_back(redirect("/next"));
  const auto kept = attempt_at("  - goto: /old\n  - click: Absent\n");
  EXPECT_THAT(all_of<events::http_exchanged>(kept), SizeIs(2));
  const auto pages = all_of<events::page_shown>(kept);
  ASSERT_THAT(pages, SizeIs(1));
  EXPECT_EQ(pages[0].url, "http://127.0.0.1:8080/next");
}

TEST_F(evidence_of_attempts, names_the_browser_where_there_are_several) {
  const auto kept = attempt_at(
      "  - goto: /\n  - goto: /\n    in: phone\n  - fill: {Code: '7'}\n    in: phone\n  - fill: {Code: '8'}\n  - "
      "click: Absent\n");
  const auto exchanges = all_of<events::http_exchanged>(kept);
  ASSERT_THAT(exchanges, SizeIs(2));
  EXPECT_EQ(exchanges[0].browser, "");
  EXPECT_EQ(exchanges[1].browser, "phone");
  const auto pages = all_of<events::page_shown>(kept);
  ASSERT_THAT(pages, SizeIs(2));
  EXPECT_EQ(field(pages[0], "code"), "8");
  EXPECT_EQ(pages[1].browser, "phone");
  EXPECT_EQ(field(pages[1], "code"), "7");
}

TEST_F(evidence_of_attempts, has_the_mails_that_came_and_the_code_that_was_read) {
  on_request = [this] {
    if (!environment->mails.all.empty()) return;
    add(mail_with("123456"));
    const auto& mail = environment->mails.all.front();
    environment->witness->mail_came(*mail.envelope, mail.bytes, "S: 220 mail.test\n");
    environment->witness->mail_came({"x@example.com", {"other@example.com"}}, "Subject: x\r\n\r\n", "");
  };
  const auto mails = all_of<events::mail_received>(attempt_at("  - goto: /\n  - read_code\n  - click: Absent\n"));
  ASSERT_THAT(mails, SizeIs(2));
  EXPECT_EQ(mails[0].from, "no-reply@example.com");
  EXPECT_THAT(mails[0].to, ElementsAre("amina@example.com"));
  EXPECT_EQ(mails[0].subject, "Votre code à usage unique");
  EXPECT_EQ(mails[0].code, "123456");
  EXPECT_EQ(mails[0].when.step, 1U);
  EXPECT_EQ(text_of(mails[0].transcript), "S: 220 mail.test\n");
  EXPECT_EQ(text_of(mails[0].raw), environment->mails.all.front().bytes);
  EXPECT_EQ(mails[1].code, "");
}

TEST_F(evidence_of_attempts, has_a_mail_that_was_read_elsewhere) {
  add(mail_with("123456"));
  const auto mails = all_of<events::mail_received>(attempt_at("  - goto: /\n  - read_code\n  - click: Absent\n"));
  ASSERT_THAT(mails, SizeIs(1));
  EXPECT_EQ(mails[0].code, "123456");
  EXPECT_EQ(mails[0].when.step, 2U);
}

TEST_F(evidence_of_attempts, has_what_the_captcha_provider_was_asked) {
  on_request = [this] {
    const http::url verify = *http::parse_url("http://127.0.0.1:9/siteverify");
    const http::request question("POST", "/siteverify", {}, "response=t");
    const result<http::response> answer = http::response(200, {{"Content-Type", "application/json"}}, "{}");
    environment->witness->captcha_checked({"recaptcha", "fault", 503, {"x"}, "k", "login", "127.0.0.1"});
    environment->witness->captcha_asked({verify, question, answer, {}, 5ms});
    const result<http::response> none = fail("timed-out", "no answer");
    environment->witness->captcha_asked({verify, question, none, {}, 5ms});
  };
  const auto kept = attempt_at("  - goto: /\n  - click: Absent\n");
  const auto checks = all_of<events::captcha_checked>(kept);
  ASSERT_THAT(checks, SizeIs(1));
  EXPECT_EQ(checks[0].outcome, "fault");
  EXPECT_EQ(checks[0].status, 503U);
  const auto exchanges = all_of<events::http_exchanged>(kept);
  ASSERT_THAT(exchanges, SizeIs(3));
  EXPECT_EQ(exchanges[0].by, "portal");
  EXPECT_EQ(text_of(exchanges[0].response), "{}");
  EXPECT_EQ(exchanges[1].error, "no answer");
  EXPECT_THAT(all_of<events::page_shown>(kept), SizeIs(1)) << "the portal shows no page to anybody";
}

TEST_F(evidence_of_attempts, has_the_time_that_a_journey_let_pass_and_why) {
  environment->mails.comes_after = 3s;
  const auto moves = all_of<events::time_moved>(attempt_at(
      "  - goto: /\n  - wait: 11m\n  - goto: /next\n    retry: {until: {page: code}, every: 1s, within: 2s}\n"));
  ASSERT_THAT(moves, SizeIs(3));
  EXPECT_EQ(moves[0].by, 11min);
  EXPECT_EQ(moves[0].why, "wait");
  EXPECT_EQ(moves[0].when.step, 2U);
  EXPECT_EQ(moves[1].by, 1s);
  EXPECT_EQ(moves[1].why, "retry");
  const auto mail = all_of<events::time_moved>(attempt_at("  - goto: /\n  - read_code\n"));
  ASSERT_THAT(mail, SizeIs(1));
  EXPECT_EQ(mail[0].by, 3s);
  EXPECT_EQ(mail[0].why, "mail");
}

TEST_F(evidence_of_attempts, is_kept_when_an_exception_ends_the_attempt) {
  throws_after = true;
  EXPECT_THAT(all_of<events::http_exchanged>(attempt_at(walk)), SizeIs(2));
  EXPECT_EQ(end.verdict, events::verdict::error);
  throws = true;
  EXPECT_THAT(attempt_at(walk), IsEmpty());
}

TEST_F(evidence_of_attempts, is_cut_at_its_limit_and_says_so) {
  const std::string poll = "  - goto: /next\n    retry: {until: {page: code}, every: 1s, within: 20s}\n";
  const auto whole = attempt_at(poll);
  EXPECT_THAT(all_of<events::evidence_cut>(whole), IsEmpty());
  chosen.evidence_limit = size;
  EXPECT_THAT(all_of<events::evidence_cut>(attempt_at(poll)), IsEmpty()) << "the limit itself is enough";
  chosen.evidence_limit = size - 1;
  const auto less = attempt_at(poll);
  ASSERT_THAT(all_of<events::evidence_cut>(less), SizeIs(1));
  const auto cut = std::get<events::evidence_cut>(less.front());
  EXPECT_EQ(cut.limit, chosen.evidence_limit);
  EXPECT_GT(cut.bytes, 0U);
  EXPECT_EQ(cut.id, "x.yaml");
  EXPECT_LE(size, chosen.evidence_limit);
  chosen.evidence_limit = 4000;
  const auto little = attempt_at(poll);
  EXPECT_LE(size, 4000U);
  EXPECT_GT(std::get<events::evidence_cut>(little.front()).events, 10U) << "the oldest go first";
  EXPECT_EQ(all_of<events::http_exchanged>(little).back().when.elapsed,
            all_of<events::http_exchanged>(whole).back().when.elapsed);
}

TEST_F(evidence_of_attempts, leaves_out_a_body_that_is_more_than_all_that_may_be_kept) {
  site["/"] = {html(std::string(5000, 'x'))};
  chosen.evidence_limit = 2000;
  const auto kept = attempt_at("  - goto: /\n  - click: Absent\n");
  const auto exchange = all_of<events::http_exchanged>(kept).at(0);
  EXPECT_EQ(exchange.response, (events::content{"text/html; charset=utf-8", 5000, {}, {}}));
  EXPECT_EQ(all_of<events::page_shown>(kept).at(0).source, exchange.response);
  EXPECT_EQ(all_of<events::evidence_cut>(kept).at(0).bytes, 5000U);
}

TEST_F(evidence_of_attempts, cuts_the_text_of_a_page_between_characters_where_only_that_is_too_much) {
  std::string words;
  for (int i = 0; i < 300; ++i) words += "é";
  site["/"] = {html("<p>" + words + "</p>")};
  chosen.evidence_limit = 4U << 20U;
  (void)attempt_at("  - goto: /\n  - click: Absent\n");
  const auto text = 2 * 300U;
  chosen.evidence_limit = size - text + 101;
  const auto kept = attempt_at("  - goto: /\n  - click: Absent\n");
  EXPECT_THAT(text_of(all_of<events::page_shown>(kept).at(0).text), testing::StrEq(words.substr(0, 100)));
  EXPECT_EQ(all_of<events::evidence_cut>(kept).at(0).bytes, 500U);
}

}  // namespace
}  // namespace parcours::run
