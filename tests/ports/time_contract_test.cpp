// Time, the same on both implementations of the ports.
#include "harness/ports/notifier.hpp"
#include "tests/ports/worlds.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>
#include <iterator>

namespace parcours {
namespace {

using time_contract = ports_contract;

TEST_P(time_contract, TimersFireInOrderAndNeverInline) {
  auto main = [](time_contract& t) -> awaitable<void> {
    std::string order;
    auto& time = t.env_.time;
    const auto start = time.now();
    time.start_timer(start + 3ms, [&order] { order += 'c'; });
    time.start_timer(start + 1ms, [&order] { order += 'a'; });
    const auto cancelled = time.start_timer(start + 2ms, [&order] { order += '!'; });
    time.start_timer(start + 1ms, [&order] { order += 'b'; });
    time.start_timer(start - 1s, [&order] { order += '0'; });
    time.cancel_timer(cancelled);
    time.cancel_timer(cancelled);
    time.cancel_timer(987654);
    EXPECT_EQ(order, "");
    co_await ports::sleep_for(time, 5ms);
    EXPECT_EQ(order, "0abc");
    EXPECT_GE(time.now() - start, 5ms);
  };
  run(main(*this));
}

TEST_P(time_contract, ATimerThatIsDueCanStillBeCancelled) {
  auto main = [](time_contract& t) -> awaitable<void> {
    auto& time = t.env_.time;
    bool fired = false;
    ports::clock::timer_id second = 0;
    time.start_timer(time.now() + 1ms, [&time, &second] { time.cancel_timer(second); });
    second = time.start_timer(time.now() + 1ms, [&fired] { fired = true; });
    co_await time.pass(2ms);
    co_await ports::sleep_for(time, 1ms);
    EXPECT_FALSE(fired);
  };
  run(main(*this));
}

TEST_P(time_contract, PassingTimeFiresWhatIsDueOnTheWay) {
  auto main = [](time_contract& t) -> awaitable<void> {
    auto& time = t.env_.time;
    const auto start = time.now();
    duration fired{};
    time.start_timer(start + 4ms, [&fired, &time] { fired = time.now(); });
    const auto wall = time.wall();
    co_await time.pass(10ms);
    EXPECT_GE(fired - start, 4ms);
    EXPECT_GE(time.now() - start, 10ms);
    EXPECT_GE(time.wall() - wall, 10ms);
  };
  run(main(*this));
}

TEST_P(time_contract, AnExceptionOfASpawnedCoroutineLeavesTheRunLoop) {
  auto fall_over = []() -> awaitable<void> {
    throw std::logic_error("a bug");
    co_return;
  };
  auto main = [](time_contract& t, awaitable<void> broken) -> awaitable<void> {
    ports::spawn(t.env_, std::move(broken));
    co_await ports::sleep_for(t.env_.time, 1h);
  };
  EXPECT_THROW((void)world_->run(main(*this, fall_over())), std::logic_error);
}

// Ends as `how` tells: 'w' woken, 'c' cancelled.
awaitable<void> sleep(ports::clock& time, duration length, std::string& how) {
  try {
    co_await ports::sleep_for(time, length);
    how += 'w';
  } catch (const boost::system::system_error& ended) {
    EXPECT_EQ(ended.code(), asio::error::operation_aborted);
    how += 'c';
  }
}

awaitable<void> wait(ports::notifier& on, duration until, std::string& how) {
  try {
    co_await on.wait_until(until);
    how += 'w';
  } catch (const boost::system::system_error& ended) {
    EXPECT_EQ(ended.code(), asio::error::operation_aborted);
    how += 'c';
  }
}

TEST_P(time_contract, WhoWaitsCanBeCancelled) {
  auto main = [](time_contract& t) -> awaitable<void> {
    auto& time = t.env_.time;
    ports::notifier told(time);
    asio::cancellation_signal stop_sleep, stop_wait, stop_nothing, stop_late;
    std::string slept, waited, woken, late;
    const auto begin = [&t](awaitable<void> what, asio::cancellation_signal& by) {
      asio::co_spawn(t.env_.executor, std::move(what), asio::bind_cancellation_slot(by.slot(), asio::detached));
    };
    begin(sleep(time, 1h, slept), stop_sleep);
    begin(wait(told, time.now() + 1h, waited), stop_wait);
    begin(wait(told, time.now() + 1h, woken), stop_nothing);
    begin(wait(told, time.now() + 1h, late), stop_late);
    stop_sleep.emit(asio::cancellation_type::terminal);
    stop_sleep.emit(asio::cancellation_type::terminal);
    for (int i = 0; i < 2; ++i) stop_wait.emit(asio::cancellation_type::terminal);
    EXPECT_EQ(slept + waited, "");  // never inline
    for (int i = 0; i < 10; ++i) co_await asio::post(t.env_.executor, asio::use_awaitable);
    EXPECT_EQ(slept + waited, "cc");
    stop_sleep.emit(asio::cancellation_type::terminal);  // which changes nothing any more
    told.notify_all();
    stop_late.emit(asio::cancellation_type::terminal);  // it is being woken
    while (woken.empty() || late.empty()) co_await ports::sleep_for(time, 1ms);
    EXPECT_EQ(slept + waited + woken + late, "ccww");
  };
  run(main(*this));
}

awaitable<void> exchange(time_contract& t) {
  auto both = co_await t.connected();
  for (int i = 0; i < 3; ++i) {
    (void)co_await both.client.write("a question");
    std::array<char, 64> buffer{};
    (void)co_await both.server.read_some(asio::buffer(buffer));
    (void)co_await both.server.write("an answer");
    (void)co_await both.client.read_some(asio::buffer(buffer));
  }
}

class still_contract : public time_contract {};

// However long an exchange takes: so a limit of the policy can be met at its very end.
TEST_P(still_contract, WorldTimeStandsStillWhileSomethingIsOnTheWire) {
  auto main = [](still_contract& t) -> awaitable<void> {
    auto& time = t.env_.time;
    const auto start = time.now();
    const auto began = time.stopwatch();
    co_await exchange(t);
    EXPECT_EQ(time.now(), start);
    EXPECT_GT(time.stopwatch(), began);
    co_await time.pass(10min - 1ms);
    co_await exchange(t);
    EXPECT_EQ(time.now() - start, 10min - 1ms);
    co_await time.pass(1ms);
    co_await exchange(t);
    EXPECT_EQ(time.now() - start, 10min);
  };
  run(main(*this));
}

// One that was started before the exchange rings earlier on the stopwatch than the pass would end.
TEST_P(still_contract, PassingStopsShortOfATimerThatIsNotDue) {
  auto main = [](still_contract& t) -> awaitable<void> {
    auto& time = t.env_.time;
    const auto start = time.now();
    bool fired = false;
    time.start_timer(start + 1h, [&fired] { fired = true; });
    co_await exchange(t);
    co_await time.pass(1h - 1ns);
    co_await exchange(t);
    EXPECT_EQ(time.now() - start, 1h - 1ns);
    EXPECT_FALSE(fired);
    co_await time.pass(1ns);
    EXPECT_TRUE(fired);
    EXPECT_EQ(time.now() - start, 1h);
  };
  run(main(*this));
}

TEST_P(still_contract, ATimerMovesWorldTimeToItsOwn) {
  auto main = [](still_contract& t) -> awaitable<void> {
    auto& time = t.env_.time;
    const auto start = time.now();
    co_await exchange(t);
    co_await ports::sleep_for(time, 3ms);
    EXPECT_EQ(time.now() - start, 3ms);
    co_await exchange(t);
    EXPECT_EQ(time.now() - start, 3ms);
  };
  run(main(*this));
}

INSTANTIATE_TEST_SUITE_P(all, time_contract, testing::ValuesIn(backends),
                         [](const auto& given) { return given.param.name; });

std::vector<backend> still_ones() {
  std::vector<backend> chosen;
  std::ranges::copy_if(backends, std::back_inserter(chosen), &backend::still);
  return chosen;
}

INSTANTIATE_TEST_SUITE_P(all, still_contract, testing::ValuesIn(still_ones()),
                         [](const auto& given) { return given.param.name; });

}  // namespace
}  // namespace parcours
