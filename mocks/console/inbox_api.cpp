#include "mocks/console/inbox_api.hpp"

#include "harness/base/text.hpp"
#include "harness/inbox/code.hpp"
#include "mocks/console/body.hpp"
#include "mocks/console/fault_json.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

namespace parcours::mocks::console {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

// Of a media type (RFC 6838 section 4.2): anything else would be a header field of a stranger's making.
constexpr std::string_view token_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$&-^_.+/";

http::response bad(std::string_view message) { return error_response(400, message); }
http::response done() { return text_response("text/plain; charset=utf-8", "ok"); }

// The members of "IDs", or nothing if there is something else in its place. No list means all.
std::optional<std::vector<std::string>> ids_of(const json::object& body) {
  std::vector<std::string> ids;
  const auto* given = body.if_contains("IDs");
  if (given == nullptr || given->is_null()) return ids;
  if (!given->is_array()) return std::nullopt;
  for (const auto& one : given->as_array()) {
    if (!one.is_string()) return std::nullopt;
    ids.emplace_back(one.as_string());
  }
  return ids;
}

}  // namespace

void inbox_api::add_routes(router& to) {
  const auto self = shared_from_this();
  const auto of_mail = [&](std::string_view pattern, http::response (inbox_api::*answer)(const smtp::stored_mail&)) {
    to.add({"GET", pattern}, [self, answer](const call& of) { return self->with_mail(of, answer); });
  };
  to.add({"GET", "/api/v1/messages"}, self, &inbox_api::list);
  to.add({"PUT", "/api/v1/messages"}, self, &inbox_api::mark);
  to.add({"DELETE", "/api/v1/messages"}, self, &inbox_api::remove);
  to.add({"GET", "/api/v1/search"}, self, &inbox_api::search);
  to.add({"DELETE", "/api/v1/search"}, self, &inbox_api::remove_found);
  to.add({"GET", "/api/v1/info"}, [self](const call&) { return self->info(); });
  to.add({"GET", "/api/v1/chaos"}, self, &inbox_api::chaos);
  to.add({"PUT", "/api/v1/chaos"}, self, &inbox_api::set_chaos);
  to.add_waiting({"GET", "/api/v1/wait"}, [self](call of) { return wait(self, std::move(of)); });
  of_mail("/api/v1/message/{ID}", &inbox_api::message);
  of_mail("/api/v1/message/{ID}/headers", &inbox_api::headers);
  of_mail("/api/v1/message/{ID}/raw", &inbox_api::raw);
  of_mail("/api/v1/message/{ID}/envelope", &inbox_api::envelope);
  of_mail("/api/v1/message/{ID}/transcript", &inbox_api::transcript);
  to.add({"GET", "/api/v1/message/{ID}/part/{PartID}"}, self, &inbox_api::part);
}

const mail_summary& inbox_api::summary_of(const smtp::stored_mail& mail) {
  const auto known = summaries_.find(mail.id);
  return known != summaries_.end() ? known->second : summaries_.emplace(mail.id, summarise(mail)).first->second;
}

// The mailbox drops its oldest mails by itself: what is known of them goes too, once it is as much as what is kept.
void inbox_api::forget_dropped() {
  const auto& all = mocks_.mailbox().all(world_.time.now());
  if (summaries_.size() < 2 * all.size() + 64) return;
  std::erase_if(summaries_, [&](const auto& one) {
    return !std::ranges::binary_search(all, one.first, {}, &smtp::stored_mail::id);
  });
}

bool inbox_api::read_ahead(std::size_t most) {
  forget_dropped();
  const auto& all = mocks_.mailbox().all(world_.time.now());
  auto next = std::ranges::upper_bound(all, read_to_, {}, &smtp::stored_mail::id);
  for (; next != all.end() && most > 0; ++next, --most) {
    (void)summary_of(*next);
    read_to_ = next->id;
  }
  return next != all.end();
}

void inbox_api::forget() {
  summaries_.clear();
  read_to_ = 0;
}

smtp::cursor inbox_api::newest() const {
  const auto& all = mocks_.mailbox().all(world_.time.now());
  return all.empty() ? 0 : all.back().id;
}

const smtp::stored_mail* inbox_api::find(std::string_view id) {
  const auto now = world_.time.now();
  const auto& all = mocks_.mailbox().all(now);
  if (id == "latest") return all.empty() ? nullptr : &all.back();
  const auto number = whole(id);
  return number ? mocks_.mailbox().find(*number, now) : nullptr;
}

http::response inbox_api::with_mail(const call& of, http::response (inbox_api::*answer)(const smtp::stored_mail&)) {
  const auto* mail = find(of.path.at("ID"));
  if (mail == nullptr) return error_response(404, "there is no mail " + of.path.at("ID"));
  return (this->*answer)(*mail);
}

json::object inbox_api::page(const call& of, const mail_list& newest_first) {
  const auto start = whole(of.query("start")).value_or(0);
  const auto limit = std::min<std::uint64_t>(whole(of.query("limit")).value_or(default_page), largest_page);
  json::array items;
  for (auto i = start; i < newest_first.size() && items.size() < limit; ++i) {
    items.emplace_back(list_item(*newest_first[i], summary_of(*newest_first[i]), epoch()));
  }
  const auto& all = mocks_.mailbox().all(world_.time.now());
  const auto unread = [](const auto& mail) { return !mail.read; };
  return {{"total", all.size()},
          {"unread", std::ranges::count_if(all, unread)},
          {"count", items.size()},
          {"messages_count", newest_first.size()},
          {"messages_unread", std::ranges::count_if(newest_first, [](const auto* mail) { return !mail->read; })},
          {"start", start},
          {"tags", json::array{}},
          {"messages", std::move(items)}};
}

