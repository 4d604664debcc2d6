// Text as the harness compares and shows it. All strings are UTF-8.
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
/// The parts between separators, empty ones too: "" has one part.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
[[nodiscard]] bool iequals(std::string_view a, std::string_view b);  // ASCII case only, as protocols want it
[[nodiscard]] std::string ascii_lower(std::string_view text);
[[nodiscard]] std::string ascii_upper(std::string_view text);
[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }  // ASCII
[[nodiscard]] bool all_digits(std::string_view text);                           // false for ""

/// The form in which texts are compared: NFC (Unicode normalisation), runs of white space of any kind (no-break spaces
/// too) as one space, typographic apostrophes as ' and hyphens as -, ends trimmed.
[[nodiscard]] std::string normalized(std::string_view text);
/// `text` without its white space, of any kind.
[[nodiscard]] std::string without_spaces(std::string_view text);
/// '*' stands for any text, '?' for one character; the whole of `name` must match. Both are compared normalized().
[[nodiscard]] bool glob_matches(std::string_view pattern, std::string_view name);

/// The candidate nearest to `word` by edit distance (a swap of neighbours counts as one slip, ASCII case as none), if
/// any is near enough to be a likely slip of the pen; the first of equals.
[[nodiscard]] std::optional<std::string> nearest(std::string_view word, std::span<const std::string_view> candidates);

[[nodiscard]] std::string percent_encode(std::string_view text);  // RFC 3986: all but unreserved characters
/// Nothing where a '%' is not followed by two hexadecimal digits. '+' stands for itself.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);
/// application/x-www-form-urlencoded, WHATWG URL standard section 5. Decoding never fails: a stray '%' stands for
/// itself.
[[nodiscard]] std::string form_encode(std::span<const std::pair<std::string, std::string>> fields);
[[nodiscard]] std::vector<std::pair<std::string, std::string>> form_decode(std::string_view body);

[[nodiscard]] std::string base64_encode(std::string_view bytes);
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);  // strict: RFC 4648 section 4

}  // namespace parcours
