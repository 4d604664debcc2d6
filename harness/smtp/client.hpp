// Sends one mail to an SMTP server (RFC 5321), in as few round trips as the server allows (RFC 2920).
#pragma once

#include "harness/base/result.hpp"
#include "harness/ports/env.hpp"
#include "harness/smtp/envelope.hpp"
#include "harness/smtp/reply.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::smtp {

struct refusal {
  std::string address;
  reply answer;
};

/// The server accepted the mail for at least one of the recipients.
struct delivery {
  reply answer;                  ///< reply to the end of the data
  std::vector<refusal> refused;  ///< the recipients that the server refused
};

/// The client's side of an SMTP session as a state machine without I/O: it takes and returns bytes, and ends with a
/// verdict. Uses SIZE, BODY=8BITMIME and SMTPUTF8 if the server offers them and the mail needs them. Not thread-safe.
class client {
 public:
  /// `bytes` is the mail, with CRLF line endings. `helo` is the host name sent with EHLO.
  client(envelope who, std::string bytes, std::string helo);

  void feed(std::string_view bytes);
  /// The bytes to send now; often none.
  [[nodiscard]] std::string take_output();
  /// The verdict is known and the session is closed; there is nothing more to send or to wait for.
  [[nodiscard]] bool done() const { return now_ == phase::over; }
  /// Set as soon as the server's reply to the mail is known, which is before done(). Errors: "smtp-rejected" with the
  /// server's reply in the message; "smtp-bad-reply" if the reply is not SMTP.
  [[nodiscard]] const std::optional<result<delivery>>& verdict() const { return verdict_; }

 private:
  enum class phase { greeting, ehlo, helo, transaction, body, quit, over };

  void on(const reply& answer);
  void on_hello(const reply& answer);
  void read_extensions(std::string_view text);
  void begin_transaction();
  void send_commands();
  void on_transaction(const reply& answer);
  void on_recipient(const reply& answer);
  void on_data(const reply& answer);
  void on_body(const reply& answer);
  void reject(const reply& answer);

  envelope who_;
  std::string bytes_;
  std::string helo_;
  phase now_ = phase::greeting;
  reply_reader reader_;
  std::string out_;
  bool pipelining_ = false;
  bool size_ = false;
  bool eight_bit_ = false;
  bool utf8_ = false;
  std::vector<std::string> commands_;  // MAIL, RCPT…, DATA
  std::size_t sent_ = 0;
  std::size_t answered_ = 0;
  std::optional<reply> sender_refused_;
  std::vector<refusal> refused_;
  std::optional<result<delivery>> verdict_;
};

/// Connects to `where`, sends the mail and ends the session with QUIT, all within `timeout` of world time. Errors:
/// "smtp-bad-address" (nothing was sent), "smtp-unreachable" (no connection), "smtp-rejected" (with the server's
/// reply), "smtp-bad-reply", "timed-out", "connection-lost". After the last two, the mail may or may not have arrived.
boost::asio::awaitable<result<delivery>> send(ports::env world, ports::endpoint where, envelope who, std::string bytes,
                                              duration timeout, std::string helo);

}  // namespace parcours::smtp
