// White space as HTML and CSS have it: "ASCII whitespace" of the Infra standard, without the vertical tab.
#pragma once

#include <string_view>

namespace parcours::html {

inline constexpr std::string_view white_space = " \t\n\f\r";
[[nodiscard]] constexpr bool is_white(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'; }

}  // namespace parcours::html
