// A journey on a stage without mocks: a site that is a table, a mailbox that is a list, an account that is a variable.
#pragma once

#include "harness/drivers/form_driver.hpp"
#include "harness/http/server.hpp"
#include "harness/journey/reader.hpp"
#include "harness/journey/target.hpp"
#include "harness/run/interpreter.hpp"
#include "harness/run/personas.hpp"
#include "harness/sim/simulation.hpp"
#include "harness/yaml/decode.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace parcours::run {

using namespace std::chrono_literals;
namespace asio = boost::asio;

class listed_mails final : public inbox::mail_source {
 public:
  std::deque<inbox::received_mail> all;
  std::optional<std::size_t> counted;  ///< to `counted_for`; none: only a person could count them
  std::string counted_for = "amina@example.com";
  std::vector<std::string> waited_for;
  error broken;             ///< what wait() fails with, if it has a code
  duration comes_after{};   ///< how long a wait takes
  ports::clock* time = {};  ///< that lets it pass

  asio::awaitable<result<inbox::received_mail>> wait(std::string to, inbox::cursor after, duration within) override {
    waited_for.push_back(to);
    if (comes_after > duration::zero()) co_await time->pass(comes_after);
    if (!broken.code.empty()) co_return std::unexpected(broken);
    for (const auto& one : all) {
      if (one.id > after) co_return one;
    }
    co_return fail("no-mail", "no mail to " + to + " came within " + format_duration(within));
  }
  std::optional<std::size_t> count(std::string to) override {
    return counted && to != counted_for ? std::optional<std::size_t>(0) : counted;
  }

  inbox::received_mail& add(const smtp::mail& what, smtp::envelope who) {
    inbox::received_mail got;
    got.id = all.size() + 1;
    got.bytes = smtp::compose(what);
    got.mail = *smtp::parse(got.bytes);
    got.envelope = std::move(who);
    return all.emplace_back(std::move(got));
  }
};

class fake_environment final : public environment {
 public:
  fake_environment(sim::simulation& world, std::string url) : world_(world), url_(std::move(url)) {}

  journey::target portal;
  listed_mails mails;
  std::map<std::string, std::string, std::less<>> variables{{"subscriber.email", "amina@example.com"}};
  std::optional<bool> active = false;  ///< the account of AMO number 012345678; nobody else has one
  std::optional<journey::captcha_verdict> verdict = journey::captcha_verdict::passed;
  std::size_t checks = 0;
  std::vector<journey::captcha_answer> minted;
  error no_token;  ///< what captcha_token() fails with, if it has a code
  error no_wait;
  duration pauses{};  ///< of the run itself
  world_observer* witness = nullptr;
  bool is_synthetic = true;
  http::client_options client;
  std::vector<unsigned> statuses;
  /// Opens browsers of another kind; none: the form driver.
  std::function<std::unique_ptr<drivers::browser>(drivers::exchange_observer)> opens;

  ports::env env() override { return world_.env(); }
  const journey::target& target() const override { return portal; }
  std::unique_ptr<drivers::browser> open_browser(drivers::exchange_observer observer) override {
    return opens ? opens(std::move(observer)) : form_browser(std::move(observer));
  }
  std::unique_ptr<drivers::browser> form_browser(drivers::exchange_observer observer) {
    drivers::form_driver_options made;
    made.base_url = url_;
    made.observer = [this, told = std::move(observer)](const drivers::exchange& one) {
      if (one.answer) statuses.push_back(one.answer->status);
      told(one);
    };
    return std::make_unique<drivers::form_driver>(world_.env(), client, std::move(made));
  }
  inbox::mail_source& mail() override { return mails; }
  std::optional<std::string> variable(std::string_view name) const override {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  }
  asio::awaitable<result<std::string>> captcha_token(journey::captcha_answer outcome) override {
    if (!no_token.code.empty()) co_return std::unexpected(no_token);
    minted.push_back(outcome);
    co_return "token-" + std::to_string(minted.size());
  }
  void observe(world_observer& told) override { witness = &told; }
  bool synthetic() const override { return is_synthetic; }
  duration paused() const override { return pauses; }
  std::size_t captcha_checks() const override { return checks; }
  std::optional<journey::captcha_verdict> captcha_checked() const override { return verdict; }
  std::optional<bool> account_active(const std::string& amo) const override {
    return active && amo != "012345678" ? std::optional(!*active) : active;
  }
  asio::awaitable<result<void>> wait(duration length) override {
    if (!no_wait.code.empty()) co_return std::unexpected(no_wait);
    co_await world_.env().time.pass(length);
    co_return result<void>{};
  }

