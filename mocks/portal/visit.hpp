// What a browser says of itself with each request: its session and its language, as cookies and in the address.
#pragma once

#include "harness/http/message.hpp"
#include "mocks/portal/catalogue.hpp"

#include <string>
#include <string_view>

namespace parcours::mocks::portal {

struct visit {
  std::string session;  ///< id out of the cookie, whether there is such a session or not; empty: none
  portal::language language = portal::language::french;
  bool chosen_now = false;  ///< the language, with ?lang=: to be remembered
};

/// French, unless ?lang= or the cookie names another language that there is; Accept-Language is not asked.
[[nodiscard]] visit visit_of(const http::request& what);

/// Cookies of the session (RFC 6265). An empty id sets none.
void set_session(http::response& to, std::string_view id);
void set_language(http::response& to, language chosen);

}  // namespace parcours::mocks::portal
