#include "mocks/console/server.hpp"

#include "mocks/api/guard.hpp"
#include "mocks/console/live.hpp"
#include "mocks/console/pages.hpp"
#include "mocks/control/captcha_api.hpp"
#include "mocks/control/control_api.hpp"
#include "mocks/control/journal_api.hpp"
#include "mocks/control/metrics.hpp"
#include "mocks/mailpit/inbox_api.hpp"
#include "mocks/mailpit/mailpit_api.hpp"
#include "mocks/world/snapshot.hpp"
#include "mocks_console_embedded.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace parcours::mocks::console {

using api::call;
using api::error_response;
using api::json_response;
using api::refusal;
using api::route;
using api::router;
using api::shown;
using api::text_response;
using control::captcha_api;
using control::control_api;
using control::journal_api;
using control::metrics;
using mailpit::inbox_api;
using mailpit::mail_index;
using mailpit::mailpit_api;

namespace asio = boost::asio;

namespace {

constexpr std::string_view snapshot_path = "/api/control/snapshot";

}  // namespace

struct server::state {
  state(const ports::env& in, world::mock_world& with, ports::steered_clock& steered)
      : world(in),
        mocks(with),
        time(steered),
        mails(std::make_shared<mail_index>(in, with.mailbox(), with.chosen().mail_limits)),
        events(std::make_shared<live>(in, with, time, mails)) {
    std::make_shared<inbox_api>(in, with, mails)->add_routes(routes);
    std::make_shared<mailpit_api>(in, with, mails)->add_routes(routes);
    std::make_shared<control_api>(in, with, time)->add_routes(routes);
    std::make_shared<journal_api>(in, with)->add_routes(routes);
    std::make_shared<captcha_api>(in, with)->add_routes(routes);
    events->add_routes(routes);
    routes.add_lasting({"GET", snapshot_path}, [this](const call&) { return save(*this); });
    routes.add_lasting({"PUT", snapshot_path}, [this](call of) { return restore(*this, std::move(of)); });
    std::make_shared<pages>(in, with, time, mails)->add_routes(routes);
    routes.add({"GET", "/livez", {}, shown::to_anyone},
               [](const call&) { return text_response("text/plain", "ok\n"); });
    routes.add({"GET", "/readyz", {}, shown::to_anyone}, [this](const call&) {
      return stopped ? text_response("text/plain", "stopping\n", 503) : text_response("text/plain", "ok\n");
    });
    routes.add({"GET", "/metrics", {}, shown::to_anyone}, [this](const call&) {
      return text_response("text/plain; version=0.0.4; charset=utf-8", metrics(mocks, world.time.now()));
    });
    routes.add({"GET", "/openapi.json", {}, shown::to_anyone},
               [](const call&) { return text_response("application/json", std::string(embedded::openapi_json)); });
  }

  static asio::awaitable<http::response> save(state& on) {
    auto made = co_await world::take_snapshot(on.world, on.mocks, on.time);
    co_return made ? text_response("application/json", std::move(*made)) : error_response(409, made.error().message);
  }
  static asio::awaitable<http::response> restore(state& on, call of) {
    const auto done = co_await world::put_back(on.world, on.mocks, std::move(of.what.body), on.time);
    if (!done) co_return error_response(400, done.error().message);
    on.events->begin_anew();
    co_return json_response(boost::json::object{{"restored", true}});
  }

  ports::env world;
  world::mock_world& mocks;
  ports::steered_clock& time;
  std::shared_ptr<mail_index> mails;
  std::shared_ptr<live> events;
  router routes;
  std::string host;
  bool stopped = false;
};

server::server(const ports::env& world, world::mock_world& mocks, ports::steered_clock& time)
    : state_(std::make_shared<state>(world, mocks, time)),
      http_(
          world, [on = state_](http::request what, const http::exchange_info&) { return answer(on, std::move(what)); },
          limits(state_)) {}

server::~server() { stop(); }

http::server_limits server::limits(std::shared_ptr<state> of) {
  http::server_limits made;
  made.large_path = snapshot_path;
  made.large_body = of->mocks.chosen().largest_snapshot;
  made.watch_large = [](std::string_view method) -> http::server_limits::body_watch {
    if (method != "PUT") return nullptr;
    return [watch = std::make_shared<world::snapshot_watch>()](std::string_view more) -> std::optional<http::response> {
      const auto well = watch->feed(more);
      return well ? std::nullopt : std::optional(error_response(400, well.error().message));
    };
  };
  made.only_waits = [of = std::move(of)](const http::request& what) { return of->routes.only_waits(what); };
  return made;
}

asio::awaitable<http::response> server::answer(std::shared_ptr<state> on, http::request what) {
  const auto method = what.method;
  const auto pattern = on->routes.pattern_of(http::path_of(what.target));  // the path itself may name a person
  const bool looks = what.method == "GET" || what.method == "HEAD";
  auto refused = refusal(what, on->host, on->routes.shows(http::path_of(what.target)));
  auto made = refused ? std::move(*refused) : http::response(0);
  const bool of_mails =
      pattern == "/" || (!pattern.starts_with("/api/control/") && on->routes.shows(pattern) == shown::to_own_pages);
  if (!refused && of_mails) co_await mail_index::catch_up(on->mails);
  if (!refused) made = co_await on->routes.handle(std::move(what));
  if (!looks && !refused) on->events->turned();
  on->world.log.record("console", "request",
                       {{"method", method}, {"path", pattern}, {"status", std::uint64_t{made.status}}});
  co_return made;
}

// Mails are read while none comes, so that a search need not read them all and SMTP is not slowed down. A steady flow
// is kept up with as long as that costs next to nothing.
asio::awaitable<void> server::read_ahead(std::shared_ptr<state> on) {
  constexpr auto tick = std::chrono::milliseconds(100);
  constexpr std::size_t few = 8;     // at once: no request waits longer than for these
  constexpr std::size_t share = 32;  // a tick, whatever comes
  while (!on->stopped) {
    const auto newest = on->mails->newest();
    for (std::size_t read = 0; !on->stopped && (read < share || on->mails->newest() == newest); read += few) {
      const bool more = co_await mail_index::read_ahead(on->mails, few);
      if (!more) break;
      co_await asio::post(on->world.executor, asio::use_awaitable);
    }
    co_await ports::sleep_for(on->world.time.wire(), tick);
  }
}

result<void> server::start(const ports::endpoint& where) {
  state_->host = where.host;
  const auto listening = http_.start(where);
  if (!listening) {
    return fail("cannot-listen",
                "the console cannot listen on " + ports::to_string(where) + ": " + listening.error().message());
  }
  ports::spawn(state_->world, read_ahead(state_));
  return {};
}

std::vector<route> server::routes() const { return state_->routes.routes(); }

void server::stop() noexcept {
  state_->stopped = true;
  state_->events->stop();
  http_.stop();
}

}  // namespace parcours::mocks::console
