// Steps as they are played: polling and its limits, the attempt's time, the steps of a page.
#include "tests/run/steps.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <array>

namespace parcours::run {
namespace {

using events::verdict;
using testing::ElementsAre;
using testing::HasSubstr;

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

// -- several browsers

TEST_F(steps, each_browser_has_its_own_cookies_page_and_fields) {
  ASSERT_TRUE(
      play("  - goto: /\n  - goto: /next\n    in: phone\n    expect: {page: done, cookie: {name: s, value: null}}\n"
           "  - expect: {page: code, cookie: {name: s, value: abc}}\n  - fill: {Code: '1'}\n"
           "  - goto: /\n    in: phone\n  - fill: {Code: '2'}\n    in: phone\n  - click: Valider\n"
           "    expect: {page: done}\n  - expect: {page: code}\n    in: phone\n  - click: Valider\n    in: phone\n"));
  ASSERT_EQ(asked.size(), 5U);
  EXPECT_FALSE(asked[1].headers.find("Cookie"));
  EXPECT_THAT(asked[3].body, HasSubstr("code=1&"));
  EXPECT_THAT(asked[4].body, HasSubstr("code=2&"));
}

TEST_F(steps, a_browser_is_opened_when_the_first_step_is_in_it) {
  std::size_t opened = 0;
  environment->opens = [this, &opened](drivers::exchange_observer observer) {
    ++opened;
    return environment->form_browser(std::move(observer));
  };
  ASSERT_TRUE(play("  - goto: /\n  - goto: /\n"));
  EXPECT_EQ(opened, 1U);
  ASSERT_TRUE(play("  - goto: /\n    in: phone\n  - goto: /\n  - goto: /\n    in: phone\n  - goto: /\n    in: tab\n"));
  EXPECT_EQ(opened, 1U + 3U);
}

TEST_F(steps, titles_tell_the_browser) {
  EXPECT_FALSE(play("  - goto: /\n  - goto: /\n    in: phone\n  - expect: {page: done}\n    in: phone\n"));
  ASSERT_EQ(told.size(), 3U);
  EXPECT_EQ(told[0].title, "goto");
  EXPECT_EQ(told[1].title, "goto in phone");
  EXPECT_EQ(told[2].title, "expect in phone");
}

TEST_F(steps, the_page_of_a_failure_is_that_of_its_browser) {
  site["/next"] = {html("<title>Fait</title><h1>Fait</h1>")};
  EXPECT_FALSE(play("  - goto: /\n  - goto: /next\n    in: phone\n    expect: {page: code}\n"));
  EXPECT_THAT(last_page, testing::StartsWith("Fait\n"));
  EXPECT_FALSE(play("  - goto: /next\n  - goto: /\n    in: phone\n  - expect: {page: code}\n"));
  EXPECT_THAT(last_page, testing::StartsWith("Fait\n"));
}

TEST_F(steps, answers_are_those_of_the_browser_and_its_own_last_step) {
  site["/secret"] = {html("<h1>Fait</h1>caché")};
  EXPECT_FALSE(play("  - goto: /secret\n  - goto: /\n    in: phone\n  - expect: {absent: 'caché'}\n"));
  EXPECT_TRUE(play("  - goto: /secret\n  - goto: /\n    in: phone\n    expect: {absent: 'caché'}\n"));
  EXPECT_TRUE(
      play("  - goto: /secret\n  - goto: /\n  - goto: /secret\n    in: phone\n  - expect: {absent: 'caché'}\n"));
}

TEST_F(steps, polling_looks_at_its_own_browser) {
  site["/wait"] = {html("<h1>Rien</h1>"), html("<h1>Fait</h1>")};
  EXPECT_TRUE(
      play("  - goto: /\n  - goto: /wait\n    in: phone\n    retry: {until: {page: done}, every: 1s, within: 2s}\n"
           "  - expect: {page: code}\n"));
}

TEST_F(steps, a_step_of_the_flow_is_spelled_in_the_browser_that_it_is_in) {
  EXPECT_TRUE(
      play("  - goto: /\n  - accept_terms:\n    in: phone\n  - expect: {page: code}\n  - goto: /\n    in: phone\n"
           "  - submit_code: {code: '1'}\n    in: phone\n    expect: {page: done}\n  - expect: {page: code}\n"));
  EXPECT_THAT(asked.back().body, HasSubstr("g-recaptcha-response=token-1"));
}

TEST_F(steps, each_browser_has_the_address_that_was_given_in_it) {
  environment->mails.counted = 1;
  environment->mails.counted_for = "its@example.com";
  add(mail_with("482913"));
  ASSERT_TRUE(
      play("  - request_code: {email: its@example.com}\n    in: phone\n    expect: {mails: 1}\n  - expect: {mails: 0}\n"
           "  - read_code\n  - expect: {mails: 1}\n    in: phone\n",
           "outcome: {mails: 0}\n"));
  EXPECT_THAT(environment->mails.waited_for, ElementsAre("amina@example.com"));
  environment->mails.waited_for.clear();
  ASSERT_TRUE(
      play("  - request_code: {email: its@example.com}\n    in: phone\n  - read_code:\n    in: phone\n"
           "  - goto: '/next?${code}'\n"));
  EXPECT_THAT(environment->mails.waited_for, ElementsAre("its@example.com"));
  EXPECT_EQ(asked.back().target, "/next?482913") << "variables are everybody's";
}

TEST_F(steps, the_outcome_looks_at_the_browser_without_a_name) {
  EXPECT_TRUE(play("  - goto: /\n  - goto: /next\n    in: phone\n", "outcome: {page: code}\n"));
  EXPECT_FALSE(play("  - goto: /\n  - goto: /next\n    in: phone\n", "outcome: {page: done}\n"));
}

}  // namespace
}  // namespace parcours::run
