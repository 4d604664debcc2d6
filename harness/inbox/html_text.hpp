// What a reader sees of an HTML mail, as plain text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace parcours::inbox {

/// Without what is hidden or faint (see html::document). White space is one space; block elements and <br> end a line,
/// a blank line stands between two blocks, '\t' between two cells of a table's row: digits in neighbouring inline
/// elements stay together, those of neighbouring cells do not. What a field of a form shows is text. Lines of an older
/// mail that is quoted begin with "> ". What exceeds the limits (2,048 levels, 2,000,000 nodes, 64 MiB) is left out,
/// and the last line says so. No more is taken once there are `most` bytes of text, and no more than 32 times as much
/// HTML is read. Not for rendering.
[[nodiscard]] std::string text_of_html(std::string_view html, std::size_t most = -1);

}  // namespace parcours::inbox
