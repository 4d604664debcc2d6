#include "mocks/control/journal_api.hpp"

#include "harness/base/text.hpp"
#include "mocks/api/body.hpp"
#include "mocks/control/captcha_api.hpp"
#include "mocks/smtp/mailbox.hpp"

#include <algorithm>
#include <expected>

namespace parcours::mocks::control {

using api::call;
using api::error_response;
using api::json_response;
using api::router;
using api::wait_of;
using api::whole;

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

// The numbers of a query, or the answer that says which is none.
class query_reader {
 public:
  explicit query_reader(const call& of) : of_(of) {}

  std::optional<std::uint64_t> number(std::string_view name, std::uint64_t most = std::uint64_t(-1)) {
    const auto text = http::query_parameter(of_.what.target, name);
    const auto read = whole(text.value_or(""));
    if (!text || (read && *read <= most)) return read;
    auto told = "'" + std::string(name) + "' is a whole number";
    if (most != std::uint64_t(-1)) told += " of at most " + std::to_string(most);
    wrong_ = error_response(400, told);
    return std::nullopt;
  }
  std::optional<duration> timeout() {
    const auto read = wait_of(of_.query("timeout"));
    if (!read) wrong_ = error_response(400, "'timeout' is a duration of at most 10m, such as 5s");
    return read;
  }
  [[nodiscard]] const std::optional<http::response>& wrong() const { return wrong_; }

 private:
  const call& of_;
  std::optional<http::response> wrong_;
};

struct event_filter {
  std::optional<std::uint64_t> session;
  std::string event;
  std::string detail;
  std::uint64_t after = 0;

  event_filter(const call& of, query_reader& numbers)
      : session(numbers.number("session")),
        event(of.query("event")),
        detail(of.query("detail")),
        after(numbers.number("after").value_or(0)) {}
  [[nodiscard]] bool holds(const portal::journal_entry& one) const {
    return one.number > after && (!session || *session == one.session) && (event.empty() || event == one.event) &&
           (detail.empty() || detail == one.detail);
  }
};

portal::exchange_filter exchange_filter_of(const call& of, query_reader& numbers) {
  portal::exchange_filter wanted;
  wanted.method = of.query("method");
  wanted.path = of.query("path");
  wanted.field = of.query("field");
  wanted.session = numbers.number("session");
  if (const auto status = numbers.number("status", 599)) wanted.status = static_cast<unsigned>(*status);
  wanted.after = numbers.number("after").value_or(0);
  return wanted;
}

}  // namespace

void journal_api::add_routes(router& to) {
  const auto self = shared_from_this();
  to.add({"GET", "/api/control/sessions"}, self, &journal_api::sessions);
  to.add({"GET", "/api/control/sessions/{session}"}, self, &journal_api::session);
  to.add({"GET", "/api/control/journal", "session event detail after"}, self, &journal_api::journal);
  to.add_waiting({"GET", "/api/control/journal/wait", "session event detail after timeout"},
                 [self](call of) { return wait_for_event(self, std::move(of)); });
  to.add({"GET", "/api/control/requests", "method path field session status after"}, self, &journal_api::requests);
  to.add_waiting({"GET", "/api/control/requests/wait", "method path field session status after timeout"},
                 [self](call of) { return wait_for_request(self, std::move(of)); });
}

std::map<std::uint64_t, json::array> journal_api::mails() {
  std::map<std::uint64_t, json::array> found;
  for (const auto& mail : mocks_.mailbox().all(world_.time.now())) {
    if (const auto number = smtp::session_of(mail.bytes)) found[number].emplace_back(std::to_string(mail.id));
  }
  return found;
}

json::object journal_api::told(const portal::session_info& one, json::array mails) const {
  return {{"session", one.number},
          {"flow", portal::flow_names[static_cast<std::size_t>(one.flow)]},
          {"at", portal::name_of(one.at)},
          {"seen", rfc3339(epoch() + one.seen)},
          {"mails", std::move(mails)}};
}

// What the journal still knows of a session that has expired, begun anew or lost its person; empty: nothing.
json::object journal_api::over(std::uint64_t number) {
  const auto& all = mocks_.portal().model().journal();
  const auto of_it = [&](const portal::journal_entry& one) { return one.session == number; };
  const auto last = std::ranges::find_if(all.rbegin(), all.rend(), of_it);
  if (number == 0 || last == all.rend()) return {};
  json::object made{{"session", number}, {"at", "over"}, {"seen", rfc3339(epoch() + last->at)}};
  for (const auto& one : all) {
    const bool activation = one.event == portal::name_of(portal::event::open_activation);
    if (!of_it(one) || (!activation && one.event != portal::name_of(portal::event::open_recovery))) continue;
    made["flow"] = portal::flow_names[activation ? 0 : 1];
  }
  made["mails"] = mails()[number];
  return made;
}

json::object to_json(const portal::journal_entry& one, ports::wall_time epoch) {
  return {{"number", one.number},
          {"session", one.session},
          {"at", rfc3339(epoch + one.at)},
          {"event", one.event},
          {"detail", one.detail}};
}

json::object to_json(const portal::exchange& one, ports::wall_time epoch) {
  json::array fields;
  for (const auto& name : one.fields) fields.emplace_back(to_utf8(name));
  return {{"number", one.number},
          {"session", one.session},
          {"at", rfc3339(epoch + one.at)},
          {"took", format_duration(one.took)},
          {"method", one.method},
          {"path", to_utf8(one.path)},
          {"fields", std::move(fields)},
          {"status", one.status},
          {"fault", one.fault}};
}

