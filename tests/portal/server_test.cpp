// The mock portal over HTTP, with its mail server and its captcha provider, in simulation.
#include "harness/http/server.hpp"

#include "harness/drivers/form_driver.hpp"
#include "harness/inbox/code.hpp"
#include "harness/sim/simulation.hpp"
#include "harness/smtp/message.hpp"
#include "mocks/portal/captcha.hpp"
#include "mocks/world/world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parcours::mocks::portal {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using drivers::form_driver;
using ::testing::HasSubstr;

constexpr std::string_view amo = "012345678";
constexpr std::string_view rib = "011519000001205000534921";
constexpr std::string_view amo_label = "Numéro d'immatriculation à l'assurance maladie obligatoire";
constexpr std::string_view terms_label =
    "J'accepte les conditions générales d'utilisation, notamment la mention relative à la protection des données "
    "personnelles";

constexpr std::string_view arabic_terms_label =
    "أوافق على الشروط العامة للاستخدام، ولا سيما البيان المتعلق بحماية المعطيات ذات الطابع الشخصي";

world::options options_for_alice() {
  world::options made;
  subscriber alice;
  alice.name = "Aïcha Alaoui";
  alice.amo = amo;
  alice.rib = rib;
  made.subscribers.push_back(alice);
  return made;
}

class PortalServer : public ::testing::Test {
 protected:
  void start(world::options chosen = options_for_alice()) {
    mocks_ = std::make_unique<world::mock_world>(simulation_.env(), std::move(chosen));
    ASSERT_TRUE(mocks_->start());
    drivers::form_driver_options options;
    options.base_url = mocks_->portal().url();
    browser_ = std::make_unique<form_driver>(simulation_.env(), http::client_options{}, options);
  }
  ~PortalServer() override {
    if (mocks_) mocks_->stop();
    simulation_.abandon();
  }
  void run(awaitable<void> what) {
    const auto ended = simulation_.run(std::move(what));
    ASSERT_TRUE(ended) << ended.error().message;
  }

  awaitable<void> press(std::string button, unsigned times = 1) {
    const auto pressed = co_await browser_->click_button(std::move(button), times);
    EXPECT_TRUE(pressed) << (pressed ? "" : pressed.error().message);
  }
  awaitable<void> fill(std::string_view field, std::string_view value) {
    const auto filled = co_await browser_->fill(std::string(field), std::string(value));
    EXPECT_TRUE(filled) << (filled ? "" : filled.error().message);
  }
  awaitable<void> accept(std::string_view terms) {
    const auto ticked = co_await browser_->check(std::string(terms), true);
    EXPECT_TRUE(ticked) << (ticked ? "" : ticked.error().message);
  }
  awaitable<void> come_to_email(std::string address) {
    const auto opened = co_await browser_->go_to(std::move(address));
    EXPECT_TRUE(opened);
    co_await accept(terms_label);
    co_await press("Continuer");
    co_await fill(amo_label, amo);
    co_await press("Continuer");
    co_await fill("RIB (24 chiffres)", rib);
    co_await press("Valider");
  }
  awaitable<void> come_to_code(std::string address = "/fr/confirm_adresse_1?r=2") {
    co_await come_to_email(std::move(address));
    co_await fill("Adresse e-mail", "aicha@example.com");
    co_await press("Envoyer le code secret");
  }
  std::string mailed_code() {
    const auto* const mail = mocks_->mailbox().first({"aicha@example.com", 0}, simulation_.env().time.now());
    if (!mail) return {};
    const auto read = parcours::smtp::parse(mail->bytes);
    return read ? inbox::find_code(*read).code.value_or("") : "";
  }
  awaitable<void> tick_captcha(captcha::outcome outcome) {
    auto token = mocks_->captcha().state().mint(outcome, simulation_.env().time.now());
    const auto set = co_await browser_->set_field_raw("g-recaptcha-response", std::move(token));
    EXPECT_TRUE(set);
  }
  awaitable<void> enter_code(captcha::outcome outcome = captcha::outcome::pass) {
    co_await fill("Code secret", mailed_code());
    co_await tick_captcha(outcome);
  }
  awaitable<void> whole(std::string address, unsigned times) {
    co_await come_to_code(std::move(address));
    co_await enter_code();
    co_await press("Valider", times);
  }
  // The link of the header, then the steps in Arabic, the code out of an Arabic mail.
  awaitable<void> whole_in_arabic(std::string start) {
    const auto opened = co_await browser_->go_to(std::move(start));
    EXPECT_TRUE(opened);
    const auto chosen = co_await browser_->click_link("العربية");
    EXPECT_TRUE(chosen) << (chosen ? "" : chosen.error().message);
    co_await accept(arabic_terms_label);
    co_await press("متابعة");
    co_await fill("رقم التسجيل في التأمين الإجباري الأساسي عن المرض", amo);
    co_await press("متابعة");
    co_await fill("rib", rib);
    co_await press("تأكيد");
    co_await fill("عنوان البريد الإلكتروني", "aicha@example.com");
    co_await press("إرسال الرمز السري");
    co_await fill("الرمز السري", mailed_code());
    co_await tick_captcha(captcha::outcome::pass);
    co_await press("تأكيد");
  }
  [[nodiscard]] account account_of_alice() { return *mocks_->portal().model().account_of(amo); }

