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
using fields = std::vector<std::pair<std::string, std::string>>;

inline constexpr std::string_view alice = "012345678";
inline constexpr std::string_view alice_rib = "011519000001205000534921";
inline constexpr std::string_view address = "aicha@example.com";

/// A browser with its cookie, that goes where it is sent.
class visitor {
 public:
  explicit visitor(Console& in) : t(in) {}

  awaitable<void> get(std::string target) { return send(http::request("GET", std::move(target), {}, {})); }
  awaitable<void> post(event form, fields what) {
    what.insert(what.begin(), {{"csrf_token", csrf()}, {"form", std::string(name_of(form))}});
    http::request made("POST", std::string(path_of(portal::transition_of_form(form).from)), {}, form_encode(what));
    made.headers.add("Content-Type", "application/x-www-form-urlencoded");
    return send(std::move(made));
  }
  awaitable<void> open() { return get("/fr/confirm_adresse_1?r=2"); }
  awaitable<void> accept() { return post(event::accept_terms, {{"terms", "1"}}); }
  awaitable<void> identify(std::string_view amo) { return post(event::identify_by_amo, {{"amo", std::string(amo)}}); }
  awaitable<void> pay(std::string_view rib) { return post(event::pay_by_transfer, {{"rib", std::string(rib)}}); }
  awaitable<void> request(std::string_view to = address) {
    return post(event::request_code, {{"email", std::string(to)}});
  }
  awaitable<void> submit(std::string code) {
    return post(event::submit_code, {{"code", std::move(code)}, {"g-recaptcha-response", mint()}});
  }
  awaitable<void> come_to_payment(std::string_view amo = alice) {
    co_await open();
    co_await accept();
    co_await identify(amo);
  }
  awaitable<void> come_to_code() {
    co_await come_to_payment();
    co_await pay(alice_rib);
    co_await request();
  }

  [[nodiscard]] std::string mint() const {
    return t.mocks_->captcha().state().mint(captcha::outcome::pass, t.world_.time.now());
  }
  [[nodiscard]] std::string code() const {
    return t.mocks_->portal().model().subscriber_with(alice)->codes.back().value;
  }
  awaitable<void> turn(std::string method, std::string path, std::string body) {
    const auto answer = co_await t.ask(std::move(method), "/api/control/" + path, std::move(body));
    EXPECT_LT(answer.status, 300U) << path << answer.body;
  }
  awaitable<void> advance(std::string by) { return turn("POST", "clock/advance", "{\"by\": \"" + by + "\"}"); }

  Console& t;  // NOLINT
  std::string cookie;
  std::string at;          ///< the step whose page is shown, "404", …
  http::response page{0};  ///< as it is shown

 private:
  [[nodiscard]] std::string csrf() const {
    constexpr std::string_view before = "name=\"csrf_token\" value=\"";
    const auto found = page.body.find(before);
    return found == std::string::npos ? last_csrf_ : page.body.substr(found + before.size(), 32);
  }
  awaitable<void> send(http::request what) {
    last_csrf_ = csrf();
    for (int hop = 0; hop < 5; ++hop) {
      if (!cookie.empty()) what.headers.add("Cookie", cookie);
      const auto where = http::parse_url(t.mocks_->portal().url() + what.target);
      const auto got = co_await t.client_->send(*where, what);
      if (!got) throw std::runtime_error(got.error().message);
      page = *got;
      if (const auto set = page.headers.find("Set-Cookie")) cookie = set->substr(0, set->find(';'));
      const auto place = page.headers.find("Location");
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
