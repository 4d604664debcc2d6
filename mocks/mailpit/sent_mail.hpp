// A mail as Mailpit's POST /api/v1/send takes it.
#pragma once

#include "harness/base/result.hpp"
#include "harness/smtp/envelope.hpp"
#include "harness/smtp/message.hpp"

#include <string_view>

namespace parcours::mocks::mailpit {

struct sent_mail {
  parcours::smtp::mail what;  ///< without date and Message-ID
  parcours::smtp::envelope who;
};

/// The body of the request. Names are compared without case, as Go does it; null is as if it were not there. Error
/// "bad-mail" says what is wrong.
[[nodiscard]] result<sent_mail> read_sent_mail(std::string_view body);

}  // namespace parcours::mocks::mailpit