http::response journal_api::sessions(const call&) {
  json::array all;
  auto ids = mails();
  for (const auto& one : mocks_.portal().model().sessions(world_.time.now()))
    all.push_back(told(one, std::move(ids[one.number])));
  return json_response(json::object{{"sessions", std::move(all)}});
}

http::response journal_api::session(const call& of) {
  const auto number = whole(of.path.at("session"));
  const auto open = mocks_.portal().model().sessions(world_.time.now());
  const auto here = std::ranges::find(open, number.value_or(0), &portal::session_info::number);
  json::object answer = here != open.end() ? told(*here, mails()[*number]) : over(number.value_or(0));
  if (answer.empty()) return error_response(404, "there is no session " + to_utf8(of.path.at("session")));
  json::array events;
  for (const auto& one : mocks_.portal().model().journal()) {
    if (one.session == *number) events.push_back(to_json(one, epoch()));
  }
  json::array requests;
  for (const auto& one : mocks_.portal().exchanges().all()) {
    if (one.session == *number) requests.push_back(to_json(one, epoch()));
  }
  json::array checks;
  for (const auto& one : mocks_.captcha().state().checks()) {
    if (one.session == *number) checks.push_back(to_json(one, epoch()));
  }
  answer["captcha_checks"] = std::move(checks);
  answer["events"] = std::move(events);
  answer["requests"] = std::move(requests);
  return json_response(answer);
}

http::response journal_api::journal(const call& of) {
  query_reader numbers(of);
  const event_filter wanted(of, numbers);
  if (numbers.wrong()) return *numbers.wrong();
  json::array entries;
  std::size_t matching = 0;
  for (const auto& one : mocks_.portal().model().journal()) {
    if (wanted.holds(one) && ++matching <= page) entries.push_back(to_json(one, epoch()));
  }
  return json_response(json::object{{"count", matching}, {"entries", std::move(entries)}});
}

// Nothing, or {"nearest": …}.
json::object journal_api::nearest(const portal::exchange_filter& wanted) {
  const auto* near = mocks_.portal().exchanges().nearest(wanted);
  if (near == nullptr) return {};
  json::array differs;
  for (const auto name : wanted.differences(*near)) differs.emplace_back(name);
  return {{"nearest", {{"request", to_json(*near, epoch())}, {"differs", std::move(differs)}}}};
}

http::response journal_api::requests(const call& of) {
  query_reader numbers(of);
  const auto wanted = exchange_filter_of(of, numbers);
  if (numbers.wrong()) return *numbers.wrong();
  const auto found = mocks_.portal().exchanges().find(wanted);
  json::array entries;
  for (const auto* one : found) {
    if (entries.size() < page) entries.push_back(to_json(*one, epoch()));
  }
  json::object answer = found.empty() ? nearest(wanted) : json::object{};
  answer["count"] = found.size();
  answer["requests"] = std::move(entries);
  return json_response(answer);
}

asio::awaitable<std::optional<json::object>> journal_api::wait(std::shared_ptr<journal_api> self, look found,
                                                               duration within) {
  auto& wire = self->world_.time.wire();
  const auto until = wire.now() + within;
  for (;;) {
    if (auto answer = found()) co_return answer;
    if (wire.now() >= until) co_return std::nullopt;
    co_await self->mocks_.portal().until_changed(until);
  }
}

asio::awaitable<http::response> journal_api::wait_for_event(std::shared_ptr<journal_api> self, call of) {
  query_reader numbers(of);
  const event_filter wanted(of, numbers);
  const auto within = numbers.timeout();
  if (numbers.wrong()) co_return *numbers.wrong();
  look first = [self, wanted]() -> std::optional<json::object> {
    const auto& all = self->mocks_.portal().model().journal();
    const auto one = std::ranges::find_if(all, [&](const auto& entry) { return wanted.holds(entry); });
    if (one == all.end()) return std::nullopt;
    return json::object{{"cursor", one->number}, {"entry", to_json(*one, self->epoch())}};
  };
  const auto found = co_await wait(self, std::move(first), *within);
  if (!found) co_return error_response(408, "no such event came within " + format_duration(*within));
  co_return json_response(*found);
}

asio::awaitable<http::response> journal_api::wait_for_request(std::shared_ptr<journal_api> self, call of) {
  query_reader numbers(of);
  const auto wanted = exchange_filter_of(of, numbers);
  const auto within = numbers.timeout();
  if (numbers.wrong()) co_return *numbers.wrong();
  look first = [self, wanted]() -> std::optional<json::object> {
    const auto all = self->mocks_.portal().exchanges().find(wanted);
    if (all.empty()) return std::nullopt;
    return json::object{{"cursor", all.front()->number}, {"request", to_json(*all.front(), self->epoch())}};
  };
  const auto found = co_await wait(self, std::move(first), *within);
  if (found) co_return json_response(*found);
  json::object answer{{"Error", "no such request came within " + format_duration(*within)}};
  for (auto& [name, value] : self->nearest(wanted)) answer[name] = value;
  co_return json_response(answer, 408);
}

}  // namespace parcours::mocks::control
