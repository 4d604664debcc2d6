#include "mocks/console/mail_query.hpp"

#include <gtest/gtest.h>

namespace parcours::mocks::console {
namespace {

using namespace std::chrono_literals;

ports::wall_time day(int of_january) { return std::chrono::sys_days(std::chrono::year(2026) / 1 / of_january); }

smtp::stored_mail sample() {
  smtp::stored_mail mail;
  mail.id = 7;
  mail.who = {"bounce@cnops.test", {"aicha@example.com", "ombre@example.com"}};
  mail.bytes =
      "From: Caisse <no-reply@cnops.test>\r\nTo: Aicha <aicha@example.com>\r\nSubject: "
      "=?utf-8?Q?V=C3=A9rification?=\r\n"
      "Message-ID: <abc@cnops.test>\r\n\r\nVotre code secret est 048213.\r\n";
  return mail;
}

bool finds(std::string_view query, bool read = false) {
  auto mail = sample();
  mail.read = read;
  return mail_query(query).holds(mail, summarise(mail), day(15));
}

TEST(mail_query, takes_plain_words_from_anywhere_without_case_or_accents) {
  EXPECT_TRUE(finds("CODE"));
  EXPECT_TRUE(finds("vérification 048213"));
  EXPECT_TRUE(finds("verification"));
  EXPECT_TRUE(finds("\"code secret est\""));
  EXPECT_FALSE(finds("\"secret code\""));
  EXPECT_FALSE(finds("code facture"));
}

TEST(mail_query, looks_where_it_is_told_to) {
  EXPECT_TRUE(finds("to:aicha@example.com from:caisse subject:verif message-id:abc@"));
  EXPECT_FALSE(finds("to:caisse"));
  EXPECT_FALSE(finds("from:aicha"));
  EXPECT_FALSE(finds("subject:secret"));
  EXPECT_TRUE(finds("bcc:ombre addressed:ombre addressed:aicha"));
  EXPECT_FALSE(finds("to:ombre"));
  EXPECT_FALSE(finds("cc:aicha"));
}

TEST(mail_query, turns_a_term_round) {
  EXPECT_FALSE(finds("-code"));
  EXPECT_TRUE(finds("!facture code"));
  EXPECT_TRUE(finds("-from:aicha"));
}

TEST(mail_query, knows_what_was_read_and_what_is_attached) {
  EXPECT_TRUE(finds("is:unread"));
  EXPECT_FALSE(finds("is:unread", true));
  EXPECT_TRUE(finds("is:read", true));
  EXPECT_FALSE(finds("has:attachment"));
}

TEST(mail_query, compares_dates_at_their_edge) {
  EXPECT_TRUE(finds("after:2026-01-15"));
  EXPECT_FALSE(finds("after:2026-01-15T00:00:01Z"));
  EXPECT_FALSE(finds("before:2026-01-15"));
  EXPECT_TRUE(finds("before:2026-01-15T00:00:01"));
  EXPECT_FALSE(finds("before:2026-13-01")) << "no date is a plain word";
}

TEST(mail_query, reads_dates) {
  EXPECT_EQ(read_date("2026-01-31"), day(31));
  EXPECT_EQ(read_date("2026-01-31T09:30:05Z"), day(31) + 9h + 30min + 5s);
  for (const auto* no : {"", "2026", "2026-02-30", "2026-01-31T", "2026-01-31T24:00:00", "2026-01-31T09:30:05+01:00",
                         "2026/01/31", "yesterday"}) {
    EXPECT_EQ(read_date(no), std::nullopt) << no;
  }
}

TEST(mail_query, of_nothing_holds_always) {
  EXPECT_TRUE(mail_query("  ").empty());
  EXPECT_TRUE(finds(""));
}

TEST(mail_summary, is_bounded_and_never_cuts_a_character) {
  auto mail = sample();
  mail.bytes = "Subject: x\r\n\r\n";
  for (int i = 0; i < 400; ++i) mail.bytes += "\u00e9";
  const auto snippet = summarise(mail).snippet;
  EXPECT_EQ(snippet.size(), 250U);
  mail.bytes += "x";
  mail.bytes.insert(mail.bytes.find("\r\n\r\n") + 4, "x");
  EXPECT_EQ(summarise(mail).snippet.size(), 249U);
}

TEST(mail_summary, of_what_is_no_mail_is_empty) {
  auto mail = sample();
  mail.bytes = "";
  EXPECT_EQ(summarise(mail).subject, "");
}

}  // namespace
}  // namespace parcours::mocks::console
