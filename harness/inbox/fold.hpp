// Text as words are looked for in it.
#pragma once

#include "harness/base/text.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::inbox {

enum class gaps : std::uint8_t {
  one_space,  ///< white space of any length is one space
  columns     ///< a tab or more than one space is '\t': what stands on both sides are columns of a table
};

/// `text` as cues are compared: lower case, Latin letters without accents, Arabic without vowel signs and tatweel,
/// digits 0-9, plain quotes and hyphens, Arabic punctuation as the Latin one, full-width forms as the plain ones,
/// without bidirectional and zero-width marks. A line end is '\n', with no white space around it; more than one blank
/// line are one.
[[nodiscard]] std::string folded(std::string_view text, gaps kind = gaps::one_space);

/// A folded text that knows what was written.
struct folded_text {
  std::string text;
  std::string_view source;            ///< must outlive this
  std::vector<std::uint32_t> origin;  ///< for each byte of `text`, where in `source` its character stands

  /// The characters at [begin, end) in the case in which they were written; all of them ASCII.
  [[nodiscard]] std::string written(std::size_t begin, std::size_t end) const;
  /// What stands in the source there, whatever its characters are.
  [[nodiscard]] std::string_view source_of(std::size_t begin, std::size_t end) const;
};
[[nodiscard]] folded_text folded_with_origin(std::string_view source);  // with columns

/// Of a folded text: a letter, a digit, or any part of what is not ASCII.
[[nodiscard]] constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) > 127; }
[[nodiscard]] constexpr bool is_word(char c) { return is_letter(c) || is_digit(c); }
[[nodiscard]] constexpr bool is_white(char c) { return c == ' ' || c == '\t' || c == '\n'; }

}  // namespace parcours::inbox
