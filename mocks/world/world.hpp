// The three mocks wired together: the portal mails its codes to the SMTP mock and verifies captchas with the captcha
// mock, each over the network, so that any of them can be replaced by a real one.
#pragma once

#include "harness/base/result.hpp"
#include "harness/ports/env.hpp"
#include "harness/smtp/message.hpp"
#include "mocks/captcha/server.hpp"
#include "mocks/portal/server.hpp"
#include "mocks/smtp/mailbox.hpp"
#include "mocks/smtp/server.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace parcours::mocks::world {

struct options {
  portal::policy policy;
  portal::defect_set defects;
  std::vector<portal::subscriber> subscribers;

  ports::endpoint portal_at{"127.0.0.1", 0};
  ports::endpoint smtp_at{"127.0.0.1", 0};
  ports::endpoint captcha_at{"127.0.0.1", 0};

  bool smtp_down = false;                        ///< nothing listens where the portal sends its mail
  bool captcha_down = false;                     ///< nothing listens where the portal verifies
  parcours::smtp::session_options smtp_session;  ///< limits and users of the SMTP server; its random is the world's
  std::size_t smtp_connections = smtp::server_options{}.connections;
  ports::tls_server smtp_tls;
  std::optional<ports::endpoint> smtp_tls_at;  ///< where it listens for TLS from the beginning too
  parcours::smtp::parse_limits mail_limits;    ///< how much of a mail is read
  std::size_t largest_snapshot = 64U << 20U;   ///< bytes
  std::size_t keep_mails = 1000;               ///< the newest
  duration mail_delay{};                       ///< from acceptance until a mail can be read
  std::vector<parcours::smtp::fault> smtp_faults;
  captcha::faults captcha_faults;

  // In place of the bundled ones:
  std::optional<ports::endpoint> mail_to;                             ///< where the portal sends its mail
  std::optional<std::string> captcha_verify_url;                      ///< where it verifies
  captcha::provider captcha_provider = captcha::provider::recaptcha;  ///< whose widget the pages have
  std::optional<std::string> captcha_site_key;
  std::optional<std::string> captcha_secret;
};

/// Not thread-safe. stop() it, or let it be destroyed, while its ports live.
class mock_world {
 public:
  mock_world(const ports::env& world, options chosen);

  /// Starts all three. Error "cannot-listen" names the address that is taken.
  result<void> start();
  void stop() noexcept;

  /// While it runs: the portal's rules, and the captcha provider's as far as they are of the same file.
  void set_policy(const portal::policy& rules);
  /// As it was started, with the same people, policy, defects and faults; no mail, no session, no token. Connections
  /// and addresses stay.
  void reset();
  /// The same, with who is there at the beginning made already. Returns those who were here.
  portal::population reset(portal::population people);
  /// Who is there at the beginning: never changed, so that others may read it beside the world.
  [[nodiscard]] const std::shared_ptr<const std::vector<portal::subscriber>>& beginning() const { return beginning_; }

  [[nodiscard]] const options& chosen() const { return options_; }
  [[nodiscard]] portal::server& portal() { return *portal_; }  ///< after start()
  [[nodiscard]] smtp::server& smtp() { return smtp_; }
  [[nodiscard]] smtp::mailbox& mailbox() { return mailbox_; }
  [[nodiscard]] captcha::server& captcha() { return captcha_; }

 private:
  result<ports::endpoint> mail_exchange();
  [[nodiscard]] portal::server_options portal_options(ports::endpoint mail_to) const;
  void set_faults();

  ports::env world_;
  options options_;  // its subscribers were moved to `beginning_`
  std::shared_ptr<const std::vector<portal::subscriber>> beginning_;
  smtp::mailbox mailbox_;
  smtp::server smtp_;
  captcha::server captcha_;
  std::unique_ptr<portal::server> portal_;
};

}  // namespace parcours::mocks::world
