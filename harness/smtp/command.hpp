// Parsing of SMTP command lines (RFC 5321 section 4.1.1).
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

/// How strictly MAIL, RCPT and line lengths are checked.
enum class grammar {
  strict,   ///< by RFC 5321
  lenient,  ///< like Postfix and Mailpit: spaces beside the colon, addresses without brackets or domain or with a local
            ///< part that is not a dot-string, lines of any length
};

struct command {
  std::string_view verb;
  std::string_view argument;  ///< without the spaces around it
};

/// `line` is without its CRLF.
[[nodiscard]] command split_command(std::string_view line);

/// Maximum length in octets of a line with this verb, including CRLF: 512 (RFC 5321 section 4.5.3.1.4), and more for
/// verbs extended by SIZE (RFC 1870: 26), SMTPUTF8 (RFC 6531: 10), DSN (RFC 3461: 107 for MAIL, 500 for RCPT) and AUTH
/// (RFC 4954: 500 for MAIL, 12,288 in total for its own verb). At least 2048 with the lenient grammar, as in Postfix.
[[nodiscard]] std::size_t longest_line(std::string_view verb, grammar by = grammar::strict);

/// The size and the end marker of BDAT (RFC 3030 section 2).
struct chunk_command {
  std::uint64_t size = 0;
  bool last = false;
  bool well_formed = true;  ///< false: the size is followed by something other than LAST
};
/// Nothing if there is no size.
[[nodiscard]] std::optional<chunk_command> parse_bdat(std::string_view argument);

struct mail_parameters {
  std::optional<std::uint64_t> size;  ///< SIZE=, octets (RFC 1870)
  bool body_seen = false;             ///< BODY= (RFC 6152): the content is accepted unchanged in either case
  bool utf8 = false;                  ///< SMTPUTF8 (RFC 6531)
  std::string return_content;         ///< RET= (RFC 3461), upper case
  std::string id;                     ///< ENVID= (RFC 3461)
  std::string submitter;              ///< AUTH= (RFC 4954 section 5), decoded, or "<>"
};

struct mail_command {
  path from;
  mail_parameters parameters;
};

/// 1 to 20 digits (RFC 1870 section 4). A value that does not fit in 64 bits becomes UINT64_MAX, which exceeds every
/// limit.
[[nodiscard]] std::optional<std::uint64_t> parse_size(std::string_view value);

/// Parses the argument of MAIL. The error is the reply to send: 501 for bad syntax or an invalid value, 555 for a
/// parameter that is unknown or not available after HELO (`extended` is false).
[[nodiscard]] std::expected<mail_command, reply> parse_mail(std::string_view argument, bool extended,
                                                            grammar by = grammar::strict);
struct rcpt_command {
  path to;
  delivery_request request;
};
/// Parses the argument of RCPT, with the same errors.
[[nodiscard]] std::expected<rcpt_command, reply> parse_rcpt(std::string_view argument, bool extended,
                                                            grammar by = grammar::strict);

}  // namespace parcours::smtp
