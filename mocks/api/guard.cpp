#include "mocks/api/guard.hpp"

#include "harness/base/text.hpp"
#include "harness/http/url.hpp"

namespace parcours::mocks::api {

namespace {

bool is_ours(std::string_view name, const std::string& host) {
  return http::is_loopback(name) || iequals(name, host) || host == "0.0.0.0" || host == "::";
}

// The Host header as the beginning of an address.
std::optional<http::url> addressed_to(const http::request& what) {
  const auto given = what.headers.find("Host");
  if (!given) return std::nullopt;
  auto read = http::parse_url("http://" + std::string(*given) + "/");
  if (!read) return std::nullopt;
  return std::move(*read);
}

}  // namespace

std::optional<http::response> refusal(const http::request& what, const std::string& host, shown to) {
  const auto addressed = addressed_to(what);
  if (!addressed || !is_ours(addressed->host, host)) {
    return error_response(421, "the Host header names another server than this one");
  }
  const bool looks = what.method == "GET" || what.method == "HEAD" || what.method == "OPTIONS";
  if (looks && to == shown::to_anyone) return std::nullopt;
  const auto origin = what.headers.find("Origin");
  const auto site = what.headers.find("Sec-Fetch-Site");
  const bool foreign_origin = origin && *origin != addressed->origin();
  const bool foreign_site = site && *site != "same-origin" && *site != "none";
  if (!foreign_origin && !foreign_site) return std::nullopt;
  return error_response(403, "a page of another origin may neither change nor read anything here");
}

}  // namespace parcours::mocks::api
