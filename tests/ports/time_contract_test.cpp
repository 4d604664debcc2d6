// Time, the same on both implementations of the ports.
#include "tests/ports/worlds.hpp"

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

INSTANTIATE_TEST_SUITE_P(all, time_contract, testing::ValuesIn(backends),
                         [](const auto& given) { return given.param.name; });

}  // namespace
}  // namespace parcours
