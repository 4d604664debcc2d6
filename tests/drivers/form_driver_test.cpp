// The form driver against a small site, in simulation: what a browser without JavaScript sends, follows and keeps.
#include "harness/drivers/form_driver.hpp"

#include "harness/http/server.hpp"
#include "harness/sim/simulation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace parcours::drivers {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using http::request;
using http::response;
using testing::ElementsAre;

response html(std::string body) {
  return response(200, {{"Content-Type", "text/html; charset=utf-8"}}, std::move(body));
}
response redirect(unsigned status, std::string to) { return response(status, {{"Location", std::move(to)}}); }

// A site as a table from path to answer, and a journal of what it was asked.
struct site {
  std::map<std::string, response> pages;
  std::vector<request> asked;

  awaitable<response> answer(request what, http::exchange_info) {
    asked.push_back(what);
    const auto found = pages.find(std::string(http::path_of(what.target)));
    co_return found == pages.end() ? response(404, {{"Content-Type", "text/html"}}, "<h1>Introuvable</h1>")
                                   : found->second;
  }
};

class FormDriver : public testing::Test {
 public:
  FormDriver() : server_(world_.env(), handler()) {
    EXPECT_TRUE(server_.start({"127.0.0.1", 8080}));
    site_.pages["/form"] = html(
        "<h1>Code</h1><form method=post action=/check?step=5><input type=hidden name=csrf value=t1>"
        "<label>Code secret <input name=code></label><label>Accord <input type=checkbox name=ok></label>"
        "<label>Organisme <select name=org><option>PPR<option>CMR</select></label><button name=go "
        "value=1>Valider</button>"
        "<button disabled>Fermé</button><button type=button>Animer</button><button type=reset>Effacer</button></form>"
        "<form action=/search><label>Mot <input name=q></label><button>Chercher</button></form>"
        "<form method=post enctype=multipart/form-data action=/up><button>Envoyer</button></form>"
        "<a href=next class=button>Créer un nouveau compte</a><a href='javascript:go()'>Script</a>");
    site_.pages["/check"] = html("<h1>Vu</h1>");
    site_.pages["/next"] = html("<h1>Suite</h1>");
  }
  ~FormDriver() override {
    server_.stop();
    world_.abandon();
  }

 protected:
  using script = std::function<awaitable<void>(form_driver&)>;

  http::handler handler() {
    return [this](request what, http::exchange_info from) { return site_.answer(std::move(what), std::move(from)); };
  }

  // Runs one person's script in the simulated world.
  void run(const script& steps) {
    form_driver_options chosen = options_;
    if (chosen.base_url.empty()) chosen.base_url = server_.url();
    form_driver browser(world_.env(), {}, std::move(chosen));
    const auto outcome = world_.run(steps(browser));
    EXPECT_TRUE(outcome) << outcome.error().message;
  }

  std::string asked(std::size_t at) const { return site_.asked.at(at).method + " " + site_.asked.at(at).target; }
  std::string_view header(std::size_t at, std::string_view name) const {
    return site_.asked.at(at).headers.find(name).value_or("(none)");
  }

  sim::simulation world_;
  site site_;
  http::server server_;
  form_driver_options options_;
};

std::string code(const result<void>& of) { return of ? "" : of.error().code; }

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

struct redirect_case {
  unsigned status;
  std::string_view then;
  std::string_view body;
};
class Redirects : public FormDriver, public testing::WithParamInterface<redirect_case> {};

TEST_P(Redirects, KeepOrDropThePost) {
  site_.pages["/check"] = redirect(GetParam().status, "next?a=1#part");
  run([](form_driver& browser) -> awaitable<void> {
    (void)co_await browser.go_to("/form");
    const auto typed = co_await browser.fill("Code secret", "1");
    EXPECT_EQ(code(typed), "");
    const auto done = co_await browser.click_button("Valider");
    EXPECT_EQ(code(done), "");
    EXPECT_EQ(browser.url(), "http://127.0.0.1:8080/next?a=1");
  });
  ASSERT_EQ(site_.asked.size(), 3U);
  EXPECT_EQ(asked(2), GetParam().then);
  EXPECT_EQ(site_.asked[2].body, GetParam().body);
}

INSTANTIATE_TEST_SUITE_P(OfEachStatus, Redirects,
                         testing::Values(redirect_case{301, "GET /next?a=1", ""},
                                         redirect_case{302, "GET /next?a=1", ""},
                                         redirect_case{303, "GET /next?a=1", ""},
                                         redirect_case{307, "POST /next?a=1", "csrf=t1&code=1&org=PPR&go=1"},
                                         redirect_case{308, "POST /next?a=1", "csrf=t1&code=1&org=PPR&go=1"}));

TEST_F(FormDriver, RedirectsAreCounted) {
  options_.max_redirects = 2;
  site_.pages["/1"] = redirect(302, "/2");
  site_.pages["/2"] = redirect(302, "/next");
  site_.pages["/0"] = redirect(302, "/1");
  site_.pages["/bare"] = response(302);
  run([](form_driver& browser) -> awaitable<void> {
    const auto two = co_await browser.go_to("/1");
    EXPECT_EQ(code(two), "");
    EXPECT_EQ(browser.current().heading(), "Suite");
    const auto three = co_await browser.go_to("/0");
    EXPECT_EQ(code(three), "too-many-redirects");
    EXPECT_EQ(browser.current().heading(), "Suite");  // the page stays what it was
    const auto bare = co_await browser.go_to("/bare");
    EXPECT_EQ(code(bare), "");
    EXPECT_EQ(browser.status(), 302U);
  });
}

TEST_F(FormDriver, AnOriginThatLeftHomeIsNull) {
  http::server other(world_.env(), handler());
  ASSERT_TRUE(other.start({"127.0.0.1", 8081}));
  site_.pages["/check"] = redirect(307, "http://127.0.0.1:8081/next");
  run([](form_driver& browser) -> awaitable<void> {
    (void)co_await browser.go_to("/form");
    (void)co_await browser.click_button("Valider");
    EXPECT_EQ(browser.url(), "http://127.0.0.1:8081/next");
  });
  EXPECT_EQ(header(1, "Origin"), "http://127.0.0.1:8080");
  EXPECT_EQ(header(2, "Origin"), "null");
  other.stop();
}

TEST_F(FormDriver, KeepsCookiesThroughRedirectsAndUntilTheyExpire) {
  site_.pages["/in"] = response(303, {{"Location", "/next"},
                                      {"Set-Cookie", "session=s1; Path=/; HttpOnly"},
                                      {"set-cookie", "short=1; Path=/; Max-Age=60"}});
  auto clock = world_.env();
  run([clock](form_driver& browser) -> awaitable<void> {
    auto& time = clock.time;
    (void)co_await browser.go_to("/in");
    co_await time.pass(std::chrono::seconds(59));
    (void)co_await browser.go_to("/next");
    co_await time.pass(std::chrono::seconds(1));
    (void)co_await browser.go_to("/next");
    browser.cookies().clear();
    (void)co_await browser.go_to("/next");
  });
  EXPECT_EQ(header(0, "Cookie"), "(none)");
  EXPECT_EQ(header(1, "Cookie"), "session=s1; short=1");
  EXPECT_EQ(header(2, "Cookie"), "session=s1; short=1");
  EXPECT_EQ(header(3, "Cookie"), "session=s1");
  EXPECT_EQ(header(4, "Cookie"), "(none)");
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
