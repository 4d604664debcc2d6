#include "mocks/portal/server.hpp"

#include "harness/base/text.hpp"
#include "harness/ports/notifier.hpp"
#include "harness/smtp/client.hpp"
#include "mocks/portal/captcha.hpp"
#include "mocks/portal/code_mail.hpp"
#include "mocks/portal/pages.hpp"
#include "mocks/portal/visit.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace parcours::mocks::portal {

namespace asio = boost::asio;
using http::request;
using http::response;

namespace {

constexpr std::string_view form_type = "application/x-www-form-urlencoded";

/// Only where a form of the page raises the event.
std::optional<event> event_of(const form_values& form, state page) {
  const std::string_view name = value_in(form, "form");
  for (const transition& row : flow_table()) {
    if (row.from == page && kind_of(row.on) == request_kind::form && name_of(row.on) == name) return row.on;
  }
  return std::nullopt;
}

/// What the pages refer to, beside one another.
struct asset {
  std::string_view path;
  std::string_view type;
  std::string_view (*text)();
};
constexpr auto assets = std::to_array<asset>({{"/style.css", "text/css; charset=utf-8", style_sheet},
                                              {"/favicon.svg", "image/svg+xml", icon},
                                              {"/favicon.ico", "image/svg+xml", icon}});

const asset* asset_at(std::string_view path) {
  const auto* const found = std::ranges::find(assets, path, &asset::path);
  return found == assets.end() ? nullptr : found;
}

// The provider's script, its frame and its calls; nothing else from elsewhere, nothing inline (CSP Level 3).
std::string content_policy(const std::string& script_url) {
  const auto script = http::parse_url(script_url);
  std::string text =
      "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; img-src "
      "'self'";
  if (script) {
    const std::string origin = script->origin();
    text += " " + origin + "; script-src " + origin + "; frame-src " + origin + "; connect-src " + origin;
  }
  return text;
}

bool is_form(const request& from) {
  const auto type = from.headers.find("Content-Type");
  return type && iequals(trim(type->substr(0, type->find(';'))), form_type);
}

// A request as the portal looks at it.
struct question {
  question(request asked, std::string from)
      : what(std::move(asked)),
        remote_ip(std::move(from)),
        form(is_form(what) ? form_decode(what.body) : form_values{}) {}
  request what;
  std::string remote_ip;
  form_values form;
};

// What is kept of a request is bounded, however long it is.
exchange begun(const question& of, duration now) {
  constexpr std::size_t longest_path = 256;
  constexpr std::size_t most_fields = 32;
  constexpr std::size_t longest_name = 64;
  exchange made;
  made.at = now;
  made.method = of.what.method.substr(0, longest_name);
  made.path = http::path_of(of.what.target).substr(0, longest_path);
  for (const auto& field : of.form) {
    if (made.fields.size() < most_fields) made.fields.push_back(field.first.substr(0, longest_name));
  }
  return made;
}

}  // namespace

struct server::site {
  site(const ports::env& in, server_options chosen)
      : world(in),
        options(std::move(chosen)),
        model(std::make_unique<portal::model>(options.policy, options.defects, world.random.derive("portal"))),
        pages(make_pages()),
        csp(content_policy(options.captcha.script)),
        mail_ids(world.random.derive("portal mail")),
        faults(world.random.derive("portal faults")),
        answered(world.time.wire()) {}

  [[nodiscard]] portal::pages make_pages() const { return {options.policy, options.captcha}; }

  // Each coroutine holds a share of the site, so that the server may be destroyed while a request is being handled.
  static asio::awaitable<response> answer(std::shared_ptr<site> self, request what, http::exchange_info from);
  // Of whoever calls these, `asked` and `by` live until the answer is there; `by` is then who the browser is now.
  static asio::awaitable<response> handle(std::shared_ptr<site> self, const question& asked, visit& by);
  static asio::awaitable<response> post(std::shared_ptr<site> self, state page, const question& asked, visit& by);
  static asio::awaitable<bool> send_mail(std::shared_ptr<site> self, outgoing_code what, language in);
  /// The answer to a request that was under way when the world began anew: of its model and its log nothing is touched.
  static response cut_off() { return response(503, {{"Content-Type", "text/plain"}}, "the world began anew\n"); }

