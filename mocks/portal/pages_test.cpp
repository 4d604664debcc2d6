#include "mocks/portal/pages.hpp"

#include "harness/base/text.hpp"
#include "harness/smtp/message.hpp"
#include "mocks/portal/catalogue.hpp"
#include "mocks/portal/code_mail.hpp"
#include "mocks/portal/cut_text.hpp"
#include "mocks/portal/email.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace parcours::mocks::portal {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const pages& rendered() {
  static const pages made({}, {"site&key", "http://127.0.0.1:9/api.js?a=1&b=2"});
  return made;
}

page_view view_of(state page, std::vector<said> messages = {}, form_values entered = {}) {
  page_view view;
  view.page = page;
  view.csrf = "0123456789abcdef";
  view.messages = std::move(messages);
  view.entered = std::move(entered);
  return view;
}

/// Every value of an attribute, in order: values_of(html, "id").
std::vector<std::string> values_of(std::string_view html, const std::string& attribute) {
  const std::string opening = " " + attribute + "=\"";
  std::vector<std::string> all;
  for (auto at = html.find(opening); at != html.npos; at = html.find(opening, at)) {
    at += opening.size();
    all.emplace_back(html.substr(at, html.find('"', at) - at));
  }
  return all;
}

std::size_t count_of(std::string_view html, std::string_view what) {
  std::size_t n = 0;
  for (auto at = html.find(what); at != html.npos; at = html.find(what, at + 1)) ++n;
  return n;
}

constexpr state all_pages[] = {state::landing, state::terms, state::identify, state::payment,
                               state::email,   state::code,  state::password, state::done};

TEST(Pages, LabelsAndMessagesAreBoundToWhatIsThere) {
  const std::vector<said> errors = {{"amo-format", "amo"},
                                    {"issuer-required", "issuer"},
                                    {"registration-format", "registration"},
                                    {"rib-format", "rib"},
                                    {"e-mandat-format", "e_mandat"},
                                    {"email-format", "email"},
                                    {"terms-required", "terms"},
                                    {"code-format", "code"},
                                    {"captcha-required", "captcha"},
                                    {"password-length", "password"},
                                    {"passwords-differ", "password_again"}};
  for (const state page : all_pages) {
    for (const bool wrong : {false, true}) {
      std::vector<said> messages;
      const std::string fields = rendered().render(view_of(page));
      std::ranges::copy_if(errors, std::back_inserter(messages), [&](const said& item) {
        return wrong && fields.contains(" id=\"" + std::string(item.field) + "\"");
      });
      const std::string html = rendered().render(view_of(page, messages));
      const auto ids = values_of(html, "id");
      EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), ids.size()) << "an id stands once";
      for (const char* const reference : {"for", "aria-describedby", "aria-errormessage", "aria-labelledby"}) {
        for (const auto& named : values_of(html, reference)) {
          for (const auto id : split(named, ' ')) EXPECT_THAT(ids, ::testing::Contains(id));
        }
      }
      const auto inputs = count_of(html, "<input type=\"text\"") + count_of(html, "<input type=\"email\"") +
                          count_of(html, "<input type=\"checkbox\"") + count_of(html, "<input type=\"password\"") +
                          count_of(html, "<select");
      EXPECT_EQ(count_of(html, "<label "), inputs) << name_of(page);
      EXPECT_EQ(count_of(html, "aria-invalid=\"true\""), messages.size()) << name_of(page);
      EXPECT_EQ(count_of(html, "role=\"alert\""), messages.empty() ? 0U : 1U);
    }
  }
}

TEST(Pages, EachHasALanguageATitleAndOneHeading) {
  for (const state page : all_pages) {
    const std::string html = rendered().render(view_of(page));
    EXPECT_THAT(html, HasSubstr("<html lang=\"fr\" dir=\"ltr\">"));
    EXPECT_EQ(count_of(html, "<h1>"), 1U);
    EXPECT_EQ(count_of(html, "<title>"), 1U);
    EXPECT_THAT(html, Not(HasSubstr("{{")));
    EXPECT_EQ(html.find('\x01'), html.npos);
  }
}

