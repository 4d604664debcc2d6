#include "mocks/api/router.hpp"

#include "harness/base/text.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace parcours::mocks::api {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

std::string_view method_of(const http::request& what) {
  const std::string_view method = what.method;
  return method == "HEAD" ? "GET" : method;
}

// Why the query is refused; empty: it is not.
std::string wrong_query(const route& at, std::string_view target) {
  const auto mark = target.find('?');
  const bool strict = at.pattern.starts_with("/api/control/") || !at.query.empty();
  if (mark == std::string_view::npos || !strict) return {};
  const auto known = at.query.empty() ? std::vector<std::string_view>{} : split(at.query, ' ');
  std::vector<std::string> seen;
  for (const auto& [name, value] : form_decode(target.substr(mark + 1))) {
    if (std::ranges::find(seen, name) != seen.end()) return "the query has '" + to_utf8(name) + "' twice";
    seen.push_back(name);
    if (std::ranges::find(known, name) != known.end()) continue;
    std::string message = "the query has no '" + to_utf8(name) + "' here";
    if (const auto meant = nearest(name, known)) return message + "; did you mean '" + *meant + "'?";
    return message + (known.empty() ? ", nor anything else" : ", but " + std::string(at.query));
  }
  return {};
}

}  // namespace

std::string call::query(std::string_view name) const { return http::query_parameter(what.target, name).value_or(""); }

std::string call::address(std::string_view name) const {
  return http::address_parameter(what.target, name).value_or("");
}

http::response text_response(std::string_view type, std::string body, unsigned status) {
  http::fields headers = {{"Content-Type", std::string(type)},
                          {"Cache-Control", "no-store"},
                          {"X-Content-Type-Options", "nosniff"},
                          {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox"}};
  return http::response(status, std::move(headers), std::move(body));
}

http::response json_response(const json::value& body, unsigned status) {
  return text_response("application/json", json::serialize(body) + "\n", status);
}

http::response error_response(unsigned status, std::string_view message) {
  return json_response(json::object{{"Error", to_utf8(message)}}, status);
}

std::optional<json::object> json_body(std::string_view body) {
  constexpr std::size_t most = 1U << 20U;
  if (body.size() > most) return std::nullopt;
  boost::system::error_code failed;
  json::value read = json::parse({body.data(), body.size()}, failed);  // 32 levels are its own limit
  if (failed || !read.is_object()) return std::nullopt;
  return std::move(read.as_object());
}

std::optional<std::map<std::string, std::string, std::less<>>> match(std::string_view pattern, std::string_view path) {
  const auto wanted = split(pattern, '/');
  const auto given = split(path, '/');
  if (wanted.size() != given.size()) return std::nullopt;
  std::map<std::string, std::string, std::less<>> values;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!wanted[i].starts_with('{')) {
      if (wanted[i] != given[i]) return std::nullopt;
      continue;
    }
    auto value = percent_decode(given[i]);
    if (!value || value->empty()) return std::nullopt;
    values.emplace(wanted[i].substr(1, wanted[i].size() - 2), std::move(*value));
  }
  return values;
}

void router::add(route at, handler answer) {
  // Not a coroutine: what it captures lives as long as the router.
  add_lasting(at, [answer = std::move(answer)](const call& of) {
    auto ready = [](http::response made) -> asio::awaitable<http::response> { co_return made; };
    return ready(answer(of));
  });
}

void router::add_waiting(route at, waiting_handler answer) { entries_.push_back({at, std::move(answer), true}); }

void router::add_lasting(route at, waiting_handler answer) { entries_.push_back({at, std::move(answer), false}); }

bool router::only_waits(const http::request& what) const {
  const auto path = http::path_of(what.target);
  const auto method = method_of(what);
  return std::ranges::any_of(
      entries_, [&](const entry& one) { return one.waits && one.at.method == method && match(one.at.pattern, path); });
}

asio::awaitable<http::response> router::handle(http::request what) const {
  const std::string path(http::path_of(what.target));
  const std::string method(method_of(what));
  std::string allowed;
  for (const auto& one : entries_) {
    auto values = match(one.at.pattern, path);
    if (!values) continue;
    if (one.at.method == method) {
      if (const auto wrong = wrong_query(one.at, what.target); !wrong.empty()) co_return error_response(400, wrong);
      call found(std::move(what), std::move(*values));
      co_return co_await one.answer(std::move(found));
    }
    allowed.append(allowed.empty() ? "" : ", ").append(one.at.method);
  }
  if (allowed.empty()) co_return error_response(404, "there is nothing at " + path);
  auto refused = error_response(405, what.method + " is not for " + path + ", but " + allowed);
  refused.headers.add("Allow", allowed);
  co_return refused;
}

shown router::shows(std::string_view path) const {
  const auto found =
      std::ranges::find_if(entries_, [&](const entry& one) { return match(one.at.pattern, path).has_value(); });
  return found == entries_.end() ? shown::to_own_pages : found->at.to;
}

std::string_view router::pattern_of(std::string_view path) const {
  const auto found =
      std::ranges::find_if(entries_, [&](const entry& one) { return match(one.at.pattern, path).has_value(); });
  return found == entries_.end() ? "(unknown)" : found->at.pattern;
}

std::vector<route> router::routes() const {
  std::vector<route> all;
  all.reserve(entries_.size());
  for (const auto& one : entries_) all.push_back(one.at);
  return all;
}

}  // namespace parcours::mocks::api
