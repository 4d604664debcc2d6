// What can be entered in the forms of the flow, as data: the fields of each, and for each field the kinds of values
// that a browser or an attacker could send, with what the portal makes of them.
//
// With the tables of flow.hpp this is all that has to be known to make up any request: see requests.hpp.
#pragma once

#include "mocks/portal/flow.hpp"
#include "mocks/portal/policy.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace parcours::mocks::portal {

BOOST_DEFINE_FIXED_ENUM_CLASS(value_kind, std::uint8_t,
                              right,   ///< what the person has, or was sent
                              spaced,  ///< the same with blanks
                              missing, empty, letters, foreign_digits, too_short, too_long, malformed,
                              unknown,        ///< well formed, and nobody's
                              of_another,     ///< somebody else's, or of another session
                              affiliation,    ///< the number beside the right one on the person's card
                              unlisted,       ///< no choice of the list
                              iban,           ///< the account as banks abroad write it
                              wrong_key,      ///< of a RIB: not that of its digits
                              aliased_key,    ///< one that "the number mod 97 is 0" takes for the right one: 00, 98, 99
                              other_account,  ///< of the same bank, with its own key
                              other_mode,     ///< the person's own, though they are paid in the other way
                              outdated,       ///< the one before the newest
                              forged,         ///< made up
                              expired, used,
                              plain,     ///< a password without capital and digit
                              different  ///< from what it repeats
)

/// One kind of values of a field. The first of a field's is what a person enters who makes no mistake.
struct entry {
  value_kind what;
  std::optional<guard> refused_by{};      ///< none: it passes
  std::optional<condition> stopped_by{};  ///< by a rule, before any guard is asked
  std::optional<event> answered{};        ///< whose row has the guard, if not that of the form
};

struct form_field {
  field_id name;
  std::span<const entry> entries;
};

struct form_spec {
  event on;
  std::span<const form_field> fields;
};

/// One for each event that is a form.
[[nodiscard]] std::span<const form_spec> all_forms();
[[nodiscard]] const form_spec& form_of(event on);

/// False where a portal with these rules does not ask the guard.
[[nodiscard]] bool is_asked(guard which, const policy& rules);
/// By which guard a portal with these rules refuses it.
[[nodiscard]] std::optional<guard> refusal_of(const entry& of, const policy& rules);

/// The forms as a table in Markdown.
[[nodiscard]] std::string forms_table();

}  // namespace parcours::mocks::portal
