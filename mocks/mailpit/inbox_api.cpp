#include "mocks/mailpit/inbox_api.hpp"

#include "harness/base/text.hpp"
#include "mocks/api/body.hpp"
#include "mocks/mailpit/chaos.hpp"
#include "mocks/mailpit/code_json.hpp"
#include "mocks/mailpit/mail_query.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

namespace parcours::mocks::mailpit {

using api::call;
using api::error_response;
using api::json_response;
using api::read_body;
using api::router;
using api::text_response;
using api::wait_of;
using api::whole;

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

// Of a media type (RFC 6838 section 4.2): anything else would be a header field of a stranger's making.
constexpr std::string_view token_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$&-^_.+/";

http::response bad(std::string_view message) { return error_response(400, message); }
// What Mailpit counts. Its mails are never rejected or ignored here without the sender being told why.
json::object runtime_stats(const smtp::mailbox& box, duration uptime) {
  const auto& counted = box.counted();
  return {{"Uptime", std::chrono::floor<std::chrono::seconds>(uptime).count()},
          {"Memory", box.bytes()},
          {"MessagesDeleted", counted.dropped},
          {"SMTPAccepted", counted.accepted},
          {"SMTPAcceptedSize", counted.accepted_bytes},
          {"SMTPRejected", 0},
          {"SMTPIgnored", 0}};
}

std::string as_shown(std::string_view address) { return parcours::smtp::shown_address(to_utf8(address)); }

http::response done() { return text_response("text/plain; charset=utf-8", "ok"); }

}  // namespace

void inbox_api::add_routes(router& to) {
  const auto self = shared_from_this();
  const auto of_mail = [&](std::string_view pattern, answer_of answer) {
    to.add_lasting({"GET", pattern}, [self, answer](call of) { return with_mail(self, std::move(of), answer); });
  };
  to.add({"GET", "/api/v1/messages"}, self, &inbox_api::list);
  to.add_lasting({"PUT", "/api/v1/messages"}, [self](call of) { return mark(self, std::move(of)); });
  to.add_lasting({"DELETE", "/api/v1/messages"}, [self](call of) { return remove(self, std::move(of)); });
  to.add_lasting({"GET", "/api/v1/search"}, [self](call of) { return search(self, std::move(of)); });
  to.add_lasting({"DELETE", "/api/v1/search"}, [self](call of) { return remove_found(self, std::move(of)); });
  to.add({"GET", "/api/v1/info"}, [self](const call&) { return self->info(); });
  to.add({"GET", "/api/v1/chaos"}, self, &inbox_api::chaos);
  to.add({"PUT", "/api/v1/chaos"}, self, &inbox_api::set_chaos);
  to.add_waiting({"GET", "/api/v1/wait", "to subject after timeout pattern length"},
                 [self](call of) { return wait(self, std::move(of)); });
  to.add_lasting({"GET", "/api/v1/message/{ID}"}, [self](call of) { return message(self, std::move(of)); });
  to.add_lasting({"GET", "/api/v1/message/{ID}/headers"}, [self](call of) { return headers(self, std::move(of)); });
  of_mail("/api/v1/message/{ID}/raw", &inbox_api::raw);
  of_mail("/api/v1/message/{ID}/envelope", &inbox_api::envelope);
  of_mail("/api/v1/message/{ID}/transcript", &inbox_api::transcript);
  to.add_lasting({"GET", "/api/v1/message/{ID}/part/{PartID}"}, [self](call of) { return part(self, std::move(of)); });
}

asio::awaitable<inbox_api::found_mail> inbox_api::find(std::shared_ptr<inbox_api> self, std::string id,
                                                       std::string query) {
  const auto mail = co_await mail_index::find(self->index_, std::move(id), std::move(query));
  if (mail) co_return *mail;
  co_return std::unexpected(error_response(mail.error().code == "no-mail" ? 404 : 400, mail.error().message));
}

