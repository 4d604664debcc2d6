// HTML character references, with which pages and reports may encode a character.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace parcours {

struct character_reference {
  std::uint32_t value = 0;  ///< the code point
  std::size_t size = 0;     ///< length in bytes; 0: not a character reference
};

/// The character reference at the beginning of `text`, which begins with '&': "&eacute;", "&#233;", "&#xE9", "&amp"
/// (HTML Standard 13.2.5.72; of the named references only those of Latin-1, ASCII and typography).
[[nodiscard]] character_reference character_reference_at(std::string_view text);

}  // namespace parcours
