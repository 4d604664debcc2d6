// What clients send is JSON and nothing else, and each value of the type that it must have.
#include "tests/console/fixture.hpp"

namespace parcours::mocks::console {
namespace {

struct body {
  std::string method;
  std::string path;
  std::string text;
};

TEST_F(Console, TakesJsonAndNothingElse) {
  static const std::vector<body> wrong = {
      {"PUT", "/api/control/clock", "{frozen: false}"},
      {"PUT", "/api/control/clock", "frozen: false"},
      {"PUT", "/api/control/clock", R"({"frozen": false,})"},
      {"PUT", "/api/control/clock", R"({"frozen": "false"})"},
      {"PUT", "/api/control/clock", R"({"frozen": false, "frozen": false})"},
      {"PUT", "/api/control/clock", R"({"frozen": null})"},
      {"POST", "/api/control/smtp/faults", R"({"at": "mail", "code": "451"})"},
      {"POST", "/api/control/smtp/faults", R"({"at": "mail", "text": true})"},
      {"POST", "/api/control/smtp/faults", R"({"at": "mail", "drop": "true"})"},
      {"POST", "/api/control/subscribers", R"({"amo":0123})"},
      {"POST", "/api/control/subscribers", R"({"amo":123})"},
      {"PATCH", "/api/control/policy", R"({"first_code": 123456})"},
      {"PUT", "/api/control/captcha/faults", R"({"status": "0"})"},
      {"POST", "/api/control/reset", R"({"everything": true})"},
      {"POST", "/api/control/reset", "[]"},
      {"POST", "/api/control/reset", "yes"},
  };
  static const std::vector<body> right = {
      {"PUT", "/api/control/clock", " \r\n{\t\"frozen\" : false }\n"},
      {"PATCH", "/api/control/policy", R"({"sender_name": "CNOPS \ud83d\ude00"})"},
      {"PUT", "/api/control/captcha/faults", R"({"status": 0})"},
      {"POST", "/api/control/reset", "{}"},
      {"POST", "/api/control/reset", ""},
  };
  run([](Console& t) -> awaitable<void> {
    for (const auto& one : wrong) {
      const auto answer = co_await t.ask(one.method, one.path, one.text);
      EXPECT_EQ(answer.status, 400U) << one.text << answer.body;
    }
    for (const auto& one : right) {
      const auto answer = co_await t.ask(one.method, one.path, one.text);
      EXPECT_EQ(answer.status, 200U) << one.text << answer.body;
    }
    const auto answer = co_await t.ask("PUT", "/api/control/clock", "{\n  \"frozen\": flase}");
    EXPECT_THAT(answer.body, HasSubstr("request:2:13"));
  }(*this));
}

}  // namespace
}  // namespace parcours::mocks::console
