// Repairs malformed mails from careless senders so that they can be parsed as intended.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace parcours::smtp {

struct mended_mail {
  std::string bytes;
  bool has_header;  ///< false: the header in `bytes` was added
};

/// Adds a header to a mail without one, whose lines are then the body. A multipart whose boundary is missing or matches
/// no line gets the boundary that its lines use, or becomes plain text. Nothing for a well-formed mail.
[[nodiscard]] std::optional<mended_mail> mended(std::string_view bytes);

/// Quoted-printable without spaces at the ends of lines, which no encoder writes; "=" before them is still a soft line
/// break (RFC 2045 section 6.7, rule 3).
[[nodiscard]] std::string without_trailing_blanks(std::string_view text);

/// format=flowed text (RFC 3676 section 4) with its soft line breaks removed. Lines end in LF.
[[nodiscard]] std::string unflowed(std::string_view text, bool delete_space);

/// The probable charset of bytes that are not UTF-8: windows-1256 if they seem to contain Arabic words, otherwise
/// windows-1252.
[[nodiscard]] std::string likely_charset(std::string_view bytes);

}  // namespace parcours::smtp
