#include "mocks/captcha/server.hpp"

#include "harness/base/text.hpp"
#include "harness/http/url.hpp"
#include "mocks/captcha/siteverify.hpp"
#include "mocks_captcha_embedded.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace parcours::mocks::captcha {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

constexpr std::size_t longest_site_key = plan::longest_site_key;
constexpr std::size_t longest_custom_data = 255;
constexpr std::size_t longest_hostname = 253;  // RFC 1035 2.3.4, without the last dot

std::string parameter(const http::request& what, std::string_view name) {
  for (auto& [key, value] : form_decode(what.body)) {
    if (key == name) return std::move(value);
  }
  return http::query_parameter(what.target, name).value_or("");
}

http::response plain(unsigned status, std::string_view type, std::string body) {
  return http::response(status, {{"Content-Type", std::string(type)}}, std::move(body));
}

// For the page that shows the box, which is of another origin than the mock.
http::response for_pages(unsigned status, std::string_view type, std::string body) {
  auto answer = plain(status, type, std::move(body));
  answer.headers.add("Access-Control-Allow-Origin", "*");
  return answer;
}

http::response not_allowed(std::string_view allowed) {
  auto answer = plain(405, "text/plain", "method not allowed\n");
  answer.headers.add("Allow", std::string(allowed));
  return answer;
}

// The page that asks, by its origin.
std::string page_of(const http::request& what) {
  const auto origin = what.headers.find("Origin");
  const auto read = origin ? http::parse_url(std::string(*origin) + "/") : fail("none", "");
  return read ? ascii_lower(read->host).substr(0, longest_hostname) : "127.0.0.1";
}

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char one) {
    return (one >= '0' && one <= '9') || (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || one == '_' ||
           one == '-';
  });
}

// What is wrong with an order, by the provider's own limits; empty: nothing.
std::string problem_of(const order& wanted, const provider_traits& how) {
  if (wanted.site_key.size() > longest_site_key) return fmt::format("sitekey has at most {} bytes", longest_site_key);
  const bool tests = test_key_named(how, wanted.site_key) != nullptr;
  if (tests && wanted.fares.value_or(outcome::pass) != outcome::pass) {
    return "a token of a published test key fares as the secret has it: plan an outcome for it";
  }
  const auto too_much = [&](std::string_view text, std::size_t longest) {
    return text.size() > longest || (how.plain_words && !is_plain(text));
  };
  const auto limit = [&](std::string_view name, std::size_t longest) {
    return fmt::format("{} has at most {} {}", name, longest,
                       how.plain_words ? "letters, digits, '_' and '-'" : "bytes");
  };
  if (too_much(wanted.action, how.longest_action)) return limit("action", how.longest_action);
  if (too_much(wanted.custom_data, longest_custom_data)) return limit("cdata", longest_custom_data);
  return {};
}

result<order> read_order(const http::request& what) {
  order wanted;
  if (const auto name = parameter(what, "outcome"); !name.empty()) {
    wanted.fares = outcome_from(name);
    if (!wanted.fares) return fail("bad-order", "outcome is one of pass, fail, expired, replayed");
  }
  if (const auto name = parameter(what, "provider"); !name.empty()) {
    const auto* by = provider_named(name);
    if (by == nullptr) return fail("bad-order", "provider is one of " + provider_names());
    wanted.provider = by->id;
  }
  if (const auto text = parameter(what, "score"); !text.empty()) {
    double score = -1;
    const auto* end = text.data() + text.size();
    const bool number = std::from_chars(text.data(), end, score) == std::from_chars_result{end, std::errc{}};
    if (!number || !(score >= 0 && score <= 1)) return fail("bad-order", "score is a number from 0 to 1");
    wanted.score = score;
  }
  wanted.site_key = parameter(what, "sitekey");
  wanted.action = parameter(what, "action");
  wanted.custom_data = parameter(what, "cdata");
  wanted.hostname = page_of(what);
  return wanted;
}

