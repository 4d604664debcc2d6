// `parcours serve`: the three mocks on loopback, for people and other tools, until SIGINT or SIGTERM.
#include "harness/base/shortage.hpp"
#include "harness/base/text.hpp"
#include "harness/cli/addresses.hpp"
#include "harness/cli/audit.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/log_file.hpp"
#include "harness/cli/mail_server.hpp"
#include "harness/cli/option_file.hpp"
#include "harness/cli/ready_file.hpp"
#include "harness/cli/reporting.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/cli/world_options.hpp"
#include "harness/fakeit/generator.hpp"
#include "harness/http/url.hpp"
#include "harness/net/machine.hpp"
#include "harness/yaml/decode.hpp"
#include "mocks/console/server.hpp"
#include "mocks/portal/subscribers.hpp"
#include "mocks/world/world.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <atomic>

namespace parcours::cli {

namespace json = boost::json;
namespace portal = mocks::portal;

namespace {

std::optional<portal::policy> read_policy(const serve_options& chosen) {
  if (chosen.policy.empty()) return portal::policy{};
  return read_file(chosen.color, chosen.policy, portal::read_policy);
}

std::optional<std::vector<portal::subscriber>> read_subscribers(const serve_options& chosen,
                                                                const fakeit::identifier_rules& rules) {
  const bool table = ascii_lower(chosen.subscribers).ends_with(".csv");
  const auto read = [&](std::shared_ptr<const source_file> file, diagnostics& found) {
    return table ? portal::read_subscribers_csv(std::move(file), rules, found)
                 : portal::read_subscribers(std::move(file), rules, found);
  };
  return read_file(chosen.color, chosen.subscribers, read, yaml::large_file);
}

std::vector<fakeit::person> draw_people(const serve_options& chosen, const portal::policy& policy, std::uint64_t seed) {
  fakeit::generator generator(random_source(seed).derive("people"), policy.identifiers);
  std::vector<fakeit::person> people;
  people.reserve(chosen.people);
  for (std::size_t i = 0; i < chosen.people; ++i) people.push_back(generator.person());
  return people;
}

json::object describe(const fakeit::person& who, portal::payment_mode mode) {
  json::object out;
  for (const auto& field : fakeit::person_fields()) out[field.name] = who.*field.value;
  out["paid_by"] = mode == portal::payment_mode::bank_transfer ? "bank_transfer" : "e_mandat";
  return out;
}

// Half of the people are paid by bank transfer, half by e-mandat.
portal::payment_mode mode_of(std::size_t index) {
  return index % 2 == 0 ? portal::payment_mode::bank_transfer : portal::payment_mode::e_mandat;
}

std::optional<mocks::world::options> world_options(const serve_options& chosen,
                                                   const std::vector<fakeit::person>& people, portal::policy policy) {
  const auto defects = read_defects(chosen.defects);
  if (!defects) return std::nullopt;
  mocks::world::options made;
  made.policy = std::move(policy);
  made.defects = *defects;
  made.portal_at = {chosen.host, chosen.portal_port};
  made.smtp_at = {chosen.host, chosen.smtp_port};
  made.captcha_at = {chosen.host, chosen.captcha_port};
  made.keep_mails = chosen.keep;
  made.mail_limits.parts = chosen.mail_parts;
  made.mail_limits.depth = chosen.mail_depth;
  made.mail_limits.header_fields = chosen.mail_fields;
  made.largest_snapshot = chosen.snapshot_size;
  if (!read_mail_server(chosen, made)) return std::nullopt;
  if (chosen.subscribers.empty()) {
    for (std::size_t i = 0; i < people.size(); ++i)
      made.subscribers.push_back(portal::to_subscriber(people[i], mode_of(i), people[i].email));
  } else {
    auto given = read_subscribers(chosen, made.policy.identifiers);
    if (!given) return std::nullopt;
    made.subscribers = std::move(*given);
  }
  if (!chosen.mail_to.empty()) {
    auto where = parse_endpoint(chosen.mail_to);
    if (!where) {
      complain(fmt::format("error[{}]: --mail-to: {}\n", where.error().code, where.error().message));
      return std::nullopt;
    }
    made.mail_to = std::move(*where);
  }
  if (!chosen.captcha_verify.empty()) made.captcha_verify_url = chosen.captcha_verify;
  made.captcha_provider = mocks::captcha::provider_named(chosen.captcha_provider)->id;
  if (!chosen.captcha_site_key.empty()) made.captcha_site_key = chosen.captcha_site_key;
  if (!chosen.captcha_secret.empty()) made.captcha_secret = chosen.captcha_secret;
  return made;
}

// All that a portal of one's own is switched to it by.
json::object captcha_json(mocks::world::mock_world& world) {
  auto& captcha = world.captcha();
  json::object out{{"url", captcha.url()}, {"verify_url", captcha.verify_url()}, {"script_url", captcha.script_url()}};
  out["site_key"] = captcha.chosen().site_key;
  // With --captcha-verify it is that provider's, and none of this file's business.
  if (!world.chosen().captcha_verify_url) out["secret"] = captcha.chosen().secret;
  return out;
}

std::string ready_json(mocks::world::mock_world& world, const mocks::console::server& console,
                       const std::vector<fakeit::person>& people) {
  json::array known;
  for (std::size_t i = 0; i < people.size(); ++i) known.push_back(describe(people[i], mode_of(i)));
  const auto& smtp = world.smtp().address();
  json::object smtp_at{{"host", smtp.host}, {"port", smtp.port}};
  if (const auto port = world.smtp().tls_address().port; port != 0) smtp_at["tls_port"] = port;
  const json::object out{{"portal", {{"url", world.portal().url()}}},
                         {"smtp", std::move(smtp_at)},
                         {"captcha", captcha_json(world)},
                         {"console", {{"url", console.url()}}},
                         {"subscribers", std::move(known)}};
  return json::serialize(out) + "\n";
}

void announce(mocks::world::mock_world& world, const mocks::console::server& console,
              const std::vector<fakeit::person>& people, std::uint64_t seed) {
  const auto& tls = world.smtp().tls_address();
  say(fmt::format("portal   {}/mon_compte\nsmtp     {}{}\ncaptcha  {}\nconsole  {}\nseed     {}\n",
                  world.portal().url(), ports::to_string(world.smtp().address()),
                  tls.port != 0 ? fmt::format(", with TLS {}", ports::to_string(tls)) : "", world.captcha().url(),
                  console.url(), seed));
  if (!people.empty()) {
    const auto& one = people.front();
    say(fmt::format("someone it knows (synthetic): AMO {}, {} {}, RIB {}\n", one.amo, one.issuer, one.registration,
                    one.rib));
  }
  say("ready: Ctrl-C ends it\n");
}

int tell_start(const error& why, const serve_options& chosen) {
  return why.code == "cannot-listen" ? tell(with_holder(why, chosen), not_carried_out) : tell(why, bad_usage);
}

// What may stand in no log.
redactor secrets_of(const serve_options& chosen, const mocks::world::options& world) {
  std::vector<secret> hidden{{"--captcha-secret", chosen.captcha_secret}};
  if (world.smtp_session.users) {
    for (const auto& [name, password] : *world.smtp_session.users) hidden.push_back({"password of " + name, password});
  }
  return redactor(hidden);
}

boost::asio::awaitable<void> until_stopped(ports::env env) {
  for (;;) co_await ports::sleep_for(env.time, std::chrono::hours(1));
}

}  // namespace

int serve(const serve_options& chosen) {
  ready_file ready(chosen.ready_file);
  if (const auto cleared = ready.clear(); !cleared) return tell(cleared.error(), not_carried_out);
  if (const auto enough = spare_descriptors(32); !enough) return tell(enough.error(), not_carried_out);
  if (const auto well = check_addresses(chosen); !well) return tell(well.error(), bad_usage);
  auto policy = read_policy(chosen);
  if (!policy) return bad_usage;
  const auto seed = chosen.seed.value_or(net::fresh_seed() >> 32U);
  const auto people = chosen.subscribers.empty() ? draw_people(chosen, *policy, seed) : std::vector<fakeit::person>{};
  auto options = world_options(chosen, people, std::move(*policy));
  if (!options) return bad_usage;

  std::atomic<bool> stop = false;
  const net::stop_signals signals(stop);
  net::machine machine(net::time_kind::flowing, seed);
  auto env = machine.env();
  ports::steered_clock time(env.executor, env.time);
  std::unique_ptr<log_file> log;
  audit checked(secrets_of(chosen, *options));
  if (!chosen.log.path.empty()) {
    auto opened = log_file::open(chosen.log, secrets_of(chosen, *options), checked, time);
    if (!opened) return tell(opened.error(), not_carried_out);
    log = std::move(*opened);
  }
  const ports::env steered{env.executor, time, env.net, env.random, log ? *log : env.log, env.beside};
  mocks::world::mock_world world(steered, std::move(*options));
  const auto started = world.start();
  if (!started) return tell_start(started.error(), chosen);
  mocks::console::server console(steered, world, time);
  const auto opened = console.start({chosen.host, chosen.console_port});
  if (!opened) return tell_start(opened.error(), chosen);
  if (const auto written = ready.write(ready_json(world, console, people)); !written) {
    return tell(written.error(), not_carried_out);
  }
  announce(world, console, people, seed);
  (void)machine.run(until_stopped(env), stop);
  console.stop();
  world.stop();
  time.abandon();
  machine.abandon();
  return checked.finish(log_file::files(chosen.log));
}

}  // namespace parcours::cli
