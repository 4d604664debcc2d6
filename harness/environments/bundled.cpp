#include "harness/environments/bundled.hpp"

#include "harness/base/text.hpp"
#include "harness/drivers/form_driver.hpp"
#include "harness/environments/mailbox_source.hpp"
#include "harness/net/machine.hpp"
#include "harness/run/personas.hpp"
#include "harness/sim/simulation.hpp"
#include "mocks/portal/subscribers.hpp"
#include "mocks/world/world.hpp"

#include <memory>
#include <utility>

namespace parcours::environments {

namespace asio = boost::asio;
namespace portal = mocks::portal;

namespace {

// Without a target file nothing but this machine is contacted, wherever a journey goes or a redirect leads.
asio::awaitable<result<void>> only_this_machine(http::url where) {
  if (http::is_loopback(where.host)) co_return result<void>();
  co_return fail("host-not-allowed", where.origin() + " is not this machine: only a target file may name another");
}

class bundled_environment final : public run::environment {
 public:
  bundled_environment(const ports::env& env, const journey::target& target, const run::personas& people,
                      duration timeout, mocks::world::mock_world& world)
      : env_(env),
        target_(target),
        people_(people),
        timeout_(timeout),
        world_(world),
        mail_(world.mailbox(), env.time),
        widget_(env) {}

  ports::env env() override { return env_; }
  const journey::target& target() const override { return target_; }
  std::unique_ptr<drivers::browser> open_browser(drivers::exchange_observer observer) override {
    drivers::form_driver_options made;
    made.base_url = world_.portal().url();
    made.before_request = only_this_machine;
    made.observer = std::move(observer);
    http::client_options connection;
    connection.timeout = timeout_;
    return std::make_unique<drivers::form_driver>(env_, std::move(connection), std::move(made));
  }
  inbox::mail_source& mail() override { return mail_; }

  asio::awaitable<result<std::string>> captcha_token(journey::captcha_answer outcome) override {
    const auto where = http::parse_url(world_.captcha().url() + "/mint?outcome=" + std::string(to_string(outcome)));
    const http::request mint("POST", "/");
    auto answer = co_await widget_.send(*where, mint);
    if (!answer) co_return std::unexpected(std::move(answer.error()));
    co_return std::move(answer->body);
  }

  bool synthetic() const override { return true; }
  duration paused() const override { return {}; }
  std::size_t captcha_checks() const override { return world_.captcha().state().verified(); }
  std::optional<journey::captcha_verdict> captcha_checked() const override {
    const auto* last = world_.captcha().state().last();
    if (last == nullptr) return journey::captcha_verdict::not_checked;
    return last->passed ? journey::captcha_verdict::passed : journey::captcha_verdict::failed;
  }

  std::optional<bool> account_active(const std::string& amo) const override {
    const auto account = world_.portal().model().account_of(amo);
    return account && account->active;
  }

  std::optional<std::string> variable(std::string_view name) const override {
    if (name == "world.portal") return world_.portal().url();
    if (name == "world.captcha") return world_.captcha().url();
    if (name == "world.smtp") return ports::to_string(world_.smtp().address());
    return run::variable_of(people_, name);
  }

  asio::awaitable<result<void>> wait(duration length) override {
    co_await env_.time.pass(length);
    co_return result<void>();
  }

