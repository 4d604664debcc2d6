// The words that tell a reader what a number in a mail is: in French, Arabic and English.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace parcours::inbox {

/// What words say of the number beside them.
enum class sense : std::uint8_t {
  secret_code,  ///< it is the code, beyond doubt: "code secret"
  code,         ///< it is the code: "code"
  password,     ///< it is the code if it follows at once: "mot de passe : 048213"
  other_code,   ///< it is another code: "code promo"
  label,        ///< the number that follows is another: a file's, a telephone's
  holder,       ///< the same, if it follows at once: "compte 631563218", "se terminant par 4521"
  month,        ///< the number that follows is a year
  unit,         ///< the number before is a duration or a count
  currency,     ///< the number before is an amount, and one that follows at once
  old,          ///< the code beside is not the one to use: "ancien code secret"
  expired,      ///< the same of what stands before or after: "n'est plus valable"
  absent,       ///< the code is elsewhere, or comes later: "vous sera remis"
  never,        ///< a warning speaks of codes: "ne communiquez jamais"
  fault,        ///< "code" that follows at once is none: "erreur (code 5021)"
  pointer,      ///< the code that was spoken of follows: "Saisissez 048213", "le voici : 048213"
  link,         ///< the number before is what follows: "048213 est votre code secret"
  colon_link,   ///< the same, less surely: "048213 : votre code secret"
  quotes,       ///< what follows is an older mail: "-----Message d'origine-----"
  wrote,        ///< the same at the end of a line: "Le 3 mars, A. Martin a écrit :"
  neutral       ///< nothing, though other words that begin alike would: "code source"
};

struct cue {
  std::string_view words;  ///< folded
  sense means;
};

/// True if nothing but signs and words that lead on stand in `between`: " est le suivant : ".
[[nodiscard]] bool only_leads_on(std::string_view between);

/// True for what may follow a code in its sentence: " est valable 10 minutes", " (", " to sign in".
[[nodiscard]] bool goes_on(std::string_view after);

/// The longest cue that begins at `begin` of a folded text, between word boundaries.
[[nodiscard]] std::optional<cue> cue_at(std::string_view text, std::size_t begin);

}  // namespace parcours::inbox