  sim::simulation simulation_;
  std::unique_ptr<world::mock_world> mocks_;
  std::unique_ptr<form_driver> browser_;
};

TEST_F(PortalServer, APersonActivatesAnAccount) {
  start();
  run(whole("/fr/confirm_adresse_1?r=2", 1));
  EXPECT_EQ(browser_->current().heading(), "Votre compte est activé");
  EXPECT_TRUE(account_of_alice().active);
  EXPECT_EQ(mocks_->mailbox().count("aicha@example.com", simulation_.env().time.now()), 1U);
  EXPECT_EQ(mocks_->captcha().state().last()->remote_ip, "127.0.0.1") << "the provider is told who ticked the box";
}

TEST_F(PortalServer, APasswordIsReset) {
  world::options chosen = options_for_alice();
  chosen.subscribers[0].active = true;
  start(std::move(chosen));
  run(whole("/fr/confirm_adresse_1?r=1", 1));
  EXPECT_EQ(browser_->current().heading(), "Choisir un nouveau mot de passe");
  EXPECT_EQ(account_of_alice().resets, 0U);
  run(fill("Nouveau mot de passe", "un long mot de passe"));
  run(fill("Confirmation", "un long mot de passe"));
  run(press("Valider"));
  EXPECT_EQ(browser_->current().heading(), "Votre mot de passe est réinitialisé");
  EXPECT_EQ(account_of_alice().resets, 1U);
}

TEST_F(PortalServer, APersonActivatesAnAccountInArabic) {
  start();
  run(whole_in_arabic("/fr/confirm_adresse_1?r=2"));
  EXPECT_EQ(browser_->current().heading(), "تم تفعيل حسابكم");
  EXPECT_TRUE(account_of_alice().active);
}

TEST_F(PortalServer, ADoubleClickActivatesOnce) {
  start();
  run(whole("/fr/confirm_adresse_1?r=2", 2));
  EXPECT_EQ(browser_->current().heading(), "Votre compte est activé");
  EXPECT_EQ(account_of_alice().activations, 1U);
}

TEST_F(PortalServer, WithoutAMailServerNoCodeIsSent) {
  world::options chosen = options_for_alice();
  chosen.smtp_down = true;
  start(std::move(chosen));
  run(come_to_code());
  EXPECT_EQ(browser_->current().heading(), "Recevoir le code de vérification");
  EXPECT_THAT(browser_->current().visible_text(),
              HasSubstr("Le code n'a pas pu être envoyé, veuillez réessayer plus tard"));
}

TEST_F(PortalServer, WithoutACaptchaProviderNobodyPasses) {
  world::options chosen = options_for_alice();
  chosen.captcha_down = true;
  start(std::move(chosen));
  run(whole("/fr/confirm_adresse_1?r=2", 1));
  EXPECT_THAT(browser_->current().visible_text(), HasSubstr("La vérification est momentanément indisponible"));
  EXPECT_FALSE(account_of_alice().active);
}

