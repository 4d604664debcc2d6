// Each thing that a step can expect: it holds, it fails with its message, expectation, sight and place, or it cannot be
// told at all.
#include "tests/run/stage.hpp"

namespace parcours::run {
namespace {

using events::verdict;
using testing::HasSubstr;

struct looked {
  const char* expects;  ///< the mapping beside `expect:`
  const char* message;  ///< "" if it holds; "=" and a message if it cannot be told
  const char* expected;
  const char* seen;
};

void PrintTo(const looked& one, std::ostream* out) { *out << one.expects; }

class looks : public stage {
 protected:
  looks() {
    site["/"].push_back(html(
        "<title>T</title><h1>Code</h1><p>Saisissez le code.</p><div role=alert>Le code est faux.</div>"
        "<div role=status>Envoyé</div><form method=post action=/next><label>Code : <input name=code aria-invalid=true "
        "aria-describedby=e></label><span id=e>Six chiffres.</span><label>Nom <input name=nom></label>"
        "<input type=hidden name=t value=caché><button>Valider</button></form>",
        {{"Cache-Control", "no-store"},
         {"X-Twice", "a"},
         {"X-Twice", "b"},
         {"Set-Cookie", "s=abc; Path=/; HttpOnly; SameSite=Lax"},
         {"Set-Cookie", "t=1; Path=/x; Secure"},
         {"Set-Cookie", "gone=1; Max-Age=0"}}));
    environment->mails.counted = 2;
    environment->checks = 1;
    environment->variables.emplace("world.smtp", "a.c");
  }
};

class one_look : public looks, public testing::WithParamInterface<looked> {};

TEST_P(one_look, is_told_as_it_is) {
  const auto played = play("  - goto: /\n    expect: {" + std::string(GetParam().expects) + "}\n");
  const std::string message = GetParam().message;
  if (message.empty()) {
    EXPECT_TRUE(played) << played.error().why.message << ": " << played.error().why.seen;
    return;
  }
  ASSERT_FALSE(played);
  const auto& why = played.error().why;
  const bool error = message.starts_with('=');
  EXPECT_EQ(played.error().verdict, error ? verdict::error : verdict::failed);
  EXPECT_EQ(why.message, error ? message.substr(1) : message);
  EXPECT_EQ(why.expected, GetParam().expected);
  EXPECT_EQ(why.seen, GetParam().seen);
  EXPECT_EQ(why.where.file, "x.yaml");
  EXPECT_EQ(why.where.line, 4U);
  EXPECT_GE(why.where.column, 14U);
  EXPECT_TRUE(why.further.empty());
}

constexpr auto not_page = "the page is not what the journey expects";
constexpr auto not_said = "what the page says is not what the journey expects";
constexpr auto not_beside = "the message beside the field is not what the journey expects";
constexpr auto there = "what must be absent is there";
constexpr auto not_address = "the address of the page is not what the journey expects";
constexpr auto not_cookie = "the cookie s is not what the journey expects";

INSTANTIATE_TEST_SUITE_P(
    pages, one_look,
    testing::Values(looked{"page: code", "", "", ""}, looked{"page: done", not_page, "done", "code, « Code »"},
                    looked{"page: nowhere", "=the target file knows no page 'nowhere'", "", ""},
                    looked{"status: 200", "", "", ""},
                    looked{"status: 404", "the HTTP status is not what the journey expects", "404", "200"},
                    looked{"status: 201", "the HTTP status is not what the journey expects", "201", "200"},
                    looked{"page: twin", not_page, "twin", "code, « Code »"},
                    looked{"url: '8080/${world.smtp}'", not_address, "8080/a.c", "http://127.0.0.1:8080/"},
                    looked{"url: '8080/'", "", "", ""}, looked{"url: '/:8080\\/$/'", "", "", ""},
                    looked{"url: 8081", not_address, "8081", "http://127.0.0.1:8080/"},
                    looked{"url: /^8080/", not_address, "/^8080/", "http://127.0.0.1:8080/"}));

INSTANTIATE_TEST_SUITE_P(
    messages, one_look,
    testing::Values(looked{"message: le code est", not_said, "le code est", "Le code est faux.\nEnvoyé"},
                    looked{"message: Le code est  faux", "", "", ""}, looked{"message: Envoyé", "", "", ""},
                    looked{"message: Saisissez", "", "", ""}, looked{"message: /^Envoyé$/", "", "", ""},
                    looked{"message: /vrai/", not_said, "/vrai/", "Le code est faux.\nEnvoyé"},
                    looked{"field_error: Six", "", "", ""}, looked{"field_error: /^Six chiffres.$/", "", "", ""},
                    looked{"field_error: Cinq", not_beside, "Cinq", "Code: Six chiffres."},
                    looked{"field_error: /cinq/", not_beside, "/cinq/", "Code: Six chiffres."},
                    looked{"field_error: {Code: Six}", "", "", ""}, looked{"field_error: {code: Six}", "", "", ""},
                    looked{"field_error: {code: /six/}", not_beside, "code: /six/", "Code: Six chiffres."},
                    looked{"field_error: {'Code *': /Six/}", "", "", ""},
                    looked{"field_error: {Nom: Six}", not_beside, "Nom: Six", "Code: Six chiffres."}));

INSTANTIATE_TEST_SUITE_P(
    absences, one_look,
    testing::Values(looked{"absent: vrai", "", "", ""}, looked{"absent: /vrai|juste/", "", "", ""},
                    looked{"absent: code est  faux", there, "no code est  faux", "on the page"},
                    looked{"absent: /est f.ux/", there, "no /est f.ux/", "on the page"},
                    looked{"absent: caché", there, "no caché", "in the source of the page"},
                    looked{"absent: /value=c/", there, "no /value=c/", "in the source of the page"},
                    looked{"absent: no-store", there, "no no-store", "in the header Cache-Control"},
                    looked{"absent: /^Set-Cookie. s=a/", there, "no /^Set-Cookie. s=a/", "in the header Set-Cookie"}));

INSTANTIATE_TEST_SUITE_P(
    headers, one_look,
    testing::Values(looked{"header: {cache-control: no-store}", "", "", ""},
                    looked{"header: {Cache-Control: /^no-st/}", "", "", ""},
                    looked{"header: {Cache-Control: no-st}", "the header Cache-Control is not what the journey expects",
                           "no-st", "no-store"},
                    looked{"header: {X-Twice: 'a, b'}", "", "", ""}, looked{"header: {X-None: null}", "", "", ""},
                    looked{"header: {X-None: /./}", "the header X-None is not what the journey expects", "/./", "none"},
                    looked{"header: {X-Twice: null}", "the header X-Twice is not what the journey expects", "none",
                           "a, b"}));

INSTANTIATE_TEST_SUITE_P(
    cookies, one_look,
    testing::Values(looked{"cookie: {name: s, value: abc}", "", "", ""},
                    looked{"cookie: {name: s, value: /^a/}", "", "", ""},
                    looked{"cookie: {name: s, value: ab}", not_cookie, "ab", "abc"},
                    looked{"cookie: {name: s, value: null}", not_cookie, "none", "abc"},
                    looked{"cookie: {name: gone, value: null}", "", "", ""},
                    looked{"cookie: {name: gone, path: /}", "the cookie gone is not what the journey expects",
                           "a cookie", "no such cookie"},
                    looked{"cookie: {name: gone, value: 1}", "the cookie gone is not what the journey expects",
                           "a cookie", "no such cookie"},
                    looked{"cookie: {name: s, http_only: true}", "", "", ""},
                    looked{"cookie: {name: s, http_only: false}", not_cookie, "not HttpOnly", "HttpOnly"},
                    looked{"cookie: {name: t, http_only: true}", "the cookie t is not what the journey expects",
                           "HttpOnly", "not HttpOnly"},
                    looked{"cookie: {name: t, secure: true}", "", "", ""},
                    looked{"cookie: {name: s, secure: true}", not_cookie, "Secure", "not Secure"},
                    looked{"cookie: {name: s, same_site: Lax}", "", "", ""},
                    looked{"cookie: {name: t, same_site: null}", "", "", ""},
                    looked{"cookie: {name: s, same_site: Strict}",
                           "SameSite of the cookie s is not what the journey expects", "Strict", "Lax"},
                    looked{"cookie: {name: t, same_site: None}",
                           "SameSite of the cookie t is not what the journey expects", "None", "none"},
                    looked{"cookie: {name: t, path: /x}", "", "", ""},
                    looked{"cookie: {name: t, path: /}", "the path of the cookie t is not what the journey expects",
                           "/", "/x"}));

INSTANTIATE_TEST_SUITE_P(
    states, one_look,
    testing::Values(
        looked{"account: inactive", "", "", ""},
        looked{"account: active", "the account is not what the journey expects", "active", "inactive"},
        looked{"mails: 2", "", "", ""},
        looked{"mails: 1", "the number of mails to amina@example.com is not what the journey expects", "1", "2"},
        looked{"mails: 3", "the number of mails to amina@example.com is not what the journey expects", "3", "2"},
        looked{"captcha: passed", "", "", ""},
        looked{"captcha: failed", "the verification of the captcha is not what the journey expects", "failed",
               "passed"},
        looked{"captcha: not_checked", "the verification of the captcha is not what the journey expects", "not_checked",
               "passed"},
        looked{"within: 1m", "", "", ""}));

class two_fields : public stage {
 protected:
  two_fields() {
    site["/"].push_back(
        html("<h1>Code</h1><p class=note>Deux erreurs.</p><div role=alert>Erreur</div><form>"
             "<label>Un <input name=a aria-invalid=true aria-describedby=e1></label><span id=e1>Trop court.</span>"
             "<label>Deux <input name=b aria-invalid=true aria-describedby=e2></label><span id=e2>Trop long.</span>"));
  }
};

TEST_F(two_fields, any_field_may_have_the_message) {
  EXPECT_TRUE(play("  - goto: /\n    expect: {field_error: Trop court.}\n"));
  EXPECT_TRUE(play("  - goto: /\n    expect: {field_error: Trop long.}\n"));
  EXPECT_TRUE(play("  - goto: /\n    expect: {field_error: {Un: Trop court., b: Trop long.}}\n"));
  const auto played = play("  - goto: /\n    expect: {field_error: {Un: Trop long.}}\n");
  ASSERT_FALSE(played);
  EXPECT_EQ(played.error().why.seen, "Un: Trop court.\nDeux: Trop long.");
}

TEST_F(two_fields, the_target_file_says_where_messages_stand) {
  const auto told_of = [this] { return play("  - goto: /\n    expect: {message: Aucune}\n").error().why.seen; };
  EXPECT_EQ(told_of(), "Erreur");
  use_target(std::string(table) + "messages: {message: .note}\n");
  EXPECT_EQ(told_of(), "Deux erreurs.");
}

// The journey's reader lets no variable pass that nothing can define; a world that lacks one is the run's fault.
class no_value : public looks, public testing::WithParamInterface<const char*> {};

TEST_P(no_value, is_an_error_of_the_run) {
  environment->variables.erase("world.smtp");
  const auto played = play("  - goto: /\n    expect: {" + std::string(GetParam()) + "}\n");
  ASSERT_FALSE(played);
  EXPECT_EQ(played.error().verdict, verdict::error);
  EXPECT_THAT(played.error().why.message, HasSubstr("world.smtp"));
}

INSTANTIATE_TEST_SUITE_P(of_a_variable, no_value,
                         testing::Values("page: '${world.smtp}'", "message: '${world.smtp}'",
                                         "message: '/${world.smtp}/'", "field_error: '${world.smtp}'",
                                         "field_error: {Code: '${world.smtp}'}", "absent: '${world.smtp}'",
                                         "absent: '/${world.smtp}/'", "url: '${world.smtp}'",
                                         "header: {Cache-Control: '${world.smtp}'}",
                                         "cookie: {name: s, value: '${world.smtp}'}", "within: '${world.smtp}'"));

TEST_F(looks, a_variable_is_put_in_and_its_value_is_literal) {
  environment->variables["world.smtp"] = "f.ux";
  EXPECT_FALSE(play("  - goto: /\n    expect: {message: '/${world.smtp}/'}\n"));
  environment->variables["world.smtp"] = "faux.";
  EXPECT_TRUE(play("  - goto: /\n    expect: {message: '/${world.smtp}/'}\n"));
  EXPECT_TRUE(play("  - goto: /\n    expect: {message: 'est ${world.smtp}'}\n"));
}

TEST_F(looks, all_that_fail_are_told_each_with_its_place) {
  const auto played = play(
      "  - goto: /\n    expect:\n      status: 404\n      page: code\n      account: active\n"
      "      mails: 5\n");
  ASSERT_FALSE(played);
  const auto& why = played.error().why;
  EXPECT_EQ(why.where, (events::place{"x.yaml", 5, 7}));
  ASSERT_EQ(why.further.size(), 2U);
  EXPECT_EQ(why.further[0].where, (events::place{"x.yaml", 7, 7}));
  EXPECT_EQ(why.further[0].seen, "inactive");
  EXPECT_EQ(why.further[1].where, (events::place{"x.yaml", 8, 7}));
  EXPECT_EQ(why.further[1].expected, "5");
}

TEST_F(looks, a_wrong_page_does_not_hide_what_fails_beside_it) {
  const auto played = play("  - goto: /\n    expect: {page: done, status: 404}\n");
  ASSERT_FALSE(played);
  EXPECT_EQ(played.error().why.expected, "done");
  ASSERT_EQ(played.error().why.further.size(), 1U);
  EXPECT_EQ(played.error().why.further[0].expected, "404");
}

TEST_F(looks, what_cannot_be_told_goes_before_what_fails) {
  const auto played = play("  - goto: /\n    expect:\n      status: 404\n      page: nowhere\n      mails: 5\n");
  ASSERT_FALSE(played);
  EXPECT_EQ(played.error().verdict, verdict::error);
  EXPECT_EQ(played.error().why.where.line, 6U);
  ASSERT_EQ(played.error().why.further.size(), 2U);
  EXPECT_EQ(played.error().why.further[0].expected, "404");
  EXPECT_EQ(played.error().why.further[1].expected, "5");
}

TEST_F(looks, what_cannot_be_seen_here_is_passed_over_and_said) {
  environment->active.reset();
  environment->verdict.reset();
  environment->mails.counted.reset();
  EXPECT_TRUE(play("  - goto: /\n    expect: {account: active, captcha: failed, mails: 9}\n"));
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[1].verdict, verdict::skipped);
  EXPECT_EQ(told[1].title, "cannot be seen on this target: account captcha mails");
}

TEST_F(looks, a_captcha_that_was_not_checked_for_this_form_is_not_checked) {
  environment->checks = 0;
  EXPECT_TRUE(play("  - goto: /\n    expect: {captcha: not_checked}\n"));
  EXPECT_FALSE(play("  - goto: /\n    expect: {captcha: passed}\n"));
}

TEST_F(looks, the_steps_own_time_is_what_within_bounds) {
  EXPECT_TRUE(play("  - wait: 2s\n    expect: {within: 2s}\n"));
  const auto played = play("  - wait: 2s\n    expect: {within: 1999ms}\n");
  ASSERT_FALSE(played);
  EXPECT_EQ(played.error().why.expected, "at most 1s999ms");
  EXPECT_EQ(played.error().why.seen, "2s");
}

TEST_F(looks, the_outcome_is_looked_at) {
  EXPECT_TRUE(play("  - goto: /\n", "outcome: {account: inactive, mails: 2, page: code, captcha: passed}\n"));
  const auto played = play("  - goto: /\n", "outcome: {account: active}\n");
  ASSERT_FALSE(played);
  EXPECT_EQ(played.error().why.where, (events::place{"x.yaml", 4, 11}));
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[1].title, "outcome");
  EXPECT_EQ(told[1].verdict, verdict::failed);
}

