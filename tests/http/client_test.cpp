// The client against servers that answer as few do.
#include "harness/base/text.hpp"
#include "tests/http/fixture.hpp"

#include <vector>

namespace parcours::http {
namespace {

using http_client = http_contract;
/// In crumbs what stands behind an answer comes after the answer was taken.
class http_client_of_whole_answers : public http_contract {};

awaitable<void> say_and_close(std::shared_ptr<ports::listener> on, std::string words) {
  auto accepted = co_await on->accept();
  std::array<char, 1024> buffer{};
  (void)co_await accepted->read_some(asio::buffer(buffer));
  (void)co_await accepted->write(words);
}

struct broken_answer {
  std::string words;
  std::string code;
};

TEST_P(http_client, BrokenAnswersAreNamed) {
  auto main = [](http_client& t) -> awaitable<void> {
    const std::vector<broken_answer> cases = {
        {"", "connection-lost"},
        {"SSH-2.0-x\r\n\r\n", "bad-response"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "connection-lost"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "bad-response"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "unknown-transfer-coding"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc", "unknown-transfer-coding"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n" + std::string(101, 'x'), "response-too-large"}};
    for (const auto& one : cases) {
      auto listening = t.env_.net.listen({"127.0.0.1", 0});
      std::shared_ptr<ports::listener> on = std::move(*listening);
      const auto where = parse_url("http://" + ports::to_string(on->local()));
      ports::spawn(t.env_, say_and_close(on, one.words));
      client_options options;
      options.max_body = 100;
      client browser(t.env_, options);
      const auto got = co_await browser.send(*where, get());
      EXPECT_FALSE(got.has_value()) << one.words;
      if (!got) {
        EXPECT_EQ(got.error().code, one.code) << one.words << got.error().message;
      }
    }
  };
  run(main(*this));
}

TEST_P(http_client, SilenceIsATimeOutAndNobodyIsARefusal) {
  auto main = [](http_client& t) -> awaitable<void> {
    client browser(t.env_);
    auto silent = t.env_.net.listen({"127.0.0.1", 0});
    const auto where = *parse_url("http://" + ports::to_string((*silent)->local()));
    const auto slow = co_await browser.send(where, get(), 30ms);
    EXPECT_EQ(slow.error().code, "timed-out");
    EXPECT_NE(slow.error().message.find("within 30ms"), std::string::npos);
    (*silent)->close();
    const auto gone = co_await browser.send(where, get(), 30ms);
    EXPECT_EQ(gone.error().code, "connection-refused");
  };
  run(main(*this));
}

// Answers each request of each connection with the next of `answers`, word for word.
struct scripted {
  explicit scripted(http_client& in, std::vector<std::string> its_answers)
      : test(in), answers(std::move(its_answers)), listener(*in.env_.net.listen({"127.0.0.1", 0})) {
    ports::spawn(test.env_, listen(*this));
  }
  static awaitable<void> listen(scripted& self) {
    for (;;) {
      auto accepted = co_await self.listener->accept();
      if (!accepted) co_return;
      ++self.connections;
      ports::spawn(self.test.env_, talk(self, std::move(*accepted)));
    }
  }
  static awaitable<void> talk(scripted& self, ports::stream with) {
    while (self.answered < self.answers.size()) {
      const auto asked = co_await http_client::read_until(with, "\r\n\r\n");
      if (!asked.ends_with("\r\n\r\n")) co_return;
      const auto written = co_await with.write(self.answers[self.answered++]);
      if (!written) co_return;
    }
    const auto rest = co_await http_client::read_all(with);
    EXPECT_EQ(rest, "");
  }
  [[nodiscard]] url where() const { return *parse_url("http://" + ports::to_string(listener->local()) + "/"); }

