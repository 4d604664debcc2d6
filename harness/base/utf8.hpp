// UTF-8: bytes to code points and back, and what of them is malformed.
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
/// The code point at byte `at`, which must be within `text`.
[[nodiscard]] code_point decode_at(std::string_view text, std::size_t at);
/// False, and `out` unchanged, for a value that is no character: a surrogate, or beyond U+10FFFF.
bool append_code_point(std::string& out, std::uint32_t value);
/// Where the first byte stands that is no well-formed UTF-8; the size of `text` if there is none.
[[nodiscard]] std::size_t first_malformed(std::string_view text);
[[nodiscard]] inline bool is_utf8(std::string_view text) { return first_malformed(text) == text.size(); }
/// `text` with each malformed byte replaced by U+FFFD.
[[nodiscard]] std::string to_utf8(std::string_view text);
/// Bytes of the character that begins `text`, which is not empty; of what is malformed, up to the next beginning.
[[nodiscard]] std::size_t character_size(std::string_view text);
/// At most `most` bytes of `text`, cut between characters.
[[nodiscard]] std::string_view first_bytes(std::string_view text, std::size_t most);
/// Columns that a terminal needs for `text`.
[[nodiscard]] std::size_t display_width(std::string_view text);

}  // namespace parcours
