#include "mocks/console/live.hpp"

#include "mocks/console/captcha_api.hpp"
#include "mocks/console/journal_api.hpp"
#include "mocks/console/mail_summary.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <ranges>

namespace parcours::mocks::console {

namespace asio = boost::asio;
namespace json = boost::json;

// One who listens: counted as long as its answer is being sent.
struct live::listener {
  listener(std::shared_ptr<live> its_server, mark from) : server(std::move(its_server)), told(from) {
    ++server->listeners_;
  }
  ~listener() { --server->listeners_; }
  listener(const listener&) = delete;
  listener& operator=(const listener&) = delete;

  std::shared_ptr<live> server;
  mark told;
};

namespace {

// JSON has no line ends of its own, so that it is one line of data.
std::string event(std::string_view name, const json::object& what) {
  return "event: " + std::string(name) + "\ndata: " + json::serialize(what) + "\n\n";
}

// What of `all`, oldest first, is newer than `last`.
template <class All, class Number>
auto newer(const All& all, std::uint64_t last, Number number) {
  const auto begin = std::ranges::upper_bound(all, last, {}, number);
  return std::ranges::subrange(begin, all.end());
}

}  // namespace

void live::add_routes(router& to) {
  to.add({"GET", "/api/control/events"}, [self = shared_from_this()](const call&) { return self->listen(); });
}

live::mark live::here() {
  const auto& mails = mocks_.mailbox().all(world_.time.now());
  const auto& events = mocks_.portal().model().journal();
  mark made;
  made.mail = mails.empty() ? 0 : mails.back().id;
  made.event = events.empty() ? 0 : events.back().number;
  made.request = mocks_.portal().exchanges().last();
  made.captcha = mocks_.captcha().state().asked();
  made.turns = turns_;
  made.worlds = worlds_;
  return made;
}

std::string live::news(mark& since) {
  auto now = here();
  now.told = since.told;
  if (now == since) return {};
  const auto epoch = world_.time.wall() - world_.time.now();
  std::string told;
  if (now.worlds != since.worlds) {
    since = now;
    return event("world", {{"frozen", time_.frozen()}});
  }
  now.mail = std::max(now.mail, since.mail);  // the newest may have been deleted
  // After a reset what else is numbered begins anew.
  const auto from = [](std::uint64_t last, std::uint64_t newest) { return newest < last ? 0 : last; };
  for (const auto& mail : newer(mocks_.mailbox().all(world_.time.now()), since.mail, &smtp::stored_mail::id)) {
    told += event("mail", list_item(mail, summarise(mail), epoch));
  }
  for (const auto& one :
       newer(mocks_.portal().model().journal(), from(since.event, now.event), &portal::journal_entry::number)) {
    told += event("journal", to_json(one, epoch));
  }
  for (const auto& one :
       newer(mocks_.portal().exchanges().all(), from(since.request, now.request), &portal::exchange::number)) {
    told += event("request", to_json(one, epoch));
  }
  for (const auto& one :
       newer(mocks_.captcha().state().checks(), from(since.captcha, now.captcha), &captcha::verification::number)) {
    told += event("captcha", to_json(one, epoch));
  }
  const bool reset = now.event < since.event;
  if (now.turns != since.turns || reset) told += event("world", {{"frozen", time_.frozen()}});
  since = now;
  return told;
}

http::response live::listen() {
  if (listeners_ >= most) return error_response(503, "there are 32 listeners already");
  auto answer = text_response("text/event-stream", "retry: 1000\n\n");
  auto mine = std::make_shared<listener>(shared_from_this(), here());
  mine->told.told = world_.time.wire().now();
  answer.more = [self = shared_from_this(), mine] { return next(self, mine); };
  return answer;
}

asio::awaitable<std::optional<std::string>> live::next(std::shared_ptr<live> self, std::shared_ptr<listener> to) {
  auto& wire = self->world_.time.wire();
  while (!self->stopped_) {
    auto told = self->news(to->told);
    if (told.empty() && wire.now() - to->told.told >= heartbeat) told = ": still here\n\n";
    if (!told.empty()) {
      to->told.told = wire.now();
      co_return told;
    }
    co_await ports::sleep_for(wire, tick);
  }
  co_return std::nullopt;
}

}  // namespace parcours::mocks::console