  http_client& test;
  std::vector<std::string> answers;
  std::unique_ptr<ports::listener> listener;
  std::size_t answered = 0;
  int connections = 0;
};

std::string ok(std::string body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

TEST_P(http_client, AnInterimAnswerIsNotTheAnswer) {
  auto main = [](http_client& t) -> awaitable<void> {
    scripted peer(t, {"HTTP/1.1 100 Continue\r\n\r\n" + ok("one"),
                      "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n" + ok("two"),
                      ok("three")});
    client browser(t.env_);
    for (const auto* expected : {"one", "two", "three"}) {
      const auto got = co_await browser.send(peer.where(), get());
      EXPECT_TRUE(got.has_value()) << expected;
      if (!got) break;
      EXPECT_EQ(got->status, 200U);
      EXPECT_EQ(got->body, expected);
    }
    EXPECT_EQ(peer.connections, 1);
    browser.close();
    peer.listener->close();
    co_await t.real(5ms);
  };
  run(main(*this));
}

TEST_P(http_client, AnInterimAnswerAloneIsNone) {
  auto main = [](http_client& t) -> awaitable<void> {
    auto listening = t.env_.net.listen({"127.0.0.1", 0});
    std::shared_ptr<ports::listener> on = std::move(*listening);
    ports::spawn(t.env_, say_and_close(on, "HTTP/1.1 100 Continue\r\n\r\n"));
    client browser(t.env_);
    const auto got = co_await browser.send(*parse_url("http://" + ports::to_string(on->local())), get());
    EXPECT_FALSE(got.has_value());
    if (!got) {
      EXPECT_EQ(got.error().code, "connection-lost");
    }
  };
  run(main(*this));
}

// Whatever they are, they answer nothing that was asked (RFC 9112 section 9.2).
TEST_P(http_client_of_whole_answers, BytesBehindAnAnswerEndTheConnection) {
  auto main = [](http_client& t) -> awaitable<void> {
    scripted peer(t, {ok("one") + ok("nobody asked"), ok("two")});
    client browser(t.env_);
    for (const auto* expected : {"one", "two"}) {
      const auto got = co_await browser.send(peer.where(), get());
      EXPECT_TRUE(got.has_value()) << expected;
      if (!got) break;
      EXPECT_EQ(got->body, expected);
      co_await t.real(5ms);
    }
    browser.close();
    peer.listener->close();
    co_await t.real(5ms);
  };
  run(main(*this));
}

// "Votre compte est activé" by `gzip -9`, and the header fields of an answer that has it.
const std::string words_in_gzip = *base64_decode("H4sIAAAAAAACAwvLLylKVUjOzy0oSVVILS5RSEwuySw7vBIALccLihgAAAA=");
std::string coded(const std::string& coding, const std::string& body) {
  return "HTTP/1.1 200 OK\r\nContent-Encoding: " + coding + "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

TEST_P(http_client, DecodesBodiesAndLeavesTheHeaderAsItIs) {
  auto main = [](http_client& t) -> awaitable<void> {
    scripted peer(t, {coded("gzip", words_in_gzip), coded("gzip", "")});
    client browser(t.env_);
    const auto got = co_await browser.send(peer.where(), get());
    EXPECT_TRUE(got.has_value());
    if (!got) co_return;
    EXPECT_EQ(got->body, "Votre compte est activé");
    EXPECT_EQ(got->headers.find("Content-Encoding"), "gzip");
    EXPECT_EQ(got->headers.find("Content-Length"), std::to_string(words_in_gzip.size()));
    const auto empty = co_await browser.send(peer.where(), get());
    EXPECT_TRUE(empty.has_value());
    browser.close();
    peer.listener->close();
    co_await t.real(5ms);
  };
  run(main(*this));
}

TEST_P(http_client, AnswersWithoutABodyHaveNothingToDecode) {
  auto main = [](http_client& t) -> awaitable<void> {
    const std::string length = "Content-Encoding: zstd\r\nContent-Length: 9\r\n\r\n";
    const std::vector<std::pair<request, std::string>> exchanges = {
        {head(), "HTTP/1.1 200 OK\r\n" + length},
        {get(), "HTTP/1.1 204 No Content\r\nContent-Encoding: zstd\r\n\r\n"},
        {get(), "HTTP/1.1 304 Not Modified\r\nContent-Encoding: zstd\r\n\r\n"}};
    std::vector<std::string> answers;
    for (const auto& [asked, answer] : exchanges) answers.push_back(answer);
    scripted peer(t, answers);
    client browser(t.env_);
    for (const auto& [asked, answer] : exchanges) {
      const auto got = co_await browser.send(peer.where(), asked);
      EXPECT_TRUE(got.has_value()) << answer;
      if (!got) break;
      EXPECT_EQ(got->body, "") << answer;
    }
    browser.close();
    peer.listener->close();
    co_await t.real(5ms);
  };
  run(main(*this));
}

// An answer that cannot be decoded was still read to its end: what follows on its connection is the next answer.
TEST_P(http_client, BodiesThatCannotBeDecodedAreErrorsAndTheConnectionLives) {
  auto main = [](http_client& t) -> awaitable<void> {
    scripted peer(t, {coded("zstd", "abc"), coded("gzip", words_in_gzip.substr(0, 30)), ok("next")});
    client browser(t.env_);
    const auto unknown = co_await browser.send(peer.where(), get());
    EXPECT_FALSE(unknown.has_value());
    if (!unknown) {
      EXPECT_EQ(unknown.error().code, "unknown-content-coding");
      EXPECT_EQ(unknown.error().message, peer.where().text() +
                                             " answered with a body in the content coding 'zstd'; known and asked for "
                                             "are gzip, deflate, br");
    }
    const auto torn = co_await browser.send(peer.where(), get());
    EXPECT_FALSE(torn.has_value());
    if (!torn) {
      EXPECT_EQ(torn.error().code, "bad-content-coding");
    }
    const auto next = co_await browser.send(peer.where(), get());
    EXPECT_TRUE(next.has_value());
    EXPECT_EQ(peer.connections, 1);
    browser.close();
    peer.listener->close();
    co_await t.real(5ms);
  };
  run(main(*this));
}

TEST_P(http_client, ADecodedBodyHasTheLimitOfABody) {
  auto main = [](http_client& t) -> awaitable<void> {
    // 65,536 times 'x' by brotli's own encoder
    const auto bomb = coded("br", *base64_decode("G///+CXw4rFAIPceAA=="));
    for (const std::size_t limit : {65536U, 65535U}) {
      scripted peer(t, {bomb});
      client_options options;
      options.max_body = limit;
      client browser(t.env_, options);
      const auto got = co_await browser.send(peer.where(), get());
      EXPECT_EQ(got.has_value(), limit == 65536);
      if (!got) {
        EXPECT_EQ(got.error().code, "response-too-large");
        EXPECT_TRUE(got.error().message.ends_with(" answered with more than 65535 bytes once br is decoded"));
      }
      browser.close();
      peer.listener->close();
      co_await t.real(5ms);
    }
  };
  run(main(*this));
}

TEST_P(http_client, SaysWhatItDecodesUnlessToldWhatToSay) {
  auto main = [](http_client& t) -> awaitable<void> {
    std::vector<std::string> accepted;
    t.serve([&accepted](request what, exchange_info) -> awaitable<response> {
      accepted.emplace_back(what.headers.find("Accept-Encoding").value_or("(none)"));
      co_return response(200, {}, "");
    });
    client browser(t.env_);
    (void)co_await browser.send(t.to("/"), get());
    (void)co_await browser.send(t.to("/"), get_with("accept-encoding", "identity"));
    EXPECT_EQ(accepted, (std::vector<std::string>{"gzip, deflate, br", "identity"}));
  };
  run(main(*this));
}

INSTANTIATE_TEST_SUITE_P(all, http_client, testing::ValuesIn(backends),
                         [](const auto& given) { return given.param.name; });
INSTANTIATE_TEST_SUITE_P(all, http_client_of_whole_answers, testing::ValuesIn(whole_backends),
                         [](const auto& given) { return given.param.name; });

// A limit of time is one for all that an exchange takes, on virtual time: what is asserted is exact.
class time_limit : public testing::Test {
 public:
  sim::simulation simulation_{flowing()};
  ports::env env_ = simulation_.env();

  // Where time flows, as it does towards a real portal.
  static sim::options flowing() {
    sim::options chosen;
    chosen.flowing = true;
    return chosen;
  }

  // Answers the first request at once and each other one after `length`; where `hangs_up`, instead of the second answer
  // it closes the connection then.
  static awaitable<void> answer_slowly(ports::env world, std::shared_ptr<ports::listener> on, duration length,
                                       bool hangs_up) {
    for (int asked = 0;;) {
      auto accepted = co_await on->accept();
      if (!accepted) co_return;
      for (;; ++asked) {
        const auto heard = co_await http_contract::read_until(*accepted, "\r\n\r\n");
        if (heard.empty()) break;
        if (asked > 0) co_await ports::sleep_for(world.time, length);
        if (hangs_up && asked == 1) {
          ++asked;
          break;
        }
        (void)co_await accepted->write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
      }
    }
  }
  void run(awaitable<void> main) {
    const auto outcome = simulation_.run(std::move(main));
    ASSERT_TRUE(outcome) << outcome.error().message;
    simulation_.abandon();
  }
};

TEST_F(time_limit, CountsConnectingAndAnsweringOnce) {
  auto main = [](time_limit& t) -> awaitable<void> {
    const ports::endpoint at("127.0.0.1", 80);
    t.simulation_.set_faults(at, {.extra_latency = 2s});  // 4 s to connect, 4 s for request and answer
    auto listening = t.env_.net.listen(at);
    ports::spawn(t.env_, answer_slowly(t.env_, std::move(*listening), 0s, false));
    const auto where = *parse_url("http://127.0.0.1/");
    client browser(t.env_);
    const auto start = t.env_.time.now();
    const auto late = co_await browser.send(where, get(), 6s);
    EXPECT_FALSE(late.has_value());
    if (!late) {
      EXPECT_EQ(late.error().code, "timed-out");
    }
    EXPECT_EQ(t.env_.time.now() - start, 6s);
    const auto in_time = co_await browser.send(where, get(), 9s);
    EXPECT_TRUE(in_time.has_value());
  };
  run(main(*this));
}

TEST_F(time_limit, CountsWhatIsSentAnewToo) {
  auto main = [](time_limit& t) -> awaitable<void> {
    const ports::endpoint at("127.0.0.1", 80);
    auto listening = t.env_.net.listen(at);
    ports::spawn(t.env_, answer_slowly(t.env_, std::move(*listening), 4s, true));
    const auto where = *parse_url("http://127.0.0.1/");
    client browser(t.env_);
    const auto first = co_await browser.send(where, get(), 6s);
    EXPECT_TRUE(first.has_value());
    const auto start = t.env_.time.now();
    const auto late = co_await browser.send(where, get(), 6s);
    EXPECT_FALSE(late.has_value());
    EXPECT_EQ(t.env_.time.now() - start, 6s);
  };
  run(main(*this));
}

}  // namespace
}  // namespace parcours::http
