// Whether a parser comes beyond a line of a text. Internal to this library.
#pragma once

#include <yaml-cpp/exceptions.h>

#include <cstddef>
#include <string>

namespace parcours::yaml {

/// An escape that YAML does not know: a slip of its own, inside a quoted text.
[[nodiscard]] bool is_bad_escape(const YAML::Exception& thrown);

/// True if it reads all of the text, or gives up on a later line than `line` (from 1), or on an escape.
[[nodiscard]] bool parses_beyond(const std::string& text, std::size_t line);

}  // namespace parcours::yaml
