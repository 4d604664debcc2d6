// Journeys on a browser of any kind: what each step asks of it, what its faults mean, and what it need not be capable
// of.
#include "tests/run/steps.hpp"

namespace parcours::run {
namespace {

using asio::awaitable;
using drivers::capability;
using testing::HasSubstr;
using testing::NiceMock;
using testing::Return;
using testing::ReturnRef;
using optional_text = std::optional<std::string>;

// Awaited, it is done; or it is not, for this reason.
auto ends(error why = {}) {
  return [why](auto&&...) -> awaitable<result<void>> {
    co_return why.code.empty() ? result<void>{} : std::unexpected(why);
  };
}
auto answers(result<std::string> with) {
  return [with](auto&&...) -> awaitable<result<std::string>> { co_return with; };
}

class mock_browser : public drivers::browser {
 public:
  MOCK_METHOD(std::vector<drivers::filled_field>, fields, (), (override));
  MOCK_METHOD(bool, can, (capability), (const, override));
  MOCK_METHOD(awaitable<result<void>>, go_to, (std::string), (override));
  MOCK_METHOD(awaitable<result<void>>, click_button, (std::string, unsigned), (override));
  MOCK_METHOD(awaitable<result<void>>, click_link, (std::string), (override));
  MOCK_METHOD(awaitable<result<void>>, fill, (std::string, std::string), (override));
  MOCK_METHOD(awaitable<result<void>>, check, (std::string, bool), (override));
  MOCK_METHOD(awaitable<result<void>>, set_field_raw, (std::string, optional_text), (override));
  MOCK_METHOD(awaitable<result<void>>, set_cookie, (std::string, optional_text), (override));
  MOCK_METHOD(awaitable<result<void>>, look, (), (override));
  MOCK_METHOD(awaitable<result<std::string>>, value_of, (std::string), (override));
  MOCK_METHOD(const drivers::page&, current, (), (const, override));
  MOCK_METHOD(std::string, url, (), (const, override));
  MOCK_METHOD(unsigned, status, (), (const, override));
  MOCK_METHOD(const http::fields&, headers, (), (const, override));
  MOCK_METHOD(const drivers::cookie*, cookie_named, (std::string_view), (const, override));

  mock_browser() {
    ON_CALL(*this, can).WillByDefault(Return(true));
    ON_CALL(*this, go_to).WillByDefault(ends());
    ON_CALL(*this, click_button).WillByDefault(ends());
    ON_CALL(*this, click_link).WillByDefault(ends());
    ON_CALL(*this, fill).WillByDefault(ends());
    ON_CALL(*this, check).WillByDefault(ends());
    ON_CALL(*this, set_field_raw).WillByDefault(ends());
    ON_CALL(*this, set_cookie).WillByDefault(ends());
    ON_CALL(*this, look).WillByDefault(ends());
    ON_CALL(*this, value_of).WillByDefault(answers("held"));
    ON_CALL(*this, current).WillByDefault(ReturnRef(shown));
    ON_CALL(*this, url).WillByDefault(Return("http://127.0.0.1:8080/x"));
    ON_CALL(*this, status).WillByDefault(Return(200));
    ON_CALL(*this, headers).WillByDefault(ReturnRef(header));
  }

  drivers::page shown = *drivers::page::parse("<title>T</title><h1>Code</h1><p>Bonjour");
  http::fields header{{"X-Ref", "42"}};
};

class browsers : public steps {
 protected:
  browsers() {
    environment->opens = [this](drivers::exchange_observer) {
      auto made = std::make_unique<NiceMock<mock_browser>>();
      on_open(*made);
      return made;
    };
  }

  /// Plays one step, on a browser that is prepared so.
  step_result play_on(std::function<void(mock_browser&)> prepare, const std::string& step) {
    on_open = std::move(prepare);
    return play("  - " + step + "\n");
  }
  void expect_error_of(const step_result& played, const std::string& message) {
    expect_error(played, "browser");
    EXPECT_THAT(played.error().why.message, HasSubstr(message));
  }

