#include "mocks/captcha/server.hpp"

#include "harness/base/text.hpp"
#include "mocks_captcha_embedded.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>

namespace parcours::mocks::captcha {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

std::string parameter(const http::request& what, std::string_view name) {
  for (auto& [key, value] : form_decode(what.body)) {
    if (key == name) return std::move(value);
  }
  return http::query_parameter(what.target, name).value_or("");
}

http::response plain(unsigned status, std::string_view type, std::string body) {
  // The page that ticks the box is of another origin than the mock.
  return http::response(status, {{"Content-Type", std::string(type)}, {"Access-Control-Allow-Origin", "*"}},
                        std::move(body));
}

http::response not_allowed(std::string_view allowed) {
  auto answer = plain(405, "text/plain", "method not allowed\n");
  answer.headers.add("Allow", std::string(allowed));
  return answer;
}

http::response mint(model& tokens, const http::request& what, duration now) {
  const auto name = parameter(what, "outcome");
  const auto wanted = outcome_from(name.empty() ? "pass" : name);
  if (!wanted) return plain(400, "text/plain", "outcome is one of pass, fail, expired, replayed\n");
  return plain(200, "text/plain", tokens.mint(*wanted, now));
}

std::string to_json(const verification& what, ports::wall_time epoch) {
  json::object out{{"success", what.passed}};
  if (what.minted) {
    const auto second = std::chrono::floor<std::chrono::seconds>(epoch + *what.minted);
    out["challenge_ts"] = rfc3339(second).substr(0, 19) + "Z";
    out["hostname"] = "127.0.0.1";
  }
  if (!what.error_codes.empty()) out["error-codes"] = json::value_from(what.error_codes);
  return json::serialize(out);
}

}  // namespace

server::server(const ports::env& world, options chosen)
    : shared_(std::make_shared<shared>(
          shared{world, model(std::move(chosen), world.random.derive("captcha tokens")), faults{}})),
      http_(world,
            [on = shared_](http::request what, const http::exchange_info&) { return handle(on, std::move(what)); }) {}

asio::awaitable<http::response> server::handle(std::shared_ptr<shared> on, http::request what) {
  const auto path = http::path_of(what.target);
  const bool get = what.method == "GET" || what.method == "HEAD";
  if (path == "/recaptcha/api/siteverify") {
    if (what.method != "POST") co_return not_allowed("POST");
    co_return co_await siteverify(on, std::move(what));
  }
  if (path == "/mint") {
    if (what.method != "POST" && !get) co_return not_allowed("GET, HEAD, POST");
    co_return mint(on->tokens, what, on->world.time.now());
  }
  if (path == "/recaptcha/api.js") {
    if (!get) co_return not_allowed("GET, HEAD");
    co_return plain(200, "text/javascript; charset=utf-8", std::string(embedded::widget_js));
  }
  co_return plain(404, "text/plain", "not found\n");
}

asio::awaitable<http::response> server::siteverify(std::shared_ptr<shared> on, http::request what) {
  const auto injected = on->injected;
  if (injected.delay > duration::zero()) co_await ports::sleep_for(on->world.time, injected.delay);
  if (injected.status != 0) co_return plain(injected.status, "text/plain", "fault asked for\n");
  const auto now = on->world.time.now();
  const auto& judged = on->tokens.verify(parameter(what, "secret"), parameter(what, "response"), now);
  co_return plain(200, "application/json", to_json(judged, on->world.time.wall() - now));
}

}  // namespace parcours::mocks::captcha
