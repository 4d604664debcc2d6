// The server's side of an SMTP session as a state machine without I/O: it takes bytes and returns replies and messages.
//
// RFC 5321 with SIZE (1870), 8BITMIME (6152), SMTPUTF8 (6531), PIPELINING (2920), ENHANCEDSTATUSCODES (2034, 3463),
// CHUNKING (3030), DSN (3461), STARTTLS (3207) and AUTH (4954).
#pragma once

#include "harness/base/duration.hpp"
#include "harness/smtp/auth.hpp"
#include "harness/smtp/command.hpp"
#include "harness/smtp/data_reader.hpp"
#include "harness/smtp/envelope.hpp"
#include "harness/smtp/fault.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parcours::smtp {

/// How to treat mail data with a CR or LF outside a CRLF. Such a character never ends the data.
enum class bare_line_ends { reject, keep };

/// Whether a client can, or must, use TLS before it sends mail.
enum class tls_use { none, offered, required };

struct session_options {
  std::string host_name = "mail.test";
  std::size_t max_size = 10U << 20U;  ///< octets of one message; announced with SIZE
  std::size_t max_recipients = 100;
  /// The accounts. Null: any user name and password are accepted, and authentication is optional. With a table, only
  /// authenticated clients may send mail (530 5.7.0).
  std::shared_ptr<const user_table> users = {};
  bool require_auth = false;                ///< with any user name and password if there is no table
  tls_use tls = tls_use::none;              ///< TLS through STARTTLS
  random_source random = random_source(1);  ///< for the challenges of CRAM-MD5
  bare_line_ends bare = bare_line_ends::reject;
  smtp::grammar grammar = smtp::grammar::strict;
  duration idle_time = std::chrono::minutes(
      5);  ///< for the caller that transfers the bytes: call time_out() after this long without input
  /// Called before each acceptance, with the address if there is one. A returned fault replaces the reply.
  std::function<std::optional<fault>(const moment&)> ask = {};
};

struct received_message {
  envelope who;
  std::string bytes;       ///< as sent, with dot-stuffing removed
  std::string transcript;  ///< the session up to the acceptance, one line each: "C: …" and "S: …", at most 64 KB.
                           ///< Earlier mails of the session are represented by their number
};

/// One session. Not thread-safe. Its memory is bounded by the options, regardless of the input.
class server_session {
 public:
  /// `secured`: the connection uses implicit TLS (RFC 8314).
  explicit server_session(session_options options = {}, bool secured = false);

  /// The greeting to send after connecting. Call it once, before feed().
  [[nodiscard]] std::string greeting();
  /// Takes all bytes that were read and returns the bytes to send. Input after the end of the session is ignored.
  [[nodiscard]] std::string feed(std::string_view bytes);
  /// The client sent STARTTLS: send the pending output, perform the handshake, then call begin_tls(). Input is
  /// discarded until then.
  [[nodiscard]] bool wants_tls() const { return wants_tls_; }
  void begin_tls();
  /// World time to wait before sending the pending output, because of a fault. Returned once.
  [[nodiscard]] duration take_delay() { return std::exchange(delay_, {}); }
  /// The replies that end the session: if the client is idle, and if the server has too many connections (instead of
  /// the greeting).
  [[nodiscard]] std::string time_out();
  [[nodiscard]] std::string too_busy();

  /// The messages accepted since the last call. Store them before the replies are sent.
  [[nodiscard]] std::vector<received_message> take_messages() { return std::exchange(messages_, {}); }
  /// The session is over: send the pending output, then close the connection, with a reset if wants_reset().
  [[nodiscard]] bool wants_close() const { return closing_; }
  [[nodiscard]] bool wants_reset() const { return resetting_; }
  [[nodiscard]] bool in_mail() const {
    return in_mail_;
  }  ///< MAIL was accepted, and its mail has not been received yet
  [[nodiscard]] const std::string& transcript() const { return transcript_; }
  [[nodiscard]] bool encrypted() const { return secured_; }

 private:
  struct verb;
  static const verb* find_verb(std::string_view name);

  std::size_t take_line(std::string_view bytes);
  std::size_t take_data(std::string_view bytes);
  void on_line();
  void on_auth_line(std::string_view line);
  void note_command(const command& line, std::string_view text);
  void on_command(const command& line);
  void hello(std::string_view argument);
  void extended_hello(std::string_view argument);
  void mail(std::string_view argument);
  void rcpt(std::string_view argument);
  void data(std::string_view argument);
  void rset(std::string_view argument);
  void noop(std::string_view argument);
  void quit(std::string_view argument);
  void vrfy(std::string_view argument);
  void expn(std::string_view argument);
  void help(std::string_view argument);
  void starttls(std::string_view argument);
  void auth(std::string_view argument);
  void answer_auth(const reply& verdict);
  void bdat(std::string_view argument);
  bool begins_chunk(bool well_formed);
  std::size_t take_chunk(std::string_view bytes);
  void end_of_chunk();
  void refuse(const command& line, reply with);
  bool accept_sender(const mail_command& parsed);
  bool accept_recipient(std::string_view address);
  bool greets(std::string_view argument);
  void end_of_data();
  bool well_formed(const line_faults& lines);
  void deliver(std::string bytes);
  void begin_session(bool extended);
  void clear_transaction();
  [[nodiscard]] bool needs_tls(std::string_view name) const;
  [[nodiscard]] bool needs_login(std::string_view name) const;
  std::optional<reply> fault_at(const moment& now);
  bool struck(const moment& now);
  void arm_cut();
  [[nodiscard]] bool cuts(std::size_t octets, bool whole) const;
  void drop();
  void say(unsigned code, std::string_view text);
  void note(char who, std::string_view line);

  session_options options_;
  std::string out_;
  std::string line_;
  bool overlong_ = false;
  bool greeted_ = false;
  bool extended_ = false;  // the client sent EHLO, not HELO
  bool closing_ = false;
  bool resetting_ = false;
  bool turned_away_ = false;  // by the greeting: only QUIT is accepted (RFC 5321 section 3.1)
  bool secured_ = false;
  bool wants_tls_ = false;
  unsigned commands_ = 0;
  duration delay_{};
  std::optional<std::size_t> cut_after_;  // octets of mail data until a fault resets the connection
  bool in_mail_ = false;
  bool utf8_ = false;
  envelope who_;
  std::optional<data_reader> data_;
  std::optional<auth_exchange> auth_;  // in progress
  bool authenticated_ = false;
  std::string login_;          // the authenticated user
  bool auth_refused_ = false;  // by the last reply: the next line may still belong to the exchange

  // A chunk of mail announced by BDAT (RFC 3030).
  struct chunk {
    std::uint64_t left = 0;
    bool last = false;
    reply refusal = {};  // sent after the chunk has been read; code 0: none
  };
  std::optional<chunk> chunk_;
  bool chunked_ = false;  // the mail of the transaction is sent with BDAT
  bool chunks_failed_ = false;
  std::string chunks_;
  std::vector<received_message> messages_;
  std::string transcript_;
  std::optional<std::size_t> opening_;  // size of the transcript before the first mail
  std::size_t delivered_ = 0;
};

}  // namespace parcours::smtp
