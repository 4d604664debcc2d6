// What a journey expects of the mail that it has read.
#include "tests/run/stage.hpp"

namespace parcours::run {
namespace {

using events::verdict;

class reads_mail : public stage {
 protected:
  reads_mail() {
    smtp::mail sent;
    sent.from = {"CNOPS", "no-reply@example.com"};
    sent.to = {{"", "amina@example.com"}};
    sent.subject = "Votre code à usage unique";
    sent.text = "Votre code secret : 482913\nIl vaut 10 minutes.\n";
    sent.html = "<p>Votre code secret : <b>482913</b></p><p>Il vaut 10&nbsp;minutes.</p>";
    sent.message_id = "1@example.com";
    sent.more = {{"X-Kind", "code"}};
    environment->mails.add(sent, {"bounce@example.com", {"amina@example.com", "spy@example.com"}});
  }
  step_result expecting(const std::string& of_mail) {
    return play("  - read_code\n  - expect: {mail: {" + of_mail + "}}\n");
  }
};

TEST_F(reads_mail, every_part_holds_as_it_is) {
  for (const auto* of_mail : {"from: no-reply@example.com",
                              "from: 'CNOPS <no-reply@example.com>'",
                              "from: /^CNOPS/",
                              "to: amina@example.com",
                              "cc: null",
                              "reply_to: null",
                              "subject: Votre code à usage unique",
                              "subject: /usage/",
                              "sender: bounce@example.com",
                              "recipients: 'amina@example.com, spy@example.com'",
                              "recipients: /spy/",
                              "code: 482913",
                              "code: '/^\\d{6}$/'",
                              "text: 10 minutes",
                              "text: /vaut 10 minutes.$/",
                              "html: Il vaut 10 minutes",
                              "html: '<b>482913</b>'",
                              "html: /code secret . 482913/",
                              "header: {X-Kind: code, Bcc: null}",
                              "header: {content-type: /^multipart.alternative; boundary=/}",
                              "absent: 15 minutes",
                              "absent: /amo/"}) {
    const auto played = expecting(of_mail);
    EXPECT_TRUE(played) << of_mail << ": " << played.error().why.message << ": " << played.error().why.seen;
  }
}

struct wrong {
  const char* of_mail;
  const char* message;
  const char* expected;
  const char* seen;
};

TEST_F(reads_mail, every_part_fails_as_it_is) {
  for (const auto& one : {
           wrong{"from: example.com", "the mail's from is", "example.com", "CNOPS <no-reply@example.com>"},
           wrong{"from: null", "the mail's from is", "none", "CNOPS <no-reply@example.com>"},
           wrong{"to: /spy/", "the mail's to is", "/spy/", "amina@example.com"},
           wrong{"cc: /./", "the mail's cc is", "/./", "none"},
           wrong{"subject: Votre code", "the mail's subject is", "Votre code", "Votre code à usage unique"},
           wrong{"sender: no-reply@example.com", "the mail's sender is", "no-reply@example.com", "bounce@example.com"},
           wrong{"recipients: amina@example.com", "the mail's recipients is", "amina@example.com",
                 "amina@example.com, spy@example.com"},
           wrong{"code: '/^\\d{4}$/'", "the mail's code is", "/^\\d{4}$/", "482913"},
           wrong{"text: 15 minutes", "the mail's text part is", "15 minutes",
                 "Votre code secret : 482913\nIl vaut 10 minutes.\n"},
           wrong{"text: '<b>482913</b>'", "the mail's text part is", "<b>482913</b>",
                 "Votre code secret : 482913\nIl vaut 10 minutes.\n"},
           wrong{"html: /15/", "the mail's html part is", "/15/", "Votre code secret : 482913\nIl vaut 10 minutes."},
           wrong{"html: null", "the mail's html part is", "none", "Votre code secret : 482913\nIl vaut 10 minutes."},
           wrong{"header: {X-Kind: codes}", "the mail's header X-Kind is", "codes", "code"},
           wrong{"header: {X-Kind: null}", "the mail's header X-Kind is", "none", "code"},
           wrong{"header: {X-None: /./}", "the mail's header X-None is", "/./", "none"},
       }) {
    const auto played = expecting(one.of_mail);
    ASSERT_FALSE(played) << one.of_mail;
    EXPECT_EQ(played.error().verdict, verdict::failed);
    EXPECT_EQ(played.error().why.message, one.message + std::string(" not what the journey expects")) << one.of_mail;
    EXPECT_EQ(played.error().why.expected, one.expected) << one.of_mail;
    EXPECT_EQ(played.error().why.seen, one.seen) << one.of_mail;
    EXPECT_EQ(played.error().why.where.line, 4U);
  }
}

TEST_F(reads_mail, absent_is_looked_for_in_every_part) {
  const auto seen = [this](const std::string& wanted) {
    const auto played = expecting("absent: '" + wanted + "'");
    return played ? std::string() : played.error().why.seen;
  };
  EXPECT_EQ(seen("usage unique"), "in the subject");
  EXPECT_EQ(seen("/4829/"), "in the text part");
  EXPECT_EQ(seen("<b>4"), "in the source of the HTML part");
  EXPECT_EQ(seen("CNOPS"), "in an address");
  EXPECT_EQ(seen("/^X-Kind/"), "in the header X-Kind");
  environment->mails.all[0].mail.text.clear();
  EXPECT_EQ(seen("secret : 482913"), "in the HTML part");
}

TEST_F(reads_mail, the_header_is_read_as_it_was_sent_unfolded_and_to_its_end) {
  environment->mails.all[0].bytes = "X-Folded: one\r\n  two\r\nX-Twice: a\r\nX-Twice: b\r\n\r\nX-Body: none\r\n";
  EXPECT_TRUE(expecting("header: {X-Folded: one two}"));
  EXPECT_TRUE(expecting("header: {X-Twice: 'a, b'}"));
  EXPECT_TRUE(expecting("header: {X-Body: null}"));
}

TEST_F(reads_mail, what_must_be_none_is_told_where_it_is) {
  auto& mail = environment->mails.all[0].mail;
  std::swap(mail.to, mail.cc);
  mail.reply_to = {{"", "other@example.com"}};
  EXPECT_TRUE(expecting("to: null"));
  EXPECT_EQ(expecting("cc: null").error().why.seen, "amina@example.com");
  EXPECT_EQ(expecting("reply_to: null").error().why.seen, "other@example.com");
}

TEST_F(reads_mail, a_part_that_is_missing_is_none) {
  environment->mails.all[0].mail.html.clear();
  EXPECT_TRUE(expecting("html: null"));
  const auto played = expecting("html: code");
  ASSERT_FALSE(played);
  EXPECT_EQ(played.error().why.seen, "none");
}

TEST_F(reads_mail, without_a_mail_nothing_can_be_told) {
  const auto played = play("  - expect: {mail: {cc: null}}\n");
  ASSERT_FALSE(played);
  EXPECT_EQ(played.error().verdict, verdict::error);
  EXPECT_EQ(played.error().why.message, "no mail was read yet: read_code reads one");
}

TEST_F(reads_mail, of_a_mail_that_a_person_read_nothing_can_be_seen) {
  environment->mails.all[0].envelope.reset();
  EXPECT_TRUE(expecting("subject: other"));
  EXPECT_EQ(told.back().title, "cannot be seen on this target: mail");
}

}  // namespace
}  // namespace parcours::run
