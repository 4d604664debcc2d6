// What takes long is done beside the world: a worker that holds everything back shows what goes on meanwhile.
#include "harness/ports/worker.hpp"
#include "mocks/world/snapshot.hpp"
#include "tests/console/fixture.hpp"

#include <boost/json/serialize.hpp>

#include <array>
#include <deque>

namespace parcours::mocks::console {
namespace {

class held_worker : public ports::worker {
 public:
  void run(std::move_only_function<void()> work, std::move_only_function<void()> done) override {
    jobs_.push_back({std::move(work), std::move(done)});
  }
  [[nodiscard]] std::size_t waiting() const { return jobs_.size(); }
  void release() {
    auto next = std::move(jobs_.front());
    jobs_.pop_front();
    next.work();
    next.done();
  }

 private:
  struct job {
    std::move_only_function<void()> work;
    std::move_only_function<void()> done;
  };
  std::deque<job> jobs_;
};

class Beside : public Console {
 public:
  Beside() { world_.beside = &worker_; }

  /// Asks, and says which servers answer while the worker holds back what it was given; the answer then.
  awaitable<http::response> ask_beside(std::string method, std::string target, std::string body = {}) {
    http::response answer(0);
    ports::spawn(world_, asked(*this, answer, std::move(method), std::move(target), std::move(body)));
    co_await ports::sleep_for(wire_.time, 1s);
    EXPECT_EQ(answer.status, 0U);
    EXPECT_EQ(worker_.waiting(), 1U);
    http::client other(wire_);
    for (const auto& url : {console_->url() + "/livez", console_->url() + "/api/control/clock",
                            mocks_->portal().url() + "/mon_compte", mocks_->captcha().url() + "/mint"}) {
      auto where = http::parse_url(url);
      const auto probe = co_await other.send(*where, http::request("GET", where->target));
      EXPECT_TRUE(probe && probe->status == 200) << url;
    }
    const parcours::smtp::envelope who{"a@x.test", {"b@x.test"}};
    const auto sent =
        co_await parcours::smtp::send(wire_, mocks_->smtp().address(), who, "Subject: probe\r\n\r\n", 10s, "here");
    EXPECT_TRUE(sent);
    EXPECT_EQ(answer.status, 0U);
    while (worker_.waiting() > 0) {  // behind the answer, what it gives back
      worker_.release();
      co_await ports::sleep_for(wire_.time, 1s);
    }
    co_return answer;
  }

  held_worker worker_;

