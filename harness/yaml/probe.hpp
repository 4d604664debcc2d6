// Whether a parser comes beyond a line of a text. Internal to this library.
#pragma once

#include <cstddef>
#include <string>

namespace parcours::yaml {

/// True if it reads all of the text, or gives up on a later line than `line` (from 1).
[[nodiscard]] bool parses_beyond(const std::string& text, std::size_t line);

}  // namespace parcours::yaml
