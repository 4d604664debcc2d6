// Finds the secret code in a mail, as its reader does: by the words around it.
#pragma once

#include "harness/smtp/message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace parcours::inbox {

struct found_code {
  std::string code;                        ///< 4 to 10 digits, leading zeros kept
  std::optional<std::string> conflicting;  ///< what the HTML part says where the text part says something else
};

/// The code is the number that "code secret", "code de vérification", "رمز التحقق", "verification code" and the like
/// announce or follow, in its sentence or at the head of its column; other numbers of a mail (of a file, an insured
/// person, an account, a date, a duration, an amount, a telephone) and codes that are old or expired do not count,
/// wherever they stand. Upper case, accents, no-break spaces, Arabic-Indic digits, bidirectional marks and "123 456" or
/// "1 2 3 4 5 6" for "123456" are understood. Where only the subject speaks of a code, the only number of the body is
/// taken. None where two numbers are announced alike: who reads the mail cannot know either. Time grows with the length
/// of the mail, not faster.
[[nodiscard]] std::optional<found_code> find_code(const smtp::parsed_mail& mail);

/// The same in one plain text.
[[nodiscard]] std::optional<std::string> find_code_in_text(std::string_view text);

}  // namespace parcours::inbox