 private:
  static awaitable<void> asked(Beside& t, http::response& to, std::string method, std::string target,
                               std::string body) {
    to = co_await t.ask(std::move(method), std::move(target), std::move(body));
  }
};

std::string large_mail() {
  std::string mail = "Subject: large\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n";
  for (int i = 0; i < 5000; ++i) mail += "--b\r\n\r\nx\r\n";
  return mail;
}

TEST_F(Beside, a_large_mail_is_read) {
  run([](Beside& t) -> awaitable<void> {
    co_await t.raw_mail(large_mail());
    const auto answer = co_await t.ask_beside("GET", "/api/v1/message/1");
    EXPECT_EQ(answer.status, 200U) << answer.body;
    EXPECT_THAT(answer.body, HasSubstr(R"("LeftOut":["parts beyond the first 1000"])"));
  }(*this));
}

TEST_F(Beside, a_large_mail_is_searched_and_waited_for) {
  run([](Beside& t) -> awaitable<void> {
    co_await t.raw_mail(large_mail());
    const auto found = co_await t.ask_beside("GET", "/api/v1/search?query=subject:large");
    EXPECT_THAT(found.body, HasSubstr(R"("messages_count":1)"));
    co_await t.raw_mail(large_mail());
    const auto waited = co_await t.ask_beside("GET", "/api/v1/wait?after=2&subject=large&timeout=1m");
    EXPECT_EQ(waited.status, 200U) << waited.body;
  }(*this));
}

TEST_F(Beside, the_page_of_a_large_mail_is_made) {
  run([](Beside& t) -> awaitable<void> {
    co_await t.raw_mail(large_mail());
    const auto page = co_await t.ask_beside("GET", "/mail/1");
    EXPECT_EQ(page.status, 200U);
    EXPECT_THAT(page.body, HasSubstr("The bytes as they were sent"));
  }(*this));
}

// It would be read where everybody waits.
TEST_F(Beside, what_comes_while_a_list_is_made_is_not_in_it) {
  auto asked = [](Beside& t, std::string& body) -> awaitable<void> {
    body = (co_await t.ask("GET", "/api/v1/messages")).body;
  };
  auto main = [](Beside& t, awaitable<void> asking, std::string& body) -> awaitable<void> {
    co_await t.raw_mail(large_mail());
    ports::spawn(t.world_, std::move(asking));
    co_await ports::sleep_for(t.wire_.time, 1s);
    EXPECT_EQ(t.worker_.waiting(), 1U);
    co_await t.raw_mail(large_mail());
    t.worker_.release();
    co_await ports::sleep_for(t.wire_.time, 1s);
    EXPECT_THAT(body, HasSubstr(R"("messages_count":1)"));
    EXPECT_EQ(t.worker_.waiting(), 1U);
  };
  std::string body;
  run(main(*this, asked(*this, body), body));
}

TEST_F(Beside, a_pattern_is_tried_on_a_mail) {
  run([](Beside& t) -> awaitable<void> {
    co_await t.mail("a@x.test", "Code: 048213");
    const auto answer = co_await t.ask_beside("GET", "/api/v1/wait?pattern=Code:%20(%5Cd%2B)");
    EXPECT_THAT(answer.body, HasSubstr(R"("code":"048213")"));
  }(*this));
}

TEST_F(Beside, people_are_listed_and_the_world_begins_anew) {
  run([](Beside& t) -> awaitable<void> {
    const auto all = co_await t.ask_beside("GET", "/api/control/subscribers");
    EXPECT_THAT(all.body, HasSubstr("012345678"));
    const auto none = co_await t.ask_beside("DELETE", "/api/control/subscribers/012345678");
    EXPECT_EQ(none.body, "{\"subscribers\":[]}\n");
    const auto reset = co_await t.ask_beside("POST", "/api/control/reset");
    EXPECT_EQ(reset.status, 200U);
    const auto again = co_await t.ask_beside("GET", "/api/control/subscribers");
    EXPECT_EQ(again.body, all.body);
  }(*this));
}

TEST_F(Beside, a_snapshot_is_written_and_put_back) {
  run([](Beside& t) -> awaitable<void> {
    const auto taken = co_await t.ask_beside("GET", "/api/control/snapshot");
    EXPECT_EQ(taken.status, 200U);
    const auto put = co_await t.ask_beside("PUT", "/api/control/snapshot", taken.body);
    EXPECT_EQ(put.status, 200U) << put.body;
    const auto bad = co_await t.ask("PUT", "/api/control/snapshot", std::string(100'000, '['));
    EXPECT_EQ(bad.status, 400U);
  }(*this));
}

// A second one would take as much memory again, and a third.
TEST_F(Beside, one_large_snapshot_is_put_back_at_a_time) {
  run([](Beside& t) -> awaitable<void> {
    const std::string large(2U << 20U, ' ');
    http::response first(0);
    auto put = [](Beside& in, http::response& to, std::string body) -> awaitable<void> {
      to = co_await in.ask("PUT", "/api/control/snapshot", std::move(body));
    };
    ports::spawn(t.world_, put(t, first, large));
    co_await ports::sleep_for(t.wire_.time, 1s);
    http::client other(t.wire_);
    auto where = http::parse_url(t.console_->url() + "/api/control/snapshot");
    const auto second = co_await other.send(*where, http::request("PUT", where->target, {}, large));
    EXPECT_EQ(second ? second->status : 0U, 503U);
    EXPECT_EQ(t.worker_.waiting(), 1U);
    t.worker_.release();
    co_await ports::sleep_for(t.wire_.time, 1s);
    EXPECT_EQ(first.status, 400U);
    const auto third = co_await t.ask_beside("PUT", "/api/control/snapshot", large);
    EXPECT_EQ(third.status, 400U);
  }(*this));
}

// What cannot be a snapshot is told while it comes: neither the rest nor a worker is waited for.
TEST_F(Beside, a_broken_snapshot_is_refused_before_its_end) {
  auto main = [](Beside& t, std::string beginning, std::string told) -> awaitable<void> {
    auto peer = co_await t.wire_.net.connect(t.console_->address());
    EXPECT_TRUE(peer);
    if (!peer) co_return;
    co_await peer->write("PUT /api/control/snapshot HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 60000000\r\n\r\n");
    co_await peer->write(beginning);
    std::string answer;
    std::array<char, 4096> buffer;  // NOLINT: filled by the read
    while (!answer.ends_with("}\n")) {
      const auto n = co_await peer->read_some(asio::buffer(buffer));
      if (!n) break;
      answer.append(buffer.data(), *n);
    }
    EXPECT_THAT(answer, HasSubstr("HTTP/1.1 400"));
    EXPECT_THAT(answer, HasSubstr(told));
    EXPECT_EQ(t.worker_.waiting(), 0U);
  };
  run(main(*this, R"({"parcours_snapshot": 1, "world": ])", "line 1, column 35: broken JSON"));
  std::string members = "{";
  for (std::size_t i = 0; i <= world::most_members; ++i) members += '"' + std::to_string(i) + R"(":0,)";
  run(main(*this, members, "there are more than 1000 members"));
  run(main(*this, R"({"world": {"a": 1, "a": 2)", "world.a: stands there twice"));
}

TEST_F(Beside, a_snapshot_of_too_many_values_is_refused) {
  run([](Beside& t) -> awaitable<void> {
    std::string body = "[0";
    for (std::size_t i = 0; i < world::most_values; ++i) body += ",0";
    const auto refused = co_await t.ask("PUT", "/api/control/snapshot", body + "]");
    EXPECT_EQ(refused.status, 400U);
    EXPECT_THAT(refused.body, HasSubstr("more than 4000000 values"));
  }(*this));
}

}  // namespace
}  // namespace parcours::mocks::console
