// The mail that brings the secret code (leaflet, step 5: « Par mail sur votre adresse électronique »).
#pragma once

#include "harness/ports/clock.hpp"
#include "harness/smtp/message.hpp"
#include "mocks/portal/catalogue.hpp"
#include "mocks/portal/model.hpp"

#include <string>

namespace parcours::mocks::portal {

/// In one language, as text and as HTML. Before the code stand a file number and a date, as in real mails; words
/// introduce the code. `message_id` is without angle brackets.
[[nodiscard]] parcours::smtp::mail code_mail(const outgoing_code& what, const policy& rules, ports::wall_time date,
                                             std::string message_id, language in = language::french);

/// "10 min", as the mail and the pages say how long a code lives.
[[nodiscard]] std::string life_of_code(duration ttl, language in);

}  // namespace parcours::mocks::portal
