// The comments of a YAML source, which the parser discards.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::yaml {

struct comment {
  std::size_t line = 0;   ///< from 1
  std::string_view text;  ///< the text after '#', without the space after it and trailing spaces
};

/// In the order of the source. The views point into `text`.
[[nodiscard]] std::vector<comment> comments_of(std::string_view text);

}  // namespace parcours::yaml