asio::awaitable<http::response> inbox_api::with_mail(std::shared_ptr<inbox_api> self, call of, answer_of answer) {
  const auto mail = co_await find(self, of.path.at("ID"), of.query("query"));
  if (!mail) co_return mail.error();
  co_return (self.get()->*answer)(**mail, of);
}

json::object inbox_api::page(const call& of, const mail_list& newest_first) {
  const auto start = whole(of.query("start")).value_or(0);
  const auto asked = whole(of.query("limit")).value_or(default_page);
  const auto limit = asked == 0 ? largest_page : std::min<std::uint64_t>(asked, largest_page);
  json::array items;
  for (auto i = start; i < newest_first.size() && items.size() < limit; ++i) {
    items.emplace_back(list_item(*newest_first[i], index_->of(*newest_first[i]), epoch()));
  }
  const auto& all = mocks_.mailbox().all(world_.time.now());
  const auto unread = [](const auto& mail) { return !mail.read; };
  return {{"total", all.size()},
          {"unread", std::ranges::count_if(all, unread)},
          {"count", items.size()},
          {"messages_count", newest_first.size()},
          {"messages_unread", std::ranges::count_if(newest_first, [](const auto* mail) { return !mail->read; })},
          {"start", start},
          {"tags", tags_json(index_->tags())},
          {"messages", std::move(items)}};
}

// What changes mails is read strictly: a term that is left out would make the query find more of them.
asio::awaitable<inbox_api::found_ids> inbox_api::ids_found(std::shared_ptr<inbox_api> self, std::string text) {
  auto query = mail_query::read(text);
  if (!query) co_return std::unexpected(query.error());
  if (!query->left_out().empty()) co_return fail("no-date", "there is no date in '" + query->left_out() + "'");
  if (query->empty()) co_return fail("empty-query", "the query has no terms");
  std::vector<smtp::cursor> ids;
  for (const auto* mail : co_await mail_index::matching(self->index_, std::move(*query))) ids.push_back(mail->id);
  co_return ids;
}

asio::awaitable<inbox_api::found_ids> inbox_api::chosen(std::shared_ptr<inbox_api> self, selection by) {
  if (!by.search.empty()) co_return co_await ids_found(self, std::move(by.search));
  std::vector<smtp::cursor> ids;
  for (const auto& id : by.ids) {
    if (const auto number = whole(id)) ids.push_back(*number);
  }
  if (by.empty()) {
    for (const auto& mail : self->mocks_.mailbox().all(self->world_.time.now())) ids.push_back(mail.id);
  }
  co_return ids;
}

http::response inbox_api::list(const call& of) { return json_response(page(of, index_->all())); }

asio::awaitable<http::response> inbox_api::search(std::shared_ptr<inbox_api> self, call of) {
  const auto query = of.query("query");
  if (trim(query).empty()) co_return bad("'query' says what to search for");
  auto read = mail_query::read(query);
  if (!read) co_return bad(read.error().message);
  const auto found = co_await mail_index::matching(self->index_, std::move(*read));
  co_return json_response(self->page(of, found));
}

asio::awaitable<http::response> inbox_api::remove_found(std::shared_ptr<inbox_api> self, call of) {
  const auto ids = co_await ids_found(self, of.query("query"));
  if (!ids) co_return bad(ids.error().message);
  for (const auto id : *ids) self->mocks_.mailbox().remove(id);
  co_return done();
}

asio::awaitable<http::response> inbox_api::remove(std::shared_ptr<inbox_api> self, call of) {
  const auto by = of.what.body.empty() ? selection{} : read_selection(of.what.body, {"IDs"});
  if (!by) co_return bad(by.error().message);
  const auto ids = co_await chosen(self, *by);
  for (const auto id : *ids) self->mocks_.mailbox().remove(id);
  if (by->empty()) self->mocks_.mailbox().clear();  // those on their way too
  co_return done();
}

