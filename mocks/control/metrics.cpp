#include "mocks/control/metrics.hpp"

#include "mocks/portal/flow.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace parcours::mocks::control {

namespace {

class page {
 public:
  void about(std::string_view name, std::string_view type, std::string_view help) {
    fmt::format_to(std::back_inserter(text_), "# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
  }
  template <class Number>
  void value(std::string_view name, Number number) {
    fmt::format_to(std::back_inserter(text_), "{} {}\n", name, number);
  }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

void mails(page& to, world::mock_world& of, duration now) {
  const auto& all = of.mailbox().all(now);
  to.about("parcours_mails", "gauge", "Mails in the inbox.");
  to.value("parcours_mails", all.size());
  to.about("parcours_mails_unread", "gauge", "Mails that nobody has looked at.");
  to.value("parcours_mails_unread", std::ranges::count_if(all, [](const auto& mail) { return !mail.read; }));
}

void portal_counts(page& to, const portal::model& model, duration now) {
  using enum portal::state;
  const auto sessions = model.sessions(now);
  to.about("parcours_sessions", "gauge", "Sessions of the portal, by the step that they have reached.");
  for (const auto state : {terms, identify, payment, email, code, done}) {
    to.value(fmt::format("parcours_sessions{{state=\"{}\"}}", portal::name_of(state)),
             std::ranges::count(sessions, state, &portal::session_info::at));
  }
  const auto active = [](const portal::person& who) { return who.account.active; };
  to.about("parcours_subscribers", "gauge", "People whom the portal knows.");
  to.value("parcours_subscribers", model.people().size());
  to.about("parcours_accounts_active", "gauge", "Those with an active account.");
  to.value("parcours_accounts_active", std::ranges::count_if(model.people(), active));
  const auto on = [&](const portal::defect_info& one) { return model.defects().has(one.id); };
  to.about("parcours_defects_on", "gauge", "Known defects that are switched on.");
  to.value("parcours_defects_on", std::ranges::count_if(portal::all_defects(), on));
}

// What has happened since the start: neither a reset nor a snapshot takes it back.
void totals(page& to, world::mock_world& of) {
  to.about("parcours_mails_received_total", "counter", "Mails that the mail server has taken.");
  to.value("parcours_mails_received_total", of.smtp().received());
  to.about("parcours_requests_total", "counter", "Requests to the portal by the class of their answers.");
  const auto& by_class = of.portal().exchanges().counts();
  for (std::size_t first = 1; first < by_class.size(); ++first) {
    to.value(fmt::format("parcours_requests_total{{code=\"{}xx\"}}", first), by_class[first]);
  }
  to.value("parcours_requests_total{code=\"none\"}", by_class[0]);
  to.about("parcours_faults_struck_total", "counter", "Faults and planned outcomes that have struck.");
  to.value("parcours_faults_struck_total{server=\"smtp\"}", of.smtp().struck());
  to.value("parcours_faults_struck_total{server=\"portal\"}", of.portal().faults().struck());
  to.value("parcours_faults_struck_total{server=\"captcha\"}", of.captcha().struck());
  const auto& checks = of.captcha().state();
  to.about("parcours_captcha_checks_total", "counter", "Tokens that the captcha provider was asked about.");
  to.value("parcours_captcha_checks_total{result=\"passed\"}", checks.passed());
  to.value("parcours_captcha_checks_total{result=\"refused\"}", checks.refused());
}

}  // namespace

std::string metrics(world::mock_world& of, duration now) {
  page made;
  mails(made, of, now);
  portal_counts(made, of.portal().model(), now);
  totals(made, of);
  made.about("parcours_world_seconds", "gauge", "World time since the start.");
  made.value("parcours_world_seconds", decimal_seconds(now));
  return made.take();
}

}  // namespace parcours::mocks::control
