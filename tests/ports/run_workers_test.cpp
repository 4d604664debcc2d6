#include "harness/net/machine.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

namespace parcours::net {
namespace {

TEST(RunWorkers, EachIndexIsWorkedOnOnce) {
  for (const std::size_t count : {0U, 1U, 8U}) {
    std::atomic<std::size_t> calls = 0;
    std::atomic<std::size_t> sum = 0;
    run_workers(count, [&](std::size_t index) {
      ++calls;
      sum += index;
    });
    EXPECT_EQ(calls, count);
    EXPECT_EQ(sum, count == 0 ? 0 : count * (count - 1) / 2);
  }
}

TEST(RunWorkers, AnExceptionIsRethrownWhenAllHaveEnded) {
  std::atomic<std::size_t> ended = 0;
  const auto work = [&](std::size_t index) {
    if (index == 2) throw std::runtime_error("the third");
    ++ended;
  };
  EXPECT_THROW(run_workers(4, work), std::runtime_error);
  EXPECT_EQ(ended, 3U);
}

}  // namespace
}  // namespace parcours::net
