// Comparing, converting and encoding text. All strings are UTF-8.
#pragma once

#include "harness/base/utf8.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parcours {

[[nodiscard]] std::string_view trim(std::string_view text);  // ASCII white space
/// The parts between separators, including empty ones: "" has one part.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
[[nodiscard]] bool iequals(std::string_view a, std::string_view b);  // ignores ASCII case only, as protocols require
[[nodiscard]] std::string ascii_lower(std::string_view text);
[[nodiscard]] std::string ascii_upper(std::string_view text);
[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }  // ASCII
[[nodiscard]] bool all_digits(std::string_view text);                           // false for ""

/// The form in which texts are compared: NFC (Unicode normalisation), runs of white space of any kind (including
/// no-break spaces) as one space, typographic apostrophes as ' and hyphens as -, white space at the ends removed.
[[nodiscard]] std::string normalized(std::string_view text);
/// `text` without white space of any kind.
[[nodiscard]] std::string without_spaces(std::string_view text);
/// '*' matches any text, '?' matches one character; the pattern must match the whole `name`. Both are compared
/// normalized().
[[nodiscard]] bool glob_matches(std::string_view pattern, std::string_view name);

/// The candidate with the smallest edit distance to `word`, if it is close enough to be a likely typing error (swapped
/// neighbours count as one error, ASCII case is ignored). Of equally close candidates, the first.
[[nodiscard]] std::optional<std::string> nearest(std::string_view word, std::span<const std::string_view> candidates);

[[nodiscard]] std::string percent_encode(std::string_view text);  // RFC 3986: all except unreserved characters
/// Nothing if a '%' is not followed by two hexadecimal digits. '+' is not decoded.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);
/// application/x-www-form-urlencoded, WHATWG URL Standard section 5. Decoding never fails: an invalid '%' is kept.
[[nodiscard]] std::string form_encode(std::span<const std::pair<std::string, std::string>> fields);
[[nodiscard]] std::vector<std::pair<std::string, std::string>> form_decode(std::string_view body);
/// The same without the last step, which makes the bytes UTF-8: a form may be in the charset of its page.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> form_decode_bytes(std::string_view body);

[[nodiscard]] std::string base64_encode(std::string_view bytes);
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);  // strict: RFC 4648 section 4

}  // namespace parcours
