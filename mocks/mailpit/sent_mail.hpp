// The mail in the body of Mailpit's POST /api/v1/send.
#pragma once

#include "harness/base/result.hpp"
#include "harness/smtp/envelope.hpp"
#include "harness/smtp/message.hpp"

#include <string_view>

namespace parcours::mocks::mailpit {

struct sent_mail {
  parcours::smtp::mail what;  ///< without a date and Message-ID
  parcours::smtp::envelope who;
};

/// Decodes the request body. Names are not case-sensitive, as in Go; null means absent. The error "bad-mail" describes
/// what is wrong.
[[nodiscard]] result<sent_mail> read_sent_mail(std::string_view body);

}  // namespace parcours::mocks::mailpit
