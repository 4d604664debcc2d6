// What parse.cpp needs to get at text: encoded words of a header field, transfer encodings, charsets.
#pragma once

#include "harness/smtp/gmime.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace parcours::smtp {

/// A value longer than this is left as it is by joined_words().
inline constexpr std::size_t longest_joined = 64U << 10U;

/// Encoded words in base64 (RFC 2047) that stand side by side, made one: GMime before 3.2.14 loses all but the first
/// where that ends in padding (its issue 133), although RFC 2047 section 5 makes writers produce them.
[[nodiscard]] std::string joined_words(std::string_view value);

/// Base64 as it comes in mails (RFC 2045 section 6.8): what is no letter of it is passed over, padding may be missing.
[[nodiscard]] std::string base64_bytes(std::string_view text);

/// The content without its transfer encoding.
[[nodiscard]] std::string decoded(GMimePart* part);

/// The content as UTF-8, lines ended by LF. `charset` is that of the header, may be empty; for HTML the charset of its
/// <meta> stands in for it.
[[nodiscard]] std::string text_of(GMimePart* part, std::string charset, bool html);

}  // namespace parcours::smtp
