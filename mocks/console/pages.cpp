#include "mocks/console/pages.hpp"

#include "harness/base/text.hpp"
#include "mocks/console/body.hpp"
#include "mocks/console/captcha_api.hpp"
#include "mocks/console/fault_json.hpp"
#include "mocks/console/portal_fault_json.hpp"
#include "mocks_console_embedded.hpp"

#include <boost/json/serialize.hpp>
#include <kainjow/mustache.hpp>

#include <algorithm>
#include <ranges>

namespace parcours::mocks::console {

namespace mustache = kainjow::mustache;
namespace views = std::views;

namespace {

// Everything is the console's own but the frame that shows a mail, which may do nothing.
constexpr std::string_view page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";
constexpr std::string_view mail_policy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'; sandbox";

std::string rendered(std::string_view source, const mustache::data& values) {
  return mustache::mustache{std::string(source)}.render(values);
}

http::response html(std::string body, std::string_view policy = page_policy) {
  http::fields headers = {{"Content-Type", "text/html; charset=utf-8"},
                          {"Cache-Control", "no-store"},
                          {"X-Content-Type-Options", "nosniff"},
                          {"Referrer-Policy", "no-referrer"},
                          {"Content-Security-Policy", std::string(policy)}};
  return http::response(200, std::move(headers), std::move(body));
}

http::response file(std::string_view type, std::string_view text) {
  auto answer = text_response(type, std::string(text));
  answer.headers.set("Cache-Control", "no-cache");
  return answer;
}

http::response whole_page(const std::string& title, const std::string& content, bool live) {
  mustache::data values;
  values.set("title", title);
  values.set("content", content);
  values.set("live", live);
  return html(rendered(embedded::layout_mustache, values));
}

// A list under a name, and whether there is anything in it.
mustache::data listed(const std::string& name, const mustache::list& items) {
  mustache::data values;
  values.set("any", !items.empty());
  values.set(name, mustache::data(items));
  return values;
}

// 0 stands for none and is left out.
void set_number(mustache::data& to, const std::string& name, std::uint64_t number) {
  if (number != 0) to.set(name, std::to_string(number));
}

std::uint64_t visit_of(const smtp::stored_mail& one) { return session_of(one); }
template <class Entry>
std::uint64_t visit_of(const Entry& one) {
  return one.session;
}

// The rows of a table: the newest first, of one visit or (0) of all.
template <class All, class Row>
mustache::list newest(const All& all, std::uint64_t of_visit, Row row) {
  mustache::list made;
  for (const auto& one : all | views::reverse) {
    if (made.size() == pages::rows) break;
    if (of_visit == 0 || visit_of(one) == of_visit) made.push_back(row(one));
  }
  return made;
}

std::string title_of(const mail_summary& summary) { return summary.subject.empty() ? "(no subject)" : summary.subject; }

std::string joined(const std::vector<std::string>& all) {
  std::string text;
  for (const auto& one : all) text.append(text.empty() ? "" : ", ").append(to_utf8(one));
  return text;
}

}  // namespace

struct pages::part {
  std::string_view name;
  std::string_view source;
  std::function<data(pages&)> values;
};

const std::vector<pages::part>& pages::parts() {
  static const std::vector<part> all = {
      {"flow", embedded::flow_mustache, [](pages& of) { return of.flow(); }},
      {"inbox", embedded::inbox_mustache, [](pages& of) { return of.inbox(0); }},
      {"captcha", embedded::captcha_mustache, [](pages& of) { return of.captcha(0); }},
      {"journal", embedded::journal_mustache, [](pages& of) { return of.journal(0); }},
      {"requests", embedded::requests_mustache, [](pages& of) { return of.requests(0); }},
      {"clock", embedded::clock_mustache, [](pages& of) { return of.clock(); }},
      {"faults", embedded::faults_mustache, [](pages& of) { return of.faults(); }},
      {"defects", embedded::defects_mustache, [](pages& of) { return of.defects(); }},
      {"people", embedded::people_mustache, [](pages& of) { return of.people(); }},
  };
  return all;
}

void pages::add_routes(router& to) {
  const auto self = shared_from_this();
  to.add({"GET", "/"}, [self](const call&) { return self->home(); });
  to.add({"GET", "/console/part/{name}"}, [self](const call& of) { return self->one_part(of); });
  to.add({"GET", "/console/style.css"},
         [](const call&) { return file("text/css; charset=utf-8", embedded::console_css); });
  to.add({"GET", "/console/console.js"},
         [](const call&) { return file("text/javascript; charset=utf-8", embedded::console_js); });
  to.add({"GET", "/view/{name}"}, [self](const call& of) { return self->view(of); });
  to.add({"GET", "/mail/{ID}"}, [self](const call& of) { return self->mail(of); });
  to.add({"GET", "/mail/{ID}/html"}, [self](const call& of) { return self->mail_html(of); });
  to.add({"GET", "/visit/{session}"}, [self](const call& of) { return self->visit(of); });
}

http::response pages::home() {
  data values;
  for (const auto& one : parts()) values.set(std::string(one.name), rendered(one.source, one.values(*this)));
  return whole_page("Parcours console", rendered(embedded::home_mustache, values), true);
}

http::response pages::one_part(const call& of) {
  const auto one = std::ranges::find(parts(), of.path.at("name"), &part::name);
  if (one == parts().end()) return error_response(404, "there is no such part");
  return html(rendered(one->source, one->values(*this)));
}

http::response pages::visit(const call& of) {
  const auto number = whole(of.path.at("session")).value_or(0);
  const auto open = mocks_.portal().model().sessions(world_.time.now());
  const auto here = std::ranges::find(open, number, &portal::session_info::number);
  const auto of_it = [&](const auto& entry) { return entry.session == number; };
  if (here == open.end() && std::ranges::none_of(mocks_.portal().model().journal(), of_it)) {
    return error_response(404, "there is no visit " + of.path.at("session"));
  }
  data values;
  values.set("number", std::to_string(number));
  if (here != open.end()) values.set("at", std::string(portal::name_of(here->at)));
  const bool recovery = here != open.end() && here->flow == portal::flow_kind::recovery;
  values.set("flow", recovery ? "Recovery of a password" : "Activation of an account");
  values.set("inbox", rendered(embedded::inbox_mustache, inbox(number)));
  values.set("captcha", rendered(embedded::captcha_mustache, captcha(number)));
  values.set("journal", rendered(embedded::journal_mustache, journal(number)));
  values.set("requests", rendered(embedded::requests_mustache, requests(number)));
  return whole_page("Visit " + std::to_string(number), rendered(embedded::visit_mustache, values), false);
}

std::string pages::date(duration at) const { return rfc3339(world_.time.wall() - world_.time.now() + at); }

const smtp::stored_mail* pages::find(std::string_view id) {
  const auto number = whole(id);
  return number ? mocks_.mailbox().find(*number, world_.time.now()) : nullptr;
}

http::response pages::mail(const call& of) {
  const auto* mail = find(of.path.at("ID"));
  if (mail == nullptr) return error_response(404, "there is no mail " + of.path.at("ID"));
  mocks_.mailbox().mark(mail->id, true);
  const auto read = parcours::smtp::parse(mail->bytes);
  const auto& summary = index_->of(*mail);
  const std::string subject = title_of(summary);
  data values;
  values.set("id", std::to_string(mail->id));
  values.set("subject", subject);
  values.set("from", to_utf8(mail->who.from));
  values.set("to", joined(mail->who.to));
  values.set("at", date(mail->received_at));
  set_number(values, "visit", summary.session);
  if (summary.code) values.set("code", summary.code->code);
  if (summary.code && summary.code->conflicting) values.set("conflicting", *summary.code->conflicting);
  values.set("html", read && !read->html.empty());
  values.set("text", read ? text_as_read(*read) : "");
  values.set("transcript", to_utf8(mail->transcript));
  values.set("raw", to_utf8(mail->bytes));
  return whole_page(subject, rendered(embedded::mail_mustache, values), false);
}

http::response pages::mail_html(const call& of) {
  const auto* mail = find(of.path.at("ID"));
  const auto read = mail != nullptr ? parcours::smtp::parse(mail->bytes) : fail("none", "");
  if (!read || read->html.empty()) return error_response(404, "there is no such HTML part");
  return html(to_utf8(read->html), mail_policy);
}

http::response pages::view(const call& of) {
  const std::string_view name = of.path.at("name");
  const bool as_html = name.ends_with(".html");
  if (!as_html && !name.ends_with(".txt")) return error_response(404, "there is a mail's .txt and .html here");
  const auto mail = index_->find(name.substr(0, name.rfind('.')), of.query("query"));
  if (!mail) return error_response(mail.error().code == "no-mail" ? 404 : 400, mail.error().message);
  mocks_.mailbox().mark((*mail)->id, true);
  const auto read = parcours::smtp::parse((*mail)->bytes);
  if (!as_html) return text_response("text/plain; charset=utf-8", read ? text_as_read(*read) : "");
  if (!read || read->html.empty()) return error_response(404, "there is no such HTML part");
  return html(read->html, mail_policy);
}

pages::data pages::flow() {
  using enum portal::state;
  const auto open = mocks_.portal().model().sessions(world_.time.now());
  mustache::list states;
  for (const auto state : {terms, identify, payment, email, code, done}) {
    mustache::list shown;
    std::size_t count = 0;
    for (const auto& one : open | views::reverse) {
      if (one.at != state || ++count > visits) continue;
      data visit;
      visit.set("number", std::to_string(one.number));
      visit.set("recovery", one.flow == portal::flow_kind::recovery);
      shown.push_back(visit);
    }
    data values = listed("visits", shown);
    values.set("name", std::string(portal::name_of(state)));
    set_number(values, "more", count > visits ? count - visits : 0);
    states.push_back(values);
  }
  return listed("states", states);
}

pages::data pages::inbox(std::uint64_t of_visit) {
  return listed("mails", newest(mocks_.mailbox().all(world_.time.now()), of_visit, [this](const auto& mail) {
                  const auto& summary = index_->of(mail);
                  data one;
                  one.set("id", std::to_string(mail.id));
                  one.set("to", joined(mail.who.to));
                  one.set("subject", title_of(summary));
                  one.set("unread", !mail.read);
                  if (summary.code) one.set("code", summary.code->code);
                  set_number(one, "visit", summary.session);
                  return one;
                }));
}

pages::data pages::captcha(std::uint64_t of_visit) {
  return listed("checks", newest(mocks_.captcha().state().checks(), of_visit, [this](const auto& one) {
                  data check;
                  check.set("at", date(one.at));
                  set_number(check, "session", one.session);
                  check.set("provider", std::string(captcha::traits_of(one.to).name));
                  check.set("passed", one.passed);
                  check.set("refused", one.has_verdict() && !one.passed);
                  if (one.status != 0) check.set("status", std::to_string(one.status));
                  check.set("dropped", one.dropped);
                  if (!one.error_codes.empty()) check.set("errors", joined(one.error_codes));
                  return check;
                }));
}

pages::data pages::journal(std::uint64_t of_visit) {
  return listed("entries", newest(mocks_.portal().model().journal(), of_visit, [this](const auto& one) {
                  data entry;
                  entry.set("at", date(one.at));
                  entry.set("session", std::to_string(one.session));
                  entry.set("event", std::string(one.event));
                  entry.set("detail", std::string(one.detail));
                  return entry;
                }));
}

pages::data pages::requests(std::uint64_t of_visit) {
  return listed("entries", newest(mocks_.portal().exchanges().all(), of_visit, [this](const auto& one) {
                  data entry;
                  entry.set("at", date(one.at));
                  set_number(entry, "session", one.session);
                  entry.set("method", one.method);
                  entry.set("path", to_utf8(one.path));
                  set_number(entry, "status", one.status);
                  if (!one.fault.empty()) entry.set("fault", one.fault);
                  return entry;
                }));
}

pages::data pages::clock() {
  data values;
  values.set("now", rfc3339(std::chrono::floor<std::chrono::seconds>(time_.wall())));
  values.set("frozen", time_.frozen());
  const auto ahead = std::chrono::floor<std::chrono::seconds>(time_.ahead());
  if (ahead > duration::zero()) values.set("ahead", format_duration(ahead));
  return values;
}

pages::data pages::faults() {
  mustache::list all;
  for (const auto& one : mocks_.smtp().faults().items()) {
    all.push_back("mail server: " + boost::json::serialize(to_json(one)));
  }
  for (const auto& one : mocks_.portal().faults().items()) {
    all.push_back("portal: " + boost::json::serialize(to_json(one)));
  }
  for (const auto& one : mocks_.captcha().state().plans()) {
    all.push_back("captcha provider, next: " + boost::json::serialize(to_json(one)));
  }
  const auto& captcha = mocks_.captcha().injected();
  if (captcha.status != 0 || captcha.delay > duration::zero()) {
    all.push_back("captcha provider: " + boost::json::serialize(to_json(captcha)));
  }
  return listed("faults", all);
}

pages::data pages::defects() {
  mustache::list areas;
  const auto known = portal::all_defects();
  for (auto first = known.begin(); first != known.end();) {
    const auto last = std::find_if(first, known.end(), [&](const auto& one) { return one.area != first->area; });
    mustache::list defects;
    std::uint64_t on = 0;
    for (const auto& one : std::ranges::subrange(first, last)) {
      const bool is_on = mocks_.portal().model().defects().has(one.id);
      on += is_on ? 1U : 0U;
      data values;
      values.set("name", std::string(one.name));
      values.set("what", std::string(one.what));
      values.set("on", is_on);
      defects.push_back(values);
    }
    data area = listed("defects", defects);
    area.set("area", std::string(first->area));
    area.set("open", on != 0);
    set_number(area, "on", on);
    areas.push_back(area);
    first = last;
  }
  return listed("areas", areas);
}

pages::data pages::people() {
  mustache::list all;
  std::uint64_t more = 0;
  for (const auto& one : mocks_.portal().model().people()) {
    if (one.invented) continue;
    if (all.size() == rows) {
      ++more;
      continue;
    }
    const bool transfer = one.data.paid_by == portal::payment_mode::bank_transfer;
    data who;
    who.set("amo", to_utf8(one.data.amo));
    who.set("issuer", to_utf8(one.data.issuer));
    who.set("registration", to_utf8(one.data.registration));
    who.set("payment", (transfer ? "RIB " : "e-mandat ") + to_utf8(transfer ? one.data.rib : one.data.e_mandat));
    who.set("active", one.account.active);
    all.push_back(who);
  }
  data values = listed("people", all);
  set_number(values, "more", more);
  return values;
}

}  // namespace parcours::mocks::console
