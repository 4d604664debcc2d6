#include "mocks/mailpit/mail_query.hpp"

#include <gtest/gtest.h>

namespace parcours::mocks::mailpit {
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
      "Message-ID: <abc@cnops.test>\r\n\r\nVotre code secret est 048213.\r\n\r\n  Merci\r\n";
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
  EXPECT_TRUE(finds("\"048213. merci\"")) << "a phrase goes on in the next line";
}

TEST(mail_query, bridges_the_punctuation_between_the_words_of_a_phrase) {
  auto mail = sample();
  mail.bytes =
      "From: \"Caisse, CNOPS\" <c@cnops.test>\r\nSubject: Code: 048213\r\nContent-Type: text/plain; "
      "charset=utf-8\r\n\r\n"
      "Bonjour,Awa! Votre code \u2014 secret \u00ab048213\u00bb... (merci).\r\n";
  const auto holds = [&](std::string_view query) { return mail_query(query).holds(mail, summarise(mail), day(15)); };
  for (const auto* found :
       {"\"bonjour awa\"", "\"Bonjour, Awa\"", "\"code secret 048213 merci\"", "\"code: secret\"", "\"048213 (merci\"",
        "subject:\"code 048213\"", "from:\"caisse cnops\"", "\"code - secret\""}) {
    EXPECT_TRUE(holds(found)) << found;
  }
  for (const auto* not_found :
       {"\"awa bonjour\"", "\"bonjour votre\"", "subject:\"code secret\"", "bonjour.awa", "\". .\""}) {
    EXPECT_FALSE(holds(not_found)) << not_found;
  }
}

TEST(mail_query, knows_a_domain_in_both_its_forms) {
  auto mail = sample();
  mail.who.to = {"awa@xn--bcher-kva.example"};
  mail.bytes = "To: awa@b\u00fccher.example\r\n\r\nx";
  const auto made = summarise(mail);
  EXPECT_TRUE(made.bcc.empty());
  const auto holds = [&](std::string_view query) { return mail_query(query).holds(mail, made, day(15)); };
  EXPECT_TRUE(holds("to:awa@xn--bcher-kva.example"));
  EXPECT_TRUE(holds("to:awa@b\u00fccher.example"));
  EXPECT_FALSE(holds("to:awa@xn--bcher.example"));
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
  EXPECT_TRUE(finds("before:2026-13-01 code")) << "what is no date is left out";
  EXPECT_EQ(mail_query("code -before:soon").left_out(), "-before:soon");
  EXPECT_EQ(mail_query("code before:2026-01-01").left_out(), "");
}

TEST(mail_query, reads_dates) {
  EXPECT_EQ(read_date("2026-01-31"), day(31));
  EXPECT_EQ(read_date("2026/01/31"), day(31));
  for (const auto* time : {"T09:30:05Z", "T09:30:05", "t09:30:05z", " 09:30:05", "T10:30:05+01:00", "T10:30:05+0100",
                           "T08:00:05-01:30", "T09:30:05.000Z"}) {
    EXPECT_EQ(read_date("2026-01-31" + std::string(time)), day(31) + 9h + 30min + 5s) << time;
  }
  EXPECT_EQ(read_date("2026/01/31T09:30"), day(31) + 9h + 30min);
  EXPECT_EQ(read_date("2026-01-31T09:30:05.25+01:00"), day(31) + 8h + 30min + 5s + 250ms);
  for (const auto* no :
       {"", "2026", "2026-02-30", "2026-01-31T", "2026-01-31T24:00:00", "2026-01-31T09:30:05.", "2026-01-31T09",
        "2026-01/31", "2026-01-31T09:30+1", "2026-01-31T09:30x", "9999-01-31", "yesterday"}) {
    EXPECT_EQ(read_date(no), std::nullopt) << no;
  }
}

TEST(mail_query, compares_sizes) {
  for (const auto& [text, size] : {std::pair{"500", 500U},
                                   {"2k", 2048U},
                                   {"2KB", 2048U},
                                   {"1.5M", 1572864U},
                                   {"3b", 0U},
                                   {"", 0U},
                                   {"k", 0U},
                                   {"1.k", 0U},
                                   {"-1", 0U},
                                   {"1g", 0U},
                                   {"99999999999999", 0U}}) {
    EXPECT_EQ(read_size(text).value_or(0), size) << text;
  }
  EXPECT_TRUE(finds("larger:100"));
  EXPECT_FALSE(finds("larger:1k"));
  EXPECT_TRUE(finds("smaller:1k -smaller:100"));
}

TEST(mail_query, beyond_its_limit_is_refused_and_not_cut) {
  EXPECT_TRUE(mail_query::read(std::string(mail_query::longest, 'x')));
  EXPECT_EQ(mail_query::read(std::string(mail_query::longest + 1, 'x')).error().code, "long-query");
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

TEST(mail_summary, is_bounded_whatever_the_mail) {
  auto mail = sample();
  const std::string many(300'000, 'x');
  std::string people;
  for (int i = 0; i < 50'000; ++i) people += "a@b,";
  mail.bytes = "To: " + people + "c@d\r\nSubject: " + many +
               "\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\n\r\n" + many +
               "\r\n--x\r\nContent-Type: text/html\r\n\r\n" + many + "\r\n--x--\r\n";
  const auto made = summarise(mail);
  EXPECT_EQ(made.to.size(), mail_summary::most_people);
  EXPECT_EQ(made.subject.size(), mail_summary::most_text);
  EXPECT_LE(made.words.size(), 4 * mail_summary::most_text);
  EXPECT_GT(made.words.size(), 3 * mail_summary::most_text);
}

TEST(mail_summary, reads_html_as_a_person_does) {
  auto mail = sample();
  mail.bytes =
      "Content-Type: text/html\r\n\r\n<style>p {color: red}</style><p>Caf&eacute; <b>ferm</b>&eacute;</p><p>demain";
  EXPECT_EQ(summarise(mail).snippet, "Café fermé demain");
  const auto holds = [&](std::string_view query) { return mail_query(query).holds(mail, summarise(mail), day(15)); };
  EXPECT_TRUE(holds("\"cafe ferme demain\""));
  EXPECT_FALSE(holds("color"));
}

TEST(mail_summary, searches_both_parts) {
  auto mail = sample();
  mail.bytes =
      "Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\n\r\nplain\r\n"
      "--x\r\nContent-Type: text/html\r\n\r\n<p>rich</p>\r\n--x--\r\n";
  const auto made = summarise(mail);
  EXPECT_EQ(made.snippet, "plain");
  EXPECT_EQ(made.words, "aicha@example.com ombre@example.com plain rich");
}

TEST(mail_summary, of_what_is_no_mail_is_empty) {
  auto mail = sample();
  mail.bytes = "";
  EXPECT_EQ(summarise(mail).subject, "");
}

}  // namespace
}  // namespace parcours::mocks::mailpit
