#include "mocks/console/pages.hpp"

#include "harness/base/text.hpp"
#include "harness/ports/worker.hpp"
#include "mocks/api/body.hpp"
#include "mocks/console/page_data.hpp"
#include "mocks/console/shown_html.hpp"
#include "mocks_console_embedded.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>

namespace parcours::mocks::console {

using api::call;
using api::error_response;
using api::json_response;
using api::router;
using api::shown;
using api::text_response;
using api::whole;
using mailpit::mail_index;
using mailpit::mail_query;
using mailpit::text_as_read;

namespace asio = boost::asio;

namespace {

// Everything is the console's own but the frame that shows a mail, which may do nothing.
constexpr std::string_view page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
constexpr std::string_view mail_policy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'; sandbox";

// What a browser loads beside a page; empty for the templates, which it does not.
std::string_view type_of(std::string_view file) {
  if (file.ends_with(".css")) return "text/css; charset=utf-8";
  if (file.ends_with(".svg")) return "image/svg+xml";
  return file.ends_with(".js") ? "text/javascript; charset=utf-8" : "";
}

http::response html(std::string body, std::string_view policy = page_policy, unsigned status = 200) {
  http::fields headers = {{"Content-Type", "text/html; charset=utf-8"},
                          {"Cache-Control", "no-store"},
                          {"X-Content-Type-Options", "nosniff"},
                          {"X-DNS-Prefetch-Control", "off"},  // a link in a mail must not tell that it was read
                          {"Referrer-Policy", "no-referrer"},
                          {"Content-Security-Policy", std::string(policy)}};
  return http::response(status, std::move(headers), std::move(body));
}

http::response static_file(const call& of) {
  const auto& name = of.path.at("name");
  const auto* one = std::ranges::find(embedded::files, name, &std::pair<std::string_view, std::string_view>::first);
  const auto type = type_of(name);
  if (one == std::end(embedded::files) || type.empty()) return error_response(404, "there is no such file");
  auto answer = text_response(type, std::string(one->second));
  answer.headers.set("Cache-Control", "no-cache");
  return answer;
}

std::string joined(const std::vector<std::string>& all) {
  std::string text;
  for (const auto& one : all) text.append(text.empty() ? "" : ", ").append(parcours::smtp::shown_address(to_utf8(one)));
  return text;
}

std::string size_words(std::size_t bytes) {
  constexpr std::size_t kib = 1024;
  return bytes < kib ? std::to_string(bytes) + " B" : std::to_string((bytes + kib - 1) / kib) + " KiB";
}

mustache::list attachments_of(const parcours::smtp::parsed_mail& read) {
  mustache::list all;
  for (const auto& part : read.attachments) {
    mustache::data one;
    one.set("part", percent_encode(part.part_id));
    one.set("name", part.file_name.empty() ? "part " + part.part_id : part.file_name);
    one.set("type", part.content_type);
    one.set("size", size_words(part.size));
    all.push_back(one);
  }
  return all;
}

constexpr std::size_t most_shown = 256U << 10U;  // bytes of a text on a page

std::string beginning(std::string text) {
  if (text.size() <= most_shown) return text;
  text.resize(most_shown);
  return to_utf8(text) + "\n[… the rest is in the raw mail]";
}

http::response no_html() { return error_response(404, "there is no such HTML part"); }

http::response html_of(std::string_view bytes, const parcours::smtp::parse_limits& limits) {
  const auto read = parcours::smtp::parse(bytes, parcours::smtp::checksums::none, limits);
  return read && !read->html.empty() ? html(shown_html(*read, bytes), mail_policy) : no_html();
}

http::response text_of(std::string_view bytes, const parcours::smtp::parse_limits& limits) {
  const auto read = parcours::smtp::parse(bytes, parcours::smtp::checksums::none, limits);
  return text_response("text/plain; charset=utf-8", read ? text_as_read(*read) : "");
}

}  // namespace

struct pages::part {
  std::string_view name;
  std::string_view source;
  std::function<data(pages&, const call&, const shown_mails&)> values;  // of "session" and "mail" of the call
};

const std::vector<pages::part>& pages::parts() {
  static const auto number = [](const call& of, std::string_view name) { return whole(of.query(name)).value_or(0); };
  static const std::vector<part> all = {
      {"flow", embedded::flow_mustache, [](pages& in, const call&, const shown_mails&) { return in.flow(); }},
      {"inbox", embedded::inbox_mustache,
       [](pages& in, const call& of, const shown_mails& mails) { return in.inbox(number(of, "session"), mails); }},
      {"captcha", embedded::captcha_mustache,
       [](pages& in, const call& of, const shown_mails&) { return in.captcha(number(of, "session")); }},
      {"journal", embedded::journal_mustache,
       [](pages& in, const call& of, const shown_mails&) { return in.journal(number(of, "session")); }},
      {"requests", embedded::requests_mustache,
       [](pages& in, const call& of, const shown_mails&) { return in.requests(number(of, "session")); }},
      {"now", embedded::now_mustache, [](pages& in, const call&, const shown_mails&) { return in.now(); }},
      {"clock", embedded::clock_mustache, [](pages& in, const call&, const shown_mails&) { return in.clock(); }},
      {"smtp_faults", embedded::faults_mustache,
       [](pages& in, const call&, const shown_mails&) { return in.smtp_faults(); }},
      {"portal_faults", embedded::faults_mustache,
       [](pages& in, const call&, const shown_mails&) { return in.portal_faults(); }},
      {"captcha_plans", embedded::faults_mustache,
       [](pages& in, const call&, const shown_mails&) { return in.captcha_plans(); }},
      {"captcha_faults", embedded::captcha_faults_mustache,
       [](pages& in, const call&, const shown_mails&) { return in.captcha_faults(); }},
      {"defects", embedded::defects_mustache, [](pages& in, const call&, const shown_mails&) { return in.defects(); }},
      {"rules", embedded::rules_mustache, [](pages& in, const call&, const shown_mails&) { return in.rules(); }},
      {"people", embedded::people_mustache, [](pages& in, const call&, const shown_mails&) { return in.people(); }},
      {"session_head", embedded::session_head_mustache,
       [](pages& in, const call& of, const shown_mails&) { return in.session_head(number(of, "session")); }},
      {"neighbours", embedded::neighbours_mustache,
       [](pages& in, const call& of, const shown_mails&) { return in.neighbours(number(of, "mail")); }},
  };
  return all;
}

void pages::add_routes(router& to) {
  const auto self = shared_from_this();
  to.add_lasting({"GET", "/", {}, shown::to_anyone}, [self](call of) { return home(self, std::move(of)); });
  to.add_lasting({"GET", "/console/parts"}, [self](call of) { return some_parts(self, std::move(of)); });
  to.add({"GET", "/console/{name}"}, static_file);
  to.add_lasting({"GET", "/view/{name}"}, [self](call of) { return view(self, std::move(of)); });
  to.add_lasting({"GET", "/mail/{ID}"}, [self](call of) { return mail(self, std::move(of)); });
  to.add_lasting({"GET", "/mail/{ID}/html"}, [self](call of) { return mail_html(self, std::move(of)); });
  to.add({"GET", "/session/{session}"}, self, &pages::session);
}

// The names of `?names=` and the HTML of each, as JSON: all of one moment.
asio::awaitable<http::response> pages::some_parts(std::shared_ptr<pages> self, call of) {
  const auto names = of.query("names");
  boost::json::object made;
  const auto mails = co_await look_for(self, of.query("query"));
  for (const auto name : split(names, ',')) {
    const auto one = std::ranges::find(parts(), name, &part::name);
    if (one == parts().end()) co_return error_response(404, "there is no such part");
    made[name] = rendered(one->source, one->values(*self, of, mails));
  }
  auto answer = json_response(made);
  answer.headers.set("Cache-Control", "no-store");
  co_return answer;
}

http::response pages::whole_page(const std::string& title, const std::string& content, const std::string& about) {
  data values;
  values.set("title", title);
  values.set("content", content);
  values.set("about", about);
  values.set("home", about == "home");
  values.set("now", rendered(embedded::now_mustache, now()));
  return html(rendered(embedded::layout_mustache, values));
}

http::response pages::no_page(const std::string& what) {
  auto answer = whole_page("Not found", rendered(embedded::missing_mustache, what));
  answer.status = 404;
  return answer;
}

asio::awaitable<http::response> pages::home(std::shared_ptr<pages> self, call of) {
  data values;
  const auto mails = co_await look_for(self, of.query("query"));
  for (const auto& one : parts()) values.set(std::string(one.name), rendered(one.source, one.values(*self, of, mails)));
  values.set("portal_url", self->mocks_.portal().url());
  values.set("smtp_at", ports::to_string(self->mocks_.smtp().address()));
  values.set("controls", rendered(embedded::controls_mustache, values));
  co_return self->whole_page("Parcours console", rendered(embedded::home_mustache, values), "home");
}

http::response pages::session(const call& of) {
  const auto& text = of.path.at("session");
  const auto number = whole(text).value_or(0);
  auto head = session_head(number);
  if (head.is_invalid())
    return no_page("There is no session " + text + ". The oldest are forgotten, and all by a reset.");
  data values;
  values.set("session_head", rendered(embedded::session_head_mustache, head));
  values.set("inbox", rendered(embedded::inbox_mustache, inbox(number, {{}, {}, index_->all()})));
  values.set("captcha", rendered(embedded::captcha_mustache, captcha(number)));
  values.set("journal", rendered(embedded::journal_mustache, journal(number)));
  values.set("requests", rendered(embedded::requests_mustache, requests(number)));
  const auto name = std::to_string(number);
  return whole_page("Session " + name, rendered(embedded::session_mustache, values), "session=" + name);
}

const smtp::stored_mail* pages::find(std::string_view id) {
  const auto number = whole(id);
  return number ? mocks_.mailbox().find(*number, world_.time.now()) : nullptr;
}

pages::sent_codes pages::codes() const {
  sent_codes all;
  for (const auto& who : mocks_.portal().model().people()) {
    for (const auto& one : who.codes) all.emplace(one.request, &one);
  }
  return all;
}

// A code that the portal takes no more is not offered; one that is not the portal's is.
void pages::set_code(data& to, std::uint64_t session, const std::string& code, const sent_codes& sent) const {
  to.set("code", code);
  const auto [first, last] = sent.equal_range(session);
  const auto one = std::find_if(first, last, [&](const auto& item) { return item.second->value == code; });
  if (one == last) return;
  const auto end = one->second->at + mocks_.portal().model().rules().code_ttl;
  const bool expired = world_.time.now() >= end;
  set_text(to, "spent", one->second->used ? "used" : one->second->voided ? "replaced" : expired ? "expired" : "");
  if (!one->second->used && !one->second->voided && !expired) to.set("until", milliseconds(end));
}

pages::data pages::mail_facts(const smtp::stored_mail& mail, const sent_codes& sent) {
  const auto& summary = index_->of(mail);
  data values;
  values.set("id", std::to_string(mail.id));
  values.set("subject", summary.subject.empty() ? "(no subject)" : summary.subject);
  values.set("from", parcours::smtp::shown_address(to_utf8(mail.who.from)));
  values.set("to", joined(mail.who.to));
  values.set("at", when(mail.received_at));
  values.set("unread", !mail.read);
  set_number(values, "session", summary.session);
  set_number(values, "attachments", summary.attachments);
  if (summary.code) set_code(values, summary.session, *summary.code, sent);
  if (summary.conflicting) {
    values.set("conflicting_text", summary.conflicting->text);
    values.set("conflicting_html", summary.conflicting->html);
  }
  return values;
}

// What the page of a mail shows of its content, read beside the servers.
struct pages::mail_content {
  mustache::list parts;
  bool html = false;
  std::string text;
  std::string transcript;
  std::string raw;

