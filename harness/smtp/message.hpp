// Mails as people see them: addresses, a subject, a text and an HTML part (RFC 5322, RFC 2045 to 2047, by GMime).
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

/// GLib, below GMime, ends the process when the machine gives it no memory: `end` is called in place of that, on the
/// thread that asked, and must not return. Call it before the first use of this library.
void on_failed_allocation(void (*end)());

struct mailbox_address {
  std::string name;  ///< may be empty
  std::string address;
  friend bool operator==(const mailbox_address&, const mailbox_address&) = default;
};

struct attached_file {
  std::string file_name;
  std::string content_type;  ///< "image/png"
  std::string content_id;    ///< without angle brackets; with one it is shown where it is referred to
  std::string bytes;
};

struct mail {
  mailbox_address from;
  std::vector<mailbox_address> to;
  std::vector<mailbox_address> cc;
  std::vector<mailbox_address> reply_to;
  std::string subject;
  std::string
      text;  ///< UTF-8; lines end in LF or CRLF. With `html` too, the parts are alternatives (multipart/alternative)
  std::string html;
  ports::wall_time date;
  std::string message_id;  ///< without angle brackets, unique; the MIME boundary is derived from it
  std::vector<std::pair<std::string, std::string>> more;  ///< header fields of one's own: name and value, ASCII
  std::vector<attached_file> files;
  bool encode_subject = true;  ///< false: raw UTF-8 in the header, as a sender with a known defect does it
};

/// The mail as bytes, lines ended by CRLF: UTF-8, quoted-printable parts, RFC 2047 words in the header. The same mail
/// gives the same bytes. Control characters in header values become spaces.
[[nodiscard]] std::string compose(const mail& what);

struct attachment {
  std::string part_id;    ///< "2", "1.3": the place in the tree of parts, counted from 1
  std::string file_name;  ///< the Content-ID where it has none
  std::string content_type;
  std::string content_id;
  std::size_t size = 0;  ///< bytes, decoded
  bool is_inline = false;
  std::string md5, sha1, sha256;  ///< of those bytes, hexadecimal; where they were asked for
};

/// How much of a mail is read: a few megabytes can hold half a million parts, each of which takes time and memory. What
/// is beyond is left out, and parsed_mail::left_out says so.
struct parse_limits {
  std::size_t parts = 1000;
  std::size_t depth = 100;                  ///< of parts within parts and mails within mails
  std::size_t header_fields = 10'000;       ///< of all headers together
  std::size_t header_octets = 512U << 10U;  ///< likewise
};

struct parsed_mail {
  std::vector<mailbox_address> from;  ///< names decoded
  std::vector<mailbox_address> to;
  std::vector<mailbox_address> cc;
  std::vector<mailbox_address> reply_to;
  std::string subject;  ///< decoded
  std::string message_id;
  std::optional<ports::wall_time> date;
  std::string text;  ///< the text/plain parts that are no attachments, as UTF-8, lines ended by LF, with a line "--"
                     ///< between them; HTML alike. Of alternatives the first
  std::string html;
  std::vector<std::pair<std::string, std::string>> headers;  ///< in order, unfolded but not decoded: as they were sent
  std::vector<std::string> left_out;    ///< "parts beyond the first 1000": what is in the bytes and was not read
  std::vector<attachment> attachments;  ///< what is neither `text` nor `html`, and texts with a name
};

/// `address` as people read it, in one form whatever it came in: the labels of its domain that are encoded (xn--…, RFC
/// 5890) as the letters that they stand for. What is no such label stays as it is.
[[nodiscard]] std::string shown_address(std::string_view address);
/// Whether both are one address: case makes no difference, nor does the form of the domain.
[[nodiscard]] bool same_address(std::string_view one, std::string_view other);

enum class checksums { none, of_attachments };

/// Whatever is wrong is read as well as may be: lines without a header are the text, a multipart without a boundary has
/// that of its lines, bytes that are no UTF-8 are in a likely charset; a sender who has no address has a name only.
/// Error: "bad-mail" where there is nothing to read.
[[nodiscard]] result<parsed_mail> parse(std::string_view bytes, checksums wanted = checksums::none,
                                        const parse_limits& limits = {});

struct part_content {
  std::string content_type;  ///< "image/png", without parameters
  std::string file_name;     ///< may be empty
  std::string bytes;         ///< without the transfer encoding; a mail inside the mail as it stands there
};

/// One part of a mail by its place, as attachment::part_id gives it. Errors: "bad-mail", "no-such-part".
[[nodiscard]] result<part_content> part_of(std::string_view bytes, std::string_view part_id,
                                           const parse_limits& limits = {});

}  // namespace parcours::smtp
