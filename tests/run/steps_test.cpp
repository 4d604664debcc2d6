// Steps as they are played: polling and its limits, the steps of the flow, the steps of a page, cookies, time.
#include "tests/run/stage.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <array>

namespace parcours::run {
namespace {

using events::verdict;
using testing::ElementsAre;
using testing::HasSubstr;

class steps : public stage {
 protected:
  steps() {
    site["/"].push_back(html(
        "<h1>Code</h1><form method=post action=/next><label>Code <input name=code></label>"
        "<label>Accord <input type=checkbox name=ok></label><label>Liste <select name=l><option>A<option>B"
        "</select></label><label>Fixe <input name=fix value=1 readonly></label><label>Hors <input disabled></label>"
        "<label>Choix <input type=radio name=r></label>"
        "<label>Deux <input name=d1></label><label>Deux <input name=d2></label>"
        "<input type=hidden name=csrf value=t1><button>Valider</button><button disabled>Fermé</button></form>"
        "<form method=post enctype=multipart/form-data><button>Envoyer tout</button></form><a href=/next>Suite</a>",
        {{"Set-Cookie", "s=abc; Path=/"}, {"X-Ref", "n° 42."}}));
    site["/next"].push_back(html("<h1>Fait</h1>"));
    site["/terms"].push_back(html("<h1>Fait</h1>"));
  }

  void expect_failure(const step_result& played, const std::string& message, std::size_t line = 4) {
    ASSERT_FALSE(played);
    EXPECT_EQ(played.error().verdict, verdict::failed) << played.error().why.message;
    EXPECT_THAT(played.error().why.message, HasSubstr(message));
    EXPECT_EQ(played.error().why.where.line, line);
  }
  void expect_error(const step_result& played, const std::string& kind) {
    ASSERT_FALSE(played);
    EXPECT_EQ(played.error().verdict, verdict::error);
    EXPECT_EQ(played.error().why.kind, kind) << played.error().why.message;
  }
  smtp::mail mail_with(const std::string& code) {
    smtp::mail sent;
    sent.from = {"", "no-reply@example.com"};
    sent.to = {{"", "amina@example.com"}};
    sent.subject = "Votre code à usage unique";
    sent.text = "Votre code secret : " + code + "\n";
    sent.html = "<p>Votre code secret : <b>" + code + "</b></p>";
    sent.message_id = "1@example.com";
    return sent;
  }
  void add(const smtp::mail& sent) { environment->mails.add(sent, {"no-reply@example.com", {"amina@example.com"}}); }
  step_result read_code() { return play("  - goto: /\n  - read_code\n"); }
};

// -- polling

TEST_F(steps, a_retry_ends_when_it_holds) {
  site["/"] = {html("<h1>Rien</h1>"), html("<h1>Rien</h1>"), html("<h1>Code</h1>")};
  EXPECT_TRUE(play("  - goto: /\n    retry: {until: {page: code}, every: 2s, within: 10s}\n"));
  EXPECT_EQ(asked.size(), 3U);
}

TEST_F(steps, a_retry_that_runs_out_fails_with_what_it_waited_for) {
  const auto played = play("  - goto: /\n    retry: {until: {page: done}, every: 2s, within: 6s}\n");
  expect_failure(played, "the page is not what the journey expects");
  EXPECT_EQ(played.error().why.seen, "code, « Code »");
  EXPECT_EQ(asked.size(), 4U) << "at 0, 2, 4 and 6 s";
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].verdict, verdict::failed);
}

TEST_F(steps, a_retry_looks_at_the_edge_of_its_time_and_not_beyond) {
  EXPECT_FALSE(play("  - goto: /\n    retry: {until: {page: done}, every: 2s, within: 5999ms}\n"));
  EXPECT_EQ(asked.size(), 3U);
}

TEST_F(steps, a_retry_is_not_done_again_for_what_cannot_be_told) {
  expect_error(play("  - goto: /\n    retry: {until: {page: nowhere}, every: 1s, within: 9s}\n"), "target");
  EXPECT_EQ(asked.size(), 1U);
}