asio::awaitable<http::response> inbox_api::mark(std::shared_ptr<inbox_api> self, call of) {
  const auto by = read_selection(of.what.body, {"IDs", "Search", "Read"});
  if (!by) co_return bad(by.error().message);
  const auto ids = co_await chosen(self, *by);
  if (!ids) co_return bad(ids.error().message);
  for (const auto id : *ids) self->mocks_.mailbox().mark(id, by->read);
  co_return done();
}

json::object inbox_api::tag_counts() {
  json::object made;
  for (const auto& tag : index_->tags()) made[tag] = 0;
  for (const auto* mail : index_->all()) {
    for (const auto& tag : tags_of(*mail, index_->of(*mail))) made[tag] = made[tag].as_int64() + 1;
  }
  return made;
}

http::response inbox_api::info() {
  const auto& all = mocks_.mailbox().all(world_.time.now());
  std::size_t bytes = 0;
  for (const auto& mail : all) bytes += mail.bytes.size();
  return json_response(json::object{{"Version", "parcours"},
                                    {"LatestVersion", "parcours"},
                                    {"Database", "memory"},
                                    {"DatabaseSize", bytes},
                                    {"Messages", all.size()},
                                    {"Unread", std::ranges::count_if(all, [](const auto& one) { return !one.read; })},
                                    {"Tags", tag_counts()},
                                    {"RuntimeStats", runtime_stats(mocks_.mailbox(), world_.time.wire().now())}});
}

http::response inbox_api::chaos(const call&) { return json_response(chaos_json(mocks_.smtp().chaos().items())); }

http::response inbox_api::set_chaos(const call& of) {
  auto wanted = read_body(of, read_chaos);
  if (!wanted) return wanted.error();
  auto& plan = mocks_.smtp().chaos();
  plan.clear();
  for (auto& one : *wanted) plan.add(std::move(one));
  return chaos(of);
}

asio::awaitable<http::response> inbox_api::message(std::shared_ptr<inbox_api> self, call of) {
  const auto mail = co_await find(self, of.path.at("ID"), of.query("query"));
  if (!mail) co_return mail.error();
  self->mocks_.mailbox().mark((*mail)->id, true);  // as Mailpit does
  auto read = [copy = **mail, epoch = self->epoch(), limits = self->index_->limits()] {
    return json_response(whole_message(copy, epoch, limits));
  };
  co_return co_await ports::beside(self->world_, std::move(read));
}

asio::awaitable<http::response> inbox_api::headers(std::shared_ptr<inbox_api> self, call of) {
  const auto mail = co_await find(self, of.path.at("ID"), of.query("query"));
  if (!mail) co_return mail.error();
  auto read = [copy = **mail, limits = self->index_->limits()] { return json_response(header_lists(copy, limits)); };
  co_return co_await ports::beside(self->world_, std::move(read));
}

http::response inbox_api::raw(const smtp::stored_mail& mail, const call& of) {
  auto answer = text_response("text/plain; charset=utf-8", mail.bytes);
  if (of.query("dl") == "1") {
    answer.headers.add("Content-Disposition", "attachment; filename=\"" + std::to_string(mail.id) + ".eml\"");
  }
  return answer;
}

http::response inbox_api::envelope(const smtp::stored_mail& mail, const call&) {
  json::array to;
  for (const auto& one : mail.who.to) to.emplace_back(as_shown(one));
  json::array requests;
  for (const auto& [index, request] : mail.who.requests) {
    requests.push_back(json::object{
        {"To", as_shown(mail.who.to[index])}, {"Notify", request.notify}, {"OriginalRecipient", request.original}});
  }
  return json_response(json::object{{"From", as_shown(mail.who.from)},
                                    {"To", std::move(to)},
                                    {"Username", to_utf8(mail.who.login)},
                                    {"Submitter", to_utf8(mail.who.submitter)},
                                    {"Return", mail.who.return_content},
                                    {"EnvelopeID", mail.who.id},
                                    {"DeliveryRequests", std::move(requests)}});
}