TEST(Pages, AreWordedAsTheLeaflet) {
  EXPECT_THAT(rendered().render(view_of(state::landing)),
              HasSubstr("<button type=\"submit\">Créer un nouveau compte</button>"));
  EXPECT_THAT(rendered().render(view_of(state::terms)),
              HasSubstr("J’accepte les conditions générales d’utilisation, notamment la mention relative à la "
                        "protection des données personnelles</label>"));
  EXPECT_THAT(rendered().render(view_of(state::identify)), HasSubstr("<h1>S’identifier</h1>"));
  EXPECT_THAT(rendered().render(view_of(state::payment)),
              HasSubstr("<h1>Saisir vos identifiants relatifs au paiement</h1>"));
  EXPECT_THAT(rendered().render(view_of(state::email)),
              HasSubstr("<button type=\"submit\">Envoyer le code secret</button>"));
  EXPECT_THAT(rendered().render(view_of(state::code)), HasSubstr("Je ne suis pas un robot</p>"));
}

TEST(Pages, TheEndNamesWhatWasDone) {
  page_view view = view_of(state::done);
  view.reference = 101;
  EXPECT_THAT(rendered().render(view), HasSubstr("<h1>Votre compte est activé</h1>"));
  EXPECT_THAT(rendered().render(view), HasSubstr("<dd id=\"reference\">101</dd>"));
  view.flow = flow_kind::recovery;
  EXPECT_THAT(rendered().render(view), HasSubstr("<h1>Votre mot de passe est réinitialisé</h1>"));
}

TEST(Pages, EveryFormThatIsPostedHasItsToken) {
  for (const state page : all_pages) {
    const std::string html = rendered().render(view_of(page));
    EXPECT_EQ(count_of(html, "method=\"post\""), count_of(html, "name=\"csrf_token\" value=\"0123456789abcdef\""));
  }
}

TEST(Pages, AFormNamesItsEvent) {
  for (const transition& row : flow_table()) {
    if (is_answer(row.on) || row.from == state::landing) continue;
    EXPECT_THAT(rendered().render(view_of(row.from)),
                HasSubstr("name=\"form\" value=\"" + std::string(name_of(row.on)) + "\""));
  }
}

TEST(Pages, WhatWasEnteredIsEscaped) {
  const std::string html =
      rendered().render(view_of(state::identify, {}, {{"amo", "\"><script>alert('1')</script>&"}}));
  EXPECT_THAT(html, HasSubstr("value=\"&quot;&gt;&lt;script&gt;alert(&apos;1&apos;)&lt;/script&gt;&amp;\""));
  EXPECT_THAT(html, Not(HasSubstr("<script>alert")));
}

TEST(Pages, TheOptionThatWasChosenStaysChosen) {
  const std::string html = rendered().render(view_of(state::identify, {}, {{"issuer", "cmr"}}));
  EXPECT_THAT(html, HasSubstr("<option value=\"cmr\" selected>CMR</option>"));
  EXPECT_EQ(count_of(html, " selected"), 1U);
}

TEST(Pages, AMessageStandsBesideItsFieldAndInTheSummary) {
  const std::string html = rendered().render(view_of(state::payment, {{"rib-key", "rib"}}));
  EXPECT_THAT(html, HasSubstr("<li><a href=\"#rib\">La clé du RIB est incorrecte.</a></li>"));
  EXPECT_THAT(html, HasSubstr(" aria-describedby=\"rib-hint rib-error\" aria-errormessage=\"rib-error\" "
                              "aria-invalid=\"true\">"));
  EXPECT_THAT(html, HasSubstr("<p class=\"error\" id=\"rib-error\">La clé du RIB est incorrecte.</p>"));
}