TEST_F(steps, a_retry_polls_at_most_ten_thousand_times) {
  const auto polls = [this](const std::string& within) {
    environment->mails.counted = 0;
    return play("  - retry: {until: {mails: 1}, every: 1ms, within: " + within + "}\n");
  };
  EXPECT_EQ(polls("9999ms").error().verdict, verdict::failed);
  expect_error(polls("10s"), "timeout");
  EXPECT_THAT(polls("1h").error().why.message, HasSubstr("polled 10000 times"));
}

TEST_F(steps, a_retry_ends_with_the_attempts_time) {
  chosen.timeout = 1ns;
  const auto played = play("  - goto: /\n    retry: {until: {page: done}, every: 1s, within: 1h}\n");
  expect_error(played, "timeout");
  EXPECT_EQ(asked.size(), 1U);
}

TEST_F(steps, a_retry_in_the_target_file_is_played_within_the_step_that_it_spells) {
  const auto spelled = [this](const std::string& retry) {
    use_target(
        "target: Table\nbase_url: \"http://127.0.0.1:8080\"\nenvironment: test\npages:\n  code: {heading: Code}\n"
        "  done: {heading: Fait}\nsteps:\n  accept_terms:\n    accept:\n      - goto: /\n        retry: " +
        retry + "\nmail: {prompt: true}\n");
  };
  site["/"] = {html("<h1>Rien</h1>42"), html("<h1>Rien</h1>"), html("<h1>Code</h1>")};
  spelled("{until: {page: code}, every: 2s, within: 10s}");
  EXPECT_TRUE(play("  - accept_terms:\n    expect: {page: code, within: 4s}\n"));
  EXPECT_EQ(asked.size(), 3U);
  site["/"] = {html("<h1>Rien</h1>42"), html("<h1>Code</h1>")};
  EXPECT_FALSE(play("  - accept_terms:\n    expect: {absent: \"42\"}\n")) << "no answer of the step is forgotten";
  site["/"] = {html("<h1>Rien</h1>")};
  asked.clear();
  spelled("{until: {page: done}, every: 2s, within: 6s}");
  expect_failure(play("  - accept_terms\n"), "the page is not what the journey expects", 3);
  EXPECT_EQ(asked.size(), 4U);
}

TEST_F(steps, waiting_in_the_target_file_counts_against_nobody) {
  use_target(
      "target: Table\nbase_url: \"http://127.0.0.1:8080\"\nenvironment: test\npages:\n  code: {heading: Code}\n"
      "steps:\n  accept_terms:\n    accept:\n      - goto: /\n        retry: {until: {page: code}, every: 40s, within: "
      "4m}\n"
      "      - wait: 2m\nmail: {prompt: true}\n");
  site["/"] = {html("<h1>Rien</h1>"), html("<h1>Rien</h1>"), html("<h1>Rien</h1>"), html("<h1>Code</h1>")};
  EXPECT_TRUE(play("  - accept_terms\n"));
}

TEST_F(steps, expectations_beside_a_retry_are_looked_at_too) {
  const auto played = play("  - goto: /\n    retry: {until: {page: code}}\n    expect: {status: 404}\n");
  expect_failure(played, "HTTP status", 5);
}

// -- the attempt

TEST_F(steps, an_attempt_that_takes_too_long_is_an_error) {
  chosen.timeout = 1ns;
  expect_error(play("  - goto: /\n"), "timeout");
  chosen.timeout = 1min;
  EXPECT_TRUE(play("  - goto: /\n"));
}

TEST_F(steps, waiting_does_not_count_against_the_attempt) {
  chosen.timeout = 1s;
  EXPECT_TRUE(play("  - wait: 1h\n"));
  add(mail_with("482913"));
  environment->mails.comes_after = 1h;
  EXPECT_TRUE(read_code());
}

