// What a reader sees of an HTML mail, as plain text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace parcours::inbox {

/// Drops tags, comments, style and script, and what is hidden (by `hidden`, by its own style, or by a rule of the
/// mail's <style> that names its element, class or id) or struck out. White space is one space; block elements and <br>
/// end a line, a blank line stands between two blocks, '\t' between two cells of a table's row: digits in neighbouring
/// inline elements stay together, those of neighbouring cells do not. What a field of a form shows is text. Lines of an
/// older mail that is quoted begin with "> ". Character references become UTF-8 (the names of HTML 4 and some more);
/// unknown ones stay as they are. No more is read once there are `most` bytes of text. Not for rendering.
[[nodiscard]] std::string text_of_html(std::string_view html, std::size_t most = -1);

}  // namespace parcours::inbox
