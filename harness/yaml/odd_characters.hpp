// Characters that look like those of YAML and are others: a no-break space, a full-width colon, typographic quotes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace parcours::yaml {

struct odd_character {
  std::string_view text;   ///< UTF-8
  std::string_view name;   ///< "a no-break space (U+00A0)"
  std::string_view meant;  ///< what YAML wants there: " "; empty: nothing at all
};

struct odd_place {
  const odd_character* what;
  std::size_t offset;
};

/// The first one of `text` from `from` on.
[[nodiscard]] std::optional<odd_place> find_odd(std::string_view text, std::size_t from = 0);

/// "this is a full-width colon (U+FF1A), not ':'".
[[nodiscard]] std::string described(const odd_character& what);
/// "write ':'".
[[nodiscard]] std::string remedy(const odd_character& what);

}  // namespace parcours::yaml