TEST_F(steps, a_pause_of_the_run_does_not_count_against_the_attempt) {
  chosen.timeout = 1ns;
  on_request = [this] { environment->pauses += 1h; };
  EXPECT_TRUE(play("  - goto: /\n"));
}

TEST_F(steps, a_failure_goes_before_the_attempts_time) {
  chosen.timeout = 1ns;
  expect_failure(play("  - goto: /\n    expect: {status: 404}\n"), "HTTP status");
}

TEST_F(steps, steps_are_numbered) {
  EXPECT_TRUE(play("  - goto: /\n  - goto: /next\n"));
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0].index, 1U);
  EXPECT_EQ(told[1].index, 2U);
  EXPECT_THAT(environment->statuses, ElementsAre(200U, 200U));
}

TEST_F(steps, the_first_step_that_goes_wrong_is_the_last) {
  EXPECT_FALSE(play("  - goto: /\n    expect: {status: 404}\n  - goto: /next\n", "outcome: {account: active}\n"));
  EXPECT_EQ(asked.size(), 1U);
  EXPECT_EQ(told.size(), 1U);
}

TEST_F(steps, a_wait_that_the_world_refuses_is_an_error) {
  environment->no_wait = {"wait-too-long", "too long"};
  expect_error(play("  - wait: 1h\n"), "wait-too-long");
  expect_error(play("  - retry: {until: {account: active}}\n"), "wait-too-long");
}

// -- the steps of a page

struct fault {
  const char* step;
  const char* message;
};

TEST_F(steps, what_the_page_does_not_have_is_its_failure) {
  for (const auto& one : {
           fault{"fill: {Prénom: x}", "Prénom"},
           fault{"fill: {Deux: x}", "Deux"},
           fault{"fill: {Hors: x}", "Hors"},
           fault{"fill: {Fixe: x}", "Fixe"},
           fault{"uncheck: Choix", "is a radio button"},
           fault{"click: Envoyer tout", "multipart/form-data"},
           fault{"fill: {Liste: C}", "C"},
           fault{"check: Accords", "Accords"},
           fault{"check: Code", "Code"},
           fault{"uncheck: Accords", "Accords"},
           fault{"click: Envoyer", "Envoyer"},
           fault{"click: Fermé", "is disabled"},
           fault{"click: {link: Aide}", "Aide"},
           fault{"capture: {x: {text: h7}}", "h7"},
           fault{"capture: {x: {field: Prénom}}", "Prénom"},
           fault{"capture: {x: {header: X-None}}", "the answer has no header X-None"},
           fault{"capture: {x: {cookie: none}}", "the browser has no cookie none"},
           fault{"capture: {x: {regex: 'n°'}}", "nothing matches the regular expression of 'x'"},
           fault{"capture: {x: {regex: checkbox}}", "nothing matches the regular expression of 'x'"},
       }) {
    const auto played = play("  - goto: /\n  - " + std::string(one.step) + "\n");
    expect_failure(played, one.message);
  }
}

asio::awaitable<void> say_and_close(std::shared_ptr<ports::listener> on, std::string words) {
  auto accepted = co_await on->accept();
  std::array<char, 1024> buffer{};
  (void)co_await accepted->read_some(asio::buffer(buffer));
  (void)co_await accepted->write(words);
}

TEST_F(steps, what_the_portal_answers_and_nobody_can_read_is_its_failure) {
  site["/loop"].push_back(redirect("/loop"));
  site["/deep"].push_back(html([] {
    std::string nested;
    for (int i = 0; i < 300; ++i) nested += "<div>";
    return nested;
  }()));
  site["/big"].push_back(html(std::string(2000, 'x')));
  environment->client.max_body = 1800;
  expect_failure(play("  - goto: /loop\n"), "redirects in a row", 3);
  expect_failure(play("  - goto: /deep\n"), "nests elements too deeply", 3);
  expect_failure(play("  - goto: /big\n"), "more than 1800 bytes", 3);
  auto env = environment->env();
  std::shared_ptr<ports::listener> other = std::move(env.net.listen({"127.0.0.1", 8081})).value();
  asio::co_spawn(env.executor, say_and_close(other, "SSH-2.0-x\r\n\r\n"), asio::detached);
  expect_failure(play("  - goto: http://127.0.0.1:8081/\n"), "something that is not HTTP/1.1", 3);
}