inbox_api::mail_list inbox_api::found(std::string_view text) {
  const mail_query query(text);
  mail_list all;
  forget_dropped();
  const auto& mails = mocks_.mailbox().all(world_.time.now());
  for (auto mail = mails.rbegin(); mail != mails.rend(); ++mail) {
    if (query.empty() || query.holds(*mail, summary_of(*mail), epoch() + mail->received_at)) all.push_back(&*mail);
  }
  return all;
}

http::response inbox_api::list(const call& of) { return json_response(page(of, found(""))); }

http::response inbox_api::search(const call& of) {
  const auto query = of.query("query");
  if (trim(query).empty()) return bad("'query' says what to search for");
  return json_response(page(of, found(query)));
}

http::response inbox_api::remove_found(const call& of) {
  const auto query = of.query("query");
  if (trim(query).empty()) return bad("'query' says what to delete");
  std::vector<smtp::cursor> ids;
  for (const auto* mail : found(query)) ids.push_back(mail->id);
  for (const auto id : ids) mocks_.mailbox().remove(id);
  return done();
}

http::response inbox_api::remove(const call& of) {
  const auto body = of.what.body.empty() ? json::object{} : json_body(of.what);
  const auto ids = body ? ids_of(*body) : std::nullopt;
  if (!ids) return bad(R"(the body must be {"IDs": ["…"]}; no IDs, or no body, means all)");
  if (ids->empty()) mocks_.mailbox().clear();
  for (const auto& id : *ids) {
    if (const auto number = whole(id)) mocks_.mailbox().remove(*number);
  }
  return done();
}

http::response inbox_api::mark(const call& of) {
  const auto body = json_body(of.what);
  const auto ids = body ? ids_of(*body) : std::nullopt;
  const auto* read = body ? body->if_contains("Read") : nullptr;
  if (!ids || (read != nullptr && !read->is_bool())) return bad(R"(the body must be {"IDs": ["…"], "Read": true})");
  const bool wanted = read != nullptr && read->as_bool();
  auto& box = mocks_.mailbox();
  if (ids->empty()) {
    for (const auto& mail : box.all(world_.time.now())) box.mark(mail.id, wanted);
  }
  for (const auto& id : *ids) {
    if (const auto number = whole(id)) box.mark(*number, wanted);
  }
  return done();
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
                                    {"Tags", json::object{}}});
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

http::response inbox_api::message(const smtp::stored_mail& mail) {
  mocks_.mailbox().mark(mail.id, true);  // as Mailpit does
  return json_response(whole_message(mail, epoch()));
}

http::response inbox_api::headers(const smtp::stored_mail& mail) { return json_response(header_lists(mail)); }

http::response inbox_api::raw(const smtp::stored_mail& mail) {
  return text_response("text/plain; charset=utf-8", mail.bytes);
}

http::response inbox_api::envelope(const smtp::stored_mail& mail) {
  json::array to;
  for (const auto& one : mail.who.to) to.emplace_back(to_utf8(one));
  json::array requests;
  for (const auto& [index, request] : mail.who.requests) {
    requests.push_back(json::object{
        {"To", to_utf8(mail.who.to[index])}, {"Notify", request.notify}, {"OriginalRecipient", request.original}});
  }
  return json_response(json::object{{"From", to_utf8(mail.who.from)},
                                    {"To", std::move(to)},
                                    {"Username", to_utf8(mail.who.login)},
                                    {"Submitter", to_utf8(mail.who.submitter)},
                                    {"Return", mail.who.return_content},
                                    {"EnvelopeID", mail.who.id},
                                    {"DeliveryRequests", std::move(requests)}});
}

http::response inbox_api::transcript(const smtp::stored_mail& mail) {
  return text_response("text/plain; charset=utf-8", mail.transcript);
}

http::response inbox_api::part(const call& of) {
  const auto* mail = find(of.path.at("ID"));
  if (mail == nullptr) return error_response(404, "there is no mail " + of.path.at("ID"));
  auto found = parcours::smtp::part_of(mail->bytes, of.path.at("PartID"));
  if (!found) return error_response(404, found.error().message);
  // A saved file, never a page of ours: what is in a mail is a stranger's.
  const bool named = found->content_type.find_first_not_of(token_characters) == std::string::npos;
  auto answer = text_response(named ? found->content_type : "application/octet-stream", std::move(found->bytes));
  answer.headers.add("Content-Disposition", "attachment; filename*=UTF-8''" + percent_encode(found->file_name));
  return answer;
}

asio::awaitable<http::response> inbox_api::wait(std::shared_ptr<inbox_api> self, call of) {
  const auto within = wait_of(of.query("timeout"));
  const auto after_text = of.query("after");
  const auto after = after_text.empty() ? 0 : whole(after_text);
  if (!within) co_return bad("'timeout' is a duration of at most 10m, such as 5s");
  if (!after) co_return bad("'after' is a cursor: the \"cursor\" of an earlier answer, or the ID of a mail");
  const smtp::mail_filter wanted(of.query("to"), of.query("subject"), *after);
  const auto mail = co_await self->mocks_.smtp().wait_for(wanted, *within);
  if (!mail) co_return error_response(408, "no such mail came within " + format_duration(*within));
  json::object answer{{"cursor", std::to_string(mail->id)}, {"code", nullptr}};
  const auto read = parcours::smtp::parse(mail->bytes);
  const auto code = read ? inbox::find_code(*read) : std::nullopt;
  if (code) answer["code"] = code->code;
  if (code && code->conflicting) answer["conflicting_code"] = *code->conflicting;
  answer["message"] = list_item(*mail, summarise(*mail), self->epoch());
  co_return json_response(answer);
}

}  // namespace parcours::mocks::console
