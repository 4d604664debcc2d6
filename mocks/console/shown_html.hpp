// The HTML of a mail as the console shows it: with its own pictures, and without what opens a connection by itself.
#pragma once

#include "harness/smtp/message.hpp"

#include <string>
#include <string_view>

namespace parcours::mocks::console {

/// Without frames, objects, links to resources, bases and meta elements: a browser connects to the server of some of
/// them before it asks the page's policy whether it may. They become unknown elements, which do nothing.
[[nodiscard]] std::string without_connections(std::string_view html);

/// without_connections() of the mail's HTML part, its cid: addresses (RFC 2392) replaced by the pictures themselves
/// (data:), so that they need no permission but that. `bytes` are the mail's.
[[nodiscard]] std::string shown_html(const parcours::smtp::parsed_mail& read, std::string_view bytes);

}  // namespace parcours::mocks::console