TEST_F(steps, what_is_filled_in_is_sent) {
  ASSERT_TRUE(
      play("  - goto: /\n  - fill: {Code: '1 2', Liste: B}\n  - fill: {field: csrf, with: t2}\n  - check: Accord\n"
           "  - click: Valider\n    expect: {page: done}\n"));
  EXPECT_EQ(asked.at(1).body, "code=1+2&ok=on&l=B&fix=1&d1=&d2=&csrf=t2");
  ASSERT_TRUE(play("  - goto: /\n  - check: Accord\n  - uncheck: Accord\n  - click: Valider\n"));
  EXPECT_EQ(asked.back().body.find("ok="), std::string::npos);
}

TEST_F(steps, values_are_kept_from_everywhere) {
  ASSERT_TRUE(
      play("  - goto: /?x=1\n  - fill: {Code: '77'}\n  - capture:\n      a: {text: h1}\n      b: {field: Code}\n"
           "      c: {header: X-Ref, regex: 'n° (\\d+)'}\n      d: {cookie: s}\n      e: {url: true, regex: '\\?x.1'}\n"
           "      f: {regex: 'Su(?=ite)'}\n  - goto: '/next?${a}-${b}-${c}-${d}-${f}-${e}'\n"
           "    expect: {url: '/\\/next.Code-77-42-abc-Su-.x=1$/'}\n"));
}

TEST_F(steps, a_cookie_is_set_changed_and_taken_away) {
  ASSERT_TRUE(
      play("  - set_cookie: {first: '1'}\n  - goto: /\n  - capture: {old: {cookie: s}}\n"
           "  - set_cookie: {s: 'x${old}', first: null}\n  - goto: /next\n  - set_cookie: {s: null}\n"
           "  - goto: /next\n    expect: {cookie: {name: s, value: null}}\n"
           "  - set_cookie: {a: '1', b: '2'}\n  - goto: /next\n"));
  const auto sent = [this](std::size_t at) { return std::string(asked.at(at).headers.find("Cookie").value_or("")); };
  EXPECT_EQ(sent(0), "first=1");
  EXPECT_EQ(sent(1), "s=xabc");
  EXPECT_EQ(sent(2), "");
  EXPECT_EQ(sent(3), "a=1; b=2");
  expect_error(play("  - set_cookie: {s: 'a;b'}\n"), "bad-cookie");
}

TEST_F(steps, a_connection_that_fails_is_an_error_of_the_run) {
  expect_error(play("  - goto: http://127.0.0.1:9/\n"), "connection-refused");
}

TEST_F(steps, a_double_click_sends_twice_and_each_answer_is_seen) {
  site["/next"] = {html("<h1>Fait</h1><p>première"), html("<h1>Fait</h1><p>deuxième")};
  ASSERT_TRUE(play("  - goto: /\n  - click: {button: Valider, times: 2}\n    expect: {message: deuxième}\n"));
  EXPECT_EQ(asked.size(), 3U);
  site["/next"] = {html("<h1>Fait</h1><p>première"), html("<h1>Fait</h1><p>deuxième")};
  EXPECT_FALSE(play("  - goto: /\n  - click: {button: Valider, times: 2}\n    expect: {absent: première}\n"));
}

TEST_F(steps, a_link_is_not_the_button_of_its_name) {
  site["/"] = {
      html("<h1>Code</h1><form method=post action=/next><button>Suite</button></form><a href=/terms>Suite</a>")};
  ASSERT_TRUE(play("  - goto: /\n  - click: {link: Suite}\n  - goto: /\n  - click: Suite\n"));
  EXPECT_EQ(asked.at(1).target, "/terms");
  EXPECT_EQ(asked.at(3).target, "/next");
}

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
