// Makes up the forms that a browser or an attacker could send, out of the tables of flow.hpp and forms.hpp alone.
#pragma once

#include "harness/base/random.hpp"
#include "mocks/portal/forms.hpp"
#include "mocks/portal/person.hpp"
#include "mocks/portal/session.hpp"

#include <optional>
#include <string>
#include <vector>

namespace parcours::mocks::portal {

/// What the one who fills in the forms knows, in a session. Empty: not known, or not yet.
struct knowledge {
  subscriber who;
  subscriber other;  ///< somebody else
  std::string csrf;
  std::string old_csrf;
  std::string other_csrf;  ///< of another session
  std::string code;        ///< the newest that was mailed
  std::string old_code;
  std::string other_code;                              ///< that another session was sent
  std::string captcha_field = "g-recaptcha-response";  ///< where the widget of the page puts the token
  std::string captcha;                                 ///< a token that will pass
  std::string old_captcha;                             ///< one that has expired
  std::string used_captcha;
};

/// A form, filled in.
struct made_form {
  struct choice {
    field_id name;
    const entry* value;
  };
  event on;
  std::vector<choice> choices;  ///< one for each field
  form_values values;           ///< as the browser sends them, without the name of the form

  /// Whether all of it passes, as the table has it.
  [[nodiscard]] bool is_right(const policy& rules) const;
};

/// A value of a kind for a field of a form that is filled in so far. Nothing where there is none: nobody has sent a
/// code yet, the person is paid in another way.
[[nodiscard]] std::optional<std::string> value_of(field_id name, value_kind what, const form_values& so_far,
                                                  const knowledge& by, const policy& rules, random_source& random);

/// The form without a mistake, or with `chosen` for one field. Nothing where a value of a kind cannot be had.
[[nodiscard]] std::optional<made_form> fill(const form_spec& of, const knowledge& by, const policy& rules,
                                            random_source& random, std::optional<made_form::choice> chosen = {});
/// The form with each field wrong by `chance`, in any way that can be had.
[[nodiscard]] std::optional<made_form> fill_badly(const form_spec& of, const knowledge& by, const policy& rules,
                                                  random_source& random, double chance);

}  // namespace parcours::mocks::portal
