// Limits how much of a mail is parsed: a linear scan of its lines cuts off what would be too expensive for the parser.
// Internal to this library; parse_limits are in message.hpp.
#pragma once

#include "harness/smtp/message.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace parcours::smtp {

/// The part of a mail that is given to the parser.
struct bounded_mail {
  std::string_view bytes;             ///< of the mail itself, or of `kept`
  std::string kept;                   ///< used if something in the middle was left out
  std::vector<std::string> left_out;  ///< "parts beyond the 1000th", …; empty: nothing

  bounded_mail() = default;
  bounded_mail(const bounded_mail&) = delete;  // `bytes` may point into it
  bounded_mail& operator=(const bounded_mail&) = delete;
};

/// Fills `into`. A part begins at a line that contains a boundary declared in a header, as the parser sees it (RFC 2046
/// section 5.1). The fields of all headers are counted together.
void bound(std::string_view mail, const parse_limits& limits, bounded_mail& into);

}  // namespace parcours::smtp
