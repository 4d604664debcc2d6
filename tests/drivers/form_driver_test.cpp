// What a browser without JavaScript opens, fills in and sends.
#include "tests/drivers/site.hpp"

#include <gmock/gmock.h>

namespace parcours::drivers {
namespace {

using testing::ElementsAre;

TEST_F(FormDriver, OpensAPage) {
  run([](form_driver& browser) -> awaitable<void> {
    EXPECT_EQ(browser.url(), "");
    EXPECT_EQ(browser.status(), 0U);
    const auto done = co_await browser.go_to("/form");
    EXPECT_EQ(code(done), "");
    EXPECT_EQ(browser.url(), "http://127.0.0.1:8080/form");
    EXPECT_EQ(browser.status(), 200U);
    EXPECT_EQ(browser.current().heading(), "Code");
    EXPECT_EQ(browser.headers().find("content-type"), "text/html; charset=utf-8");
    EXPECT_EQ(browser.current().text_of("h1"), "Code");
    EXPECT_EQ(browser.current().text_of("h7").error().code, "no-such-element");
    const auto missing = co_await browser.go_to("http://127.0.0.1:8080/none#top");
    EXPECT_EQ(code(missing), "");
    EXPECT_EQ(browser.status(), 404U);
    EXPECT_EQ(browser.current().heading(), "Introuvable");
  });
  EXPECT_EQ(asked(1), "GET /none");
  EXPECT_EQ(header(0, "Accept-Language"), "fr");
  EXPECT_EQ(header(0, "Origin"), "(none)");
  EXPECT_EQ(header(1, "Referer"), "(none)");
}

TEST_F(FormDriver, FillsInAndSendsAForm) {
  run([](form_driver& browser) -> awaitable<void> {
    (void)co_await browser.go_to("/form");
    const auto typed = co_await browser.fill("Code secret", "001234");
    EXPECT_EQ(code(typed), "");
    const auto ticked = co_await browser.check("Accord", true);
    EXPECT_EQ(code(ticked), "");
    const auto chosen = co_await browser.fill("Organisme", "CMR");
    EXPECT_EQ(code(chosen), "");
    (void)co_await browser.set_field_raw("g-recaptcha-response", "token");
    const auto code_field = co_await browser.value_of("Code secret");
    EXPECT_EQ(code_field, "001234");
    const auto token = co_await browser.value_of("csrf");
    EXPECT_EQ(token, "t1");
    const auto unknown = co_await browser.value_of("Codes");
    EXPECT_EQ(unknown.error().code, "no-such-field");
    const auto done = co_await browser.click_button("Valider");
    EXPECT_EQ(code(done), "");
    EXPECT_EQ(browser.current().heading(), "Vu");
    const auto gone = co_await browser.value_of("csrf");
    EXPECT_EQ(gone.error().code, "no-such-field");
  });
  EXPECT_EQ(asked(1), "POST /check?step=5");
  EXPECT_EQ(site_.asked[1].body, "csrf=t1&code=001234&ok=on&org=CMR&go=1&g-recaptcha-response=token");
  EXPECT_EQ(header(1, "Content-Type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(header(1, "Origin"), "http://127.0.0.1:8080");
}

TEST_F(FormDriver, TouchingAFormMeansIt) {
  run([](form_driver& browser) -> awaitable<void> {
    (void)co_await browser.go_to("/form");
    const auto which = co_await browser.submit();
    EXPECT_EQ(code(which), "ambiguous-form");
    const auto typed = co_await browser.fill("Mot", "a b");
    EXPECT_EQ(code(typed), "");
    const auto done = co_await browser.submit();
    EXPECT_EQ(code(done), "");
    const auto none = co_await browser.submit();
    EXPECT_EQ(code(none), "no-form");
  });
  EXPECT_EQ(asked(1), "GET /search?q=a+b");
}

TEST_F(FormDriver, ADoubleClickSendsTheSameTwice) {
  site_.pages["/check"] = redirect(303, "/next");
  run([](form_driver& browser) -> awaitable<void> {
    (void)co_await browser.go_to("/form");
    const auto typed = co_await browser.fill("Code secret", "1");
    EXPECT_EQ(code(typed), "");
    const auto done = co_await browser.click_button("Valider", 2);
    EXPECT_EQ(code(done), "");
    EXPECT_EQ(browser.current().heading(), "Suite");
    EXPECT_EQ(browser.hops().size(), 3U);
  });
  ASSERT_EQ(site_.asked.size(), 4U);
  EXPECT_EQ(asked(1), asked(2));
  EXPECT_EQ(site_.asked[1].body, site_.asked[2].body);
  EXPECT_EQ(asked(3), "GET /next");
}

TEST_F(FormDriver, ButtonsThatSendNothing) {
  run([](form_driver& browser) -> awaitable<void> {
    const auto early = co_await browser.click_button("Valider");
    EXPECT_EQ(code(early), "no-such-button");
    (void)co_await browser.go_to("/form");
    const auto disabled = co_await browser.click_button("Fermé");
    EXPECT_EQ(code(disabled), "button-disabled");
    const auto scripted = co_await browser.click_button("Animer");
    EXPECT_EQ(code(scripted), "button-does-nothing");
    const auto multipart = co_await browser.click_button("Envoyer");
    EXPECT_EQ(code(multipart), "unsupported-enctype");
    const auto needs_script = co_await browser.click_link("Script");
    EXPECT_EQ(code(needs_script), "bad-url");
    const auto typed = co_await browser.fill("Code secret", "1");
    EXPECT_EQ(code(typed), "");
    const auto reset = co_await browser.click_button("Effacer");
    EXPECT_EQ(code(reset), "");
    const auto emptied = co_await browser.value_of("Code secret");
    EXPECT_EQ(emptied, "");
  });
  EXPECT_EQ(site_.asked.size(), 1U);
}

TEST_F(FormDriver, FollowsLinksAndLinksDrawnAsButtons) {
  run([](form_driver& browser) -> awaitable<void> {
    (void)co_await browser.go_to("/form");
    const auto link = co_await browser.click_link("Créer un nouveau compte");
    EXPECT_EQ(code(link), "");
    EXPECT_EQ(browser.url(), "http://127.0.0.1:8080/next");
    (void)co_await browser.go_to("/form");
    const auto button = co_await browser.click_button("Créer un nouveau compte");
    EXPECT_EQ(code(button), "");
    EXPECT_EQ(browser.url(), "http://127.0.0.1:8080/next");
  });
}

TEST_F(FormDriver, AButtonGoesBeforeALinkOfItsName) {
  site_.pages["/both"] = html("<a href=/next>Suite</a><form action=/check?old=1><button>Suite</button></form>");
  run([](form_driver& browser) -> awaitable<void> {
    (void)co_await browser.go_to("/both");
    (void)co_await browser.click_button("Suite");
  });
  EXPECT_EQ(asked(1), "GET /check?") << "a form sent by GET has its own query (HTML standard, mutate action URL)";
}

TEST_F(FormDriver, AnAddressIsResolvedAsBrowsersDo) {
  site_.pages["/based"] =
      html("<base href=/fr/><a href='é tape?a=b c'>Lien</a><form method=post><button>Ici</button></form>");
  run([](form_driver& browser) -> awaitable<void> {
    (void)co_await browser.go_to("/based?x=1");
    (void)co_await browser.click_link("Lien");
    (void)co_await browser.go_to("/based?x=1");
    (void)co_await browser.click_button("Ici");
  });
  EXPECT_EQ(asked(1), "GET /fr/%C3%A9%20tape?a=b%20c");
  EXPECT_EQ(asked(3), "POST /based?x=1");
}

TEST_F(FormDriver, ShowsWhatIsNotHtmlAsText) {
  site_.pages["/json"] = response(500, {{"Content-Type", "application/json"}}, R"({"error": "<b>"})");
  site_.pages["/pdf"] = response(200, {{"Content-Type", "application/pdf"}}, "%PDF");
  site_.pages["/nothing"] = response(204);
  site_.pages["/reset"] = response(205);
  run([](form_driver& browser) -> awaitable<void> {
    (void)co_await browser.go_to("/json");
    EXPECT_EQ(browser.current().visible_text(), R"({"error": "<b>"})");
    (void)co_await browser.go_to("/nothing");
    EXPECT_EQ(browser.status(), 204U);
    EXPECT_EQ(browser.url(), "http://127.0.0.1:8080/json");
    (void)co_await browser.go_to("/reset");
    EXPECT_EQ(browser.status(), 205U);
    EXPECT_EQ(browser.url(), "http://127.0.0.1:8080/json");
    (void)co_await browser.go_to("/pdf");
    EXPECT_EQ(browser.current().visible_text(), "");
    EXPECT_EQ(browser.current().source().text(), "%PDF");
  });
}

TEST_F(FormDriver, AFailureOfTheNetworkIsItsError) {
  run([](form_driver& browser) -> awaitable<void> {
    (void)co_await browser.go_to("/form");
    const auto refused = co_await browser.go_to("http://127.0.0.1:9/x");
    EXPECT_EQ(code(refused), "connection-refused");
    EXPECT_EQ(browser.hops().front().status, 0U);
    EXPECT_EQ(browser.url(), "http://127.0.0.1:8080/form");
    const auto bad = co_await browser.go_to("ftp://127.0.0.1/");
    EXPECT_EQ(code(bad), "bad-url");
  });
}

awaitable<result<void>> at_most_two(http::url where, std::vector<std::string>* seen) {
  if (seen->size() == 2) co_return fail("budget-spent", "no request is left");
  seen->push_back(where.target);
  co_return result<void>{};
}

TEST_F(FormDriver, AsksBeforeEachRequest) {
  std::vector<std::string> seen;
  site_.pages["/1"] = redirect(302, "/2");
  site_.pages["/2"] = redirect(302, "/next");
  options_.before_request = [&seen](http::url where) { return at_most_two(std::move(where), &seen); };
  run([](form_driver& browser) -> awaitable<void> {
    const auto done = co_await browser.go_to("/1");
    EXPECT_EQ(code(done), "budget-spent");
  });
  EXPECT_THAT(seen, ElementsAre("/1", "/2"));
  EXPECT_EQ(site_.asked.size(), 2U);
}

awaitable<response> greet(request, http::exchange_info) { co_return html("<h1>Bonjour</h1><a href=/2>Suite</a>"); }

awaitable<void> browse(ports::env env, std::string base) {
  form_driver_options chosen;
  chosen.base_url = base;
  form_driver browser(env, {}, chosen);
  (void)co_await browser.go_to("/");
  (void)co_await browser.click_link("Suite");
}

std::uint64_t trace_of(std::uint64_t seed) {
  sim::options chosen;
  chosen.seed = seed;
  chosen.network.jitter = std::chrono::milliseconds(1);
  sim::simulation world(chosen);
  http::server server(world.env(), greet);
  EXPECT_TRUE(server.start({"127.0.0.1", 8080}));
  EXPECT_TRUE(world.run(browse(world.env(), server.url())));
  server.stop();
  world.abandon();
  return world.trace_hash();
}

TEST(FormDriverTrace, IsTheSameForTheSameSeed) {
  EXPECT_EQ(trace_of(1), trace_of(1));
  EXPECT_NE(trace_of(1), trace_of(2));
}

TEST_F(FormDriver, TellsAnObserverOfEachExchange) {
  std::vector<std::string> lines;
  site_.pages["/1"] = redirect(302, "/next");
  options_.observer = [&lines](const exchange& one) {
    EXPECT_GT(one.took, duration{});
    lines.push_back(one.sent.method + " " + one.where.target + " " +
                    (one.answer ? std::to_string(one.answer->status) : one.answer.error().code));
  };
  run([](form_driver& browser) -> awaitable<void> {
    (void)co_await browser.go_to("/1");
    (void)co_await browser.go_to("http://127.0.0.1:9/");
  });
  EXPECT_THAT(lines, ElementsAre("GET /1 302", "GET /next 200", "GET / connection-refused"));
}

}  // namespace
}  // namespace parcours::drivers