class redirected : public stage {
 protected:
  redirected() {
    site["/from"].push_back(redirect("/to?amo=%30123", {{"X-Code", "482913"}}));
    site["/from"].back().body = "moved";
    site["/to"].push_back(html("<h1>Fait</h1>"));
  }
};

TEST_F(redirected, absent_looks_at_every_answer_of_the_step) {
  const auto seen = [this](const std::string& wanted) {
    const auto played = play("  - goto: /from\n    expect: {absent: '" + wanted + "'}\n");
    return played ? std::string() : played.error().why.seen;
  };
  EXPECT_EQ(seen("482913"), "in the header X-Code of the answer 303 of /from");
  EXPECT_EQ(seen("/X-C.de/"), "in the header X-Code of the answer 303 of /from");
  EXPECT_EQ(seen("moved"), "in the source of the answer 303 of /from");
  EXPECT_EQ(seen("=%3012"), "in the header Location of the answer 303 of /from");
  EXPECT_EQ(seen("amo=0123"), "in the address /to?amo=%30123");
  EXPECT_EQ(seen("482914"), "");
}

TEST_F(redirected, the_answers_are_those_of_the_last_step_that_asked) {
  EXPECT_FALSE(play("  - goto: /from\n  - wait: 1s\n    expect: {absent: '482913'}\n"));
  EXPECT_TRUE(play("  - goto: /from\n  - goto: /to\n    expect: {absent: '482913'}\n"));
}

