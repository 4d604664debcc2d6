#include "mocks/console/live.hpp"

#include "harness/base/text.hpp"
#include "mocks/api/body.hpp"
#include "mocks/control/captcha_api.hpp"
#include "mocks/control/journal_api.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <vector>

namespace parcours::mocks::console {

using api::call;
using api::error_response;
using api::router;
using api::text_response;
using api::whole;
using mailpit::list_item;
using mailpit::mail_index;

namespace asio = boost::asio;
namespace json = boost::json;

// One who listens: counted as long as its answer is being sent.
struct live::listener {
  listener(std::shared_ptr<live> its_server, mark from) : server(std::move(its_server)), sent(from) {
    ++server->listeners_;
  }
  ~listener() { --server->listeners_; }
  listener(const listener&) = delete;
  listener& operator=(const listener&) = delete;

  std::shared_ptr<live> server;
  mark sent;
};

namespace {

// JSON has no line ends of its own, so that it is one line of data.
std::string event(std::string_view name, const json::object& what, const std::string& id) {
  return "id: " + id + "\nevent: " + std::string(name) + "\ndata: " + json::serialize(what) + "\n\n";
}

// What of `all`, oldest first, is newer than `last`.
template <class All, class Number>
auto newer(const All& all, std::uint64_t last, Number number) {
  const auto begin = std::ranges::upper_bound(all, last, {}, number);
  return std::ranges::subrange(begin, all.end());
}

}  // namespace

void live::add_routes(router& to) {
  to.add({"GET", "/api/control/events"}, [self = shared_from_this()](const call& of) { return self->listen(of); });
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

std::string live::id_of(const mark& one) const {
  return fmt::format("{}-{}-{}-{}-{}-{}-{}", run_.time_since_epoch().count(), one.worlds, one.turns, one.mail,
                     one.event, one.request, one.captcha);
}

std::optional<live::mark> live::mark_of(std::string_view id) {
  std::vector<std::uint64_t> numbers;
  for (const auto part : split(id, '-')) {
    const auto read = whole(part);
    if (!read) return std::nullopt;
    numbers.push_back(*read);
  }
  if (numbers.size() != 7) return std::nullopt;
  mark made;
  std::uint64_t run = 0;
  std::size_t next = 0;
  for (auto* one : {&run, &made.worlds, &made.turns, &made.mail, &made.event, &made.request, &made.captcha}) {
    *one = numbers[next++];
  }
  if (run == static_cast<std::uint64_t>(run_.time_since_epoch().count())) return made;
  made = here();
  ++made.worlds;  // another world, of which nothing is known but that it is another
  return made;
}

std::string live::news(mark& since) {
  auto now = here();
  now.sent_at = since.sent_at;
  now.mail = std::min(now.mail, index_->read_to());
  if (now == since) return {};
  const auto epoch = world_.time.wall() - world_.time.now();
  if (now.worlds != since.worlds) {
    since = now;
    return event("world", {{"frozen", time_.frozen()}}, id_of(since));
  }
  now.mail = std::max(now.mail, since.mail);  // the newest may have been deleted
  // After a reset what else is numbered begins anew.
  const bool reset = now.event < since.event;
  if (reset) since.event = 0;
  if (now.request < since.request) since.request = 0;
  if (now.captcha < since.captcha) since.captcha = 0;
  std::string events;
  // The id of each says how far all of them have been told, for the connection may end behind any.
  const auto emit = [&](std::string_view name, std::uint64_t& last, std::uint64_t number, const json::object& what) {
    last = number;
    events += event(name, what, id_of(since));
  };
  for (const auto& mail : newer(mocks_.mailbox().all(world_.time.now()), since.mail, &smtp::stored_mail::id)) {
    if (mail.id > index_->read_to()) break;
    emit("mail", since.mail, mail.id, list_item(mail, index_->of(mail), epoch));
  }
  for (const auto& one : newer(mocks_.portal().model().journal(), since.event, &portal::journal_entry::number)) {
    emit("journal", since.event, one.number, control::to_json(one, epoch));
  }
  for (const auto& one : newer(mocks_.portal().exchanges().all(), since.request, &portal::exchange::number)) {
    emit("request", since.request, one.number, control::to_json(one, epoch));
  }
  for (const auto& one : newer(mocks_.captcha().state().checks(), since.captcha, &captcha::verification::number)) {
    emit("captcha", since.captcha, one.number, control::to_json(one, epoch));
  }
  if (now.turns != since.turns || reset) emit("world", since.turns, now.turns, {{"frozen", time_.frozen()}});
  since = now;
  return events;
}

http::response live::listen(const call& of) {
  if (listeners_ >= most) return error_response(503, "there are 32 listeners already");
  const auto last = of.what.headers.find("Last-Event-ID");
  const auto since = last ? mark_of(*last) : std::nullopt;
  auto mine = std::make_shared<listener>(shared_from_this(), since.value_or(here()));
  mine->sent.sent_at = world_.time.wire().now();
  auto answer = text_response("text/event-stream", "id: " + id_of(mine->sent) + "\nretry: 1000\n\n");
  answer.more = [self = shared_from_this(), mine] { return next(self, mine); };
  return answer;
}

asio::awaitable<std::optional<std::string>> live::next(std::shared_ptr<live> self, std::shared_ptr<listener> to) {
  auto& wire = self->world_.time.wire();
  while (!self->stopped_) {
    co_await mail_index::catch_up(self->index_);
    auto events = self->news(to->sent);
    if (events.empty() && wire.now() - to->sent.sent_at >= heartbeat) events = ": still here\n\n";
    if (!events.empty()) {
      to->sent.sent_at = wire.now();
      co_return events;
    }
    co_await ports::sleep_for(wire, tick);
  }
  co_return std::nullopt;
}

}  // namespace parcours::mocks::console
