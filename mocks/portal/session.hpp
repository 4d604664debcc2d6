// A session to the mock portal, and what a page needs to know of it.
#pragma once

#include "mocks/portal/catalogue.hpp"
#include "mocks/portal/flow.hpp"
#include "mocks/portal/person.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parcours::mocks::portal {

/// Tells whose a mail or a question to the captcha provider is: the session's number, in a header field of this name.
inline constexpr std::string_view session_field = "X-Parcours-Session";

BOOST_DEFINE_ENUM_CLASS(flow_kind, activation, recovery)
inline constexpr auto flow_names = enum_names<flow_kind>;

/// Field names and values of a form, as form_decode() gives them.
using form_values = std::vector<std::pair<std::string, std::string>>;

/// The first value of that name; empty where there is none.
[[nodiscard]] inline std::string_view value_in(const form_values& form, std::string_view name) {
  for (const auto& [key, value] : form) {
    if (key == name) return value;
  }
  return {};
}

[[nodiscard]] inline std::string_view value_in(const form_values& form, field_id name) {
  return value_in(form, name_of(name));
}

/// The captcha's token, in the field of whichever provider's widget put it there; empty where there is none. Each
/// provider's field is named so: "g-recaptcha-response", "h-captcha-response", "cf-turnstile-response".
[[nodiscard]] inline std::string_view captcha_token_in(const form_values& form) {
  for (const auto& [name, value] : form) {
    if (name.ends_with("-response") && !value.empty()) return value;
  }
  return {};
}

/// A message on a page: an error beside a field, an error of the whole form (no field), or a notice (no error).
struct said {
  std::string_view message;  ///< id of a text of the catalogue
  std::string_view field{};
  bool error = true;
};

struct session {
  std::uint64_t number = 0;  ///< from 1 in the order of opening: names the session without giving its id away
  std::string csrf;
  flow_kind flow = flow_kind::activation;
  state at = state::terms;
  duration seen{};        ///< world time of the last request
  person* who = nullptr;  ///< owned by the model; null: not identified, or with a number that nobody has
  std::string email;      ///< where codes go
  unsigned tries = 0;     ///< wrong codes
  // What the next page shows once:
  state said_on = state::terms;
  std::vector<said> messages;
  form_values entered;  ///< by a form that was refused; no code, no token
};

/// What a page shows.
struct page_view {
  state page = state::landing;
  flow_kind flow = flow_kind::activation;
  portal::language language = portal::language::french;
  std::string csrf;
  std::vector<said> messages;
  form_values entered;
  std::uint64_t reference = 0;  ///< of the finished operation
  std::size_t code_digits = 0;  ///< of the code that is waited for
  std::string email;            ///< where it went
  std::string leaked_code;      ///< by the defects code-in-page and code-in-header
};

}  // namespace parcours::mocks::portal
