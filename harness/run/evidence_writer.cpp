#include "harness/run/evidence_writer.hpp"

#include "harness/base/text.hpp"
#include "harness/base/utf8.hpp"
#include "harness/events/evidence_store.hpp"
#include "harness/run/step_failure.hpp"

#include <algorithm>
#include <iterator>

namespace parcours::run {

namespace {

constexpr std::string_view plain_text = "text/plain; charset=utf-8";
constexpr std::string_view hidden = "********";  // in place of a password, however long that is
constexpr std::string_view cut_value = "[cut]";  // in place of a value that opens another's account

std::string type_of(const http::fields& headers) {
  return std::string(headers.find("Content-Type").value_or("application/octet-stream"));
}

bool is_form(const http::fields& headers) {
  return ascii_lower(type_of(headers)).starts_with("application/x-www-form-urlencoded");
}

// "name=value; Path=/": the values of the first `pairs` pairs are cut.
std::string without_values(std::string_view field, std::size_t pairs) {
  std::string out;
  while (!field.empty()) {
    const auto end = std::min(field.find(';'), field.size());
    const auto pair = field.substr(0, end);
    const auto equals = pair.find('=');
    if (pairs > 0 && equals != std::string_view::npos) {
      out.append(pair.substr(0, equals + 1)).append(cut_value);
      --pairs;
    } else {
      out.append(pair);
    }
    out.append(field.substr(end, 1));
    field.remove_prefix(std::min(end + 1, field.size()));
  }
  return out;
}

// On a portal that is not ours these open a real person's account.
std::string without_credentials(std::string_view name, const std::string& value) {
  if (iequals(name, "Cookie")) return without_values(value, value.size());
  if (iequals(name, "Set-Cookie")) return without_values(value, 1);
  if (iequals(name, "Authorization") || iequals(name, "Proxy-Authorization")) return std::string(cut_value);
  return value;
}

std::vector<std::string> password_names(const std::vector<drivers::filled_field>& fields) {
  std::vector<std::string> names;
  for (const auto& one : fields) {
    if (one.kind == "password") names.push_back(one.name);
  }
  return names;
}

// A form as it was sent, with its passwords hidden.
std::string without_passwords(std::string_view body, const std::vector<std::string>& names) {
  std::string out;
  while (!body.empty()) {
    const auto end = std::min(body.find('&'), body.size());
    const auto pair = body.substr(0, end);
    const auto decoded = form_decode(pair);
    const bool secret = !decoded.empty() && std::ranges::find(names, decoded.front().first) != names.end();
    out.append(secret ? pair.substr(0, std::min(pair.find('='), pair.size())) : pair);
    if (secret) out.append("=").append(hidden);
    out.append(body.substr(end, 1));
    body.remove_prefix(std::min(end + 1, body.size()));
  }
  return out;
}

// Pairs as a form sends them, in UTF-8: secrets are looked for in that. What is no UTF-8 is in the page's charset.
std::string in_utf8(std::string_view encoded, html::encoding charset) {
  auto pairs = form_decode_bytes(encoded);
  bool changed = false;
  for (auto& [name, value] : pairs) {
    for (auto* text : {&name, &value}) {
      if (is_utf8(*text)) continue;
      *text = html::decode(*text, charset).text;
      changed = true;
    }
  }
  return changed ? form_encode(pairs) : std::string(encoded);
}

}  // namespace

std::vector<events::event> evidence_writer::write(std::vector<events::event> steps) {
  auto step = steps.begin();
  for (const auto& one : from_.all_) {
    while (std::cmp_less(step - steps.begin(), one.steps) && step != steps.end()) out_.push_back(std::move(*step++));
    std::visit([&](const auto& what) { add(one, what); }, one.what);
  }
  std::move(step, steps.end(), std::back_inserter(out_));
  for (const auto& [browser, fields] : from_.fields_) set_fields(browser, fields);
  if (cut_.events > 0 || cut_.bytes > 0) out_.insert(out_.begin(), cut_);
  return std::move(out_);
}

template <class Event>
Event evidence_writer::begun(const held& one) const {
  Event made;
  made.id = whose_.id;
  made.attempt = whose_.number;
  made.when = one.when;
  return made;
}

void evidence_writer::add(const held& one, const evidence::begun_step& what) {
  auto made = begun<events::step_started>(one);
  made.title = what.title;
  made.where = place_of(what.where);
  out_.emplace_back(std::move(made));
}

void evidence_writer::add(const held& one, const evidence::held_exchange& what) {
  auto made = begun<events::http_exchanged>(one);
  made.took = what.took;
  made.by = what.by;
  made.browser = what.browser;
  made.method = what.sent.method;
  made.url = without_foreign_charset(what.where.text(), what.browser);
  made.sent = headers(what.sent.headers);
  made.request = keep(std::make_shared<const std::string>(note_sent(what)), type_of(what.sent.headers));
  if (what.left_out_sent > 0) made.request = {type_of(what.sent.headers), what.left_out_sent, {}, {}};
  made.error = what.error;
  if (what.answer) {
    made.status = what.answer->status;
    made.received = headers(what.answer->headers);
    made.response = keep_body(what.answer);
    if (what.left_out_answer > 0) made.response = {type_of(what.answer->headers), what.left_out_answer, {}, {}};
  }
  const auto source = made.response;
  out_.emplace_back(std::move(made));
  if (what.shown) add_page(one, what, source);
}

void evidence_writer::add_page(const held& one, const evidence::held_exchange& what, const events::content& source) {
  auto made = begun<events::page_shown>(one);
  made.browser = what.browser;
  made.url = without_foreign_charset(what.where.text(), what.browser);
  made.status = what.answer->status;
  made.source = source;
  pages_.erase(what.browser);
  auto shown = what.left_out_answer > 0 ? fail("left-out", "") : drivers::page_of(*what.answer);
  if (!shown) {
    out_.emplace_back(std::move(made));
    return;
  }
  made.title = shown->title();
  add_page_text(made, *shown);
  out_.emplace_back(std::move(made));
  auto fields = drivers::form_state(*shown).fields();
  pages_.emplace(what.browser, open_page{out_.size() - 1, std::move(*shown), password_names(fields)});
  set_fields(what.browser, std::move(fields));
}

void evidence_writer::add_page_text(events::page_shown& to, const drivers::page& shown) {
  auto text = shown.visible_text();
  if (whose_.redact) text = whose_.redact(std::move(text));  // before it is cut: half a secret is not recognised
  if (text.size() > room_) {
    const auto kept = first_bytes(text, room_).size();
    cut_.bytes += text.size() - kept;
    text.resize(kept);
  }
  room_ -= text.size();
  texts_ += text.size();
  to.text = events::content_of(std::make_shared<const std::string>(std::move(text)), std::string(plain_text));
}

std::string evidence_writer::note_sent(const evidence::held_exchange& what) {
  const auto page = pages_.find(what.browser);
  if (what.by != "browser" || page == pages_.end() || !is_form(what.sent.headers)) return what.sent.body;
  drivers::form_state state(page->second.page);
  state.restore(form_decode_bytes(what.sent.body));
  set_fields(what.browser, state.fields());
  auto body = without_passwords(what.sent.body, page->second.passwords);
  return whose_.redact ? in_utf8(body, charset_of(what.browser)) : body;
}

html::encoding evidence_writer::charset_of(const std::string& browser) const {
  const auto page = pages_.find(browser);
  const auto charset = page == pages_.end() ? html::encoding::utf_8() : page->second.page.source().charset();
  return charset.is_utf_8() ? html::encoding::windows_1252() : charset;
}

std::string evidence_writer::without_foreign_charset(std::string url, const std::string& browser) const {
  const auto query = url.find('?');
  if (!whose_.redact || query == std::string::npos) return url;
  return url.substr(0, query + 1) + in_utf8(url.substr(query + 1), charset_of(browser));
}

// A text in another charset is kept as UTF-8 where there are secrets: they are looked for in that.
events::content evidence_writer::keep_body(const std::shared_ptr<const http::response>& of) const {
  auto type = type_of(of->headers);
  const auto as_it_is = [&] { return keep(bytes(of, &of->body), std::move(type)); };
  if (!whose_.redact) return as_it_is();
  const drivers::answer_text decoded(of->body, of->headers);
  if (decoded.unreadable() || decoded.charset().is_utf_8()) return as_it_is();
  type = type.substr(0, type.find(';')) + "; charset=utf-8";
  return keep(std::make_shared<const std::string>(decoded.text()), std::move(type));
}

void evidence_writer::set_fields(const std::string& browser, std::vector<drivers::filled_field> fields) {
  const auto page = pages_.find(browser);
  if (page == pages_.end()) return;
  auto& to = std::get<events::page_shown>(out_[page->second.event]).fields;
  to.clear();
  for (auto& one : fields) {
    if (one.kind == "password" && !one.value.empty()) one.value = hidden;
    to.push_back({std::move(one.label), std::move(one.name), std::move(one.kind), std::move(one.value)});
  }
}

// What is left of the mail still says a secret: in a charset or a coding in which it is not looked for.
bool evidence_writer::says_secret(const std::string& raw) const {
  if (!whose_.redact) return false;
  const auto mail = smtp::parse(whose_.redact(raw));
  const auto says = [this](const std::string& text) { return whose_.redact(text) != text; };
  return mail && (says(mail->subject) || says(mail->text) || says(mail->html));
}

void evidence_writer::add(const held& one, const evidence::held_mail& what) {
  auto made = begun<events::mail_received>(one);
  made.from = what.who.from;
  made.to = what.who.to;
  made.code = what.code;
  if (what.bytes) {
    const auto parsed = smtp::parse(*what.bytes);
    if (parsed) made.subject = parsed->subject;
    made.raw = keep(what.bytes, "message/rfc822");
    if (says_secret(*what.bytes)) made.raw = {"message/rfc822", what.bytes->size(), {}, {}};
  }
  made.transcript = keep(what.transcript, std::string(plain_text));
  if (what.left_out > 0) made.raw = {"message/rfc822", what.left_out, {}, {}};
  out_.emplace_back(std::move(made));
}

void evidence_writer::add(const held& one, const captcha_check& what) {
  auto made = begun<events::captcha_checked>(one);
  made.provider = what.provider;
  made.outcome = what.outcome;
  made.status = what.status;
  made.error_codes = what.error_codes;
  made.site_key = what.site_key;
  made.action = what.action;
  made.hostname = what.hostname;
  out_.emplace_back(std::move(made));
}

void evidence_writer::add(const held& one, const evidence::moved& what) {
  auto made = begun<events::time_moved>(one);
  made.by = what.by;
  made.why = what.why;
  out_.emplace_back(std::move(made));
}

events::content evidence_writer::keep(bytes what, std::string type) const {
  if (what && whose_.redact) what = std::make_shared<const std::string>(whose_.redact(*what));
  return events::content_of(std::move(what), std::move(type));
}

std::vector<events::header_field> evidence_writer::headers(const http::fields& from) const {
  std::vector<events::header_field> made;
  for (const auto& [name, value] : from.all()) {
    made.push_back({name, from_.synthetic_ ? value : without_credentials(name, value)});
  }
  return made;
}

}  // namespace parcours::run
