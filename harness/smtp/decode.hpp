// Decoding of text for parse.cpp: encoded words in header fields, transfer encodings, charsets.
#pragma once

#include "harness/smtp/gmime.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace parcours::smtp {

/// joined_words() leaves longer values unchanged.
inline constexpr std::size_t longest_joined = 64U << 10U;

/// Joins adjacent base64 encoded words (RFC 2047). GMime before 3.2.14 loses all but the first if it ends in padding
/// (its issue 133), although RFC 2047 section 5 requires this form.
[[nodiscard]] std::string joined_words(std::string_view value);

/// Decodes base64 as found in mails (RFC 2045 section 6.8): other characters are ignored, and padding may be missing.
[[nodiscard]] std::string base64_bytes(std::string_view text);

/// The content of a part, with its transfer encoding decoded.
[[nodiscard]] std::string decoded(GMimePart* part);

/// The content as UTF-8 with LF line endings. `charset` is that of the header and may be empty; for HTML, the charset
/// of the <meta> element is then used.
[[nodiscard]] std::string text_of(GMimePart* part, std::string charset, bool html);

}  // namespace parcours::smtp