  response get(const request& what, visit& by);
  response get_step(state page, const request& what, visit& by);
  response instead(const fault& of, language in) const;
  void record(exchange what, unsigned status, std::uint64_t session);
  response html(unsigned status, std::string body) const;
  response error(unsigned status, language in) const { return html(status, pages.error(status, in)); }
  response not_allowed(std::string_view allowed, language in) const;
  response redirect(state page, std::string_view session, std::string_view query = {}) const;

  ports::env world;
  server_options options;
  std::unique_ptr<portal::model> model;
  portal::pages pages;
  std::string csp;
  random_source mail_ids;
  exchange_log exchanges;
  fault_plan faults;
  ports::notifier answered;
  std::uint64_t resets = 0;        // each has codes and session ids of its own
  std::uint64_t world_number = 0;  // of the world that requests are answered in: each reset and restore begins one
  std::unique_ptr<captcha_verifier> verifier;
};

asio::awaitable<response> server::site::answer(std::shared_ptr<site> self, request what, http::exchange_info from) {
  const question asked(std::move(what), std::move(from.remote.host));
  visit by = visit_of(asked.what);
  exchange seen = begun(asked, self->world.time.now());
  seen.session = self->model->number_of(by.session);
  const auto hit = self->faults.strike(asked.what.method, seen.path, seen.session);
  const auto began_in = self->world_number;
  response out;
  if (!hit || !hit->intercepts()) out = co_await handle(self, asked, by);
  if (began_in != self->world_number) co_return cut_off();
  if (hit) {
    if (hit->status != 0 || hit->intercepts()) out = self->instead(*hit, by.language);
    seen.fault = hit->name();
    out.abort = hit->abort;
    out.pieces = hit->pieces;
    // The answer to a HEAD has no body that could be spoilt (RFC 9110, 9.3.2).
    const bool of_body = out.abort == http::abort_by::truncation || out.abort == http::abort_by::malformed_chunk;
    if (of_body && asked.what.method == "HEAD") out.abort = http::abort_by::none;
    const auto delay = hit->delay ? hit->delay->low : duration::zero();
    if (delay > duration::zero()) co_await ports::sleep_for(self->world.time, delay);
    if (began_in != self->world_number) co_return cut_off();
  }
  const bool told = out.abort == http::abort_by::none || out.abort == http::abort_by::truncation;
  self->record(std::move(seen), told ? out.status : 0, self->model->number_of(by.session));
  co_return out;
}

void server::site::record(exchange what, unsigned status, std::uint64_t session) {
  if (session != 0) what.session = session;
  what.took = world.time.now() - what.at;
  what.status = status;
  // An address that is none of ours may hold anything.
  const bool ours = page_at(what.path) || what.path == "/" || asset_at(what.path) != nullptr;
  world.log.record("portal", "request",
                   {{"method", what.method},
                    {"path", ours ? std::string_view(what.path) : "(unknown)"},
                    {"status", std::uint64_t{status}},
                    {"session", what.session},
                    {"fault", what.fault}});
  exchanges.add(std::move(what));
  answered.notify_all();
}

response server::site::instead(const fault& of, language in) const {
  response out = error(of.status == 0 ? 500 : of.status, in);
  if (of.retry_after) out.headers.add("Retry-After", std::to_string(*of.retry_after));
  return out;
}

