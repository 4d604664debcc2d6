#include "mocks/smtp/mailbox.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace parcours::mocks::smtp {
namespace {

using namespace std::chrono_literals;

parcours::smtp::received_message message(std::string to, std::string subject = "x") {
  return {{"a@b.test", {std::move(to)}}, "Subject: " + subject + "\r\n\r\nhi\r\n", ""};
}

std::vector<cursor> ids(const std::vector<const stored_mail*>& mails) {
  std::vector<cursor> all;
  for (const auto* mail : mails) all.push_back(mail->id);
  return all;
}

TEST(mailbox, numbers_mails_from_one_and_lists_what_is_newer) {
  mailbox box;
  EXPECT_TRUE(box.list({}, 0s).empty());
  box.add(message("x@d.test"), 1s);
  box.add(message("y@d.test"), 2s);
  box.add(message("X@D.TEST"), 3s);
  EXPECT_EQ(ids(box.list({}, 3s)), (std::vector<cursor>{1, 2, 3}));
  EXPECT_EQ(ids(box.list({"x@d.test"}, 3s)), (std::vector<cursor>{1, 3}));
  EXPECT_EQ(ids(box.list({"x@d.test", 1}, 3s)), (std::vector<cursor>{3}));
  EXPECT_EQ(box.first({"", 3}, 3s), nullptr);
  EXPECT_EQ(box.count("x@d.test", 3s), 2U);
  EXPECT_EQ(box.count("z@d.test", 3s), 0U);
  ASSERT_NE(box.find(2, 3s), nullptr);
  EXPECT_EQ(box.find(2, 3s)->who.to.at(0), "y@d.test");
  EXPECT_EQ(box.find(2, 3s)->received_at, 2s);
  EXPECT_EQ(box.find(0, 3s), nullptr);
  EXPECT_EQ(box.find(4, 3s), nullptr);
}

TEST(mailbox, shows_a_delayed_mail_when_its_time_has_come) {
  mailbox box({.delivery_delay = 10s});
  box.add(message("x@d.test"), 1s);
  EXPECT_EQ(box.next_visible(), 11s);
  EXPECT_EQ(box.count("x@d.test", 11s - 1ns), 0U);
  EXPECT_EQ(box.count("x@d.test", 11s), 1U);
  EXPECT_EQ(box.next_visible(), std::nullopt);
  EXPECT_EQ(box.find(1, 11s)->visible_at, 11s);
}

TEST(mailbox, a_mail_that_was_overtaken_is_still_newer_than_the_cursor) {
  mailbox box({.delivery_delay = 10s});
  box.add(message("x@d.test", "old"), 0s);
  box.set_delivery_delay(0s);
  box.add(message("x@d.test", "new"), 1s);
  const auto* seen = box.first({}, 1s);
  ASSERT_NE(seen, nullptr);
  EXPECT_EQ(seen->received_at, 1s);
  const auto* late = box.first({"", seen->id}, 10s);
  ASSERT_NE(late, nullptr);
  EXPECT_EQ(late->received_at, 0s);
}

TEST(mailbox, keeps_the_newest) {
  mailbox box({.keep = 2});
  for (int i = 0; i < 3; ++i) box.add(message("x@d.test"), 0s);
  EXPECT_EQ(ids(box.list({}, 0s)), (std::vector<cursor>{2, 3}));
}

TEST(mailbox, keeps_no_more_bytes_than_it_may) {
  const auto size = message("x@d.test").bytes.size();
  mailbox box({.keep_bytes = 2 * size});
  for (int i = 0; i < 3; ++i) box.add(message("x@d.test"), 0s);
  EXPECT_EQ(ids(box.list({}, 0s)), (std::vector<cursor>{2, 3}));
  box.add(message("x@d.test", std::string(3 * size, 'x')), 0s);
  EXPECT_TRUE(box.list({}, 0s).empty());
  box.add(message("x@d.test"), 0s);
  EXPECT_EQ(ids(box.list({}, 0s)), (std::vector<cursor>{5}));
}

TEST(mailbox, removes_and_marks_one_mail) {
  const auto size = message("x@d.test").bytes.size();
  mailbox box({.keep_bytes = 3 * size});
  for (int i = 0; i < 3; ++i) box.add(message("x@d.test"), 0s);
  EXPECT_TRUE(box.remove(2));
  EXPECT_FALSE(box.remove(2));
  EXPECT_FALSE(box.remove(4));
  EXPECT_EQ(ids(box.list({}, 0s)), (std::vector<cursor>{1, 3}));
  box.mark(3, true);
  box.mark(4, true);
  EXPECT_FALSE(box.find(1, 0s)->read);
  EXPECT_TRUE(box.find(3, 0s)->read);
  box.add(message("x@d.test"), 0s);  // the bytes of what was removed are free again
  EXPECT_EQ(ids(box.list({}, 0s)), (std::vector<cursor>{1, 3, 4}));
  EXPECT_EQ(box.all(0s).size(), 3U);
}

TEST(mailbox, tells_of_each_mail_as_it_is_accepted_however_late_it_can_be_seen) {
  mailbox box({.delivery_delay = 1min});
  std::vector<std::string> added;
  box.on_add([&](const stored_mail& mail) { added.push_back(mail.who.to.at(0)); });
  box.add(message("x@d.test"), 0s);
  box.add(message("y@d.test"), 0s);
  EXPECT_EQ(added, (std::vector<std::string>{"x@d.test", "y@d.test"}));
}

TEST(mailbox, tells_of_each_mail_that_it_keeps_no_longer) {
  mailbox box({.keep = 3});
  std::vector<cursor> dropped;
  box.on_drop([&](cursor id) { dropped.push_back(id); });
  for (int i = 0; i < 5; ++i) box.add(message("x@d.test"), 0s);
  EXPECT_EQ(dropped, (std::vector<cursor>{1, 2}));
  box.remove(4);
  box.remove(4);
  EXPECT_EQ(dropped, (std::vector<cursor>{1, 2, 4}));
  box.restore(box.save(0s));
  EXPECT_EQ(dropped, (std::vector<cursor>{1, 2, 4, 3, 5}));
  box.clear();
  EXPECT_EQ(dropped, (std::vector<cursor>{1, 2, 4, 3, 5, 3, 5}));
}

TEST(mailbox, never_reuses_a_number) {
  mailbox box;
  box.add(message("x@d.test"), 0s);
  box.clear();
  EXPECT_TRUE(box.list({}, 0s).empty());
  box.add(message("x@d.test"), 0s);
  EXPECT_EQ(box.first({}, 0s)->id, 2U);
}

RC_GTEST_PROP(mailbox, a_reader_with_a_cursor_sees_every_mail_once, ()) {
  mailbox box;
  duration now{};
  cursor last = 0;
  std::size_t seen = 0;
  const auto delays = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 20));
  const auto read = [&] {
    while (const auto* mail = box.first({"", last}, now)) {
      RC_ASSERT(mail->visible_at <= now);
      last = mail->id;
      ++seen;
    }
  };
  for (const int delay : delays) {
    now += std::chrono::seconds(*rc::gen::inRange(0, 5));
    box.set_delivery_delay(std::chrono::seconds(delay));
    box.add(message("x@d.test"), now);
    read();
  }
  now += 20s;
  read();
  RC_ASSERT(seen == delays.size());
}

TEST(mailbox, reads_the_session_of_a_mail_from_its_header) {
  const auto with = [](const std::string& lines) { return session_of("From: a@b.test\r\n" + lines + "\r\nText\r\n"); };
  EXPECT_EQ(with("X-Parcours-Session: 12\r\n"), 12U);
  EXPECT_EQ(with("X-Parcours-Session: 12 or so\r\n"), 0U);
  EXPECT_EQ(with("X-Parcours-Session: \r\n"), 0U);
  EXPECT_EQ(with("X-Parcours-Session: 99999999999999999999\r\n"), 0U);
  EXPECT_EQ(with("\r\nX-Parcours-Session: 12\r\n"), 0U) << "in the body";
  EXPECT_EQ(with(""), 0U);
}

}  // namespace
}  // namespace parcours::mocks::smtp
