// People at browsers who fill in the forms of the portal's tables, for tests of the model.
#pragma once

#include "mocks/portal/requests.hpp"
#include "mocks/portal/testing.hpp"

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace parcours::mocks::portal::testing {

inline subscriber insured(std::string number, payment_mode paid_by, bool active) {
  subscriber made;
  made.amo = "0" + number;
  made.affiliation = number;
  made.issuer = paid_by == payment_mode::bank_transfer ? "ppr" : "cmr";
  made.registration = paid_by == payment_mode::bank_transfer ? number.substr(1) : number;
  made.rib = "999001" + std::string(8, '0') + number;
  made.rib += *fakeit::rib_key(made.rib);
  made.e_mandat = "00" + number;
  made.paid_by = paid_by;
  made.email_on_file = "p" + number + "@example.com";
  made.active = active;
  return made;
}

const std::array<subscriber, 4> people = {
    insured("11111111", payment_mode::bank_transfer, false), insured("22222222", payment_mode::e_mandat, false),
    insured("33333333", payment_mode::bank_transfer, true), insured("44444444", payment_mode::e_mandat, true)};

/// A portal that asks everything that can be asked.
inline policy strict() {
  policy made;
  made.hide_unknown = false;
  made.email_on_file = email_rule::must_match;
  made.spaces = space_rule::refuse;
  made.password_mix = true;
  return made;
}

/// What waits for a service's answer.
struct question {
  std::string session;
  event asked;
  form_values form;
};

/// Somebody at a browser.
class browser {
 public:
  browser(site& of, const subscriber& who, const subscriber& other) : at(of) {
    knows.who = who;
    knows.other = other;
    knows.old_captcha = "old";
    knows.used_captcha = "good but used";
    at.spent_tokens.insert(knows.used_captcha);
    go(state::terms, who.active ? flow_kind::recovery : flow_kind::activation);
  }

  void go(state page, std::optional<flow_kind> entrance = {}) {
    look_result seen = at.portal.look(id, page, at.now, entrance);
    if (!seen.session.empty()) id = seen.session;
    if (!seen.shown) seen = at.portal.look(id, seen.redirect, at.now);
    here = seen.view.page;
    if (seen.view.csrf == knows.csrf) return;
    knows.old_csrf = knows.csrf;
    knows.csrf = seen.view.csrf;
  }

  decision send(const made_form& form, std::vector<question>& waiting) {
    const decision made = at.portal.handle(id, form.on, form.values, at.now);
    if (made.mail) {
      knows.old_code = std::exchange(knows.code, made.mail->code);
      waiting.push_back({id, form.on, form.values});
    }
    if (made.verify_captcha) waiting.push_back({id, form.on, form.values});
    follow(made);
    return made;
  }

  decision hear(const question& about) {
    event said = at.mail_works ? event::mail_sent : event::mail_failed;
    if (about.asked == event::submit_code) {
      const auto token = captcha_token_in(about.form);
      said = at.portal.judge(at.verify(provider_works ? token : "down"), token);
    }
    const decision made = at.portal.handle(about.session, said, about.form, at.now);
    if (about.session == id) follow(made);
    return made;
  }

  /// Sends a form and waits for what comes of it.
  decision complete(const made_form& form) {
    std::vector<question> waiting;
    const decision made = send(form, waiting);
    return waiting.empty() ? made : hear(waiting.front());
  }

  std::optional<made_form> right(event on) { return filled(form_of(on), {}); }
  std::optional<made_form> filled(const form_spec& of, std::optional<made_form::choice> chosen) {
    knows.captcha = "good" + std::to_string(at.spent_tokens.size());
    return fill(of, knows, at.portal.rules(), random, chosen);
  }
  std::optional<made_form> filled_badly(event on, double chance) {
    knows.captcha = "good" + std::to_string(at.spent_tokens.size());
    return fill_badly(form_of(on), knows, at.portal.rules(), random, chance);
  }

  /// The first form of this page that the person can fill in.
  std::optional<made_form> next() {
    for (const transition& row : flow_table()) {
      if (row.from != here || kind_of(row.on) != request_kind::form) continue;
      if (auto form = right(row.on)) return form;
    }
    return std::nullopt;
  }

  /// Step by step to a page; false if the person cannot come there.
  bool walk_to(state page) {
    for (std::size_t steps = 0; here != page && steps < all_of<state>.size(); ++steps) {
      const auto form = next();
      if (form) complete(*form);
    }
    return here == page;
  }

  site& at;
  std::string id;
  state here = state::terms;
  knowledge knows;
  bool provider_works = true;
  random_source random{7};

 private:
  void follow(const decision& made) {
    if (!made.session.empty()) id = made.session;
    if (made.verdict != verdict::forged) go(made.next);
  }
};

struct town : site {
  explicit town(policy rules) : site(std::move(rules)) {
    for (const auto& one : people) portal.add_subscriber(one);
  }
};

inline std::vector<std::uint32_t> counted(const model& of) { return {of.coverage().begin(), of.coverage().end()}; }

/// Of what was counted since: the refusals by a guard, in rows of a page and an event.
inline std::uint32_t refusals(const std::vector<std::uint32_t>& since, const model& of,
                              const std::function<bool(const transition&, guard)>& wanted) {
  std::uint32_t sum = 0;
  for (const transition& row : flow_table()) {
    for (std::size_t i = 0; i < row.checks.size(); ++i) {
      const auto outcome = outcome_index(row, i);
      if (wanted(row, row.checks[i].ask)) sum += of.coverage()[outcome] - since[outcome];
    }
  }
  return sum;
}

}  // namespace parcours::mocks::portal::testing
