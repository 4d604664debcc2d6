// Characters that are easily mistaken for YAML's own: a no-break space, a full-width colon, typographic quotes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace parcours::yaml {

struct odd_character {
  std::string_view text;   ///< UTF-8
  std::string_view name;   ///< "a no-break space (U+00A0)"
  std::string_view meant;  ///< the YAML character to use instead: " "; empty: none
};

struct odd_place {
  const odd_character* what;
  std::size_t offset;
};

/// The first such character in `text` at or after `from`.
[[nodiscard]] std::optional<odd_place> find_odd(std::string_view text, std::size_t from = 0);

/// "this is a full-width colon (U+FF1A), not ':'".
[[nodiscard]] std::string described(const odd_character& what);
/// "write ':'".
[[nodiscard]] std::string remedy(const odd_character& what);

}  // namespace parcours::yaml
