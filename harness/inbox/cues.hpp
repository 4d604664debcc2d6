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
  label,        ///< the number that follows is another: a file's, a date's, a telephone's
  holder,       ///< the same, if it follows at once: "compte 631563218", "valable 1440"
  unit,         ///< the number before is an amount or a duration
  old,          ///< the code beside is not the one to use: "ancien code secret"
  expired,      ///< the same of what stands before or after: "n'est plus valable"
  pointer,      ///< the code that was spoken of follows: "Saisissez 048213", "le voici : 048213"
  link,         ///< the number before is what follows: "048213 est votre code secret"
  colon_link,   ///< the same, less surely: "048213 : votre code secret"
  neutral       ///< nothing, though other words that begin alike would: "qr code"
};

struct cue {
  std::string_view words;  ///< folded
  sense means;
};

/// The longest cue that begins at `begin` of a folded text, between word boundaries.
[[nodiscard]] std::optional<cue> cue_at(std::string_view text, std::size_t begin);

}  // namespace parcours::inbox
