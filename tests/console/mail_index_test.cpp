#include "mocks/console/mail_index.hpp"

#include "harness/sim/simulation.hpp"

#include <gtest/gtest.h>

#include <string>

namespace parcours::mocks::console {
namespace {

using namespace std::chrono_literals;

class index : public ::testing::Test {
 public:
  sim::simulation simulation_{sim::options{}};
  smtp::mailbox box_{{.keep = 4}};
  std::shared_ptr<mail_index> index_ = std::make_shared<mail_index>(simulation_.env(), box_);

  bool read_ahead(std::size_t most) {
    bool more = false;
    auto main = [](std::shared_ptr<mail_index> of, std::size_t count, bool& to) -> boost::asio::awaitable<void> {
      to = co_await mail_index::read_ahead(of, count);
    };
    EXPECT_TRUE(simulation_.run(main(index_, most, more)));
    return more;
  }

  void add(const std::string& text) {
    box_.add({{"a@b.test", {"c@d.test"}}, "Subject: x\r\n\r\n" + text + "\r\n", ""}, 0s);
  }
  const smtp::stored_mail& mail(std::size_t at) { return box_.all(0s).at(at); }
};

TEST_F(index, parses_each_mail_once) {
  add("Votre code secret : 048213");
  const auto& summary = index_->of(mail(0));
  EXPECT_EQ(*summary.code, "048213");
  EXPECT_EQ(&index_->of(mail(0)), &summary);
  EXPECT_FALSE(read_ahead(8));
  EXPECT_EQ(index_->parsed(), 1U);
}

TEST_F(index, reads_ahead_in_small_steps) {
  for (int i = 0; i < 3; ++i) add("x");
  EXPECT_TRUE(read_ahead(2));
  EXPECT_EQ(index_->parsed(), 2U);
  EXPECT_FALSE(read_ahead(2));
  EXPECT_FALSE(read_ahead(2));
  EXPECT_EQ(index_->parsed(), 3U);
  EXPECT_EQ(index_->newest(), 3U);
}

TEST_F(index, forgets_a_mail_as_it_is_dropped) {
  for (int i = 0; i < 100; ++i) {
    add("x");
    read_ahead(8);
    EXPECT_LE(index_->size(), 4U);
  }
  EXPECT_EQ(index_->parsed(), 100U);
  box_.remove(98);
  EXPECT_EQ(index_->size(), 3U);
  box_.clear();
  EXPECT_EQ(index_->size(), 0U);
}

TEST_F(index, reads_what_was_put_back_under_old_numbers) {
  add("first");
  const auto before = box_.save(0s);
  add("second");
  read_ahead(8);
  box_.restore(before);
  EXPECT_EQ(index_->size(), 0U);
  EXPECT_FALSE(read_ahead(8));
  EXPECT_EQ(index_->size(), 1U);
  EXPECT_EQ(index_->of(mail(0)).snippet, "first");
}

TEST_F(index, may_be_gone_before_the_mailbox) {
  {
    const mail_index other(simulation_.env(), box_);
  }
  add("x");
  box_.clear();
}

}  // namespace
}  // namespace parcours::mocks::console
