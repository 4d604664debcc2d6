// The world begins anew, or is put back, while requests are under way: none of them reaches into the new one.
#include "harness/base/text.hpp"
#include "mocks/world/snapshot.hpp"
#include "tests/console/fixture.hpp"

#include <boost/json/serialize.hpp>

namespace parcours::mocks::console {
namespace {

constexpr const char* form_type = "application/x-www-form-urlencoded";

// What is under way when the world ends, and what holds it up for two seconds.
struct interruption {
  std::string name;
  std::string path;   ///< of the control API
  std::string fault;  ///< which holds it up
  bool at_code;       ///< the form with the code is sent; else the one that asks for it
};

const std::vector<interruption>& interruptions() {
  static const std::vector<interruption> all = {
      {"the mail's end", "/api/control/smtp/faults", R"({"at": "end_of_data", "delay": "2s"})", false},
      {"the mail's beginning", "/api/control/smtp/faults", R"({"at": "data", "delay": "2s"})", false},
      {"a late answer", "/api/control/portal/faults", R"({"kind": "late", "method": "POST", "delay": "2s"})", false},
      {"an answer late by chance", "/api/control/portal/faults",
       R"({"kind": "late", "method": "POST", "delay": {"uniform": ["2s", "3s"]}})", true},
      {"the captcha", "/api/control/captcha/outcomes", R"({"outcome": "pass", "delay": "2s"})", true},
  };
  return all;
}

class Reset : public Console {
 public:
  // Requests are put together outside of coroutines: GCC 12 destroys what their initializer lists hold twice.
  http::request form_post(const std::string& path, const std::string& session, const portal::form_values& form) {
    http::fields headers = {{"Content-Type", form_type}, {"Cookie", "portal_session=" + session}};
    return http::request("POST", path, std::move(headers), form_encode(form));
  }

  /// A visit at the step that asks for an address, straight in the model: its cookie and its CSRF token.
  std::pair<std::string, std::string> visit_at_email() {
    auto& model = mocks_->portal().model();
    const auto now = time_.now();
    auto id = model.open(portal::flow_kind::activation, now);
    const auto token = [&](portal::state page) { return model.look(id, page, now).view.csrf; };
    (void)model.handle(id, portal::event::accept_terms, {{"terms", "1"}, {"csrf_token", token(portal::state::terms)}},
                       now);
    auto said = model.handle(id, portal::event::identify_by_amo,
                             {{"amo", "012345678"}, {"csrf_token", token(portal::state::identify)}}, now);
    if (!said.session.empty()) id = said.session;
    said = model.handle(id, portal::event::pay_by_transfer,
                        {{"rib", "011519000001205000534921"}, {"csrf_token", token(portal::state::payment)}}, now);
    EXPECT_EQ(said.next, portal::state::email);
    if (!said.session.empty()) id = said.session;
    return {id, token(portal::state::email)};
  }

  /// What the interruption holds up.
  http::request request_of(const interruption& one) {
    const auto [id, csrf] = visit_at_email();
    portal::form_values form = {{"form", "request_code"}, {"email", "a@x.test"}, {"csrf_token", csrf}};
    if (!one.at_code) return form_post("/fr/confirm_adresse_4", id, form);
    const auto now = time_.now();
    const auto asked = mocks_->portal().model().handle(id, portal::event::request_code, form, now);
    (void)mocks_->portal().model().handle(id, portal::event::mail_sent, form, now);
    form = {{"form", "submit_code"}, {"code", asked.mail->code}, {"csrf_token", csrf}};
    form.emplace_back("g-recaptcha-response", mocks_->captcha().state().mint(captcha::outcome::pass, now));
    return form_post("/fr/confirm_adresse_5", id, form);
  }
  awaitable<void> send(http::request what, unsigned& status) {
    auto where = http::parse_url(mocks_->portal().url() + what.target);
    http::client browser(wire_, http::client_options{});
    const auto answer = co_await browser.send(*where, std::move(what));
    status = answer ? answer->status : 0;
  }

  /// All that the world holds, as text, without the date.
  std::string whole_world() {
    auto read = json::parse(*world::snapshot(*mocks_, time_));
    read.as_object()["world"].as_object().erase("taken_at");
    return json::serialize(read);
  }

  awaitable<void> interrupt(const interruption& with, std::string snapshot) {
    unsigned status = 1;
    const auto set = co_await ask("POST", with.path, with.fault);
    EXPECT_EQ(set.status, 200U) << set.body;
    auto what = request_of(with);
    ports::spawn(wire_, send(std::move(what), status));
    co_await ports::sleep_for(wire_.time, 1s);
    EXPECT_EQ(status, 1U) << "nothing held up " << with.name;
    const std::string method = snapshot.empty() ? "POST" : "PUT";
    const std::string path = snapshot.empty() ? "/api/control/reset" : "/api/control/snapshot";
    const auto ended = co_await ask(method, path, snapshot);
    EXPECT_EQ(ended.status, 200U) << ended.body;
    const auto before = whole_world();
    co_await ports::sleep_for(wire_.time, 10s);
    EXPECT_EQ(status, 503U) << with.name;
    EXPECT_EQ(whole_world(), before) << with.name;
  }
};

TEST_F(Reset, CutsOffWhatIsUnderWay) {
  run([](Reset& t) -> awaitable<void> {
    for (const auto& one : interruptions()) co_await t.interrupt(one, "");
  }(*this));
}

TEST_F(Reset, PuttingBackCutsOffWhatIsUnderWay) {
  run([](Reset& t) -> awaitable<void> {
    const auto taken = co_await t.ask("GET", "/api/control/snapshot");
    for (const auto& one : interruptions()) co_await t.interrupt(one, taken.body);
  }(*this));
}

}  // namespace
}  // namespace parcours::mocks::console