asio::awaitable<response> server::site::handle(std::shared_ptr<site> self, const question& asked, visit& by) {
  const request& what = asked.what;
  const std::string_view path = http::path_of(what.target);
  const auto page = page_at(path);
  const bool takes_forms = page && *page != state::landing && *page != state::done;
  response out;
  if (what.method == "GET" || what.method == "HEAD") {
    out = self->get(what, by);
  } else if (what.method == "POST" && takes_forms) {
    out = co_await post(self, *page, asked, by);
  } else if (page || path == "/" || asset_at(path)) {
    out = self->not_allowed(takes_forms ? "GET, HEAD, POST" : "GET, HEAD", by.language);
  } else {
    out = self->error(404, by.language);
  }
  if (by.chosen_now) set_language(out, by.language);
  co_return out;
}

response server::site::get(const request& what, visit& by) {
  const std::string_view path = http::path_of(what.target);
  if (path == "/") return redirect(state::landing, {});
  if (const auto* const found = asset_at(path)) {
    http::fields headers = {{"Content-Type", std::string(found->type)},
                            {"Cache-Control", "max-age=3600"},
                            {"X-Content-Type-Options", "nosniff"}};
    return response(200, std::move(headers), std::string(found->text()));
  }
  const auto page = page_at(path);
  if (!page) return error(404, by.language);
  if (*page == state::landing) {
    page_view view;
    view.language = by.language;
    return html(200, pages.render(view));
  }
  return get_step(*page, what, by);
}

// The first step opens a session: on r=2 for the activation (leaflet, step 1), on r=1 for the recovery (assumed).
response server::site::get_step(state page, const request& what, visit& by) {
  const auto asked = page == state::terms ? http::query_parameter(what.target, "r") : std::nullopt;
  if (asked && *asked != "1" && *asked != "2") return error(404, by.language);
  std::optional<flow_kind> entrance;
  if (asked) entrance = asked == "1" ? flow_kind::recovery : flow_kind::activation;
  look_result seen = model->look(by.session, page, world.time.now(), entrance);
  if (!seen.session.empty()) by.session = seen.session;
  if (!seen.shown) return redirect(seen.redirect, seen.session);
  seen.view.language = by.language;
  const std::string leaked = std::exchange(seen.view.leaked_code, {});
  if (model->defects().has(defect::code_in_page)) seen.view.leaked_code = leaked;
  response out = html(200, pages.render(seen.view));
  if (!leaked.empty() && model->defects().has(defect::code_in_header)) out.headers.add("X-Debug-Code", leaked);
  set_session(out, seen.session);
  return out;
}

asio::awaitable<response> server::site::post(std::shared_ptr<site> self, state page, const question& asked, visit& by) {
  const form_values& form = asked.form;
  const auto on = event_of(form, page);
  if (!on) co_return self->error(400, by.language);
  const auto began_in = self->world_number;
  decision made = self->model->handle(by.session, *on, form, self->world.time.now());
  std::string fresh = made.session;
  if (!fresh.empty()) by.session = fresh;

  std::optional<event> next;
  if (made.mail) {
    const bool sent = co_await send_mail(self, std::move(*made.mail), by.language);
    if (began_in != self->world_number) co_return cut_off();
    next = sent ? event::mail_sent : event::mail_failed;
  } else if (made.verify_captcha) {
    const std::string token(captcha_token_in(form));
    const captcha_answer said =
        co_await self->verifier->ask(token, asked.remote_ip, self->model->number_of(by.session));
    if (began_in != self->world_number) co_return cut_off();
    next = self->model->judge(said, token);
  }
  if (next) {
    made = self->model->handle(by.session, *next, form, self->world.time.now());
    if (!made.session.empty()) by.session = fresh = made.session;
  }
  if (made.delay > duration{}) co_await ports::sleep_for(self->world.time, made.delay);
  if (began_in != self->world_number) co_return cut_off();
  self->world.log.record("portal", name_of(next.value_or(*on)), {{"session", self->model->number_of(by.session)}});
  if (made.verdict == verdict::forged) {
    co_return self->html(403, self->pages.error(403, by.language, path_of(page)));
  }
  if (made.status == 404) co_return self->error(404, by.language);
  co_return self->redirect(made.next, fresh, made.query);
}

