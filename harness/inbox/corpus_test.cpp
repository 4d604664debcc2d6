#include "harness/base/text.hpp"
#include "harness/html/testing.hpp"
#include "harness/inbox/html_text.hpp"

#include <gtest/gtest.h>

namespace parcours::inbox {
namespace {

const std::vector<html::testing::difference> known = {
    // Lines of an older mail are marked.
    {"mail_quoted", "Le lun.", "> Le lun."},
    {"mail_quoted", "Votre code", "> Votre code"},
    {"mail_quoted", "Plus ancien", "> Plus ancien"},
    // Nobody can read what has no size, no height or no colour, and what is struck out does not count.
    {"mail_nothing_small", "000111", ""},
    {"mail_nothing_small", "222333444555", ""},
    {"mail_nothing_small", "espace 999", ""},
    {"mail_nothing_small", "777666\n\n555444", ""},
    {"mail_nothing_small", "111222 333444 555666", ""},
    // Mail programs drop <noscript>.
    {"mail_buttons", "Sans script", ""}};

TEST(Corpus, OfMailsIsReadAsChromiumShowsIt) {
  const auto all = html::testing::corpus("mail_");
  EXPECT_GE(all.size(), 10U);
  for (const auto& one : all) {
    EXPECT_EQ(normalized(text_of_html(one.html)), normalized(html::testing::expected(one, known))) << one.name;
  }
}

}  // namespace
}  // namespace parcours::inbox