 private:
  sim::simulation& world_;
  std::string url_;
};

inline http::response html(std::string body, http::fields more = {}) {
  more.add("Content-Type", "text/html; charset=utf-8");
  return http::response(200, std::move(more), std::move(body));
}
inline http::response redirect(std::string to, http::fields more = {}) {
  more.add("Location", std::move(to));
  return http::response(303, std::move(more), {});
}

class stage : public testing::Test {
 public:
  stage() : server_(world_.env(), [this](http::request what, http::exchange_info) { return answer(std::move(what)); }) {
    EXPECT_TRUE(server_.start({"127.0.0.1", 8080}));
    environment = std::make_unique<fake_environment>(world_, server_.url());
    environment->mails.time = &environment->env().time;
    people.subscriber.person.amo = "012345678";
    use_target(table);
  }
  ~stage() override {
    server_.stop();
    world_.abandon();
  }

 protected:
  static constexpr const char* table = R"yaml(target: Table
base_url: "http://127.0.0.1:8080"
environment: test
pages:
  twin: {heading: Code, url: /twin/}
  code: {heading: Code}
  done: {heading: Fait}
  other: {url: /elsewhere/}
steps:
  submit_code:
    - fill: {Code: "${code}"}
    - click: Valider
  accept_terms:
    accept:
      - goto: /terms
        expect: {status: 200, page: done}
  request_code:
    email:
      - goto: "/next?${email}"
captcha: {mint: "http://127.0.0.1:1/"}
mail: {prompt: true}
)yaml";

  void use_target(std::string text) {
    diagnostics found;
    auto made = journey::read_target(std::make_shared<source_file>(source_file{"target.yaml", std::move(text)}), found);
    ASSERT_TRUE(made) << render(found);
    environment->portal = std::move(*made);
  }

  /// Plays these lines as the steps of a journey: the first stands in line 3.
  step_result play(const std::string& steps, const std::string& outcome = {}) {
    diagnostics found;
    const auto text = "journey: x\nsteps:\n" + steps + outcome;
    journey::read_options known;
    known.variables = chosen.variables;
    auto made = journey::read_journey(std::make_shared<source_file>(source_file{"x.yaml", text}), known, found);
    EXPECT_TRUE(made && !yaml::has_errors(found)) << render(found);
    if (!made) return {};
    attempt_context here(*environment, people, chosen, 1);
    told.clear();
    interpreter player(here, [this](events::step_finished one) { told.push_back(std::move(one)); });
    step_result played;
    const auto ran = world_.run(play_all(player, made->cases.at(0), played));
    EXPECT_TRUE(ran) << ran.error().message;
    last_mail = here.last_mail;
    last_page = here.page_at_hand();
    return played;
  }

  /// Runs it to its end in the stage's world.
  result<void> run_in_world(asio::awaitable<void> what) { return world_.run(std::move(what)); }

  std::map<std::string, std::deque<http::response>> site;  ///< answers by path; the last one stays
  std::vector<http::request> asked;
  std::unique_ptr<fake_environment> environment;
  personas people;
  options chosen;
  std::vector<events::step_finished> told;
  std::string last_mail;
  std::string last_page;
  std::function<void()> on_request = [] {};

 private:
  static asio::awaitable<void> play_all(interpreter& player, const journey::journey_case& what, step_result& into) {
    into = co_await player.play(what);
  }

  asio::awaitable<http::response> answer(http::request what) {
    asked.push_back(what);
    on_request();
    const auto found = site.find(std::string(http::path_of(what.target)));
    if (found == site.end() || found->second.empty()) {
      co_return http::response(404, {{"Content-Type", "text/html"}}, "<h1>Introuvable</h1>");
    }
    auto one = found->second.front();
    if (found->second.size() > 1) found->second.pop_front();
    co_return one;
  }

  sim::simulation world_;
  http::server server_;
};

}  // namespace parcours::run
