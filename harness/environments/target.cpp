#include "harness/environments/target.hpp"

#include "harness/base/text.hpp"
#include "harness/drivers/form_driver.hpp"
#include "harness/environments/mailbox_source.hpp"
#include "harness/net/machine.hpp"
#include "harness/run/personas.hpp"

#include <fmt/format.h>

#include <functional>
#include <memory>

namespace parcours::environments {

namespace asio = boost::asio;

namespace {

journey::resolver from(const run::variables& values) {
  return [&values](std::string_view name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

// A person reads their own mailbox and types the code in. How many mails there are only they could say.
class typed_mail_source final : public inbox::mail_source {
 public:
  explicit typed_mail_source(ask_person ask) : ask_(std::move(ask)) {}

  asio::awaitable<result<inbox::received_mail>> wait(std::string, inbox::cursor after, duration) override {
    const auto code = ask_("The code that was mailed: ");
    if (!code || code->empty()) {
      co_return fail("mail-needs-person", "a person must type in the code that was mailed, and nobody did");
    }
    inbox::received_mail got;
    got.id = after + 1;
    got.mail.text = "code secret : " + *code;
    co_return got;
  }
  std::optional<std::size_t> count(std::string) override { return std::nullopt; }

 private:
  ask_person ask_;
};

// An inbox of ours on the address that the portal is set to send to.
struct own_inbox {
  own_inbox(const ports::env& env) : server(env, {}, box), source(server, box, env.time) {}
  mocks::smtp::mailbox box;
  mocks::smtp::server server;
  served_mailbox_source source;
};

class target_environment final : public run::environment {
 public:
  target_environment(const ports::env& env, const journey::target& target, const target_options& chosen, http::url base,
                     guards& its_guards)
      : env_(env), target_(target), options_(chosen), base_(std::move(base)), guards_(its_guards), provider_(env) {}

  // Nothing, or why the inbox cannot listen.
  result<void> open_inbox() {
    if (target_.mail.how != journey::mail_source::kind::smtp) return {};
    inbox_.emplace(env_);
    const auto where = http::parse_url("http://" + target_.mail.listen);
    if (!where) return std::unexpected(where.error());
    const auto listening = inbox_->server.start(where->where());
    if (listening) return {};
    return fail(listening.error().code, "the inbox: " + listening.error().message);
  }
  void close() noexcept {
    if (inbox_) inbox_->server.stop();
  }

  ports::env env() override { return env_; }
  const journey::target& target() const override { return target_; }
  std::unique_ptr<drivers::browser> open_browser(drivers::exchange_observer observer) override {
    drivers::form_driver_options made;
    made.base_url = base_.text();
    made.before_request = [this](http::url where) { return admit(std::move(where)); };
    made.observer = [this, told = std::move(observer)](const drivers::exchange& one) {
      told(one);
      if (one.answer) guards_.saw(one.answer->status);
    };
    http::client_options connection;
    connection.timeout = options_.timeout;
    connection.ca_file = target_.ca_file;
    return std::make_unique<drivers::form_driver>(env_, std::move(connection), std::move(made));
  }

  inbox::mail_source& mail() override {
    if (inbox_) return inbox_->source;
    return typed_;
  }

  asio::awaitable<result<std::string>> captcha_token(journey::captcha_answer outcome) override {
    const bool minted = target_.captcha.how == journey::captcha_source::kind::mint;
    if (!minted && outcome != journey::captcha_answer::pass) {
      co_return fail("captcha-not-possible", "on this target a captcha can only be passed or left out");
    }
    const run::variables asked{{"outcome", std::string(to_string(outcome))}};
    const journey::resolver values = [this, &asked](std::string_view name) -> std::optional<std::string> {
      const auto found = asked.find(name);
      return found == asked.end() ? variable(name) : std::optional(found->second);
    };
    const auto value = journey::resolve(target_.captcha.value, values);
    if (!value) co_return std::unexpected(value.error());
    if (minted) co_return co_await mint(*value);
    if (target_.captcha.how == journey::captcha_source::kind::token) co_return *value;
    const auto token =
        ask("This portal asks whether you are a robot. Tick its box in your browser and paste the token: ");
    if (token && !token->empty()) co_return *token;
    co_return fail("captcha-needs-person", "a person must tick the captcha, and nobody is at the terminal");
  }

  void observe(run::world_observer& told) override {
    if (!inbox_) return;
    inbox_->box.on_add(
        [&told](const mocks::smtp::stored_mail& mail) { told.mail_came(mail.who, mail.bytes, mail.transcript); });
  }

  bool synthetic() const override { return false; }
  duration paused() const override { return paused_; }
  std::size_t captcha_checks() const override { return 0; }
  std::optional<journey::captcha_verdict> captcha_checked() const override { return std::nullopt; }
  std::optional<bool> account_active(const std::string&) const override { return std::nullopt; }

  std::optional<std::string> variable(std::string_view name) const override {
    constexpr std::string_view family = "subscriber.";
    if (!name.starts_with(family)) return std::nullopt;
    const auto found = target_.subscriber.find(name.substr(family.size()));
    if (found == target_.subscriber.end()) return std::nullopt;
    const auto value = journey::resolve(found->second, from(options_.values));
    return value ? std::optional(*value) : std::nullopt;
  }

  asio::awaitable<result<void>> wait(duration length) override {
    if (length > options_.max_wait) {
      co_return fail("wait-too-long", fmt::format("a wait of {} is longer than --max-wait {}", format_duration(length),
                                                  format_duration(options_.max_wait)));
    }
    co_await env_.time.pass(length);
    co_return result<void>();
  }

 private:
  asio::awaitable<result<void>> admit(http::url where) {
    const auto pause = guards_.admit(where, base_);
    if (!pause) co_return std::unexpected(pause.error());
    if (*pause > duration::zero()) co_await ports::sleep_for(env_.time, *pause);
    paused_ += *pause;
    co_return result<void>();
  }

  // The time that a person takes counts against nobody.
  std::optional<std::string> ask(const std::string& question) {
    const auto began = env_.time.stopwatch();
    auto answer = options_.ask(question);
    paused_ += env_.time.stopwatch() - began;
    return answer;
  }

  asio::awaitable<result<std::string>> mint(std::string address) {
    const auto where = http::parse_url(address);
    if (!where) co_return std::unexpected(where.error());
    if (!http::is_loopback(where->host)) {
      co_return fail("host-not-allowed", "tokens are minted by a mock on this machine only, not by " + where->origin());
    }
    const http::request get;
    auto answer = co_await provider_.send(*where, get);
    if (!answer) co_return std::unexpected(std::move(answer.error()));
    if (answer->status != 200)
      co_return fail("mint-refused", where->text() + " answered " + std::to_string(answer->status));
    co_return std::string(trim(answer->body));
  }

  ports::env env_;
  const journey::target& target_;
  const target_options& options_;
  http::url base_;
  guards& guards_;
  http::client provider_;
  std::optional<own_inbox> inbox_;
  duration paused_{};
  typed_mail_source typed_{[this](const std::string& question) { return ask(question); }};
};

}  // namespace

std::string target_factory::refusal(const journey::journey_case& what) const {
  if (what.world) return "needs the bundled mocks: it says what the world is to be like (world:)";
  if (!what.others.empty()) return "needs the bundled mocks: it needs further people (others:)";
  if (what.subscriber.account == journey::account_state::active) {
    return "needs the bundled mocks: the account must be active before it begins";
  }
  const bool minted = target_.captcha.how == journey::captcha_source::kind::mint;
  for (const auto& step : what.steps) {
    const auto* submit = std::get_if<journey::submit_code_step>(&step.what);
    const bool plain = submit == nullptr || submit->captcha == journey::captcha_answer::pass ||
                       submit->captcha == journey::captcha_answer::missing;
    if (!plain && !minted) return "needs the bundled captcha provider: here a captcha can only be passed or left out";
  }
  if (target_.subscriber.empty())
    return "the target file gives no subscriber: whose numbers may be entered is not known";
  return {};
}

std::string target_factory::stopped() const { return guards_.stopped(); }

run::personas target_factory::people(const journey::journey_case& what, std::uint64_t seed) const {
  return run::draw_personas(what, {}, seed);
}

result<void> target_factory::run(const journey::journey_case& what, std::uint64_t seed, action play) {
  auto base = base_of(target_, options_.values);
  if (!base) return std::unexpected(base.error());
  net::machine machine(net::time_kind::flowing, seed);
  target_environment environment(machine.env(), target_, options_, std::move(*base), guards_);
  struct takedown {
    ~takedown() {
      of.close();
      on.abandon();
    }
    target_environment& of;
    net::machine& on;
  };
  const takedown at_the_end{environment, machine};
  if (auto opened = environment.open_inbox(); !opened) return opened;
  const auto personas = people(what, seed);
  return machine.run(play(environment, personas), stop_);
}

}  // namespace parcours::environments
