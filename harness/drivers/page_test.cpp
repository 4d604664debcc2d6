#include "harness/drivers/page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parcours::drivers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

page read(std::string_view html) {
  auto read = page::parse(html);
  if (!read) throw std::runtime_error(read.error().message);
  return std::move(*read);
}

// The name attribute of the field that is found, or the code of the error.
std::string field(const page& in, std::string_view what, node_id near = no_node) {
  const auto found = in.field(what, near);
  return found ? std::string(in.controls()[*found].name) : found.error().code;
}

std::string button(const page& in, std::string_view what, node_id near = no_node) {
  const auto found = in.button(what, near);
  return found ? std::string(in.tree().attribute_or(in.controls()[*found].node, "id")) : found.error().code;
}

std::string link(const page& in, std::string_view what) {
  const auto found = in.link(what);
  return found ? std::string(in.tree().attribute_or(*found, "href")) : found.error().code;
}

constexpr std::string_view identification = R"(<!doctype html><html lang="fr"><head><title>Cr&eacute;er un
 compte</title></head><body><main><h1>S’identifier</h1>
<form id="f1" action="/a" method="post"><input type="hidden" name="csrf_token" value="t1">
 <label for="amo">Numéro d’immatriculation à l'assurance&nbsp;maladie obligatoire&nbsp;: *</label>
 <input id="amo" name="amo_number"><button id="b1">Continuer</button></form>
<form id="f2" action="/b" method="post"><input type="hidden" name="csrf_token" value="t2">
 <label>Organisme <select name="issuer"><option>PPR</option><option>CMR</option></select></label>
 <label for="reg">Identifiant employeur</label><input id="reg" name="registration" placeholder="12345678">
 <input type="submit" id="b2" value="Continuer"></form></main></body></html>)";

TEST(Page, FindsAFieldByItsLabelAsItIsRead) {
  const auto page = read(identification);
  EXPECT_EQ(field(page, "Numéro d'immatriculation à l’assurance maladie obligatoire"), "amo_number");
  EXPECT_EQ(field(page, "Nume\u0301ro d'immatriculation a\u0300  l'assurance maladie obligatoire :"), "amo_number");
  EXPECT_EQ(field(page, "Organisme"), "issuer");
  EXPECT_EQ(field(page, "Identifiant employeur"), "registration");
}

TEST(Page, FindsAFieldByPlaceholderThenNameThenSelector) {
  const auto page = read(identification);
  EXPECT_EQ(field(page, "12345678"), "registration");
  EXPECT_EQ(field(page, "amo_number"), "amo_number");
  EXPECT_EQ(field(page, "#reg"), "registration");
  EXPECT_EQ(field(page, "#f2 select[name=issuer]"), "issuer");
}

TEST(Page, PrefersALabelToAName) {
  const auto page = read("<input name=email><label>email<input name=other></label><input name=x placeholder=other>");
  EXPECT_EQ(field(page, "email"), "other");
  EXPECT_EQ(field(page, "other"), "x");
}

TEST(Page, KnowsTheNamesThatAriaGives) {
  const auto page = read(
      "<input name=a aria-label='Code  secret'><span id=s1>Code</span> <span id=s2 hidden>postal</span>"
      "<input name=b aria-labelledby='s1 missing s2'><input name=c title='Ville'>");
  EXPECT_EQ(field(page, "Code secret"), "a");
  EXPECT_EQ(field(page, "Code postal"), "b");
  EXPECT_EQ(field(page, "Ville"), "c");
}

TEST(Page, ALabelIsNotNamedByWhatItsFieldHolds) {
  const auto page = read("<label>Remarque <textarea name=t>Bonjour</textarea></label>");
  EXPECT_EQ(field(page, "Remarque"), "t");
}

TEST(Page, DoesNotFindWhatNobodySees) {
  const auto page = read(
      "<input type=hidden name=token><div hidden><label>Piège <input name=trap></label></div>"
      "<input style='display:none' name=pot><label>Nom <input name=n></label>");
  EXPECT_EQ(field(page, "token"), "no-such-field");
  EXPECT_EQ(field(page, "Piège"), "no-such-field");
  EXPECT_EQ(field(page, "#pot"), "no-such-field");
  EXPECT_EQ(field(page, ""), "no-such-field");
}

TEST(Page, SaysWhatThereIsWhenAFieldIsMissing) {
  const auto page = read(identification);
  const auto missing = page.field("Identifiant employer");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, "no-such-field");
  EXPECT_THAT(missing.error().message, HasSubstr("'Organisme', 'Identifiant employeur'"));
  EXPECT_THAT(missing.error().message, HasSubstr("did you mean 'Identifiant employeur'?"));
  EXPECT_THAT(read("<p>rien").field("Nom").error().message, HasSubstr("the page has no field"));
}

