// The form driver against a small site, in simulation.
#pragma once

#include "harness/drivers/form_driver.hpp"
#include "harness/http/server.hpp"
#include "harness/sim/simulation.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace parcours::drivers {

namespace asio = boost::asio;
using asio::awaitable;
using http::request;
using http::response;

inline response html(std::string body) {
  return response(200, {{"Content-Type", "text/html; charset=utf-8"}}, std::move(body));
}
inline response redirect(unsigned status, std::string to) { return response(status, {{"Location", std::move(to)}}); }

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

inline std::string code(const result<void>& of) { return of ? "" : of.error().code; }

}  // namespace parcours::drivers