http::response mint(model& tokens, const http::request& what, duration now) {
  const auto wanted = read_order(what);
  if (!wanted) return for_pages(400, "text/plain", wanted.error().message + "\n");
  const auto problem = problem_of(*wanted, traits_of(tokens.provider_of(*wanted)));
  if (!problem.empty()) return for_pages(400, "text/plain", problem + "\n");
  return for_pages(200, "text/plain", tokens.mint(*wanted, now));
}

constexpr std::string_view minted_at = "X-Minted-At";

std::string milliseconds(ports::wall_time at) {
  return std::to_string(std::chrono::floor<std::chrono::milliseconds>(at).time_since_epoch().count());
}

// What the script is told of the part that it plays.
json::object part_of(const provider_traits& how, const model& tokens) {
  const auto seconds = [](duration life) { return std::chrono::duration<double>(life).count(); };
  json::object keys;
  for (const auto& one : how.test_keys) {
    keys[one.site_key] =
        json::object{{"acts", test_key::act_names[static_cast<std::size_t>(one.widget)]}, {"invisible", one.invisible}};
  }
  return {{"provider", how.name},
          {"global", how.global},
          {"holder", how.holder},
          {"field", how.field},
          {"fieldId", how.field_id},
          {"testKeys", std::move(keys)},
          {"ownKey", tokens.chosen().site_key},
          {"ownLife", seconds(tokens.life_of(how.id, tokens.chosen().site_key))},
          {"life", seconds(how.token_life)}};
}

// The one script: the box, and what pages call of it.
http::response script(const provider_traits& how, const model& tokens) {
  auto text = fmt::format("(function () {{\n'use strict';\nvar part = {};\n{}\n{}}})();\n",
                          json::serialize(part_of(how, tokens)), embedded::widget_js, embedded::widget_api_js);
  return for_pages(200, "text/javascript; charset=utf-8", std::move(text));
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
      const bool asks = what.method == "POST" || (how.takes_query && what.method == "GET");
      if (!asks) co_return not_allowed(how.takes_query ? "GET, POST" : "POST");
      co_return co_await siteverify(on, how, std::move(what));
    }
    if (path == how.script_path) {
      if (!get) co_return not_allowed("GET, HEAD");
      co_return script(how, on->tokens);
    }
  }
  if (path == "/now" && get) {
    co_return for_pages(200, "text/plain", milliseconds(on->world.time.wall()));
  }
  if (path != "/mint") co_return plain(404, "text/plain", "not found\n");
  if (what.method != "POST" && !get) co_return not_allowed("GET, HEAD, POST");
  auto minted = mint(on->tokens, what, on->world.time.now());
  minted.headers.add("Access-Control-Expose-Headers", std::string(minted_at));
  minted.headers.add(std::string(minted_at), milliseconds(on->world.time.wall()));
  co_return minted;
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
  const auto now = on->world.time.now();
  if (planned.drop || status != 0) {
    const auto& noted = on->tokens.note_fault(asked, now, status, planned.drop);
    on->world.log.record("captcha", "fault",
                         {{"provider", how.name}, {"status", noted.status}, {"session", noted.session}});
    auto broken = plain(status == 0 ? 500 : status, "text/plain", "fault asked for\n");
    if (planned.drop) broken.abort = http::abort_by::close;
    co_return broken;
  }
  const auto& judged = on->tokens.verify(asked, now, planned);
  on->world.log.record("captcha", judged.passed ? "passed" : "refused",
                       {{"provider", how.name},
                        {"error", judged.error_codes.empty() ? std::string_view() : judged.error_codes.front()},
                        {"session", judged.session}});
  co_return plain(judged.passed ? 200 : injected.refusal_status, "application/json",
                  to_json(judged, on->world.time.wall() - now));
}

}  // namespace parcours::mocks::captcha
