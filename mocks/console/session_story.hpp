// What the portal's journal tells of each session: where it has got to, since when, and what was refused last.
#pragma once

#include "mocks/portal/model.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace parcours::mocks::console {

struct session_story {
  portal::state at = portal::state::terms;
  std::optional<portal::flow_kind> kind;  ///< none: its opening is no longer in the journal
  std::optional<duration> since;          ///< when it got there, world time; none alike
  std::string refused;                    ///< by what, if that was the last that happened
  std::string waits_for;                  ///< a service that was asked and has not answered: "mail", "captcha"
};

[[nodiscard]] std::map<std::uint64_t, session_story> stories(const std::deque<portal::journal_entry>& journal);

/// What the journal's word for a refusal means: "code-wrong", "forged", … Empty for what is none.
[[nodiscard]] std::string_view why_refused(std::string_view word);

/// Whom an effect asks: "mail", "captcha", empty for nobody. Their answers are the events "mail_…", "captcha_…".
[[nodiscard]] std::string_view asked_by(portal::effect what);
[[nodiscard]] std::string_view asked_by(const portal::transition& row);

}  // namespace parcours::mocks::console
