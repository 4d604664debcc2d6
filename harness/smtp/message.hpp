// Mails as people see them: addresses, a subject, a text part and an HTML part (RFC 5322, RFC 2045 to 2047, with
// GMime).
//
// Everything here may be called from several threads at once.
#pragma once

#include "harness/base/result.hpp"
#include "harness/ports/clock.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parcours::smtp {

/// GLib, which GMime uses, terminates the process if memory allocation fails. `end` is called instead, on the thread
/// that allocates, and must not return. Call this before the first use of this library.
void on_failed_allocation(void (*end)());

struct mailbox_address {
  std::string name;  ///< may be empty
  std::string address;
  friend bool operator==(const mailbox_address&, const mailbox_address&) = default;
};

struct attached_file {
  std::string file_name;
  std::string content_type;  ///< "image/png"
  std::string content_id;    ///< without angle brackets; if given, the attachment is shown where the HTML refers to it
  std::string bytes;
};

struct mail {
  mailbox_address from;
  std::vector<mailbox_address> to;
  std::vector<mailbox_address> cc;
  std::vector<mailbox_address> reply_to;
  std::string subject;
  std::string text;  ///< UTF-8; lines end in LF or CRLF. If `html` is given too, the parts are alternatives
                     ///< (multipart/alternative)
  std::string html;
  ports::wall_time date;
  std::string message_id;  ///< without angle brackets, unique; the MIME boundary is derived from it
  std::vector<std::pair<std::string, std::string>> more;  ///< additional header fields: name and value, ASCII
  std::vector<attached_file> files;
  bool encode_subject = true;  ///< false: raw UTF-8 in the header, for the defect mail-subject-not-encoded
};

/// The mail as bytes with CRLF line endings: UTF-8, quoted-printable parts, RFC 2047 encoded words in the header. The
/// same mail always gives the same bytes. Control characters in header values are replaced with spaces.
[[nodiscard]] std::string compose(const mail& what);

struct attachment {
  std::string part_id;    ///< "2", "1.3": the position in the tree of parts, counted from 1
  std::string file_name;  ///< the Content-ID if it has no name
  std::string content_type;
  std::string content_id;
  std::size_t size = 0;  ///< bytes, decoded
  bool is_inline = false;
  std::string md5, sha1, sha256;  ///< of the decoded bytes, in hexadecimal; only if requested
};

/// Limits on parsing: a mail of a few megabytes can have half a million parts, each of which costs time and memory.
/// What is beyond the limits is listed in parsed_mail::left_out.
struct parse_limits {
  std::size_t parts = 1000;
  std::size_t depth = 100;                  ///< of nested parts and nested mails
  std::size_t header_fields = 10'000;       ///< total of all headers
  std::size_t header_octets = 512U << 10U;  ///< total of all headers
};

struct parsed_mail {
  std::vector<mailbox_address> from;  ///< names decoded
  std::vector<mailbox_address> to;
  std::vector<mailbox_address> cc;
  std::vector<mailbox_address> reply_to;
  std::string subject;  ///< decoded
  std::string message_id;
  std::optional<ports::wall_time> date;
  std::string text;  ///< the text/plain parts that are not attachments, as UTF-8 with LF line endings and a line "--"
                     ///< between them; HTML likewise. Only the first of alternatives
  std::string html;
  std::vector<std::pair<std::string, std::string>> headers;  ///< in order, unfolded but not decoded
  std::vector<std::string> left_out;                         ///< "parts beyond the first 1000": what was not parsed
  std::vector<attachment> attachments;  ///< parts that are neither `text` nor `html`, and named text parts
};

/// `address` in the form shown to people, regardless of how it was sent: encoded labels of its domain (xn--…, RFC 5890)
/// are decoded. Other labels are unchanged.
[[nodiscard]] std::string shown_address(std::string_view address);
/// Whether both are the same address, ignoring case and the encoding of the domain.
[[nodiscard]] bool same_address(std::string_view one, std::string_view other);

enum class checksums { none, of_attachments };

/// Parses malformed mails as well as possible: lines without a header are the text, a multipart without a boundary uses
/// the one in its lines, bytes that are not UTF-8 are decoded with a probable charset, and a sender without an address
/// has only a name. Error: "bad-mail" if there is nothing to parse.
[[nodiscard]] result<parsed_mail> parse(std::string_view bytes, checksums wanted = checksums::none,
                                        const parse_limits& limits = {});

struct part_content {
  std::string content_type;  ///< "image/png", without parameters
  std::string file_name;     ///< may be empty
  std::string bytes;         ///< with the transfer encoding decoded; a nested mail is unchanged
};

/// One part of a mail, by attachment::part_id. Errors: "bad-mail", "no-such-part".
[[nodiscard]] result<part_content> part_of(std::string_view bytes, std::string_view part_id,
                                           const parse_limits& limits = {});

}  // namespace parcours::smtp
