// What a reader sees of an HTML mail, as plain text.
#pragma once

#include <string>
#include <string_view>

namespace parcours::inbox {

/// Drops tags, comments, style and script, and what is hidden (by `hidden`, `display: none` or `visibility: hidden` at
/// the element itself) or struck out. White space is one space; block elements and <br> end a line, a blank line stands
/// between two blocks, '\t' between two cells of a table's row: digits in neighbouring inline elements stay together,
/// those of neighbouring cells do not. Character references become UTF-8 (the numeric ones and those names that mails
/// in French use); unknown ones stay as they are. Not for rendering.
[[nodiscard]] std::string text_of_html(std::string_view html);

}  // namespace parcours::inbox