TEST_F(PortalServer, AProviderThatIsTooSlowIsOneThatIsNotThere) {
  for (const auto& [delay, passes] : {std::pair{std::chrono::seconds(4), true}, {std::chrono::seconds(6), false}}) {
    world::options chosen = options_for_alice();
    chosen.captcha_faults.delay = delay;
    start(std::move(chosen));
    run(whole("/fr/confirm_adresse_1?r=2", 1));
    EXPECT_EQ(account_of_alice().active, passes);
    mocks_->stop();
  }
}

TEST_F(PortalServer, AMailServerThatIsTooSlowIsOneThatIsNotThere) {
  for (const auto& [delay, page] : {std::pair{std::chrono::seconds(1), "Saisir le code de vérification"},
                                    {std::chrono::seconds(3), "Recevoir le code de vérification"}}) {
    world::options chosen = options_for_alice();
    chosen.policy.smtp_timeout = std::chrono::seconds(2);
    parcours::smtp::fault slow;
    slow.at = parcours::smtp::stage::recipient;
    slow.code = 0;
    slow.delay = delay;
    chosen.smtp_faults.push_back(slow);
    start(std::move(chosen));
    run(come_to_code());
    EXPECT_EQ(browser_->current().heading(), page);
    mocks_->stop();
  }
}

TEST_F(PortalServer, TheMailIsDatedWhenItIsSent) {
  start();
  run(come_to_code());
  const auto* const mail = mocks_->mailbox().first({"aicha@example.com", 0}, simulation_.env().time.now());
  ASSERT_NE(mail, nullptr);
  const auto now = std::chrono::floor<std::chrono::seconds>(simulation_.env().time.wall());
  EXPECT_EQ(parcours::smtp::parse(mail->bytes)->date, now);
}

awaitable<http::response> error_with_a_verdict(http::request, http::exchange_info) {
  co_return http::response(503, {{"Content-Type", "application/json"}}, R"({"success": true})");
}

awaitable<void> ask(captcha_verifier& verifier, captcha_answer& into) {
  into = co_await verifier.ask("token", "127.0.0.1", 1);
}

TEST(CaptchaVerifier, AnAnswerWithAnErrorSStatusIsNone) {
  sim::simulation world;
  http::server provider(world.env(), error_with_a_verdict);
  ASSERT_TRUE(provider.start({"127.0.0.1", 8080}));
  captcha_verifier verifier(world.env(), *http::parse_url(provider.url()), "secret", std::chrono::seconds(5));
  captcha_answer said;
  ASSERT_TRUE(world.run(ask(verifier, said)));
  EXPECT_FALSE(said.reached);
  EXPECT_FALSE(said.success);
  EXPECT_TRUE(said.broken);
  provider.stop();
  world.abandon();
}

class PortalOverHttp : public PortalServer {
 protected:
  awaitable<void> send(http::request what) {
    http::client client(simulation_.env());
    const auto got = co_await client.send(*http::parse_url(mocks_->portal().url() + what.target), what);
    EXPECT_TRUE(got);
    if (got) answer_ = *got;
  }
  http::response answer(http::request what) {
    run(send(std::move(what)));
    return answer_;
  }
  static std::string header(const http::response& of, std::string_view name) {
    return std::string(of.headers.find(name).value_or("(none)"));
  }
  http::response answer_;
};