TEST_F(redirected, header_is_the_last_answers) {
  EXPECT_TRUE(play("  - goto: /from\n    expect: {header: {X-Code: null}}\n"));
}

TEST_F(redirected, a_line_beyond_what_a_regular_expression_sees_is_not_clean) {
  site["/long"].push_back(html("<h1>Fait</h1><!--" + std::string(regex::longest_line + 1, 'x') + "-->"));
  const auto played = play("  - goto: /long\n    expect: {absent: /nothing/}\n");
  ASSERT_FALSE(played);
  EXPECT_EQ(played.error().verdict, verdict::error);
  EXPECT_TRUE(play("  - goto: /long\n    expect: {absent: nothing}\n"));
  site["/from"].back().body = std::string(regex::longest_line + 1, 'x');
  EXPECT_EQ(play("  - goto: /from\n    expect: {absent: /nothing/}\n").error().verdict, verdict::error);
}

TEST_F(redirected, a_source_is_searched_as_it_was_sent_too) {
  site["/from"].back().body = "cafe\u0301";  // an e and an accent, which are one character once they are normalised
  const auto played = play("  - goto: /from\n    expect: {absent: cafe}\n");
  ASSERT_FALSE(played);
  EXPECT_EQ(played.error().why.seen, "in the source of the answer 303 of /from");
}

}  // namespace
}  // namespace parcours::run
