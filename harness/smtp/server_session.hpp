// The server's side of an SMTP session as a state machine without I/O: bytes in, replies and messages out.
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

/// What to do with mail data that has a CR or LF outside a CRLF. It never ends the data.
enum class bare_line_ends { reject, keep };

/// Whether a client may, or must, encrypt before it sends mail.
enum class tls_use { none, offered, required };

struct session_options {
  std::string host_name = "mail.test";
  std::size_t max_size = 10U << 20U;  ///< octets of one message; announced with SIZE
  std::size_t max_recipients = 100;
  /// Who may log in. Null: anyone, and nobody has to. With a table mail is taken only from those who have (530 5.7.0).
  std::shared_ptr<const user_table> users = {};
  bool require_auth = false;                ///< with any name, where there is no table
  tls_use tls = tls_use::none;              ///< by STARTTLS
  random_source random = random_source(1);  ///< of the challenges of CRAM-MD5
  bare_line_ends bare = bare_line_ends::reject;
  smtp::grammar grammar = smtp::grammar::strict;
  duration idle_time =
      std::chrono::minutes(5);  ///< for who moves the bytes: call time_out() after this long without any
  /// Asked before each acceptance, with the address where there is one; a fault returned takes the place of the reply.
  std::function<std::optional<fault>(const moment&)> ask = {};
};

struct received_message {
  envelope who;
  std::string bytes;       ///< as sent, without dot-stuffing
  std::string transcript;  ///< the session up to the acceptance, a line each: "C: …" and "S: …", at most 64 KB. Of
                           ///< mails that the session brought before, their number
};

/// One session. Not thread-safe. Memory is bounded by the options, whatever is fed.
class server_session {
 public:
  /// `secured`: the connection is encrypted from its beginning (RFC 8314).
  explicit server_session(session_options options = {}, bool secured = false);

  /// What to send on connect; to be called once, first.
  [[nodiscard]] std::string greeting();
  /// Takes everything that was read and returns what to send. Input after the end of the session is ignored.
  [[nodiscard]] std::string feed(std::string_view bytes);
  /// The client said STARTTLS: send what there is to send, do the handshake, then begin_tls(). Input is thrown away
  /// until then.
  [[nodiscard]] bool wants_tls() const { return wants_tls_; }
  void begin_tls();
  /// World time to wait before sending what there is to send, by a fault; once.
  [[nodiscard]] duration take_delay() { return std::exchange(delay_, {}); }
  /// The replies that end the session when the client is idle, and when the server has too many connections (in place
  /// of the greeting).
  [[nodiscard]] std::string time_out();
  [[nodiscard]] std::string too_busy();

  /// The messages accepted since the last call. Store them before the replies are sent.
  [[nodiscard]] std::vector<received_message> take_messages() { return std::exchange(messages_, {}); }
  /// The session is over: send what there is to send, then close; with a reset if wants_reset().
  [[nodiscard]] bool wants_close() const { return closing_; }
  [[nodiscard]] bool wants_reset() const { return resetting_; }
  [[nodiscard]] bool in_mail() const { return in_mail_; }  ///< MAIL was accepted, and its mail is not yet there
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
  bool extended_ = false;  // the client said EHLO, not HELO
  bool closing_ = false;
  bool resetting_ = false;
  bool turned_away_ = false;  // by the greeting: only QUIT is left (RFC 5321 section 3.1)
  bool secured_ = false;
  bool wants_tls_ = false;
  unsigned commands_ = 0;
  duration delay_{};
  std::optional<std::size_t> cut_after_;  // octets of mail data until a fault strikes
  bool in_mail_ = false;
  bool utf8_ = false;
  envelope who_;
  std::optional<data_reader> data_;
  std::optional<auth_exchange> auth_;  // under way
  bool authenticated_ = false;
  std::string login_;          // the name it was with
  bool auth_refused_ = false;  // by the reply before: what comes next may be meant for the exchange

  // A chunk of mail that BDAT announced (RFC 3030).
  struct chunk {
    std::uint64_t left = 0;
    bool last = false;
    reply refusal = {};  // given once the chunk was read to its end; code 0: none
  };
  std::optional<chunk> chunk_;
  bool chunked_ = false;  // the transaction's mail comes by BDAT
  bool chunks_failed_ = false;
  std::string chunks_;
  std::vector<received_message> messages_;
  std::string transcript_;
  std::optional<std::size_t> opening_;  // of the transcript: what stands before the first mail
  std::size_t delivered_ = 0;
};

}  // namespace parcours::smtp
