#include "mocks/captcha/siteverify.hpp"

#include "harness/base/text.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>

#include <array>
#include <charconv>
#include <utility>

namespace parcours::mocks::captcha {

namespace json = boost::json;

namespace {

constexpr auto parameters = std::to_array<std::pair<std::string_view, std::string question::*>>(
    {{"secret", &question::secret},
     {"response", &question::token},
     {"remoteip", &question::remote_ip},
     {"sitekey", &question::site_key},
     {"idempotency_key", &question::idempotency_key}});

std::string_view media_type(const http::request& what) {
  const auto given = what.headers.find("Content-Type");
  return given ? trim(given->substr(0, given->find(';'))) : std::string_view{};
}

void read_json(const http::request& what, question& to) {
  boost::system::error_code failed;
  const auto read = json::parse(what.body, failed);
  to.readable = !failed && read.is_object();
  if (!to.readable) return;
  for (const auto& [name, value] : parameters) {
    const auto* given = read.as_object().if_contains(name);
    if (given != nullptr && given->is_string()) to.*value = given->as_string();
  }
}

void read_form(const http::request& what, question& to) {
  for (auto& [key, given] : form_decode(what.body)) {
    for (const auto& [name, value] : parameters) {
      if (key == name && (to.*value).empty()) to.*value = given;
    }
  }
}

}  // namespace

question read_question(const provider_traits& how, const http::request& what) {
  question made;
  made.to = how.id;
  const auto type = media_type(what);
  if (iequals(type, "application/json") && how.takes_json) {
    read_json(what, made);
  } else if (iequals(type, "application/x-www-form-urlencoded") || what.body.empty()) {
    read_form(what, made);
  } else {
    made.readable = false;
  }
  for (const auto& [name, value] : parameters) {
    if (how.takes_query && (made.*value).empty()) made.*value = http::query_parameter(what.target, name).value_or("");
  }
  if (const auto session = what.headers.find("X-Parcours-Session")) {
    std::from_chars(session->data(), session->data() + session->size(), made.session);
  }
  return made;
}

std::string to_json(const verification& what, ports::wall_time epoch) {
  const auto& how = traits_of(what.to);
  json::object out{{"success", what.passed}};
  if (what.minted) {
    const auto second = std::chrono::floor<std::chrono::seconds>(epoch + *what.minted);
    out["challenge_ts"] = rfc3339(second).substr(0, 19) + "Z";
    out["hostname"] = to_utf8(what.hostname);
  }
  if (what.score) out["score"] = *what.score;
  if (what.minted && (what.to == provider::turnstile || what.score)) out["action"] = to_utf8(what.action);
  if (what.minted && what.to == provider::turnstile) out["cdata"] = "";
  if (!what.error_codes.empty() || how.lists_no_errors) out["error-codes"] = json::value_from(what.error_codes);
  return json::serialize(out);
}

}  // namespace parcours::mocks::captcha
