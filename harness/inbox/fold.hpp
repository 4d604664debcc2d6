// Text as words are looked for in it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace parcours::inbox {

enum class gaps : std::uint8_t {
  one_space,  ///< white space of any length is one space
  columns     ///< a tab or more than one space is '\t': what stands on both sides are columns of a table
};

/// `text` as cues are compared: lower case, Latin letters without accents, Arabic without vowel signs and tatweel,
/// digits 0-9, plain quotes and hyphens, Arabic punctuation as the Latin one, without bidirectional and zero-width
/// marks. A line end is '\n', with no white space around it; more than one blank line are one.
[[nodiscard]] std::string folded(std::string_view text, gaps kind = gaps::one_space);

/// Of a folded text: a letter, a digit, or any part of what is not ASCII.
[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) > 127; }
[[nodiscard]] constexpr bool is_word(char c) { return is_letter(c) || is_digit(c); }
[[nodiscard]] constexpr bool is_white(char c) { return c == ' ' || c == '\t' || c == '\n'; }

}  // namespace parcours::inbox
