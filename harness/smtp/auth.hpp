// Logging in to an SMTP server (RFC 4954): PLAIN (RFC 4616), LOGIN (draft-murchison-sasl-login) and CRAM-MD5 (RFC
// 2195), as a state machine without I/O.
#pragma once

#include "harness/smtp/reply.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace parcours::smtp {

/// Passwords by name. Null: every name and password will do, as a sink wants it.
using user_table = std::map<std::string, std::string, std::less<>>;

/// RFC 4954 section 4: how many octets a line of the exchange may have, CRLF included.
inline constexpr std::size_t longest_auth_line = 12288;

/// What EHLO announces behind AUTH.
inline constexpr std::string_view auth_mechanisms = "PLAIN LOGIN CRAM-MD5";

/// One exchange, from the AUTH command to its verdict. Not thread-safe; the table outlives it.
class auth_exchange {
 public:
  /// `challenge` is "<…@host>", different each time: for CRAM-MD5.
  auth_exchange(const user_table* users, std::string challenge) : users_(users), challenge_(std::move(challenge)) {}

  /// The argument of AUTH. 334: goes on with resume(); 235: logged in; 501, 504, 535: not.
  [[nodiscard]] reply begin(std::string_view argument);
  /// The client's next line, without its CRLF, where waiting(). "*" gives up: 501.
  [[nodiscard]] reply resume(std::string_view line);
  [[nodiscard]] bool waiting() const { return step_ != step::done; }
  /// Who has logged in; valid after 235.
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  enum class step { done, plain, login_name, login_password, cram };

  reply ask(step next, std::string_view prompt);
  reply take(const std::string& decoded);
  reply plain(std::string_view decoded);
  reply cram(std::string_view decoded);
  [[nodiscard]] reply verdict(bool right) const;
  [[nodiscard]] bool fits(std::string_view name, std::string_view password) const;

  const user_table* users_;
  std::string challenge_;
  step step_ = step::done;
  std::string name_;
};

/// The digest that a client answers a CRAM-MD5 challenge with, in lower-case hexadecimal; empty
/// where the machine's OpenSSL refuses MD5.
[[nodiscard]] std::string cram_md5(std::string_view password, std::string_view challenge);

}  // namespace parcours::smtp
