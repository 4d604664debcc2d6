#include "harness/ports/timer_queue.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace parcours::ports {
namespace {

using namespace std::chrono_literals;
using queue = timer_queue<std::string>;

std::string taken(queue& from, duration limit) {
  std::string all;
  while (auto one = from.take(limit)) {
    if (from.begin(one->id)) all += one->value;
  }
  return all;
}

TEST(timer_queue, is_in_order_of_time_and_then_of_starting) {
  queue timers;
  EXPECT_FALSE(timers.next());
  timers.start(2s, "c");
  timers.start(1s, "a");
  timers.start(1s, "b");
  timers.start(3s, "d");
  EXPECT_EQ(timers.next(), 1s);
  EXPECT_EQ(taken(timers, 999ms), "");
  EXPECT_EQ(taken(timers, 2s), "abc");
  EXPECT_EQ(timers.next(), 3s);
  EXPECT_EQ(taken(timers, duration::max()), "d");
}

TEST(timer_queue, gives_back_what_is_cancelled_once) {
  queue timers;
  const auto one = timers.start(1s, "a");
  const auto other = timers.start(1s, "b");
  EXPECT_NE(one, other);
  EXPECT_EQ(timers.due(one), 1s);
  EXPECT_EQ(timers.cancel(one), "a");
  EXPECT_FALSE(timers.cancel(one));
  EXPECT_FALSE(timers.cancel(12345));
  EXPECT_EQ(taken(timers, 1s), "b");
  EXPECT_FALSE(timers.cancel(other));
}

TEST(timer_queue, cancels_what_was_taken_and_has_not_begun) {
  queue timers;
  timers.start(1s, "a");
  const auto one = timers.take(1s);
  ASSERT_TRUE(one);
  EXPECT_FALSE(timers.cancel(one->id));
  EXPECT_FALSE(timers.begin(one->id));
}

// As a coroutine that is dropped cancels its other timers.
struct canceller {
  timer_queue<std::unique_ptr<canceller>>* of;
  clock::timer_id other;
  ~canceller() { (void)of->cancel(other); }
};

TEST(timer_queue, may_be_abandoned_while_what_it_drops_cancels_others) {
  timer_queue<std::unique_ptr<canceller>> timers;
  const auto first = timers.start(1s, nullptr);
  timers.start(2s, std::make_unique<canceller>(&timers, first + 2));
  timers.start(3s, std::make_unique<canceller>(&timers, first + 1));
  timers.abandon();
  EXPECT_TRUE(timers.abandoned());
  EXPECT_FALSE(timers.next());
  timers.start(1s, nullptr);
  EXPECT_FALSE(timers.next());
}

}  // namespace
}  // namespace parcours::ports