TEST(Page, AskedByABadSelectorSaysSo) {
  EXPECT_EQ(field(read(identification), "#amo:hover"), "bad-selector");
  EXPECT_EQ(field(read(identification), "Date (jj/mm)"), "no-such-field");
}

TEST(Page, OfTwoFieldsMeansTheOneInTheFormAtHand) {
  const auto page = read(
      "<form id=a><label>Code <input name=x></label></form>"
      "<form id=b><label>Code <input name=y></label></form>");
  const auto forms = page.forms();
  ASSERT_EQ(forms.size(), 2U);
  EXPECT_EQ(field(page, "Code"), "ambiguous-field");
  EXPECT_EQ(field(page, "Code", forms[0]), "x");
  EXPECT_EQ(field(page, "Code", forms[1]), "y");
  const auto same_form = read("<form><label>Code <input name=x></label><label>Code <input name=y></label></form>");
  EXPECT_EQ(field(same_form, "Code", same_form.forms().front()), "ambiguous-field");
}

TEST(Page, FindsButtons) {
  const auto page = read(identification);
  EXPECT_EQ(button(page, "Continuer"), "ambiguous-button");
  EXPECT_EQ(button(page, "Continuer", page.forms()[0]), "b1");
  EXPECT_EQ(button(page, "Continuer", page.forms()[1]), "b2");
  EXPECT_EQ(button(page, "#b2"), "b2");
  EXPECT_EQ(button(page, "Valider"), "no-such-button");
  const auto others = read(
      "<form><button id=a aria-label='Fermer la page'>×</button><button id=b value=oui>\n<b>J’accepte</b>"
      "</button><input type=image id=c alt=Payer><input type=submit id=d name=go hidden value=Go>");
  EXPECT_EQ(button(others, "Fermer la page"), "a");
  EXPECT_EQ(button(others, "J'accepte"), "b");
  EXPECT_EQ(button(others, "oui"), "b");
  EXPECT_EQ(button(others, "Payer"), "c");
  EXPECT_EQ(button(others, "Go"), "no-such-button");
  EXPECT_EQ(field(others, "oui"), "no-such-field");
}

TEST(Page, FindsLinks) {
  const auto page = read(
      "<a href=/1>Mot de passe&nbsp;oublié</a><a href=/2 aria-label=Aide>?</a><a>sans</a>"
      "<a href=/3>Suite</a><a href=/3>Suite</a><a href=/4>Lire</a><a href=/5>Lire</a>");
  EXPECT_EQ(link(page, "Mot de passe oublié"), "/1");
  EXPECT_EQ(link(page, "Aide"), "/2");
  EXPECT_EQ(link(page, "sans"), "no-such-link");
  EXPECT_EQ(link(page, "Suite"), "/3");
  EXPECT_EQ(link(page, "Lire"), "ambiguous-link");
  EXPECT_EQ(link(page, "[href='/5']"), "/5");
}

TEST(Page, SaysWhatItIsAbout) {
  const auto page = read(identification);
  EXPECT_EQ(page.title(), "Créer un compte");
  EXPECT_EQ(page.heading(), "S'identifier");
  EXPECT_THAT(page.visible_text(),
              HasSubstr("S'identifier\nNuméro d'immatriculation à l'assurance maladie obligatoire : *"));
  EXPECT_EQ(read("<h1 hidden>non</h1><h1>oui</h1>").heading(), "oui");
  EXPECT_EQ(page::plain(answer_text::of_html("Service indisponible")).visible_text(), "Service indisponible");
  EXPECT_EQ(read("").heading(), "");
}

TEST(Page, TellsItsMessages) {
  const auto page = read(
      "<div role=alert><ul><li>Le code est erroné.</li><li>Il reste 4 essais.</li></ul></div><div role=alert> </div>"
      "<p role=alert hidden>non</p><p role=status>Le code a été envoyé.</p>");
  EXPECT_THAT(page.alerts(), ElementsAre("Le code est erroné. Il reste 4 essais."));
  EXPECT_THAT(page.statuses(), ElementsAre("Le code a été envoyé."));
}

