// Mails as careless senders write them, made such that they can be read as they were meant.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace parcours::smtp {

struct mended_mail {
  std::string bytes;
  bool has_header;  ///< false: the one in `bytes` was made up
};

/// A mail without a header, whose lines are the body, gets one; a multipart whose boundary is missing, or is that of no
/// line, gets the boundary that its lines have, or becomes a text. Nothing for a mail that is sound.
[[nodiscard]] std::optional<mended_mail> mended(std::string_view bytes);

/// Quoted-printable without the blanks at the ends of lines, which no encoder writes: "=" before them is a soft break
/// still (RFC 2045 section 6.7, rule 3).
[[nodiscard]] std::string without_trailing_blanks(std::string_view text);

/// format=flowed (RFC 3676 section 4) with its soft line breaks undone. Lines end in LF.
[[nodiscard]] std::string unflowed(std::string_view text, bool delete_space);

/// The charset of bytes that are no UTF-8: windows-1256 where Arabic words seem to stand, else windows-1252.
[[nodiscard]] std::string likely_charset(std::string_view bytes);

}  // namespace parcours::smtp
