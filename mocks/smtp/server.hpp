// The mail sink: an SMTP server that takes every mail, keeps it in a mailbox, and fails as it is told to.
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
  parcours::smtp::session_options session;  ///< its `ask` is asked after the server's own faults() and chaos()
  std::size_t connections = 2048;           ///< beyond: 421 4.7.0, and closed
  ports::tls_server tls;                    ///< what it shows of itself where session.tls, or start_tls(), asks for it
};

/// A session that is over: what was said in it, whether it brought a mail or not.
struct session_record {
  std::uint64_t number = 0;  ///< from 1, in the order of ending
  duration began{};          ///< world time
  duration ended{};
  std::size_t mails = 0;
  bool encrypted = false;  ///< at its end
  std::string transcript;  ///< as received_message has it; of mails that it brought, their number
};

/// Which doors the server has.
enum class door {
  open,     ///< as the options have it
  tls,      ///< encrypted from the beginning
  trusted,  ///< neither TLS nor a login is asked for, as relays treat their neighbours
};

/// Not thread-safe. The mailbox and the ports outlive it; after stop() the mailbox is not touched any more.
class server {
 public:
  server(const ports::env& world, server_options options, mailbox& box);
  ~server();  ///< stops
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  /// Listens; mail is taken from the executor from now on. To be called once. Errors: "tls-certificate",
  /// "cannot-listen".
  result<void> start(const ports::endpoint& where);
  /// Listens for connections that are encrypted from their beginning (RFC 8314 section 3.3) too; after start(). Errors:
  /// "tls-certificate", "cannot-listen".
  result<void> start_tls(const ports::endpoint& where);
  /// Listens for one who need neither encrypt nor log in, whatever the options say: the portal of the same world. After
  /// start(). Error: "cannot-listen".
  result<ports::endpoint> start_trusted(const ports::endpoint& where);
  /// Port 0 where start_tls() was not called.
  [[nodiscard]] const ports::endpoint& tls_address() const;
  /// Where it listens; valid after start().
  [[nodiscard]] const ports::endpoint& address() const;
  /// Listens no longer, resets every connection and ends every wait_for() with nothing.
  void stop() noexcept;

  /// Waits up to `within`, as the clock's wire() has it, until a mail that matches can be seen, and returns the oldest
  /// one. It is there at once if it was seen before; nothing at the end of the time.
  boost::asio::awaitable<std::optional<stored_mail>> wait_for(mail_filter wanted, duration within);

  /// The newest sessions that are over, oldest first.
  static constexpr std::size_t kept_sessions = 200;
  [[nodiscard]] const std::deque<session_record>& sessions() const;
  void forget_sessions();

  /// Wakes who waits: the mailbox was changed by someone else.
  void notify();

  /// May be changed while sessions run.
  [[nodiscard]] parcours::smtp::fault_plan& faults();
  /// Faults of another's making, which strike where those do not.
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