TEST(Page, TellsWhichFieldIsWrong) {
  const auto page = read(
      "<label for=r>RIB</label><input id=r name=rib aria-invalid=true aria-describedby='h e'><p id=h>24 chiffres.</p>"
      "<p id=e>La clé est fausse.</p><input name=ok aria-describedby=h aria-invalid=false>"
      "<input name=m aria-label=Mandat aria-invalid='' ><input name=x aria-invalid=true aria-describedby=h "
      "aria-errormessage=e>");
  const auto errors = page.field_errors();
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_EQ(errors[0].label, "RIB");
  EXPECT_EQ(errors[0].name, "rib");
  EXPECT_EQ(errors[0].message, "24 chiffres. La clé est fausse.");
  EXPECT_EQ(errors[1].label, "x");
  EXPECT_EQ(errors[1].message, "La clé est fausse.");
}

TEST(Page, KnowsACaptchaWidgetOfEachProvider) {
  const auto google = read(
                          "<script src='https://www.google.com/recaptcha/api.js'></script>"
                          "<div class='box g-recaptcha' data-sitekey=k1></div>")
                          .captcha();
  ASSERT_TRUE(google);
  EXPECT_EQ(google->provider, "recaptcha");
  EXPECT_EQ(google->site_key, "k1");
  EXPECT_EQ(google->script, "https://www.google.com/recaptcha/api.js");
  EXPECT_EQ(google->response_field, "g-recaptcha-response");
  const auto hcaptcha = read(
                            "<div class=h-captcha data-sitekey=k2></div><script src=/other.js></script>"
                            "<script src='https://js.hcaptcha.com/1/api.js?recaptchacompat=off'></script>")
                            .captcha();
  ASSERT_TRUE(hcaptcha);
  EXPECT_EQ(hcaptcha->provider, "hcaptcha");
  EXPECT_EQ(hcaptcha->script, "https://js.hcaptcha.com/1/api.js?recaptchacompat=off");
  EXPECT_EQ(read("<div class=cf-turnstile data-sitekey=k3></div>").captcha()->response_field, "cf-turnstile-response");
  EXPECT_FALSE(read("<div class=g-recaptcha></div><div data-sitekey=k>").captcha());
}

TEST(Page, StaysReadableWhenMoved) {
  auto first = read("<input name=a>");
  EXPECT_EQ(field(first, "a"), "a");
  const auto second = std::move(first);
  EXPECT_EQ(field(second, "a"), "a");
}

TEST(BareLabel, DropsMarksAtTheEndOnly) {
  EXPECT_EQ(bare_label("E-mail * :"), "E-mail");
  EXPECT_EQ(bare_label("* E-mail: x"), "* E-mail: x");
  EXPECT_EQ(bare_label("*"), "");
}

TEST(page, what_it_is_about_is_its_main_part) {
  const auto with_main =
      page::parse("<header>En-tête</header><a href=#m>Contenu</a><main id=m><nav>Accès</nav><p>Le code</main>");
  EXPECT_EQ(with_main->content_text(), "Le code");
  const auto without = page::parse(
      "<div role=banner>En-tête</div><nav>Accès</nav><p>Le code</p><aside>Aide</aside><footer>Mentions</footer>");
  EXPECT_EQ(without->content_text(), "Le code");
  EXPECT_EQ(page::parse("<p>Le code")->content_text(), "Le code");
}

TEST(Page, FindsTheButtonOfAFormThatEndsTooEarlyInTheSource) {
  for (const auto* html :
       {"<div><form id=f><input name=a></div><button id=b>Valider</button></form>",
        "<table><tr><form id=f><td><input name=a><td><button id=b>Valider</button></form></table>"}) {
    const auto page = read(html);
    const auto found = page.button("Valider");
    ASSERT_TRUE(found) << html;
    EXPECT_EQ(page.controls()[*found].form, page.forms().front()) << html;
    EXPECT_EQ(page.controls()[*page.field("a")].form, page.forms().front()) << html;
  }
}

TEST(Page, TitleIsNotThatOfADrawing) {
  EXPECT_EQ(read("<body><svg><title>Logo</title></svg>").title(), "");
  EXPECT_EQ(read("<title>a &lt;b&gt;</title><svg><title>Logo</title></svg>").title(), "a <b>");
}

TEST(page, lists_that_tell_where_one_is_are_not_what_it_is_about) {
  const auto content = [](std::string list) { return page::parse("<main>" + list + "<p>Le code")->content_text(); };
  EXPECT_EQ(content("<ol><li>Accès<li aria-current=step>Code</ol>"), "Le code");
  EXPECT_EQ(content("<ul><li>Accueil<li><a href=/ aria-current=page>Code</a></ul>"), "Le code");
  EXPECT_EQ(content("<ul><li aria-current=false>Un</ul>"), "Un\nLe code");
  EXPECT_EQ(content("<div aria-current=step>Un</div>"), "Un\nLe code");
}

}  // namespace
}  // namespace parcours::drivers
