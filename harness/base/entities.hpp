// Character references of HTML: what pages and reports may spell a character with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace parcours {

struct character_reference {
  std::uint32_t value = 0;  ///< the code point
  std::size_t size = 0;     ///< bytes of text; 0: it is none
};

/// The reference that `text`, which begins with '&', begins with: "&eacute;", "&#233;", "&#xE9", "&amp" (HTML standard
/// 13.2.5.72; of the names those of Latin-1, ASCII and typography).
[[nodiscard]] character_reference character_reference_at(std::string_view text);

}  // namespace parcours