TEST(Pages, TheSummaryHasTheFocusAndItsLinksTheOrderOfTheFields) {
  const std::string html =
      rendered().render(view_of(state::code, {{"code-format", "code"}, {"captcha-required", "captcha"}}));
  EXPECT_THAT(html, HasSubstr("role=\"alert\" aria-labelledby=\"errors-title\" tabindex=\"-1\" autofocus>"));
  EXPECT_LT(html.find("href=\"#code\""), html.find("href=\"#captcha\""));
  EXPECT_LT(html.find(" id=\"code\""), html.find(" id=\"captcha\""));
  EXPECT_THAT(rendered().render(view_of(state::code)), Not(HasSubstr("autofocus")));
}

TEST(Pages, AHintStandsBeforeTheFieldAndBeforeAnError) {
  const std::string plain = rendered().render(view_of(state::identify));
  EXPECT_THAT(plain, HasSubstr("<p class=\"hint\" id=\"amo-hint\">9 chiffres</p>"));
  EXPECT_THAT(plain, HasSubstr(" aria-describedby=\"amo-hint\">"));
  const std::string wrong = rendered().render(view_of(state::identify, {{"amo-format", "amo"}}));
  EXPECT_LT(wrong.find("id=\"amo-hint\""), wrong.find("id=\"amo-error\""));
  EXPECT_LT(wrong.find("id=\"amo-error\""), wrong.find("id=\"amo\""));
}

TEST(Pages, TheTitleBeginsWithErrorAfterOne) {
  EXPECT_THAT(rendered().render(view_of(state::terms)), HasSubstr("<title>Conditions générales d’utilisation – "));
  EXPECT_THAT(rendered().render(view_of(state::terms, {{"session-expired", {}, false}})),
              HasSubstr("<title>Conditions générales"));
  page_view view = view_of(state::terms, {{"terms-required", "terms"}});
  EXPECT_THAT(rendered().render(view), HasSubstr("<title>Erreur\u00a0: Conditions générales d’utilisation – "));
  view.language = language::arabic;
  EXPECT_THAT(rendered().render(view), HasSubstr("<title>خطأ: "));
}

TEST(Pages, TheCodePageNamesTheAddressAndTheLifeOfTheCode) {
  policy rules;
  rules.code_ttl = std::chrono::seconds(90);
  const pages made(rules, {"site", "http://127.0.0.1:9/api.js"});
  page_view view = view_of(state::code);
  EXPECT_THAT(made.render(view), Not(HasSubstr("valable"))) << "no code was sent";
  view.email = "aicha.o'alaoui@example.com";
  for (const bool wrong : {false, true}) {
    if (wrong) view.messages = {{"code-wrong", "code"}};
    EXPECT_THAT(made.render(view), HasSubstr("<p>Nous l’avons envoyé à <bdi dir=\"ltr\">a•••@example.com</bdi>. "
                                             "Il est valable pendant 90 secondes.</p>"));
    EXPECT_THAT(made.render(view), Not(HasSubstr("alaoui")));
  }
  view.email = "a@example.com";
  EXPECT_THAT(made.render(view), HasSubstr(">•••@example.com<"));
}

TEST(Pages, ThePasswordPageTellsTheRulesAndShowsNoPassword) {
  policy rules;
  rules.password_min_length = 12;
  page_view view = view_of(state::password, {{"password-length", "password"}}, {{"password", "a secret"}});
  view.flow = flow_kind::recovery;
  const std::string html = pages(rules, {}).render(view);
  EXPECT_THAT(html, HasSubstr("<p class=\"hint\" id=\"password-hint\">De 12 à 64 caractères.</p>"));
  EXPECT_THAT(html, HasSubstr("Le mot de passe doit comporter de 12 à 64 caractères."));
  EXPECT_THAT(html, Not(HasSubstr("a secret")));
  EXPECT_THAT(html, Not(HasSubstr("une majuscule")));
  EXPECT_EQ(count_of(html, "autocomplete=\"new-password\""), 2U);
  rules.password_mix = true;
  EXPECT_THAT(pages(rules, {}).render(view_of(state::password)),
              HasSubstr("De 12 à 64 caractères. Il doit contenir une majuscule, une minuscule et un chiffre.</p>"));
}

