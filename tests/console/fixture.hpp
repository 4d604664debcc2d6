// A console beside the three mocks, in simulation: time is exact.
#pragma once

#include "harness/http/client.hpp"
#include "harness/sim/simulation.hpp"
#include "harness/smtp/client.hpp"
#include "harness/smtp/message.hpp"
#include "mocks/console/server.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parcours::mocks::console {

namespace asio = boost::asio;
namespace json = boost::json;
using asio::awaitable;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

class Console : public ::testing::Test {
 public:
  sim::simulation simulation_{sim::options{}};
  ports::env wire_ = simulation_.env();
  ports::steered_clock time_{wire_.executor, wire_.time};
  ports::env world_{wire_.executor, time_, wire_.net, wire_.random, wire_.log};
  world::options options_;  ///< a test may change them before it is set up
  std::unique_ptr<world::mock_world> mocks_;
  std::unique_ptr<server> console_;
  std::unique_ptr<http::client> client_;

  void SetUp() override {
    auto& chosen = options_;
    portal::subscriber alice;
    alice.amo = "012345678";
    alice.rib = "011519000001205000534921";
    chosen.subscribers.push_back(alice);
    chosen.keep_mails = 5;
    mocks_ = std::make_unique<world::mock_world>(world_, chosen);
    ASSERT_TRUE(mocks_->start());
    console_ = std::make_unique<server>(world_, *mocks_, time_);
    ASSERT_TRUE(console_->start({"127.0.0.1", 0}));
    http::client_options patient;
    patient.timeout = 1h;
    client_ = std::make_unique<http::client>(wire_, patient);
  }
  void TearDown() override {
    console_->stop();
    mocks_->stop();
    time_.abandon();
    simulation_.abandon();
  }

  void run(awaitable<void> main) {
    const auto outcome = simulation_.run(std::move(main));
    ASSERT_TRUE(outcome) << outcome.error().message;
  }

  /// A request to the portal.
  awaitable<result<http::response>> visit(std::string target) {
    auto where = http::parse_url(mocks_->portal().url() + target);
    http::request what("GET", where->target);
    co_return co_await client_->send(*where, std::move(what));
  }

  awaitable<http::response> ask(std::string method, std::string target, std::string body = {}) {
    auto where = http::parse_url(console_->url() + target);
    http::request what(std::move(method), where->target, {}, std::move(body));
    auto answer = co_await client_->send(*where, std::move(what));
    if (!answer) ADD_FAILURE() << answer.error().message;
    co_return answer ? *answer : http::response(0);
  }
  awaitable<json::value> get(std::string target) {
    const auto answer = co_await ask("GET", target);
    EXPECT_EQ(answer.status, 200U) << target << ": " << answer.body;
    boost::system::error_code failed;
    auto read = json::parse(answer.body, failed);
    EXPECT_FALSE(failed) << answer.body;
    co_return read;
  }
  awaitable<void> mail(std::string to, std::string text, std::string subject = "Votre code") {
    parcours::smtp::mail what;
    what.from = {"CNOPS", "no-reply@cnops.test"};
    what.to = {{"", to}};
    what.subject = std::move(subject);
    what.text = std::move(text);
    what.message_id = "id@cnops.test";
    co_await raw_mail(parcours::smtp::compose(what), to);
  }
  awaitable<void> raw_mail(std::string bytes, std::string to = "a@x.test") {
    const parcours::smtp::envelope who{"no-reply@cnops.test", {to}};
    const auto sent =
        co_await parcours::smtp::send(wire_, mocks_->smtp().address(), who, std::move(bytes), 10s, "here");
    EXPECT_TRUE(sent);
  }
};

}  // namespace parcours::mocks::console
