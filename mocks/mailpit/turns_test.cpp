#include "mocks/mailpit/turns.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace parcours::mocks::mailpit {
namespace {

namespace asio = boost::asio;

asio::awaitable<void> slices(std::shared_ptr<turns> of, std::string& done, char mark, int count) {
  for (int i = 0; i < count; ++i) {
    co_await turns::next(of);
    done += mark;
  }
}

// Somebody else, who is served whenever the event loop comes round.
asio::awaitable<void> others(std::string& done, int count) {
  for (int i = 0; i < count; ++i) {
    done += '.';
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
  }
}

TEST(turns, are_taken_one_after_the_other_with_everybody_else_between) {
  asio::io_context context;
  const auto shared = std::make_shared<turns>(context.get_executor());
  std::string done;
  for (const char mark : {'a', 'b', 'c'}) asio::co_spawn(context, slices(shared, done, mark, 3), asio::detached);
  asio::co_spawn(context, others(done, 100), asio::detached);
  context.run();
  std::string order = done;
  std::erase(order, '.');
  EXPECT_EQ(order, "abcabcabc");
  for (const auto* pair : {"ab", "bc", "ca", "cb", "ba", "ac", "aa", "bb", "cc"}) {
    EXPECT_THAT(done, testing::Not(testing::HasSubstr(pair)));
  }
}

TEST(turns, who_goes_away_keeps_nobody_waiting) {
  asio::io_context context;
  const auto shared = std::make_shared<turns>(context.get_executor());
  std::string done;
  asio::cancellation_signal stop;
  asio::co_spawn(context, slices(shared, done, 'a', 1000), asio::bind_cancellation_slot(stop.slot(), asio::detached));
  asio::co_spawn(context, slices(shared, done, 'b', 3), asio::detached);
  context.run_one();
  stop.emit(asio::cancellation_type::terminal);
  context.run();
  EXPECT_EQ(std::ranges::count(done, 'b'), 3);
}

}  // namespace
}  // namespace parcours::mocks::mailpit
