// The three mocks, connected to each other: the portal sends its codes to the SMTP mock and verifies captchas with the
// captcha mock, each over the network, so that any of them can be replaced by a real one.
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

  bool smtp_down = false;     ///< nothing listens at the address to which the portal sends its mail
  bool captcha_down = false;  ///< nothing listens at the address with which the portal verifies captchas
  parcours::smtp::session_options
      smtp_session;  ///< limits and accounts of the SMTP server; its random source is the world's
  std::size_t smtp_connections = smtp::server_options{}.connections;
  ports::tls_server smtp_tls;
  std::optional<ports::endpoint> smtp_tls_at;  ///< additional address with implicit TLS
  parcours::smtp::parse_limits mail_limits;    ///< how much of a mail is parsed
  std::size_t largest_snapshot = 64U << 20U;   ///< bytes
  std::size_t keep_mails = 1000;               ///< the newest
  duration mail_delay{};                       ///< from acceptance until a mail is visible
  std::vector<parcours::smtp::fault> smtp_faults;
  captcha::faults captcha_faults;

  // Replacements for the bundled mocks:
  std::optional<ports::endpoint> mail_to;                             ///< where the portal sends its mail
  std::optional<std::string> captcha_verify_url;                      ///< where the portal verifies captchas
  captcha::provider captcha_provider = captcha::provider::recaptcha;  ///< the provider of the widget in the pages
  std::optional<std::string> captcha_site_key;
  std::optional<std::string> captcha_secret;
};

/// Not thread-safe. Stop or destroy it before its ports.
class mock_world {
 public:
  mock_world(const ports::env& world, options chosen);

  /// Starts all three. Error "cannot-listen" names the address in use.
  result<void> start();
  void stop() noexcept;

  /// Changes the portal's policy, and the settings of the captcha provider that are in the same file, at run time.
  void set_policy(const portal::policy& rules);
  /// Returns to the initial state, with the same subscribers, policy, defects and faults; no mails, sessions or tokens.
  /// Connections and addresses are kept.
  void reset();
  /// The same, with the initial subscribers already created. Returns the previous ones.
  portal::population reset(portal::population people);
  /// The initial subscribers. Never changed, so that other threads may read them.
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