 private:
  ports::env env_;
  const journey::target& target_;
  const run::personas& people_;
  duration timeout_;
  mocks::world::mock_world& world_;
  mailbox_source mail_;
  http::client widget_;
};

portal::subscriber as_subscriber(const run::persona& one) {
  const auto paid_by = one.spec.paid_by == journey::payment_kind::e_mandat ? portal::payment_mode::e_mandat
                                                                           : portal::payment_mode::bank_transfer;
  const auto& on_file = one.spec.email_on_file;
  const auto known = [&one](std::string_view name) { return run::person_variable(one.person, name); };
  auto made = portal::to_subscriber(one.person, paid_by,
                                    on_file ? journey::resolve(*on_file, known).value_or("") : one.person.email);
  made.active = one.spec.account == journey::account_state::active;
  return made;
}

parcours::smtp::fault to_fault(const journey::smtp_faults::rejection& wanted) {
  parcours::smtp::fault made;
  made.at = parcours::smtp::stage::recipient;
  made.code = wanted.code;
  if (!wanted.text.empty()) made.text = wanted.text;
  made.when.skip = wanted.after;
  made.when.times = wanted.first.value_or(schedule::always);
  return made;
}

mocks::world::options world_of(const journey::journey_case& what, const run::personas& people, portal::policy rules,
                               const portal::defect_set& defects) {
  mocks::world::options made;
  made.policy = std::move(rules);
  made.defects = defects;
  made.subscribers.push_back(as_subscriber(people.subscriber));
  for (const auto& [name, one] : people.others) made.subscribers.push_back(as_subscriber(one));
  if (!what.world) return made;
  for (const auto& one : what.world->defects) {
    if (const auto id = portal::defect_named(one.name)) made.defects.insert(*id);
  }
  made.smtp_down = what.world->smtp.down;
  made.mail_delay = what.world->smtp.delay;
  if (what.world->smtp.reject) made.smtp_faults.push_back(to_fault(*what.world->smtp.reject));
  made.captcha_down = what.world->captcha.down;
  made.captcha_faults.delay = what.world->captcha.slow;
  made.captcha_faults.status = what.world->captcha.error.value_or(0);
  return made;
}

// Backend: sim::simulation, or the machine with its stop flag.
template <class Backend, class Run>
result<void> play_on(Backend& backend, const Run& run_main, mocks::world::options chosen, const journey::target& target,
                     const run::personas& people, const bundled_options& options,
                     const run::environment_factory::action& play) {
  mocks::world::mock_world world(backend.env(), std::move(chosen));
  if (auto started = world.start(); !started) return started;
  bundled_environment environment(backend.env(), target, people, options.timeout, world);
  // Who still waits uses the world and the environment: they end before those do, by an exception too.
  struct takedown {
    ~takedown() {
      of.stop();
      on.abandon();
    }
    mocks::world::mock_world& of;
    Backend& on;
  };
  const takedown at_the_end{world, backend};
  auto played = run_main(play(environment, people));
  if (options.at_end) options.at_end(world.portal().model());
  return played;
}

}  // namespace

portal::policy policy_of(const journey::journey_case& what, const world_overlay& overlay, diagnostics& out) {
  portal::policy made;
  if (what.world && what.world->policy) portal::apply(made, *what.world->policy, out);
  if (overlay.policy) portal::apply(made, *overlay.policy, out);
  return made;
}

run::personas bundled_factory::people(const journey::journey_case& what, std::uint64_t seed) const {
  diagnostics checked_when_it_was_read;
  return run::draw_personas(what, policy_of(what, options_.overlay, checked_when_it_was_read).identifiers, seed);
}

result<void> bundled_factory::run(const journey::journey_case& what, std::uint64_t seed, action play) {
  diagnostics checked_when_it_was_read;
  auto rules = policy_of(what, options_.overlay, checked_when_it_was_read);
  const auto people = run::draw_personas(what, rules.identifiers, seed);
  auto chosen = world_of(what, people, std::move(rules), options_.overlay.defects);
  if (options_.kind == world_kind::sim) {
    sim::options simulated;
    simulated.seed = seed;
    sim::simulation world(simulated);
    const auto run_main = [&world](asio::awaitable<void> main) { return world.run(std::move(main)); };
    return play_on(world, run_main, std::move(chosen), target_, people, options_, play);
  }
  net::machine machine(net::time_kind::still, seed);
  const auto run_main = [&machine, this](asio::awaitable<void> main) { return machine.run(std::move(main), stop_); };
  return play_on(machine, run_main, std::move(chosen), target_, people, options_, play);
}

}  // namespace parcours::environments
