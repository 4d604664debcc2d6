// SMTP command lines, cut into their parts (RFC 5321 section 4.1.1).
#pragma once

#include "harness/smtp/address.hpp"
#include "harness/smtp/envelope.hpp"
#include "harness/smtp/reply.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>

namespace parcours::smtp {

/// How strictly MAIL, RCPT and the length of lines are read.
enum class grammar {
  strict,   ///< by RFC 5321
  lenient,  ///< as Postfix and Mailpit do: blanks beside the colon, addresses without brackets or domain or that have
            ///< more than a dot-string does, lines of any length
};

struct command {
  std::string_view verb;
  std::string_view argument;  ///< without the spaces around it
};

/// `line` is without its CRLF.
[[nodiscard]] command split_command(std::string_view line);

/// How many octets a line with this verb may have, CRLF included: 512 (RFC 5321 section 4.5.3.1.4), more for the verbs
/// that SIZE (RFC 1870: 26), SMTPUTF8 (RFC 6531: 10), DSN (RFC 3461: 107 for MAIL, 500 for RCPT) and AUTH (RFC 4954:
/// 500 for MAIL, 12,288 in all for its own verb) make longer. Leniently no less than 2048, as in Postfix.
[[nodiscard]] std::size_t longest_line(std::string_view verb, grammar by = grammar::strict);

/// The size and the end mark of BDAT (RFC 3030 section 2).
struct chunk_command {
  std::uint64_t size = 0;
  bool last = false;
  bool well_formed = true;  ///< false: there is something else than LAST behind the size
};
/// Nothing where there is no size.
[[nodiscard]] std::optional<chunk_command> parse_bdat(std::string_view argument);

struct mail_parameters {
  std::optional<std::uint64_t> size;  ///< SIZE=, octets (RFC 1870)
  bool body_seen = false;             ///< BODY= (RFC 6152): content is taken as it is either way
  bool utf8 = false;                  ///< SMTPUTF8 (RFC 6531)
  std::string return_content;         ///< RET= (RFC 3461), upper case
  std::string id;                     ///< ENVID= (RFC 3461)
  std::string submitter;              ///< AUTH= (RFC 4954 section 5), decoded, or "<>"
};

struct mail_command {
  path from;
  mail_parameters parameters;
};

/// 1 to 20 digits (RFC 1870 section 4); what does not fit 64 bits is UINT64_MAX, larger than any limit.
[[nodiscard]] std::optional<std::uint64_t> parse_size(std::string_view value);

/// The argument of MAIL. The error is the reply to give: 501 for bad syntax or a bad value, 555 for a parameter that is
/// unknown, or not open to a client that said HELO (`extended` false).
[[nodiscard]] std::expected<mail_command, reply> parse_mail(std::string_view argument, bool extended,
                                                            grammar by = grammar::strict);
struct rcpt_command {
  path to;
  delivery_request request;
};
/// The argument of RCPT, likewise.
[[nodiscard]] std::expected<rcpt_command, reply> parse_rcpt(std::string_view argument, bool extended,
                                                            grammar by = grammar::strict);

}  // namespace parcours::smtp