  std::function<void(mock_browser&)> on_open = [](mock_browser&) {};
};

const error missing{"no-such-field", "the page has no field 'Nom'"};
const error lost{"connection-lost", "the connection was lost"};

TEST_F(browsers, each_step_is_one_thing_that_a_person_does) {
  const auto to = [](mock_browser& b) { EXPECT_CALL(b, go_to("/a")).WillOnce(ends()); };
  EXPECT_TRUE(play_on(to, "goto: /a"));
  const auto fill = [](mock_browser& b) { EXPECT_CALL(b, fill("Nom", "x y")).WillOnce(ends()); };
  EXPECT_TRUE(play_on(fill, "fill: {Nom: x y}"));
  const auto check = [](mock_browser& b) { EXPECT_CALL(b, check("Accord", true)).WillOnce(ends()); };
  EXPECT_TRUE(play_on(check, "check: Accord"));
  const auto uncheck = [](mock_browser& b) { EXPECT_CALL(b, check("Accord", false)).WillOnce(ends()); };
  EXPECT_TRUE(play_on(uncheck, "uncheck: Accord"));
  const auto click = [](mock_browser& b) { EXPECT_CALL(b, click_button("Valider", 1)).WillOnce(ends()); };
  EXPECT_TRUE(play_on(click, "click: Valider"));
  const auto twice = [](mock_browser& b) { EXPECT_CALL(b, click_button("Valider", 2)).WillOnce(ends()); };
  EXPECT_TRUE(play_on(twice, "click: {button: Valider, times: 2}"));
  const auto link = [](mock_browser& b) { EXPECT_CALL(b, click_link("Aide")).WillOnce(ends()); };
  EXPECT_TRUE(play_on(link, "click: {link: Aide}"));
  const auto cookie = [](mock_browser& b) {
    EXPECT_CALL(b, set_cookie("s", optional_text("1"))).WillOnce(ends());
    EXPECT_CALL(b, set_cookie("t", optional_text())).WillOnce(ends());
  };
  EXPECT_TRUE(play_on(cookie, "set_cookie: {s: '1', t: null}"));
}

TEST_F(browsers, what_is_captured_is_what_it_shows) {
  const drivers::cookie held{.name = "s", .value = "abc"};
  const auto prepare = [&held](mock_browser& b) {
    EXPECT_CALL(b, value_of("Nom")).WillOnce(answers("held"));
    EXPECT_CALL(b, cookie_named(std::string_view("s"))).WillOnce(Return(&held));
    EXPECT_CALL(b, go_to("Code held abc 42 http://127.0.0.1:8080/x Bonjour")).WillOnce(ends());
  };
  EXPECT_TRUE(play_on(prepare,
                      "capture: {a: {text: h1}, b: {field: Nom}, c: {cookie: s}, d: {header: X-Ref}, e: {url: true},\n"
                      "      f: {regex: Bon.*}}\n  - goto: '${a} ${b} ${c} ${d} ${e} ${f}'"));
}

TEST_F(browsers, a_fault_of_the_page_is_a_failure_and_one_of_the_connection_an_error) {
  const struct {
    std::string step;
    std::function<void(mock_browser&, error)> fails_with;
  } all[] = {
      {"goto: /a", [](mock_browser& b, error why) { EXPECT_CALL(b, go_to).WillOnce(ends(why)); }},
      {"fill: {Nom: x}",
       [](mock_browser& b, error why) {
         ON_CALL(b, value_of).WillByDefault(answers(std::unexpected(missing)));
         EXPECT_CALL(b, fill).WillOnce(ends(why));
       }},
      {"check: Nom", [](mock_browser& b, error why) { EXPECT_CALL(b, check).WillOnce(ends(why)); }},
      {"click: Nom", [](mock_browser& b, error why) { EXPECT_CALL(b, click_button).WillOnce(ends(why)); }},
      {"click: {link: Nom}", [](mock_browser& b, error why) { EXPECT_CALL(b, click_link).WillOnce(ends(why)); }},
  };
  for (const auto& one : all) {
    expect_failure(play_on([&one](mock_browser& b) { one.fails_with(b, missing); }, one.step), missing.message, 3);
    expect_error(play_on([&one](mock_browser& b) { one.fails_with(b, lost); }, one.step), "connection-lost");
  }
}

TEST_F(browsers, a_cookie_that_is_not_taken_is_an_error) {
  const auto refuses = [](mock_browser& b) { ON_CALL(b, set_cookie).WillByDefault(ends({"bad-cookie", "no"})); };
  expect_error(play_on(refuses, "set_cookie: {s: '1'}"), "bad-cookie");
}

TEST_F(browsers, a_field_that_nobody_sees_is_set_as_a_script_would) {
  const auto hidden = [](mock_browser& b) {
    EXPECT_CALL(b, fill).WillOnce(ends(missing));
    EXPECT_CALL(b, value_of("csrf")).WillOnce(answers("t1"));
    EXPECT_CALL(b, set_field_raw("csrf", optional_text("t2"))).WillOnce(ends());
  };
  EXPECT_TRUE(play_on(hidden, "fill: {csrf: t2}"));
}

TEST_F(browsers, the_captchas_token_is_set_as_its_widget_would) {
  const auto takes = [](const optional_text& token) {
    return [token](mock_browser& b) {
      EXPECT_CALL(b, set_field_raw("g-recaptcha-response", token)).WillOnce(ends());
      EXPECT_CALL(b, fill("Code", "1")).WillOnce(ends());
      EXPECT_CALL(b, click_button("Valider", 3)).WillOnce(ends());
    };
  };
  EXPECT_TRUE(play_on(takes("token-1"), "submit_code: {code: '1', times: 3}"));
  EXPECT_TRUE(play_on(takes({}), "submit_code: {code: '1', captcha: missing, times: 3}"));
  const auto fails = [](mock_browser& b) { EXPECT_CALL(b, set_field_raw).WillOnce(ends(lost)); };
  expect_error(play_on(fails, "submit_code: {code: '1'}"), "connection-lost");
}

TEST_F(browsers, one_looks_before_one_says_what_is_there) {
  const auto looks = [](int times) { return [times](mock_browser& b) { EXPECT_CALL(b, look).Times(times); }; };
  EXPECT_TRUE(play_on(looks(0), "goto: /"));
  EXPECT_TRUE(play_on(looks(1), "expect: {page: code}"));
  EXPECT_TRUE(play_on(looks(1), "capture: {x: {text: h1}}"));
  EXPECT_FALSE(play_on(looks(3), "retry: {until: {page: done}, every: 1s, within: 2s}"));
  const auto blind = [](mock_browser& b) { ON_CALL(b, look).WillByDefault(ends(lost)); };
  expect_error(play_on(blind, "expect: {page: code}"), "connection-lost");
  expect_error(play_on(blind, "capture: {x: {text: h1}}"), "connection-lost");
}

TEST_F(browsers, what_needs_a_capability_that_is_lacking_is_an_error_that_names_it) {
  const struct {
    capability lacking;
    std::string step;
  } all[] = {
      {capability::status, "expect: {status: 200}"},
      {capability::header_fields, "expect: {header: {X-Ref: '42'}}"},
      {capability::header_fields, "expect: {header: {X-None: null}}"},
      {capability::header_fields, "capture: {x: {header: X-Ref}}"},
      {capability::header_fields, "expect: {absent: Bonsoir}"},
      {capability::exchanges, "expect: {absent: Bonsoir}"},
      {capability::raw_fields, "submit_code: {code: '1'}"},
      {capability::raw_fields, "submit_code: {code: '1', captcha: missing}"},
      {capability::raw_fields, "fill: {csrf: t2}"},
  };
  for (const auto& one : all) {
    const auto lacks = [&one](mock_browser& b) {
      ON_CALL(b, can).WillByDefault([&one](capability what) { return what != one.lacking; });
      if (one.step.starts_with("fill")) ON_CALL(b, fill).WillByDefault(ends(missing));
      EXPECT_CALL(b, set_field_raw).Times(0);
      EXPECT_CALL(b, status).Times(one.lacking == capability::status ? 0 : 1);
    };
    const auto played = play_on(lacks, one.step);
    expect_error_of(played, "this browser cannot " + std::string(in_words(one.lacking)));
    EXPECT_EQ(played.error().why.where.line, 3U);
  }
}

TEST_F(browsers, what_needs_none_of_them_is_played_without) {
  const auto poor = [](mock_browser& b) { ON_CALL(b, can).WillByDefault(Return(false)); };
  EXPECT_TRUE(play_on(poor, "expect: {page: code, message: Bonjour, url: /x/, cookie: {name: s, value: null}}"));
  EXPECT_THAT(last_page, testing::StartsWith("T\nhttp://127.0.0.1:8080/x\n")) << "no status";
}

}  // namespace
}  // namespace parcours::run
