// A visitor of the portal over HTTP, for tests that turn the world meanwhile.
#pragma once

#include "harness/base/text.hpp"
#include "tests/console/fixture.hpp"

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parcours::mocks::console {

using portal::event;
using portal::flow_kind;
using fields = std::vector<std::pair<std::string, std::string>>;

inline constexpr std::string_view alice = "012345678";
inline constexpr std::string_view alice_rib = "011519000001205000534921";
inline constexpr std::string_view bob = "200000001";
inline constexpr std::string_view bob_rib = "001810007800020110620318";
inline constexpr std::string_view bob_e_mandat = "0000012345";
inline constexpr std::string_view address = "aicha@example.com";

inline std::string other_than(std::string code) {
  code.back() = code.back() == '9' ? '0' : static_cast<char>(code.back() + 1);
  return code;
}

/// A browser with its cookie, that goes where it is sent.
class visitor {
 public:
  explicit visitor(Console& in) : t(in) {}

  awaitable<void> get(std::string target) { return send(http::request("GET", std::move(target), {}, {})); }
  awaitable<void> post(event form, fields what) {
    what.insert(what.begin(), {{"csrf_token", csrf()}, {"form", std::string(name_of(form))}});
    http::request made("POST", std::string(path_of(portal::transition_of_form(form).from)), {}, form_encode(what));
    made.headers.add("Content-Type", "application/x-www-form-urlencoded");
    answered_with = 0;
    return send(std::move(made));
  }
  awaitable<void> open(flow_kind flow = flow_kind::activation) {
    return get(flow == flow_kind::activation ? "/fr/confirm_adresse_1?r=2" : "/fr/confirm_adresse_1?r=1");
  }
  awaitable<void> accept() { return post(event::accept_terms, {{"terms", "1"}}); }
  awaitable<void> identify(std::string_view amo) { return post(event::identify_by_amo, {{"amo", std::string(amo)}}); }
  awaitable<void> pay(std::string_view rib) { return post(event::pay_by_transfer, {{"rib", std::string(rib)}}); }
  awaitable<void> pay_by_e_mandat(std::string_view number) {
    return post(event::pay_by_e_mandat, {{"e_mandat", std::string(number)}});
  }
  awaitable<void> request(std::string_view to = address) {
    return post(event::request_code, {{"email", std::string(to)}});
  }
  awaitable<void> resend() { return post(event::resend_code, {}); }
  awaitable<void> submit(std::string code, std::string token) {
    return post(event::submit_code, {{"code", std::move(code)}, {"g-recaptcha-response", std::move(token)}});
  }
  awaitable<void> submit(std::string code) { return submit(std::move(code), mint()); }
  awaitable<void> come_to_identify(flow_kind flow = flow_kind::activation) {
    co_await open(flow);
    co_await accept();
  }
  awaitable<void> come_to_payment(std::string_view amo = alice) {
    co_await come_to_identify();
    co_await identify(amo);
  }
  awaitable<void> come_to_code(flow_kind flow = flow_kind::activation) {
    co_await come_to_identify(flow);
    co_await identify(alice);
    co_await pay(alice_rib);
    co_await request();
  }

  [[nodiscard]] std::string mint(captcha::outcome how = captcha::outcome::pass) const {
    return t.mocks_->captcha().state().mint(how, t.world_.time.now());
  }
  [[nodiscard]] const portal::model& model() const { return t.mocks_->portal().model(); }
  [[nodiscard]] std::string code(std::string_view amo = alice) const {
    return model().subscriber_with(amo)->codes.back().value;
  }
  [[nodiscard]] parcours::smtp::parsed_mail mail() const {
    return parcours::smtp::parse(t.mocks_->mailbox().first({std::string(address), 0}, t.world_.time.now())->bytes)
        .value();
  }
  [[nodiscard]] std::string mails_to(std::string_view who) const {
    return std::to_string(t.mocks_->mailbox().count(std::string(who), t.world_.time.now()));
  }
  awaitable<void> turn(std::string method, std::string path, std::string body) {
    const auto answer = co_await t.ask(std::move(method), "/api/control/" + path, std::move(body));
    EXPECT_LT(answer.status, 300U) << path << answer.body;
  }
  awaitable<void> advance(std::string by) { return turn("POST", "clock/advance", "{\"by\": \"" + by + "\"}"); }

  Console& t;  // NOLINT
  std::string cookie;
  std::string at;              ///< the step whose page is shown, "404", …
  http::response page{0};      ///< as it is shown
  unsigned answered_with = 0;  ///< the status of the last form
  std::string first_place;     ///< where the last form led
  std::string form_cookie;     ///< the cookie before the last form

 private:
  [[nodiscard]] std::string csrf() const {
    constexpr std::string_view before = "name=\"csrf_token\" value=\"";
    const auto found = page.body.find(before);
    return found == std::string::npos ? last_csrf_ : page.body.substr(found + before.size(), 32);
  }
  awaitable<void> send(http::request what) {
    last_csrf_ = csrf();
    form_cookie = cookie;
    for (int hop = 0; hop < 5; ++hop) {
      if (!cookie.empty()) what.headers.add("Cookie", cookie);
      const auto where = http::parse_url(t.mocks_->portal().url() + what.target);
      const auto got = co_await t.client_->send(*where, what);
      if (!got) throw std::runtime_error(got.error().message);
      page = *got;
      if (const auto set = page.headers.find("Set-Cookie")) cookie = set->substr(0, set->find(';'));
      const auto place = page.headers.find("Location");
      if (what.method == "POST") answered_with = page.status;
      if (what.method == "POST") first_place = place.value_or("");
      const auto shown = portal::page_at(http::path_of(what.target));
      at = page.status == 200 && shown ? std::string(name_of(*shown)) : std::to_string(page.status);
      if (!place) co_return;
      what = http::request("GET", std::string(*place), {}, {});
    }
  }
  std::string last_csrf_;
};

/// Alice and Bob, and these defects: "\"code-in-page\"".
inline awaitable<void> begin_anew(Console& t, std::string defects = {}) {
  visitor v(t);
  co_await v.turn("POST", "reset", "");
  co_await v.turn("DELETE", "subscribers/012345678", "");
  co_await v.turn("POST", "subscribers",
                  R"({"amo": "012345678", "affiliation": "87654321", "rib": "011519000001205000534921",)"
                  R"( "e_mandat": "1234567890", "email": "aicha@example.com"})");
  co_await v.turn("POST", "subscribers",
                  R"({"amo": "200000001", "rib": "001810007800020110620318", "paid_by": "e_mandat",)"
                  R"( "e_mandat": "0000012345"})");
  co_await v.turn("PUT", "defects", "{\"on\": [" + defects + "]}");
}

}  // namespace parcours::mocks::console
