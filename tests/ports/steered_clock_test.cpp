// Time that is steered by hand, on virtual time: what is asserted is exact.
#include "harness/ports/steered_clock.hpp"

#include "harness/ports/deadline.hpp"
#include "harness/sim/simulation.hpp"

#include <gtest/gtest.h>

#include <string>

namespace parcours {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using namespace std::chrono_literals;

class steered_clock_test : public testing::Test {
 public:
  sim::simulation below_{sim::options{}};
  ports::env wire_ = below_.env();
  ports::steered_clock time_{wire_.executor, wire_.time};

  void run(awaitable<void> main) {
    const auto outcome = below_.run(std::move(main));
    ASSERT_TRUE(outcome) << outcome.error().message;
  }
  awaitable<void> real(duration length) { co_await ports::sleep_for(wire_.time, length); }
};

TEST_F(steered_clock_test, FlowsAsTheClockBelow) {
  auto main = [](steered_clock_test& t) -> awaitable<void> {
    const auto start = t.time_.now();
    co_await t.real(3s);
    EXPECT_EQ(t.time_.now() - start, 3s);
    EXPECT_EQ(t.time_.wall(), t.wire_.time.wall());
    co_await ports::sleep_for(t.time_, 2s);
    EXPECT_EQ(t.time_.now() - start, 5s);
    EXPECT_EQ(t.time_.ahead(), 0s);
  };
  run(main(*this));
}

TEST_F(steered_clock_test, AdvancesWithoutWaiting) {
  auto main = [](steered_clock_test& t) -> awaitable<void> {
    const auto start = t.time_.now();
    const auto wall = t.time_.wall();
    (void)co_await t.time_.advance(10min);
    EXPECT_EQ(t.time_.now() - start, 10min);
    EXPECT_EQ(t.time_.wall() - wall, 10min);
    EXPECT_EQ(t.time_.ahead(), 10min);
    EXPECT_EQ(t.wire_.time.now(), start);
    co_await t.real(1s);
    EXPECT_EQ(t.time_.now() - start, 10min + 1s);
  };
  run(main(*this));
}

TEST_F(steered_clock_test, FiresTimersOnTheWayAtTheirOwnTimes) {
  auto main = [](steered_clock_test& t) -> awaitable<void> {
    const auto start = t.time_.now();
    std::string order;
    std::vector<duration> at;
    const auto note = [&](char what) {
      return [&, what] {
        order += what;
        at.push_back(t.time_.now() - start);
        // What a timer starts on the way is due on the way too.
        if (what == 'a') t.time_.start_timer(start + 2min, [&] { order += 'b'; });
      };
    };
    t.time_.start_timer(start + 3min, note('c'));
    t.time_.start_timer(start + 1min, note('a'));
    t.time_.start_timer(start + 9min, note('z'));
    (void)co_await t.time_.advance(5min);
    EXPECT_EQ(order, "abc");
    EXPECT_EQ(at, (std::vector<duration>{1min, 3min}));
    co_await t.real(4min);
    co_await t.real(1ns);
    EXPECT_EQ(order, "abcz");
  };
  run(main(*this));
}

TEST_F(steered_clock_test, StandsStillWhileItIsFrozen) {
  auto main = [](steered_clock_test& t) -> awaitable<void> {
    bool fired = false;
    const auto start = t.time_.now();
    t.time_.start_timer(start + 2s, [&fired] { fired = true; });
    co_await t.real(1s);
    t.time_.freeze();
    t.time_.freeze();
    EXPECT_TRUE(t.time_.frozen());
    co_await t.real(1h);
    EXPECT_EQ(t.time_.now() - start, 1s);
    EXPECT_FALSE(fired);
    t.time_.resume();
    t.time_.resume();
    EXPECT_FALSE(t.time_.frozen());
    co_await t.real(999ms);
    EXPECT_FALSE(fired);
    co_await t.real(2ms);
    EXPECT_TRUE(fired);
    EXPECT_EQ(t.time_.ahead(), -1h);
  };
  run(main(*this));
}

TEST_F(steered_clock_test, AdvancesWhileItIsFrozenAndStaysSo) {
  auto main = [](steered_clock_test& t) -> awaitable<void> {
    const auto start = t.time_.now();
    t.time_.freeze();
    (void)co_await t.time_.advance(10min);
    EXPECT_TRUE(t.time_.frozen());
    co_await t.real(1s);
    EXPECT_EQ(t.time_.now() - start, 10min);
  };
  run(main(*this));
}

TEST_F(steered_clock_test, TwoAdvancesAtOnceAddUp) {
  auto other = [](steered_clock_test& t) -> awaitable<void> { co_await t.time_.advance(7min); };
  auto main = [](steered_clock_test& t, awaitable<void> second) -> awaitable<void> {
    const auto start = t.time_.now();
    ports::spawn(t.wire_, std::move(second));
    (void)co_await t.time_.advance(5min);
    co_await t.real(1ns);
    EXPECT_EQ(t.time_.now() - start, 12min + 1ns);
  };
  run(main(*this, other(*this)));
}

TEST_F(steered_clock_test, AConnectionsPatienceIsReal) {
  auto main = [](steered_clock_test& t) -> awaitable<void> {
    const auto listening = t.wire_.net.listen({"127.0.0.1", 0});
    const auto where = (*listening)->local();
    auto peer = co_await t.wire_.net.connect(where);
    EXPECT_TRUE(peer.has_value());
    t.time_.freeze();
    const ports::deadline limit(t.time_, 30s, *peer);
    (void)co_await t.time_.advance(1h);
    EXPECT_FALSE(limit.expired());
    co_await t.real(30s);
    co_await t.real(1ns);
    EXPECT_TRUE(limit.expired());
  };
  run(main(*this));
}

TEST_F(steered_clock_test, ATimerThatIsCancelledDoesNotFire) {
  auto main = [](steered_clock_test& t) -> awaitable<void> {
    bool fired = false;
    const auto first = t.time_.start_timer(t.time_.now() + 1s, [&fired] { fired = true; });
    t.time_.cancel_timer(first);
    t.time_.cancel_timer(first);
    t.time_.cancel_timer(12345);
    (void)co_await t.time_.advance(1min);
    co_await t.real(1min);
    EXPECT_FALSE(fired);
  };
  run(main(*this));
}

TEST_F(steered_clock_test, GoesAsFarAsItsLatestAndNoFurther) {
  auto main = [](steered_clock_test& t) -> awaitable<void> {
    ports::steered_clock time(t.wire_.executor, t.wire_.time, t.wire_.time.wall() + 10min);
    bool fired = false;
    time.start_timer(time.now() + 1ns, [&fired] { fired = true; });
    const bool too_far = co_await time.advance(10min + 1ns);
    EXPECT_FALSE(too_far);
    EXPECT_FALSE(fired);
    EXPECT_EQ(time.ahead(), 0s);
    const bool to_the_end = co_await time.advance(10min);
    EXPECT_TRUE(to_the_end);
    EXPECT_TRUE(fired);
    EXPECT_EQ(time.ahead(), 10min);
    EXPECT_EQ(time.wall(), time.latest());
    const bool beyond = co_await time.advance(1ns);
    EXPECT_FALSE(beyond);
    time.freeze();
    const bool beyond_while_frozen = co_await time.advance(duration::max());
    EXPECT_FALSE(beyond_while_frozen);
    EXPECT_EQ(time.wall(), time.latest());
  };
  run(main(*this));
}

TEST_F(steered_clock_test, MayBeLeftWithSleepersPending) {
  auto sleeper = [](steered_clock_test& t) -> awaitable<void> {
    co_await ports::sleep_for(t.time_, 1h);
    ADD_FAILURE() << "nobody waits that long";
  };
  auto main = [](steered_clock_test& t) -> awaitable<void> { co_await t.real(1s); };
  ports::spawn(wire_, sleeper(*this));
  run(main(*this));
  time_.abandon();
  time_.start_timer(time_.now(), [] { ADD_FAILURE() << "it was abandoned"; });
}

}  // namespace
}  // namespace parcours
