// The HTML of a mail for display in the console: with its own images, and without elements that open connections.
#pragma once

#include "harness/smtp/message.hpp"

#include <string>
#include <string_view>

namespace parcours::mocks::console {

/// The HTML without frames, objects, links to resources, base and meta elements. For some of these, a browser connects
/// to the server before it checks the page's policy. They are replaced with unknown elements, which have no effect.
[[nodiscard]] std::string without_connections(std::string_view html);

/// without_connections() of the mail's HTML part, with cid: URLs (RFC 2392) replaced by the images as data: URLs, the
/// only source that the policy must allow. `bytes` is the mail.
[[nodiscard]] std::string shown_html(const parcours::smtp::parsed_mail& read, std::string_view bytes);

}  // namespace parcours::mocks::console
