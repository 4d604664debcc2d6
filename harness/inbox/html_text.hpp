// What a reader sees of an HTML mail, as plain text.
#pragma once

#include <string>
#include <string_view>

namespace parcours::inbox {

/// Drops tags, comments, head, style and script; block elements and <br> end a line, so that digits in neighbouring
/// inline elements stay together and those of neighbouring cells do not. Character references become UTF-8 (the numeric
/// ones and those names that mails in French use); unknown ones stay as they are. Not for rendering.
[[nodiscard]] std::string text_of_html(std::string_view html);

}  // namespace parcours::inbox