TEST(Pages, TheFirstThingThatTheKeyboardReachesLeadsToTheContent) {
  for (const state page : all_pages) {
    const std::string html = rendered().render(view_of(page));
    EXPECT_EQ(html.find("<a "), html.find("<a class=\"skip\" href=\"#content\">")) << name_of(page);
    EXPECT_EQ(count_of(html, "<main id=\"content\" tabindex=\"-1\">"), 1U);
  }
}

TEST(Pages, TheStepAtHandIsOneOfFive) {
  constexpr std::pair<state, std::string_view> places[] = {
      {state::terms, "Étape 2 sur 5"}, {state::identify, "Étape 3 sur 5"}, {state::payment, "Étape 4 sur 5"},
      {state::email, "Étape 5 sur 5"}, {state::code, "Étape 5 sur 5"},     {state::password, "Étape 5 sur 5"}};
  for (const auto& [page, place] : places) {
    const std::string html = rendered().render(view_of(page));
    EXPECT_THAT(html, HasSubstr(place));
    EXPECT_EQ(count_of(html, " aria-current=\"step\""), 1U);
  }
  for (const state page : {state::landing, state::done}) {
    EXPECT_EQ(count_of(rendered().render(view_of(page)), "aria-current"), 0U);
  }
}

// A sheet for both directions has nothing to do with left and right.
TEST(Pages, TheStyleSheetKnowsNoLeftAndNoRight) {
  for (const char* const physical : {"left", "right", "margin-top", "padding-bottom", " width:", " height:"}) {
    EXPECT_THAT(std::string(style_sheet()), Not(HasSubstr(physical)));
  }
}

TEST(Pages, AMessageNamesTheFiguresOfThePolicy) {
  policy rules;
  page_view view = view_of(state::code, {{"code-format", "code"}});
  view.code_digits = 8;
  const std::string html = pages(rules, {}).render(view);
  EXPECT_THAT(html, HasSubstr("Le code secret doit comporter 8 chiffres."));
}

TEST(Pages, ANoticeIsAStatus) {
  const std::string html = rendered().render(view_of(state::terms, {{"session-expired", {}, false}}));
  EXPECT_THAT(html, HasSubstr("<p class=\"notice\" role=\"status\">Votre session a expiré. Veuillez recommencer.</p>"));
  EXPECT_THAT(html, Not(HasSubstr("role=\"alert\"")));
}

// The fast way (cut once) and the way with messages must give the same page around them.
TEST(Pages, ThePlainPageIsTheSameByEitherWay) {
  for (const state page : all_pages) {
    page_view view = view_of(page);
    view.email = "o'aicha@example.com";
    const std::string plain = rendered().render(view);
    view.entered = {{"unknown", "1"}};
    EXPECT_EQ(plain, rendered().render(view)) << name_of(page);
  }
}

TEST(Pages, TheCaptchaOfTheProviderIsOnTheCodePageOnly) {
  for (const state page : all_pages) {
    const std::string html = rendered().render(view_of(page));
    EXPECT_EQ(count_of(html, "src=\"http://127.0.0.1:9/api.js?a=1&amp;b=2\""), page == state::code ? 1U : 0U);
    EXPECT_EQ(count_of(html, "data-sitekey=\"site&amp;key\""), page == state::code ? 1U : 0U);
  }
  EXPECT_THAT(pages({}, {}).render(view_of(state::code)), Not(HasSubstr("<script")));
}

