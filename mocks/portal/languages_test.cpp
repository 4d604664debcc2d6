// Two languages: the same texts, the same placeholders, pages that read from the right, and whose choice it is.
#include "harness/smtp/message.hpp"
#include "mocks/portal/catalogue.hpp"
#include "mocks/portal/code_mail.hpp"
#include "mocks/portal/pages.hpp"
#include "mocks/portal/visit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace parcours::mocks::portal {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr state all_pages[] = {state::landing, state::terms, state::identify, state::payment,
                               state::email,   state::code,  state::password, state::done};

std::multiset<std::string> placeholders(std::string_view text) {
  std::multiset<std::string> found;
  for (auto at = text.find("{{"); at != text.npos; at = text.find("{{", at + 1)) {
    found.emplace(text.substr(at, text.find("}}", at) - at));
  }
  return found;
}

bool has_arabic(std::string_view text) {  // U+0600 to U+06FF are D8 80 to DB BF in UTF-8
  return std::ranges::any_of(text, [](char c) { return c >= '\xd8' && c <= '\xdb'; });
}

TEST(Languages, HaveTheSameTextsWithTheSamePlaceholders) {
  const auto& french = texts_in(language::french).all();
  const auto& arabic = texts_in(language::arabic).all();
  for (const auto& [id, text] : french) EXPECT_TRUE(arabic.contains(id)) << id;
  for (const auto& [id, text] : arabic) {
    ASSERT_TRUE(french.contains(id)) << id;
    EXPECT_EQ(placeholders(text), placeholders(french.find(id)->second)) << id;
  }
}

TEST(Languages, NoArabicTextWasLeftInFrench) {
  const std::set<std::string_view> not_texts = {"lang", "dir", "other-lang", "other-lang-name", "site"};
  for (const auto& [id, text] : texts_in(language::arabic).all()) {
    EXPECT_EQ(has_arabic(text), !not_texts.contains(id)) << id;
  }
}

TEST(Languages, ArabicPagesReadFromTheRightAndIdentifiersFromTheLeft) {
  const pages made({}, {"site key", "http://127.0.0.1:9/api.js"});
  for (const state page : all_pages) {
    page_view view;
    view.page = page;
    view.language = language::arabic;
    std::string html = made.render(view);
    EXPECT_THAT(html, HasSubstr("<html lang=\"ar\" dir=\"rtl\">"));
    EXPECT_THAT(html, HasSubstr("<a class=\"language\" href=\"?lang=fr\" lang=\"fr\" hreflang=\"fr\">Français</a>"));
    for (auto at = html.find("<input type=\"text\""); at != html.npos; at = html.find("<input type=\"text\"", at + 1)) {
      EXPECT_THAT(html.substr(at, html.find('>', at) - at), HasSubstr(" dir=\"ltr\"")) << name_of(page);
    }
    view.entered = {{"unknown", "1"}};
    EXPECT_EQ(html, made.render(view)) << "the way with messages gives the same page";
  }
  EXPECT_THAT(made.error(404, language::arabic), HasSubstr("<h1>الصفحة غير موجودة</h1>"));
}

TEST(Languages, AMessageIsInTheLanguageOfThePage) {
  page_view view;
  view.page = state::code;
  view.language = language::arabic;
  view.messages = {{"code-format", "code"}};
  view.code_digits = 6;
  const std::string html = pages({}, {}).render(view);
  EXPECT_THAT(html, HasSubstr("<a href=\"#code\">يجب أن يتكون الرمز السري من 6 أرقام.</a>"));
  EXPECT_THAT(html, Not(HasSubstr("{{")));
}

TEST(Languages, TheMailIsInTheLanguageOfThePage) {
  outgoing_code what;
  what.to = "aicha@example.com";
  what.code = what.html_code = "012345";
  what.file_number = "4581279";
  policy rules;
  rules.code_ttl = std::chrono::seconds(90);
  const auto date = std::chrono::sys_days(std::chrono::year(2026) / 3 / 12);
  const std::string bytes = parcours::smtp::compose(code_mail(what, rules, date, "1@test", language::arabic));
  EXPECT_THAT(bytes, ::testing::ContainsRegex("\r\nSubject: =\\?(utf|UTF)-8\\?[bBqQ]\\?")) << "RFC 2047";
  EXPECT_TRUE(std::ranges::all_of(bytes, [](char c) { return c > 0; })) << "quoted-printable";
  const auto read = parcours::smtp::parse(bytes);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->subject, rules.subject_ar);
  EXPECT_THAT(read->text, HasSubstr("رمزكم السري هو: 012345\n"));
  EXPECT_THAT(read->text, HasSubstr("90 ثانية"));
  EXPECT_THAT(read->html, HasSubstr("<html lang=\"ar\" dir=\"rtl\">"));
  rules.code_ttl = std::chrono::minutes(10);
  EXPECT_THAT(code_mail(what, rules, date, "1@test", language::arabic).text, HasSubstr("10 دقائق"));
  rules.code_ttl = std::chrono::minutes(11);
  EXPECT_THAT(code_mail(what, rules, date, "1@test", language::arabic).text, HasSubstr("11 دقيقة"));
}

http::request with(std::string target, std::string cookies) {
  return {"GET", std::move(target), {{"Accept-Language", "ar"}, {"Cookie", std::move(cookies)}}, {}};
}

TEST(Visit, FrenchUntilAnotherLanguageIsChosen) {
  EXPECT_EQ(visit_of(with("/", "")).language, language::french) << "whatever Accept-Language says";
  EXPECT_EQ(visit_of(with("/?lang=ar", "")).language, language::arabic);
  EXPECT_TRUE(visit_of(with("/?lang=ar", "")).chosen_now);
  EXPECT_EQ(visit_of(with("/", "a=b; portal_lang=ar")).language, language::arabic);
  EXPECT_FALSE(visit_of(with("/", "portal_lang=ar")).chosen_now);
  EXPECT_EQ(visit_of(with("/?lang=fr", "portal_lang=ar")).language, language::french);
  for (const char* const unknown : {"/?lang=de", "/?lang=", "/?lang=ar-MA", "/?long=ar"}) {
    EXPECT_EQ(visit_of(with(unknown, "portal_lang=xx")).language, language::french) << unknown;
    EXPECT_FALSE(visit_of(with(unknown, "")).chosen_now);
  }
}

TEST(Visit, TheFirstSessionCookieCounts) {
  EXPECT_EQ(visit_of(with("/", "x; portal_session_old=1;portal_session=2 ; portal_session=3")).session, "2");
  EXPECT_EQ(visit_of(with("/", "portal_session=")).session, "");
  EXPECT_EQ(visit_of({"GET", "/", {}, {}}).session, "");
}

}  // namespace
}  // namespace parcours::mocks::portal
