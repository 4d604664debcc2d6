// The mail sink: an SMTP server that accepts every mail, keeps it in a mailbox, and injects faults.
#pragma once

#include "harness/ports/env.hpp"
#include "harness/smtp/server_session.hpp"
#include "mocks/smtp/mailbox.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

namespace parcours::mocks::smtp {

struct server_options {
  parcours::smtp::session_options session;  ///< its `ask` is called after the server's own faults() and chaos()
  std::size_t connections = 2048;           ///< a connection beyond the limit gets 421 4.7.0 and is closed
  ports::tls_server tls;                    ///< certificate and key, if session.tls or start_tls() needs them
};

/// A completed session with its transcript, whether it delivered a mail or not.
struct session_record {
  std::uint64_t number = 0;  ///< from 1, in the order of completion
  duration began{};          ///< world time
  duration ended{};
  std::size_t mails = 0;
  bool encrypted = false;  ///< at the end of the session
  std::string transcript;  ///< like that of received_message; delivered mails are represented by their number
};

/// The ports through which the server accepts connections.
enum class door {
  open,     ///< as configured by the options
  tls,      ///< implicit TLS
  trusted,  ///< requires neither TLS nor authentication, as relays do for trusted networks
};

/// Not thread-safe. The mailbox and the ports must outlive it; after stop() the mailbox is not used any more.
class server {
 public:
  server(const ports::env& world, server_options options, mailbox& box);
  ~server();  ///< calls stop()
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  /// Listens; from now on, mail is accepted from the executor. Call it once. Errors: "tls-certificate",
  /// "cannot-listen".
  result<void> start(const ports::endpoint& where);
  /// Also listens for connections with implicit TLS (RFC 8314 section 3.3). Call it after start(). Errors:
  /// "tls-certificate", "cannot-listen".
  result<void> start_tls(const ports::endpoint& where);
  /// Also listens for a client that needs neither TLS nor authentication, whatever the options: the portal of the same
  /// world. Call it after start(). Error: "cannot-listen".
  result<ports::endpoint> start_trusted(const ports::endpoint& where);
  /// Port 0 if start_tls() was not called.
  [[nodiscard]] const ports::endpoint& tls_address() const;
  /// The address that it listens on; valid after start().
  [[nodiscard]] const ports::endpoint& address() const;
  /// Stops listening, resets every connection and ends every wait_for() without a result.
  void stop() noexcept;

  /// Waits up to `within` on the clock's wire() until a matching mail is visible, and returns the oldest one. Returns
  /// at once if there already is one; returns nothing on timeout.
  boost::asio::awaitable<std::optional<stored_mail>> wait_for(mail_filter wanted, duration within);

  /// The newest completed sessions, oldest first.
  static constexpr std::size_t kept_sessions = 200;
  [[nodiscard]] const std::deque<session_record>& sessions() const;
  void forget_sessions();

  /// Wakes all waiters after the mailbox was changed from outside.
  void notify();
  /// Stops receiving mails in progress: their connections are reset. Other connections are kept.
  void cut_off();

  /// May be changed while sessions are active.
  [[nodiscard]] parcours::smtp::fault_plan& faults();
  /// Since the start: the number of mails accepted, and the number of strikes of faults.
  [[nodiscard]] std::uint64_t received() const;
  [[nodiscard]] std::uint64_t struck() const;
  /// A second set of faults, which strike where those of faults() do not.
  [[nodiscard]] parcours::smtp::fault_plan& chaos();

 private:
  struct state;
  static boost::asio::awaitable<void> accept_all(std::shared_ptr<state> self, ports::listener* from, door by);
  static boost::asio::awaitable<void> serve(std::shared_ptr<state> self, ports::stream peer, door by);
  static boost::asio::awaitable<void> converse(std::shared_ptr<state> self, ports::stream& peer,
                                               parcours::smtp::server_session& session, session_record& record,
                                               std::string out);
  static boost::asio::awaitable<bool> encrypt(std::shared_ptr<state> self, ports::stream& peer);
  static boost::asio::awaitable<std::optional<stored_mail>> wait(std::shared_ptr<state> self, mail_filter wanted,
                                                                 duration until);

  std::shared_ptr<state> state_;
};

}  // namespace parcours::mocks::smtp