TEST(Pages, EveryTextOfTheTemplatesIsInTheCatalogue) {
  EXPECT_THAT(rendered().error(401), HasSubstr("La demande n’a pas pu être traitée."));
  EXPECT_THAT(rendered().error(599), HasSubstr("Service indisponible"));
  EXPECT_THAT(rendered().error(403, language::french, "/fr/confirm_adresse_2"),
              HasSubstr("<a href=\"/fr/confirm_adresse_2\">Revenir au formulaire</a>"));
  for (const unsigned status : {400U, 403U, 404U, 405U}) {
    EXPECT_THAT(rendered().error(status),
                HasSubstr(texts_in(language::french).text("error-" + std::to_string(status) + "-heading")));
  }
  for (const state page : all_pages) {
    EXPECT_THAT(rendered().render(view_of(page)), Not(HasSubstr("></label>"))) << name_of(page);
    EXPECT_THAT(rendered().render(view_of(page)), Not(HasSubstr("></button>"))) << name_of(page);
  }
}

TEST(CutText, FillsEachHoleAsOftenAsItStands) {
  const cut_text text("a" + cut_text::hole(1) + "b" + cut_text::hole(0) + cut_text::hole(1));
  const std::string_view values[] = {"x", "yy"};
  EXPECT_EQ(text.fill(values), "ayybxyy");
  EXPECT_EQ(cut_text("plain").fill({}), "plain");
}

TEST(CodeMail, AFileNumberAndADateStandBeforeTheCode) {
  outgoing_code what;
  what.to = "aicha@example.com";
  what.code = what.html_code = "012345";
  what.file_number = "4581279";
  what.session = 7;
  const auto sent_at = std::chrono::sys_days(std::chrono::year(2026) / 3 / 12) + std::chrono::seconds(36'005);
  const auto mail = code_mail(what, {}, sent_at, "1@test");
  EXPECT_EQ(mail.text,
            "Bonjour,\n\nDossier n° 4581279, demande du 12/03/2026.\n\nVotre code secret est : 012345\n\n"
            "Il est valable pendant 10 minutes et ne peut servir qu’une fois. Ne le communiquez à personne.\n\n"
            "CNOPS – message automatique, merci de ne pas répondre.\n");
  EXPECT_THAT(mail.html, HasSubstr("<p>Dossier n° 4581279, demande du 12/03/2026.</p>"));
  EXPECT_THAT(mail.html, HasSubstr("<strong>012345</strong>"));
  EXPECT_EQ(mail.from.address, "ne-pas-repondre@cnops.test");
  EXPECT_THAT(parcours::smtp::compose(mail), ::testing::StartsWith("Date: Thu, 12 Mar 2026 10:00:05 +0000\r\n"));
  EXPECT_THAT(parcours::smtp::compose(mail), HasSubstr("\r\nX-Parcours-Session: 7\r\n"));
  EXPECT_EQ(parcours::smtp::parse(parcours::smtp::compose(mail))->subject, "Votre code secret CNOPS à usage unique");
}

TEST(Email, AddressesAreCheckedAsBrowsersDo) {
  const std::string local(64, 'a');
  const std::string label(63, 'b');
  for (const std::string& good :
       {std::string("a@b.co"), std::string("a.b+c@x-y.example.com"), local + "@example.com", "a@" + label + ".com"}) {
    EXPECT_TRUE(is_email(good)) << good;
  }
  for (const std::string& bad :
       {std::string(), std::string("a"), std::string("@b.co"), std::string("a@b"), std::string("a@b..co"),
        std::string("a..b@c.de"), std::string(".a@b.co"), std::string("a.@b.co"), std::string("a@-b.co"),
        std::string("a@b.co-"), std::string("a b@c.de"), std::string("a@b@c.de"), std::string("é@example.com"),
        std::string("a@b.co\r\nBcc: c"), local + "a@example.com", "a@" + label + "b.com"}) {
    EXPECT_FALSE(is_email(bad)) << bad;
  }
}

}  // namespace
}  // namespace parcours::mocks::portal
