// Conversion between UTF-8 and code points, and detection of malformed bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace parcours {

struct code_point {
  std::int32_t value;  ///< negative: a malformed byte
  std::size_t size;    ///< bytes
};
/// The code point at byte `at`, which must be inside `text`.
[[nodiscard]] code_point decode_at(std::string_view text, std::size_t at);
/// False, leaving `out` unchanged, if the value is not a character: a surrogate, or above U+10FFFF.
bool append_code_point(std::string& out, std::uint32_t value);
[[nodiscard]] bool is_ascii(std::string_view text);
/// Position of the first byte that is not well-formed UTF-8; the size of `text` if there is none.
[[nodiscard]] std::size_t first_malformed(std::string_view text);
[[nodiscard]] inline bool is_utf8(std::string_view text) { return first_malformed(text) == text.size(); }
/// `text` with each malformed byte replaced by U+FFFD.
[[nodiscard]] std::string to_utf8(std::string_view text);
/// Size in bytes of the first character of `text`, which must not be empty. Malformed bytes count up to the next
/// beginning of a character.
[[nodiscard]] std::size_t character_size(std::string_view text);
/// At most `most` bytes of `text`, cut between characters.
[[nodiscard]] std::string_view first_bytes(std::string_view text, std::size_t most);
/// Number of terminal columns that `text` needs.
[[nodiscard]] std::size_t display_width(std::string_view text);

}  // namespace parcours
