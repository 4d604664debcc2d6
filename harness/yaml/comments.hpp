// The comments of a YAML source, which the parser leaves out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::yaml {

struct comment {
  std::size_t line = 0;   ///< from 1
  std::string_view text;  ///< behind '#', without the blank there and the blanks at the end
};

/// In the order of the source, and of `text`, whose bytes they are.
[[nodiscard]] std::vector<comment> comments_of(std::string_view text);

}  // namespace parcours::yaml