asio::awaitable<bool> server::site::send_mail(std::shared_ptr<site> self, outgoing_code what, language in) {
  parcours::smtp::envelope who{self->options.policy.sender_address, {what.to}};
  if (!what.cc.empty()) who.to.push_back(what.cc);
  const auto began_in = self->world_number;
  for (unsigned copy = 0; copy < what.copies; ++copy) {
    std::string id = self->mail_ids.hex(24) + "@" + self->options.hostname;
    std::string bytes =
        parcours::smtp::compose(code_mail(what, self->options.policy, self->world.time.wall(), std::move(id), in));
    const auto sent = co_await parcours::smtp::send(self->world, self->options.smtp, who, std::move(bytes),
                                                    self->options.policy.smtp_timeout, self->options.hostname);
    if (began_in != self->world_number) co_return false;
    if (!sent) {
      self->world.log.record("portal", "mail not sent", {{"error", sent.error().code}, {"session", what.session}});
      co_return false;
    }
  }
  co_return true;
}

response server::site::html(unsigned status, std::string body) const {
  http::fields headers = {{"Content-Type", "text/html; charset=utf-8"},
                          {"Cache-Control", "no-store"},
                          {"Content-Security-Policy", csp},
                          {"X-Content-Type-Options", "nosniff"},
                          {"Referrer-Policy", "same-origin"}};
  return response(status, std::move(headers), std::move(body));
}

response server::site::not_allowed(std::string_view allowed, language in) const {
  response out = error(405, in);
  out.headers.add("Allow", std::string(allowed));
  return out;
}

response server::site::redirect(state page, std::string_view session, std::string_view query) const {
  response out{303, {{"Location", std::string(path_of(page)).append(query)}, {"Cache-Control", "no-store"}}, {}};
  set_session(out, session);
  return out;
}

server::server(const ports::env& world, server_options options)
    : site_(std::make_shared<site>(world, std::move(options))),
      http_(world, [share = site_](request what, http::exchange_info from) {
        return site::answer(share, std::move(what), std::move(from));
      }) {}

server::~server() { stop(); }

result<void> server::start(const ports::endpoint& where) {
  auto verify = http::parse_url(site_->options.captcha_verify_url);
  if (!verify) return std::unexpected(verify.error());
  site_->verifier = std::make_unique<captcha_verifier>(site_->world, std::move(*verify), site_->options.captcha_secret,
                                                       site_->options.policy.captcha_timeout);
  const auto listening = http_.start(where);
  if (listening) return {};
  return fail("cannot-listen", "cannot listen on " + ports::to_string(where) + ": " + listening.error().message());
}

const ports::endpoint& server::address() const { return http_.address(); }

std::string server::url() const { return http_.url(); }

void server::stop() noexcept {
  http_.stop();
  site_->answered.notify_all();
}

void server::set_policy(portal::policy rules) {
  site_->options.policy = rules;
  if (site_->verifier) site_->verifier->set_timeout(rules.captcha_timeout);
  site_->pages = site_->make_pages();
  site_->model->set_rules(std::move(rules));
}

void server::reset(portal::policy rules, defect_set defects) {
  site_->exchanges.clear();
  site_->faults.clear();
  ++site_->resets;
  ++site_->world_number;
  const auto random = site_->world.random.derive("portal").derive(std::to_string(site_->resets));
  const auto noted = site_->model->noted();
  site_->model = std::make_unique<portal::model>(rules, defects, random);
  site_->model->note_after(noted);
  set_policy(std::move(rules));
}

portal::model& server::model() { return *site_->model; }

const exchange_log& server::exchanges() const { return site_->exchanges; }

void server::restore_exchanges(std::deque<exchange> all, std::uint64_t last) {
  ++site_->world_number;
  site_->exchanges.restore(std::move(all), last);
  site_->answered.notify_all();
}

random_source& server::mail_ids() { return site_->mail_ids; }

fault_plan& server::faults() { return site_->faults; }

asio::awaitable<void> server::until_changed(duration when) { return site_->answered.wait_until(when); }

}  // namespace parcours::mocks::portal