http::response inbox_api::transcript(const smtp::stored_mail& mail, const call&) {
  return text_response("text/plain; charset=utf-8", mail.transcript);
}

asio::awaitable<http::response> inbox_api::part(std::shared_ptr<inbox_api> self, call of) {
  const auto mail = co_await find(self, of.path.at("ID"), of.query("query"));
  if (!mail) co_return mail.error();
  auto read = [bytes = (*mail)->bytes, id = of.path.at("PartID"), limits = self->index_->limits()] {
    return parcours::smtp::part_of(bytes, id, limits);
  };
  auto found = co_await ports::beside(self->world_, std::move(read));
  if (!found) co_return error_response(404, found.error().message);
  // A saved file, never a page of ours: what is in a mail is a stranger's.
  const bool named = found->content_type.find_first_not_of(token_characters) == std::string::npos;
  auto answer = text_response(named ? found->content_type : "application/octet-stream", std::move(found->bytes));
  answer.headers.add("Content-Disposition", "attachment; filename*=UTF-8''" + percent_encode(found->file_name));
  co_return answer;
}

// The oldest mail newer than `after` of those that were read. `after` is moved on over all that were looked at.
const smtp::stored_mail* inbox_api::oldest(const std::string& to, const std::string& subject, smtp::cursor& after) {
  for (const auto* mail : mocks_.mailbox().list({to, after}, world_.time.now())) {
    if (mail->id > index_->read_to()) return nullptr;
    after = mail->id;
    if (subject.empty() || searchable(index_->of(*mail).subject).contains(subject)) return mail;
  }
  after = std::max(after, index_->read_to());
  return nullptr;
}

asio::awaitable<const smtp::stored_mail*> inbox_api::next_mail(std::shared_ptr<inbox_api> self, std::string to,
                                                               std::string subject, smtp::cursor after,
                                                               duration within) {
  auto& wire = self->world_.time.wire();
  const auto until = wire.now() + within;
  for (;;) {
    co_await mail_index::catch_up(self->index_);
    if (const auto* mail = self->oldest(to, subject, after)) co_return mail;
    const smtp::mail_filter newer(to, after);
    const auto come = co_await self->mocks_.smtp().wait_for(newer, std::max(until - wire.now(), duration::zero()));
    if (!come) co_return nullptr;
  }
}

asio::awaitable<http::response> inbox_api::wait(std::shared_ptr<inbox_api> self, call of) {
  const auto within = wait_of(of.query("timeout"));
  const auto after_text = of.query("after");
  const auto after = after_text.empty() ? 0 : whole(after_text);
  if (!within) co_return bad("'timeout' is a duration of at most 10m, such as 5s");
  if (!after) co_return bad("'after' is a cursor: the \"cursor\" of an earlier answer, or the ID of a mail");
  auto options = code_options_of(of);
  if (!options) co_return options.error();
  const auto* mail = co_await next_mail(self, of.address("to"), searchable(of.query("subject")), *after, *within);
  if (mail == nullptr) co_return error_response(408, "no such mail came within " + format_duration(*within));
  json::object answer{{"cursor", std::to_string(mail->id)}};
  auto message = list_item(*mail, self->index_->of(*mail), self->epoch());
  auto look = [bytes = mail->bytes, limits = self->index_->limits(), options = std::move(*options)] {
    const auto read = parcours::smtp::parse(bytes, parcours::smtp::checksums::none, limits);
    return to_json(inbox::find_code(read.value_or(parcours::smtp::parsed_mail()), options));
  };
  for (auto& [name, value] : co_await ports::beside(self->world_, std::move(look))) answer[name] = std::move(value);
  answer["message"] = std::move(message);
  co_return json_response(answer);
}

}  // namespace parcours::mocks::mailpit
