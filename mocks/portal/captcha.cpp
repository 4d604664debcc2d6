#include "mocks/portal/captcha.hpp"

#include "harness/base/text.hpp"

#include <boost/json.hpp>

#include <array>

namespace parcours::mocks::portal {

namespace json = boost::json;

namespace {

constexpr std::size_t longest_answer = 64U << 10U;  // bytes; providers send some hundred

}  // namespace

captcha_answer read_captcha_answer(std::string_view text) {
  boost::system::error_code problem;
  const json::value read = json::parse({text.data(), text.size()}, problem);
  const json::object* const answer = problem ? nullptr : read.if_object();
  const json::value* const success = answer ? answer->if_contains("success") : nullptr;
  if (!success || !success->is_bool()) return {};
  captcha_answer out{true, success->get_bool(), {}, false};
  const json::value* const codes = answer->if_contains("error-codes");
  if (!codes || !codes->is_array()) return out;
  for (const json::value& code : codes->get_array()) {
    if (code.is_string()) out.errors.emplace_back(code.get_string());
  }
  return out;
}

captcha_verifier::captcha_verifier(const ports::env& world, http::url verify, std::string secret, duration timeout)
    : world_(world), verify_(std::move(verify)), secret_(std::move(secret)), timeout_(timeout) {}

void captcha_verifier::set_timeout(duration timeout) {
  if (timeout == timeout_) return;
  timeout_ = timeout;
  idle_.clear();
}

boost::asio::awaitable<captcha_answer> captcha_verifier::ask(std::string token, std::string remote_ip,
                                                             std::uint64_t session) {
  const std::array<std::pair<std::string, std::string>, 3> fields = {
      {{"secret", secret_}, {"response", std::move(token)}, {"remoteip", std::move(remote_ip)}}};
  http::fields headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                          {std::string(session_field), std::to_string(session)}};
  http::request question("POST", verify_.target, std::move(headers), form_encode(fields));

  const auto timeout = timeout_;
  std::unique_ptr<http::client> client;
  if (idle_.empty()) {
    client = std::make_unique<http::client>(world_, http::client_options{timeout, longest_answer, {}});
  } else {
    client = std::move(idle_.back());
    idle_.pop_back();
  }
  const auto started = world_.time.stopwatch();
  const auto answered = co_await client->send(verify_, question);
  if (observer_) observer_({verify_, question, answered, started, world_.time.stopwatch() - started});
  if (timeout == timeout_) idle_.push_back(std::move(client));
  captcha_answer said;
  if (answered && answered->status == 200) said = read_captcha_answer(answered->body);
  said.broken = answered && !said.reached;
  co_return said;
}

}  // namespace parcours::mocks::portal
