// SMTP authentication on the server's side (RFC 4954): PLAIN (RFC 4616), LOGIN (draft-murchison-sasl-login) and
// CRAM-MD5 (RFC 2195), as a state machine without I/O.
#pragma once

#include "harness/smtp/reply.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace parcours::smtp {

/// Passwords by user name. Null: every user name and password is accepted, as is useful for a mail sink.
using user_table = std::map<std::string, std::string, std::less<>>;

/// Maximum length of a line of the exchange in octets, including CRLF (RFC 4954 section 4).
inline constexpr std::size_t longest_auth_line = 12288;

/// The mechanisms that EHLO announces after AUTH.
inline constexpr std::string_view auth_mechanisms = "PLAIN LOGIN CRAM-MD5";

/// One exchange, from the AUTH command to its result. Not thread-safe; the table must outlive it.
class auth_exchange {
 public:
  /// `challenge` is the CRAM-MD5 challenge, "<…@host>", which must be different each time.
  auth_exchange(const user_table* users, std::string challenge) : users_(users), challenge_(std::move(challenge)) {}

  /// Takes the argument of AUTH. 334: continue with resume(); 235: authenticated; 501, 504, 535: failed.
  [[nodiscard]] reply begin(std::string_view argument);
  /// Takes the client's next line, without its CRLF, while waiting(). "*" cancels the exchange: 501.
  [[nodiscard]] reply resume(std::string_view line);
  [[nodiscard]] bool waiting() const { return step_ != step::done; }
  /// The authenticated user; valid after 235.
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

/// The digest with which a client answers a CRAM-MD5 challenge, in lower-case hexadecimal; empty if OpenSSL on this
/// machine refuses MD5.
[[nodiscard]] std::string cram_md5(std::string_view password, std::string_view challenge);

}  // namespace parcours::smtp
