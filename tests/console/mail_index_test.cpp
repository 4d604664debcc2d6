#include "mocks/mailpit/mail_index.hpp"

#include "harness/sim/simulation.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace parcours::mocks::mailpit {
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

// How often the event loop comes round to others while a search is done, and how many mails it finds.
std::pair<std::size_t, int> searched(sim::simulation& in, const std::shared_ptr<mail_index>& of, std::string query) {
  auto look = [](std::shared_ptr<mail_index> from, std::string text, std::size_t& found,
                 bool& done) -> boost::asio::awaitable<void> {
    found = (co_await mail_index::matching(from, mail_query(text))).size();
    done = true;
  };
  auto main = [](sim::simulation& at, boost::asio::awaitable<void> search, const bool& done,
                 int& turns) -> boost::asio::awaitable<void> {
    ports::spawn(at.env(), std::move(search));
    for (; !done; ++turns) co_await boost::asio::post(at.env().executor, boost::asio::use_awaitable);
  };
  std::size_t found = 0;
  int turns = 0;
  bool done = false;
  EXPECT_TRUE(in.run(main(in, look(of, std::move(query), found, done), done, turns)));
  return {found, turns};
}

TEST_F(index, searches_in_slices_however_large_the_mails_and_the_query_are) {
  for (int i = 0; i < 3; ++i) add(std::string(30'000, 'a'));
  read_ahead(8);
  const auto [few, at_once] = searched(simulation_, index_, "a");
  EXPECT_EQ(few, 3U);
  std::string terms;
  for (int i = 0; i < 200; ++i) terms += "-b" + std::to_string(i) + " ";
  const auto [all, in_slices] = searched(simulation_, index_, terms);
  EXPECT_EQ(all, 3U);
  EXPECT_GE(in_slices, at_once + 15);  // 3 mails, 200 terms, 30,000 bytes: 17 slices of a mebibyte
}

TEST_F(index, finds_only_what_was_read) {
  add("a");
  EXPECT_TRUE(index_->all().empty());
  EXPECT_EQ(searched(simulation_, index_, "x").first, 0U);
  read_ahead(8);
  EXPECT_EQ(index_->all().size(), 1U);
  EXPECT_EQ(searched(simulation_, index_, "x").first, 1U);
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
}  // namespace parcours::mocks::mailpit
