// The HTML of a mail as the console shows it: with its own pictures, and without what runs or connects.
#pragma once

#include "harness/html/document.hpp"
#include "harness/smtp/message.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace parcours::mocks::console {

/// The address (data:) of the picture with a Content-ID, or null.
using picture_finder = std::function<const std::string*(const std::string& content_id)>;

/// The document as HTML that shows the same, made of a list of elements and attributes that neither run nor open a
/// connection. Elements that are not on it become <span>, so that what styles them still does, or are left out with
/// what is in them: scripts, frames, SVG and MathML. A browser connects to the server of a frame, an object or a link
/// to a resource before it asks the page's policy whether it may; pictures it asks first, so their addresses stay.
[[nodiscard]] std::string inert_html(const html::document& of, const picture_finder& picture);

/// inert_html() of the mail's HTML part, its cid: addresses (RFC 2392) replaced by the pictures themselves (data:), so
/// that they need no permission but that, up to `most_of_pictures`. `bytes` are the mail's. Of HTML that nests too
/// deeply or is too large there is the beginning, and a line that says so.
[[nodiscard]] std::string shown_html(const parcours::smtp::parsed_mail& read, std::string_view bytes);
inline constexpr std::size_t most_of_pictures = 64U << 20U;  ///< bytes of addresses, each time that they are shown

}  // namespace parcours::mocks::console
