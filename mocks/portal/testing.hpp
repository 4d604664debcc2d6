// A visitor for tests of the model: fills in forms, keeps the session as a browser does, and stands in for the mail
// server and the captcha provider.
#pragma once

#include "mocks/portal/model.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::mocks::portal::testing {

using namespace std::chrono_literals;

inline constexpr std::string_view alice_amo = "012345678";
inline constexpr std::string_view alice_rib = "011519000001205000534921";
inline constexpr std::string_view bob_rib = "001810007800020110620318";
inline constexpr std::string_view bob_e_mandat = "0000012345";

inline subscriber alice() {
  subscriber who;
  who.name = "Aïcha Alaoui";
  who.amo = alice_amo;
  who.affiliation = "87654321";
  who.issuer = "ppr";
  who.registration = "0054321";
  who.rib = alice_rib;
  who.e_mandat = "1234567890";
  who.email_on_file = "aicha@example.com";
  return who;
}

inline subscriber bob() {
  subscriber who;
  who.name = "Badr Benali";
  who.amo = "200000001";
  who.affiliation = "20000001";
  who.issuer = "cmr";
  who.registration = "70000001";
  who.rib = bob_rib;
  who.e_mandat = bob_e_mandat;
  who.paid_by = payment_mode::e_mandat;
  return who;
}

/// What is one for all visitors of a portal.
struct site {
  explicit site(policy rules = {}, defect_set defects = {}) : portal(std::move(rules), defects, random_source(1)) {
    portal.add_subscriber(alice());
    portal.add_subscriber(bob());
  }
  model portal;
  duration now{};
  bool mail_works = true;
  std::vector<outgoing_code> mails;
  std::set<std::string, std::less<>> spent_tokens;

  /// Tokens say what becomes of them: "good…" passes once, "old…" has expired, "down" finds no provider, "secret" meets
  /// a provider who does not know the portal; anything else is refused.
  captcha_answer verify(std::string_view token) {
    if (token == "down") return {};
    if (token == "secret") return {true, false, {"invalid-input-secret"}};
    if (token.starts_with("old")) return {true, false, {"timeout-or-duplicate"}};
    if (!token.starts_with("good")) return {true, false, {"invalid-input-response"}};
    if (spent_tokens.emplace(token).second) return {true, true, {}};
    return {true, false, {"timeout-or-duplicate"}};
  }
};

class visitor {
 public:
  explicit visitor(site& of, flow_kind flow = flow_kind::activation) : site_(of), id_(of.portal.open(flow, of.now)) {
    learn_token();
  }

  decision send(event on, form_values form) {
    form.emplace_back("csrf_token", csrf);
    return follow(site_.portal.handle(id_, on, form, site_.now), form);
  }
  decision accept() { return send(event::accept_terms, {{"terms", "1"}}); }
  decision identify(std::string_view amo = alice_amo) {
    return send(event::identify_by_amo, {{"amo", std::string(amo)}});
  }
  decision identify_at(std::string_view issuer, std::string_view number) {
    return send(event::identify_by_registration,
                {{"issuer", std::string(issuer)}, {"registration", std::string(number)}});
  }
  decision pay(std::string_view rib = alice_rib) { return send(event::pay_by_transfer, {{"rib", std::string(rib)}}); }
  decision pay_by_e_mandat(std::string_view number) {
    return send(event::pay_by_e_mandat, {{"e_mandat", std::string(number)}});
  }
  decision request(std::string_view email = "aicha@example.com") {
    return send(event::request_code, {{"email", std::string(email)}});
  }
  decision resend() { return send(event::resend_code, {}); }
  decision submit(std::string_view code, std::string_view token = {}) {
    const std::string own = "good" + std::to_string(site_.spent_tokens.size());
    return send(event::submit_code,
                {{"code", std::string(code)}, {"g-recaptcha-response", std::string(token.data() ? token : own)}});
  }

  decision set_password(std::string_view password, std::string_view again) {
    return send(event::set_password, {{"password", std::string(password)}, {"password_again", std::string(again)}});
  }
  decision set_password(std::string_view password = "un mot de passe") { return set_password(password, password); }

  /// Up to the page that asks for the code.
  visitor& come_to_code() {
    come_to_email();
    request();
    return *this;
  }
  visitor& come_to_email() {
    accept();
    identify();
    pay();
    return *this;
  }

  look_result look(state page) { return site_.portal.look(id_, page, site_.now); }
  /// The messages that wait on a page, in order: "amo-format, no-match".
  std::string said(state page) {
    std::string all;
    for (const auto& item : look(page).view.messages) all.append(all.empty() ? "" : ", ").append(item.message);
    return all;
  }
  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] std::string code() const { return site_.mails.back().code; }

  std::string csrf;

 private:
  void learn_token() {
    const look_result at_terms = look(state::terms);
    csrf = at_terms.shown ? at_terms.view.csrf : look(state::done).view.csrf;
  }
  void keep(const decision& made) {
    if (made.session.empty()) return;
    id_ = made.session;
    if (made.verdict != verdict::expired) learn_token();
  }
  decision follow(decision made, const form_values& form) {
    keep(made);
    std::optional<event> next;
    if (made.mail) {
      for (unsigned copy = 0; site_.mail_works && copy < made.mail->copies; ++copy) site_.mails.push_back(*made.mail);
      next = site_.mail_works ? event::mail_sent : event::mail_failed;
    } else if (made.verify_captcha) {
      const auto token = value_in(form, "g-recaptcha-response");
      next = site_.portal.judge(site_.verify(token), token);
    }
    if (!next) return made;
    decision last = site_.portal.handle(id_, *next, form, site_.now);
    last.mail = std::move(made.mail);
    keep(last);
    return last;
  }

  site& site_;
  std::string id_;
};

inline std::string other_than(std::string code) {
  code.back() = code.back() == '9' ? '0' : static_cast<char>(code.back() + 1);
  return code;
}

}  // namespace parcours::mocks::portal::testing
