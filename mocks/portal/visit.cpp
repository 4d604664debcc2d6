#include "mocks/portal/visit.hpp"

#include "harness/base/text.hpp"

namespace parcours::mocks::portal {

namespace {

constexpr std::string_view session_cookie = "portal_session";
constexpr std::string_view language_cookie = "portal_lang";

void set_cookie(http::response& to, std::string_view name, std::string_view value) {
  to.headers.add("Set-Cookie", std::string(name).append("=").append(value).append("; Path=/; HttpOnly; SameSite=Lax"));
}

// The first cookie of a name counts.
void read_cookies(visit& to, std::string_view cookies) {
  std::string_view session;
  std::string_view language;
  while (!cookies.empty()) {
    const auto end = cookies.find(';');
    const std::string_view pair = trim(cookies.substr(0, end));
    cookies.remove_prefix(end == std::string_view::npos ? cookies.size() : end + 1);
    const auto sign = pair.find('=');
    if (sign == std::string_view::npos) continue;
    const std::string_view name = pair.substr(0, sign);
    if (name == session_cookie && session.empty()) session = pair.substr(sign + 1);
    if (name == language_cookie && language.empty()) language = pair.substr(sign + 1);
  }
  if (to.session.empty()) to.session = session;
  if (const auto known = language_named(language)) to.language = *known;
}

}  // namespace

visit visit_of(const http::request& what) {
  visit made;
  for (const http::field& item : what.headers.all()) {
    if (iequals(item.name, "Cookie")) read_cookies(made, item.value);
  }
  if (!what.target.contains('?')) return made;
  const auto wanted = http::query_parameter(what.target, "lang");
  if (const auto known = language_named(wanted.value_or(""))) {
    made.language = *known;
    made.chosen_now = true;
  }
  return made;
}

void set_session(http::response& to, std::string_view id) {
  if (!id.empty()) set_cookie(to, session_cookie, id);
}

void set_language(http::response& to, language chosen) { set_cookie(to, language_cookie, name_of(chosen)); }

}  // namespace parcours::mocks::portal
