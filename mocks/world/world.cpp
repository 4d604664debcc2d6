#include "mocks/world/world.hpp"

#include <utility>

namespace parcours::mocks::world {

namespace {

// Nothing listens on this port of the loopback interface: it is reserved (tcpmux, RFC 1078) and long out of use.
constexpr std::uint16_t nobody = 1;

smtp::mailbox_options mailbox_options(const options& chosen) {
  smtp::mailbox_options made;
  made.delivery_delay = chosen.mail_delay;
  made.keep = chosen.keep_mails;
  return made;
}

captcha::options captcha_options(const options& chosen) {
  captcha::options made;
  made.provider = chosen.captcha_provider;
  made.token_life = chosen.policy.captcha_ttl;
  if (chosen.captcha_site_key) made.site_key = *chosen.captcha_site_key;
  if (chosen.captcha_secret) made.secret = *chosen.captcha_secret;
  return made;
}

std::unexpected<error> about(std::string_view who, const error& what) {
  return fail(what.code, std::string(who) + ": " + what.message);
}

}  // namespace

mock_world::mock_world(const ports::env& world, options chosen)
    : world_(world),
      options_(std::move(chosen)),
      beginning_(std::make_shared<const std::vector<portal::subscriber>>(std::move(options_.subscribers))),
      mailbox_(mailbox_options(options_)),
      smtp_(world, smtp::server_options{options_.smtp_session, options_.smtp_connections, options_.smtp_tls}, mailbox_),
      captcha_(world, captcha_options(options_)) {
  set_faults();
}

void mock_world::set_faults() {
  smtp_.faults().clear();
  smtp_.chaos().clear();
  for (const auto& one : options_.smtp_faults) smtp_.faults().add(one);
  captcha_.set_faults(options_.captcha_faults);
}

void mock_world::set_policy(const portal::policy& rules) {
  portal_->set_policy(rules);
  captcha_.state().set_token_life(rules.captcha_ttl);
}

void mock_world::reset() { (void)reset(portal::population(*beginning_)); }

portal::population mock_world::reset(portal::population people) {
  smtp_.cut_off();
  mailbox_.clear();
  smtp_.forget_sessions();
  captcha_.state().clear();
  set_faults();
  auto before = portal_->model().replace_people({});
  portal_->reset(options_.policy, options_.defects);
  set_policy(options_.policy);
  (void)portal_->model().replace_people(std::move(people));
  return before;
}

// Where the portal hands in its mails. It neither encrypts nor logs in: where the mail server insists on that, there is
// a door of its own for it.
result<ports::endpoint> mock_world::mail_exchange() {
  if (options_.mail_to) return *options_.mail_to;
  if (options_.smtp_down) return ports::endpoint("127.0.0.1", nobody);
  const auto& session = options_.smtp_session;
  const bool strict = session.users || session.require_auth || session.tls == parcours::smtp::tls_use::required;
  return strict ? smtp_.start_trusted({"127.0.0.1", 0}) : smtp_.address();
}

portal::server_options mock_world::portal_options(ports::endpoint mail_to) const {
  portal::server_options made;
  made.policy = options_.policy;
  made.defects = options_.defects;
  made.smtp = std::move(mail_to);
  made.captcha_verify_url = options_.captcha_verify_url.value_or(
      options_.captcha_down ? "http://127.0.0.1:" + std::to_string(nobody) + "/siteverify" : captcha_.verify_url());
  const auto& provider = captcha::traits_of(options_.captcha_provider);
  made.captcha = {captcha_.chosen().site_key, captcha_.script_url(), std::string(provider.holder),
                  std::string(provider.field)};
  made.captcha_secret = captcha_.chosen().secret;
  return made;
}

result<void> mock_world::start() {
  if (!options_.smtp_down) {
    const auto listening = smtp_.start(options_.smtp_at);
    if (!listening) return about("the SMTP server", listening.error());
  }
  if (options_.smtp_tls_at) {
    const auto listening = smtp_.start_tls(*options_.smtp_tls_at);
    if (!listening) return about("the SMTP server", listening.error());
  }
  if (const auto listening = captcha_.start(options_.captcha_at); !listening) {
    return fail("cannot-listen", "the captcha provider: cannot listen on " + ports::to_string(options_.captcha_at) +
                                     ": " + listening.error().message());
  }
  auto mail_to = mail_exchange();
  if (!mail_to) return about("the SMTP server", mail_to.error());
  portal_ = std::make_unique<portal::server>(world_, portal_options(std::move(*mail_to)));
  (void)portal_->model().replace_people(portal::population(*beginning_));
  const auto listening = portal_->start(options_.portal_at);
  if (!listening) return about("the portal", listening.error());
  return {};
}

void mock_world::stop() noexcept {
  if (portal_) portal_->stop();
  captcha_.stop();
  smtp_.stop();
}

}  // namespace parcours::mocks::world
