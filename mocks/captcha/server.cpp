#include "mocks/captcha/server.hpp"

#include "harness/base/text.hpp"
#include "harness/http/url.hpp"
#include "mocks/captcha/siteverify.hpp"
#include "mocks_captcha_embedded.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <charconv>

namespace parcours::mocks::captcha {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

constexpr std::size_t longest_value = 200;  // bytes of a site key or an action

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

http::response bad(std::string_view message) { return plain(400, "text/plain", std::string(message) + "\n"); }

http::response not_allowed(std::string_view allowed) {
  auto answer = plain(405, "text/plain", "method not allowed\n");
  answer.headers.add("Allow", std::string(allowed));
  return answer;
}

// The page that asks, by its origin.
std::string page_of(const http::request& what) {
  const auto origin = what.headers.find("Origin");
  const auto read = origin ? http::parse_url(std::string(*origin) + "/") : fail("none", "");
  return read ? read->host : "127.0.0.1";
}

http::response mint(model& tokens, const http::request& what, duration now) {
  order wanted;
  if (const auto name = parameter(what, "outcome"); !name.empty()) {
    wanted.fares = outcome_from(name);
    if (!wanted.fares) return bad("outcome is one of pass, fail, expired, replayed");
  }
  if (const auto name = parameter(what, "provider"); !name.empty()) {
    const auto* by = provider_named(name);
    if (by == nullptr) return bad("provider is one of recaptcha, hcaptcha, turnstile");
    wanted.provider = by->id;
  }
  if (const auto text = parameter(what, "score"); !text.empty()) {
    double score = -1;
    const auto* end = text.data() + text.size();
    const bool number = std::from_chars(text.data(), end, score) == std::from_chars_result{end, std::errc{}};
    if (!number || !(score >= 0 && score <= 1)) return bad("score is a number from 0 to 1");
    wanted.score = score;
  }
  wanted.site_key = parameter(what, "sitekey");
  wanted.action = parameter(what, "action");
  if (std::max(wanted.site_key.size(), wanted.action.size()) > longest_value) {
    return bad("sitekey and action have at most 200 bytes");
  }
  wanted.hostname = page_of(what);
  return plain(200, "text/plain", tokens.mint(wanted, now));
}

// The one script, told whose part it plays.
http::response script(const provider_traits& how, const model& tokens) {
  const auto seconds = [](duration life) { return std::chrono::duration<double>(life).count(); };
  const json::object part{{"provider", how.name},
                          {"global", how.global},
                          {"holder", how.holder},
                          {"field", how.field},
                          {"mirror", how.mirror},
                          {"ownKey", tokens.chosen().site_key},
                          {"ownLife", seconds(tokens.life_of(how.id, tokens.chosen().site_key))},
                          {"life", seconds(how.token_life)}};
  std::string text(embedded::widget_js);
  constexpr std::string_view hole = "/* PART */ {}";
  text.replace(text.find(hole), hole.size(), json::serialize(part));
  return plain(200, "text/javascript; charset=utf-8", std::move(text));
}

}  // namespace

server::server(const ports::env& world, options chosen)
    : shared_(std::make_shared<shared>(
          shared{world, model(std::move(chosen), world.random.derive("captcha tokens")), faults{}, 0})),
      http_(world,
            [on = shared_](http::request what, const http::exchange_info&) { return handle(on, std::move(what)); }) {}

std::string server::verify_url() const { return url() + std::string(traits_of(chosen().provider).verify_path); }

std::string server::script_url() const { return url() + std::string(traits_of(chosen().provider).script_path); }

asio::awaitable<http::response> server::handle(std::shared_ptr<shared> on, http::request what) {
  const auto path = http::path_of(what.target);
  const bool get = what.method == "GET" || what.method == "HEAD";
  for (const auto& how : all_providers()) {
    if (path == how.verify_path) {
      if (what.method != "POST") co_return not_allowed("POST");
      co_return co_await siteverify(on, how, std::move(what));
    }
    if (path == how.script_path) {
      if (!get) co_return not_allowed("GET, HEAD");
      co_return script(how, on->tokens);
    }
  }
  if (path != "/mint") co_return plain(404, "text/plain", "not found\n");
  if (what.method != "POST" && !get) co_return not_allowed("GET, HEAD, POST");
  co_return mint(on->tokens, what, on->world.time.now());
}

asio::awaitable<http::response> server::siteverify(std::shared_ptr<shared> on, const provider_traits& how,
                                                   http::request what) {
  const auto injected = on->injected;
  const auto asked = read_question(how, what);
  const auto generation = on->tokens.generation();
  const auto plan_for_it = on->tokens.strike(asked);
  const auto planned = plan_for_it.value_or(plan{});
  if (plan_for_it || injected.delay > duration::zero() || injected.status != 0) ++on->struck;
  const auto delay = injected.delay + planned.delay;
  if (delay > duration::zero()) co_await ports::sleep_for(on->world.time, delay);
  if (generation != on->tokens.generation()) co_return plain(503, "text/plain", "the world began anew\n");
  const auto status = planned.status != 0 ? planned.status : injected.status;
  if (planned.drop || status != 0) {
    auto broken = plain(status == 0 ? 500 : status, "text/plain", "fault asked for\n");
    if (planned.drop) broken.abort = http::abort_by::close;
    co_return broken;
  }
  const auto now = on->world.time.now();
  const auto& judged = on->tokens.verify(asked, now, planned);
  on->world.log.record("captcha", judged.passed ? "passed" : "refused",
                       {{"provider", how.name},
                        {"error", judged.error_codes.empty() ? std::string_view() : judged.error_codes.front()},
                        {"session", judged.session}});
  co_return plain(judged.passed ? 200 : injected.refusal_status, "application/json",
                  to_json(judged, on->world.time.wall() - now));
}

}  // namespace parcours::mocks::captcha
