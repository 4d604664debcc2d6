// Which e-mail addresses the portal takes.
#pragma once

#include <string_view>

namespace parcours::mocks::portal {

/// A valid e-mail address as browsers check <input type=email> (WHATWG HTML, 4.10.5.1.5), with the limits of SMTP (RFC
/// 5321, 4.5.3.1: 64 octets before the @, 255 after), its dots before the @ (4.1.2: none at an end, no two in a row),
/// and at least one dot in the domain.
[[nodiscard]] bool is_email(std::string_view address);

}  // namespace parcours::mocks::portal