TEST_F(PortalOverHttp, PagesForbidWhatTheyDoNotNeed) {
  start();
  const auto page = answer({"GET", "/fr/confirm_adresse_1?r=2", {}, {}});
  EXPECT_EQ(page.status, 200U);
  EXPECT_THAT(header(page, "Content-Security-Policy"), HasSubstr("default-src 'none'"));
  EXPECT_THAT(header(page, "Content-Security-Policy"), HasSubstr("frame-ancestors 'none'"));
  EXPECT_EQ(header(page, "X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(header(page, "Cache-Control"), "no-store");
  EXPECT_THAT(header(page, "Set-Cookie"),
              ::testing::MatchesRegex("portal_session=[0-9a-f]+; Path=/; HttpOnly; SameSite=Lax"));
}

TEST_F(PortalOverHttp, WhatIsNotThereIsTold) {
  start();
  EXPECT_EQ(answer({"GET", "/fr/confirm_adresse_7", {}, {}}).status, 404U);
  EXPECT_EQ(answer({"GET", "/fr/confirm_adresse_1?r=3", {}, {}}).status, 404U);
  EXPECT_EQ(answer({"POST", "/nowhere", {}, {}}).status, 404U);
  const auto put = answer({"PUT", "/fr/confirm_adresse_1", {}, {}});
  EXPECT_EQ(put.status, 405U);
  EXPECT_EQ(header(put, "Allow"), "GET, HEAD, POST");
  EXPECT_EQ(header(answer({"POST", "/mon_compte", {}, {}}), "Allow"), "GET, HEAD");
  EXPECT_THAT(put.body, HasSubstr("<h1>Méthode non autorisée</h1>"));
  EXPECT_THAT(put.body, HasSubstr("Cette page ne répond pas à ce type de demande."));
  EXPECT_THAT(answer({"GET", "/nowhere", {}, {}}).body, HasSubstr("<h1>Page introuvable</h1>"));
  const auto style = answer({"GET", "/style.css", {}, {}});
  EXPECT_EQ(style.status, 200U);
  EXPECT_EQ(header(style, "Cache-Control"), "max-age=3600");
  EXPECT_EQ(header(answer({"GET", "/", {}, {}}), "Location"), "/mon_compte");
}

TEST_F(PortalOverHttp, ALanguageThatWasChosenIsRemembered) {
  start();
  const auto chosen = answer({"GET", "/nowhere?lang=ar", {}, {}});
  EXPECT_EQ(chosen.status, 404U);
  EXPECT_THAT(chosen.body, HasSubstr("<html lang=\"ar\" dir=\"rtl\">"));
  EXPECT_EQ(header(chosen, "Set-Cookie"), "portal_lang=ar; Path=/; HttpOnly; SameSite=Lax");
  const auto later = answer({"GET", "/mon_compte", {{"Cookie", "portal_lang=ar"}}, {}});
  EXPECT_THAT(later.body, HasSubstr("<h1>حسابي</h1>"));
  EXPECT_EQ(header(later, "Set-Cookie"), "(none)");
}

TEST_F(PortalOverHttp, AFormWithoutItsTokenIsForged) {
  start();
  const std::string id = mocks_->portal().model().open(flow_kind::activation, {});
  const http::fields headers = {{"Cookie", "other=1; portal_session=" + id},
                                {"Content-Type", "application/x-www-form-urlencoded"}};
  EXPECT_EQ(answer({"POST", "/fr/confirm_adresse_1", headers, "form=accept_terms&terms=1"}).status, 403U);
  EXPECT_EQ(answer({"POST", "/fr/confirm_adresse_1", headers, "form=submit_code"}).status, 400U);
}

// See Other (RFC 9110, 15.4.4): a browser that reloads the page sends no form again. A journey sees only where it ends.
TEST_F(PortalOverHttp, AFormIsAnsweredBySeeOtherWhichNobodyKeeps) {
  start();
  const std::string id = mocks_->portal().model().open(flow_kind::activation, {});
  const http::fields headers = {{"Cookie", "portal_session=" + id},
                                {"Content-Type", "application/x-www-form-urlencoded"}};
  const auto page = answer({"GET", "/fr/confirm_adresse_1", headers, {}}).body;
  constexpr std::string_view before = "name=\"csrf_token\" value=\"";
  const auto token = page.substr(page.find(before) + before.size(), 32);
  const auto moved =
      answer({"POST", "/fr/confirm_adresse_1", headers, "form=accept_terms&terms=1&csrf_token=" + token});
  EXPECT_EQ(moved.status, 303U);
  EXPECT_EQ(header(moved, "Location"), "/fr/confirm_adresse_2");
  EXPECT_EQ(header(moved, "Cache-Control"), "no-store");
}

TEST_F(PortalOverHttp, WithoutASessionEverythingLeadsBackToTheTerms) {
  start();
  const auto got = answer({"GET", "/fr/confirm_adresse_4", {}, {}});
  EXPECT_EQ(got.status, 303U);
  EXPECT_EQ(header(got, "Location"), "/fr/confirm_adresse_1");
  const std::string cookie = header(got, "Set-Cookie").substr(0, header(got, "Set-Cookie").find(';'));
  EXPECT_THAT(answer({"GET", "/fr/confirm_adresse_1", {{"Cookie", cookie}}, {}}).body,
              HasSubstr("Votre session a expiré."));
}

}  // namespace
}  // namespace parcours::mocks::portal
