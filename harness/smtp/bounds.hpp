// How much of a mail is read: a linear look at its lines that cuts off what would cost the parser behind it more than
// the bytes are worth. Internal to this library; parse_limits are in message.hpp.
#pragma once

#include "harness/smtp/message.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace parcours::smtp {

/// What of a mail is given to the parser.
struct bounded_mail {
  std::string_view bytes;             ///< those of the mail, or of `kept`
  std::string kept;                   ///< where something in the middle was left out
  std::vector<std::string> left_out;  ///< "parts beyond the 1000th", …; empty: nothing

  bounded_mail() = default;
  bounded_mail(const bounded_mail&) = delete;  // `bytes` may point into it
  bounded_mail& operator=(const bounded_mail&) = delete;
};

/// Fills `into`. A part begins at a line that ends another by a boundary which some header declared, as the parser sees
/// it (RFC 2046 section 5.1); fields of all headers are counted together.
void bound(std::string_view mail, const parse_limits& limits, bounded_mail& into);

}  // namespace parcours::smtp