  static mail_content of(const smtp::stored_mail& mail, const parcours::smtp::parse_limits& limits) {
    mail_content made;
    const auto read = parcours::smtp::parse(mail.bytes, parcours::smtp::checksums::none, limits);
    if (read) made.parts = attachments_of(*read);
    made.html = read && !read->html.empty();
    if (read) made.text = beginning(text_as_read(*read));
    made.transcript = to_utf8(mail.transcript);
    made.raw = to_utf8(beginning(mail.bytes.substr(0, most_shown + 1)));
    return made;
  }
};

asio::awaitable<http::response> pages::mail(std::shared_ptr<pages> self, call of) {
  const auto id = of.path.at("ID");
  const auto* mail = self->find(id);
  if (mail == nullptr) co_return self->no_mail(id);
  self->mocks_.mailbox().mark(mail->id, true);
  auto read = [copy = *mail, limits = self->index_->limits()] { return mail_content::of(copy, limits); };
  const auto shown = co_await ports::beside(self->world_, std::move(read));
  co_await mail_index::catch_up(self->index_);
  mail = self->find(id);
  if (mail == nullptr) co_return self->no_mail(id);
  auto values = self->mail_facts(*mail, self->codes());
  values.set("neighbours", rendered(embedded::neighbours_mustache, self->neighbours(mail->id)));
  values.set("any_parts", !shown.parts.empty());
  values.set("parts", data(shown.parts));
  values.set("html", shown.html);
  values.set("text", shown.text);
  values.set("transcript", shown.transcript);
  values.set("raw", shown.raw);
  const auto title = values.get("subject")->string_value();
  co_return self->whole_page(title, rendered(embedded::mail_mustache, values), "mail=" + std::to_string(mail->id));
}

http::response pages::no_mail(const std::string& id) {
  return no_page("There is no mail " + id + ". It was deleted, or too many came after it.");
}

asio::awaitable<http::response> pages::mail_html(std::shared_ptr<pages> self, call of) {
  const auto* mail = self->find(of.path.at("ID"));
  if (mail == nullptr) co_return no_html();
  auto read = [bytes = mail->bytes, limits = self->index_->limits()] { return html_of(bytes, limits); };
  co_return co_await ports::beside(self->world_, std::move(read));
}

asio::awaitable<http::response> pages::view(std::shared_ptr<pages> self, call of) {
  const std::string_view name = of.path.at("name");
  const bool as_html = name.ends_with(".html");
  if (!as_html && !name.ends_with(".txt")) co_return error_response(404, "there is a mail's .txt and .html here");
  std::string id(name.substr(0, name.rfind('.')));
  const auto mail = co_await mail_index::find(self->index_, std::move(id), of.query("query"));
  if (!mail) co_return error_response(mail.error().code == "no-mail" ? 404 : 400, mail.error().message);
  self->mocks_.mailbox().mark((*mail)->id, true);
  auto read = [bytes = (*mail)->bytes, limits = self->index_->limits(), as_html] {
    return as_html ? html_of(bytes, limits) : text_of(bytes, limits);
  };
  co_return co_await ports::beside(self->world_, std::move(read));
}

pages::data pages::neighbours(std::uint64_t id) {
  const auto& all = mocks_.mailbox().all(world_.time.now());
  const auto newer = std::ranges::upper_bound(all, id, {}, &smtp::stored_mail::id);
  auto older = std::ranges::lower_bound(all, id, {}, &smtp::stored_mail::id);
  data values;
  values.set("gone", older == newer);
  if (newer != all.end()) values.set("newer", std::to_string(newer->id));
  if (older != all.begin()) values.set("older", std::to_string(std::prev(older)->id));
  return values;
}

asio::awaitable<pages::shown_mails> pages::look_for(std::shared_ptr<pages> self, std::string query) {
  auto wanted = mail_query::read(query);
  shown_mails made{std::move(query), wanted ? "" : wanted.error().message, {}};
  if (wanted && wanted->empty()) made.found = self->index_->all();
  if (wanted && !wanted->empty()) made.found = co_await mail_index::matching(self->index_, std::move(*wanted));
  co_return made;
}

pages::data pages::inbox(std::uint64_t of_visit, const shown_mails& mails) {
  mustache::list listed_mails;
  const auto sent = codes();
  for (const auto* mail : mails.found) {
    if (listed_mails.size() == rows) break;
    if (of_visit == 0 || index_->of(*mail).session == of_visit) listed_mails.push_back(mail_facts(*mail, sent));
  }
  auto values = listed("mails", listed_mails);
  values.set("searched", !mails.query.empty());
  set_text(values, "problem", mails.problem);
  if (of_visit != 0) return values;
  const auto& all = mocks_.mailbox().all(world_.time.now());
  set_number(values, "kept", all.size());
  values.set("more", all.size() > rows);
  set_number(values, "unread", static_cast<std::uint64_t>(std::ranges::count(all, false, &smtp::stored_mail::read)));
  return values;
}

}  // namespace parcours::mocks::console
