// Tests whether the parser gets past a line of a text. Internal to this library.
#pragma once

#include <yaml-cpp/exceptions.h>

#include <cstddef>
#include <string>

namespace parcours::yaml {

/// An invalid escape inside a quoted text, which is an error of its own.
[[nodiscard]] bool is_bad_escape(const YAML::Exception& thrown);

/// True if the parser reads all of the text, or fails on a line after `line` (counted from 1) or on an invalid escape.
[[nodiscard]] bool parses_beyond(const std::string& text, std::size_t line);

}  // namespace parcours::yaml
