// The state of each session according to the portal's journal: its current step, since when, and the last refusal.
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
  std::optional<portal::flow_kind> kind;  ///< none: the opening is no longer in the journal
  std::optional<duration> since;          ///< when it reached the step, world time; none for the same reason
  std::string refused;                    ///< the refusal, if it was the last event
  std::string waits_for;                  ///< a service that has not answered yet: "mail", "captcha"
};

[[nodiscard]] std::map<std::uint64_t, session_story> stories(const std::deque<portal::journal_entry>& journal);

/// Explains a refusal of the journal: "code-wrong", "forged", … Empty if `word` is not one.
[[nodiscard]] std::string_view why_refused(std::string_view word);

/// The service that an effect calls: "mail", "captcha", or empty. Its answers are the events "mail_…", "captcha_…".
[[nodiscard]] std::string_view asked_by(portal::effect what);
[[nodiscard]] std::string_view asked_by(const portal::transition& row);

}  // namespace parcours::mocks::console
