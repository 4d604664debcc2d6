#include "mocks/captcha/siteverify.hpp"

#include "harness/base/text.hpp"
#include "mocks/captcha/multipart.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

namespace parcours::mocks::captcha {

namespace json = boost::json;

namespace {

constexpr auto parameters = std::to_array<std::pair<std::string_view, std::string question::*>>(
    {{"secret", &question::secret},
     {"response", &question::token},
     {"remoteip", &question::remote_ip},
     {"sitekey", &question::site_key},
     {"idempotency_key", &question::idempotency_key}});

using form_fields = std::vector<std::pair<std::string, std::string>>;

std::string_view content_type(const http::request& what) {
  const auto given = what.headers.find("Content-Type");
  return given ? trim(*given) : std::string_view{};
}

void fill(question& to, const form_fields& from) {
  for (const auto& [key, given] : from) {
    for (const auto& [name, value] : parameters) {
      if (key == name && (to.*value).empty()) to.*value = given;
    }
  }
}

bool read_json(const http::request& what, question& to) {
  boost::system::error_code failed;
  const auto read = json::parse(what.body, failed);
  if (failed || !read.is_object()) return false;
  for (const auto& [name, value] : parameters) {
    const auto* given = read.as_object().if_contains(name);
    if (given != nullptr && given->is_string()) to.*value = given->as_string();
  }
  return true;
}

// False: it is nothing that the provider takes.
bool read_body(const provider_traits& how, const http::request& what, question& to) {
  const auto type = content_type(what);
  const auto media = trim(type.substr(0, type.find(';')));
  if (how.takes_json && iequals(media, "application/json")) return read_json(what, to);
  if (how.takes_multipart && iequals(media, "multipart/form-data")) {
    const auto read = read_multipart(type, what.body);
    if (read) fill(to, *read);
    return read.has_value();
  }
  if (!what.body.empty() && !iequals(media, "application/x-www-form-urlencoded")) return false;
  fill(to, form_decode(what.body));
  return true;
}

/// An object's members as they are written, in order. Boost.JSON writes 0.7 as 7E-1, which no provider does.
class members {
 public:
  template <class T>
  void add(std::string_view name, const T& value) {
    put(name, json::serialize(json::value_from(value)));
  }
  void add_number(std::string_view name, double value) { put(name, fmt::format("{}", value)); }
  [[nodiscard]] std::string text() const { return "{" + text_ + "}"; }

 private:
  void put(std::string_view name, const std::string& value) {
    text_ += fmt::format("{}\"{}\":{}", text_.empty() ? "" : ",", name, value);
  }

  std::string text_;
};

std::string challenge_time(const provider_traits& how, std::chrono::sys_time<duration> when) {
  auto text = rfc3339(when);  // with milliseconds and Z
  if (!how.tells_milliseconds) text = text.substr(0, 19) + "Z";
  return text;
}

}  // namespace

question read_question(const provider_traits& how, const http::request& what) {
  question made;
  made.to = how.id;
  made.readable = read_body(how, what, made);
  if (how.takes_query) {
    form_fields query;
    for (const auto& [name, value] : parameters) {
      query.emplace_back(name, http::query_parameter(what.target, name).value_or(""));
    }
    fill(made, query);
    made.readable = made.readable || (!made.secret.empty() && !made.token.empty());
  }
  made.remote_ip.resize(std::min(made.remote_ip.size(), question::longest_remote_ip));
  if (const auto session = what.headers.find("X-Parcours-Session")) {
    std::from_chars(session->data(), session->data() + session->size(), made.session);
  }
  return made;
}

std::string to_json(const verification& what, ports::wall_time epoch) {
  const auto& how = traits_of(what.to);
  members out;
  out.add("success", what.passed);
  if (what.minted) {
    out.add("challenge_ts", challenge_time(how, epoch + *what.minted));
    out.add("hostname", to_utf8(what.hostname));
  }
  if (what.score) out.add_number("score", *what.score);
  // Version 2 of reCAPTCHA has neither score nor action; Turnstile always has an action.
  if (what.minted && how.has_action && (what.score || !how.has_score)) out.add("action", to_utf8(what.action));
  if (what.minted && how.has_custom_data) out.add("cdata", to_utf8(what.custom_data));
  if (!what.error_codes.empty() || how.lists_no_errors) out.add("error-codes", what.error_codes);
  if (what.by_test_secret && how.tells_test_secrets) {
    out.add("metadata", json::object{{"result_with_testing_key", true}});
  }
  return out.text();
}

}  // namespace parcours::mocks::captcha
