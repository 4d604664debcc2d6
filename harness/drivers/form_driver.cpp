#include "harness/drivers/form_driver.hpp"

#include "harness/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parcours::drivers {
namespace {

bool is_redirect(unsigned status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// An address as pages write it: browsers take blanks off its ends and encode what an address may not hold, in a query
// by the page's charset (URL standard, section 4.4, "query state").
std::string tidy(std::string_view reference, html::encoding charset = html::encoding::utf_8()) {
  const auto text = trim(reference);
  const auto query_end = std::min(text.find('#'), text.size());
  const auto query = text.find('?');
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const auto size = byte < 0x80 ? 1 : decode_at(text, at).size;
    if (byte >= 0x80) {
      const auto character = text.substr(at, size);
      out += percent_encode(query < at && at < query_end ? html::encode(character, charset) : character);
    } else if (byte <= ' ' || byte == 0x7f || std::string_view("\"<>\\^`{|}").contains(text[at])) {
      out += fmt::format("%{:02X}", byte);
    } else {
      out += text[at];
    }
    at += size;
  }
  return out;
}

result<page> parsed(answer_text source, html::parser& parser) {
  if (!source.is_html() || source.unreadable()) return page::plain(std::move(source));
  auto tree = parser.parse(source.text());
  if (!tree) return std::unexpected(std::move(tree.error()));
  return page(std::move(*tree), std::move(source));
}

}  // namespace

result<page> page_of(http::response answer) {
  html::parser parser;
  return parsed(answer_text(answer.body, answer.headers), parser);
}

form_driver::form_driver(const ports::env& world, http::client_options client, form_driver_options options)
    : world_(world), options_(std::move(options)), client_(world, std::move(client)), page_(std::make_unique<page>()) {}

boost::asio::awaitable<result<void>> form_driver::go_to(std::string url_or_path) {
  const auto base = http::parse_url(options_.base_url);
  // An absolute address needs no base.
  const auto where = base ? http::resolve(*base, tidy(url_or_path)) : http::parse_url(tidy(url_or_path));
  if (!where) co_return std::unexpected(where.error());
  co_return co_await navigate(*where, outgoing(), 1);
}

boost::asio::awaitable<result<void>> form_driver::click_button(std::string text, unsigned times) {
  const auto button = page_->button(text, touched_);
  if (button) co_return co_await press(*button, times);
  if (button.error().code != "no-such-button") co_return std::unexpected(button.error());
  const auto link = page_->link(text);
  if (link) co_return co_await follow(*link, times);
  co_return std::unexpected(link.error().code == "ambiguous-link" ? link.error() : button.error());
}

boost::asio::awaitable<result<void>> form_driver::click_link(std::string text) {
  const auto link = page_->link(text);
  if (!link) co_return std::unexpected(link.error());
  co_return co_await follow(*link, 1);
}

boost::asio::awaitable<result<void>> form_driver::press(std::size_t button, unsigned times) {
  const auto& pressed = page_->controls()[button];
  if (pressed.disabled) {
    co_return fail("button-disabled", fmt::format("the button '{}' is disabled", pressed.shown_name()));
  }
  if (pressed.kind == control_kind::reset) {
    forms().reset(pressed.form);
    co_return result<void>{};
  }
  if (!pressed.submits() || pressed.form == no_node) {
    co_return fail("button-does-nothing",
                   fmt::format("the button '{}' does nothing without JavaScript", pressed.shown_name()));
  }
  co_return co_await send_form(pressed.form, button, times);
}

boost::asio::awaitable<result<void>> form_driver::follow(node_id link, unsigned times) {
  const auto where = resolved(page_->tree().attribute_or(link, "href"));
  if (!where) co_return std::unexpected(where.error());
  co_return co_await navigate(*where, outgoing(), times);
}

boost::asio::awaitable<result<void>> form_driver::submit() {
  const auto form = form_to_submit();
  if (!form) co_return std::unexpected(form.error());
  // Implicit submission presses the form's first submit button (HTML standard, section 4.10.21.2).
  const auto controls = page_->controls();
  const auto button =
      std::ranges::find_if(controls, [&](const control& one) { return one.form == *form && one.submits(); });
  if (button == controls.end()) co_return co_await send_form(*form, std::nullopt, 1);
  co_return co_await press(static_cast<std::size_t>(button - controls.begin()), 1);
}

result<node_id> form_driver::form_to_submit() const {
  if (touched_ != no_node) return touched_;
  const auto all = page_->forms();
  if (all.empty()) return fail("no-form", "the page has no form to submit");
  if (all.size() > 1) {
    return fail("ambiguous-form",
                fmt::format("the page has {} forms: touch a field of the one that is meant", all.size()));
  }
  return all.front();
}

boost::asio::awaitable<result<void>> form_driver::send_form(node_id form, std::optional<std::size_t> button,
                                                            unsigned times) {
  auto ready = forms().submit(form, button);
  if (!ready) co_return std::unexpected(std::move(ready.error()));
  // A form without an action goes to the page itself, not to its <base>.
  auto where = ready->action.empty() ? result<http::url>(*url_) : resolved(ready->action);
  if (!where) co_return std::unexpected(where.error());
  outgoing what(std::move(ready->method));
  if (what.method == "POST") {
    what.body = std::move(ready->encoded);
    what.origin = url_->origin();
  } else {
    where->target.resize(std::min(where->target.find('?'), where->target.size()));
    where->target.append("?").append(ready->encoded);
  }
  co_return co_await navigate(std::move(*where), std::move(what), times);
}

boost::asio::awaitable<result<void>> form_driver::navigate(http::url where, outgoing what, unsigned times) {
  hops_.clear();
  for (unsigned early = 1; early < times; ++early) {
    const auto unseen = co_await exchange_once(where, what);
    if (!unseen) co_return std::unexpected(unseen.error());
  }
  for (unsigned redirects = 0;; ++redirects) {
    auto answer = co_await exchange_once(where, what);
    if (!answer) co_return std::unexpected(std::move(answer.error()));
    const auto location = is_redirect(answer->status) ? answer->headers.find("Location") : std::nullopt;
    if (!location) co_return show(std::move(where), std::move(*answer));
    if (redirects == options_.max_redirects) {
      co_return fail("too-many-redirects",
                     fmt::format("{} redirects in a row, the last to {}", redirects + 1, *location));
    }
    auto next = http::resolve(where, tidy(*location));
    if (!next) co_return std::unexpected(std::move(next.error()));
    // Fetch standard, HTTP-redirect fetch: 303 always becomes a GET; so does a POST by 301 or 302, as browsers ever
    // did.
    const bool becomes_get = answer->status == 303 || (what.method == "POST" && answer->status <= 302);
    if (becomes_get) what = outgoing();
    if (!what.origin.empty() && next->origin() != where.origin()) what.origin = "null";
    where = std::move(*next);
  }
}

http::request form_driver::request_for(const http::url& where, outgoing what) {
  http::request made(std::move(what.method), where.target, options_.headers, std::move(what.body));
  if (made.method == "POST") {
    made.headers.add("Origin", std::move(what.origin));
    made.headers.add("Content-Type", "application/x-www-form-urlencoded");
  }
  if (auto sent = cookies_.header_for(where, world_.time.wall()); !sent.empty()) {
    made.headers.add("Cookie", std::move(sent));
  }
  return made;
}

boost::asio::awaitable<result<http::response>> form_driver::exchange_once(http::url where, outgoing what) {
  if (options_.before_request) {
    auto allowed = co_await options_.before_request(where);
    if (!allowed) co_return std::unexpected(std::move(allowed.error()));
  }
  hops_.push_back({what.method, where.text()});
  auto answer = co_await transmit(where, request_for(where, std::move(what)));
  if (!answer) co_return answer;
  hops_.back().status = answer->status;
  for (const auto& [name, value] : answer->headers.all()) {
    if (iequals(name, "Set-Cookie")) cookies_.store(where, value, world_.time.wall());
  }
  co_return answer;
}

boost::asio::awaitable<result<http::response>> form_driver::transmit(http::url where, http::request what) {
  if (!options_.observer) co_return co_await client_.send(std::move(where), std::move(what));
  const auto started = world_.time.stopwatch();
  auto answer = co_await client_.send(where, what);
  options_.observer({where, what, answer, started, world_.time.stopwatch() - started});
  co_return answer;
}

result<http::url> form_driver::resolved(std::string_view reference) const {
  if (!url_) return fail("bad-url", "no page is open yet");
  const auto charset = page_->source().charset();
  if (page_->base().empty()) return http::resolve(*url_, tidy(reference, charset));
  const auto base = http::resolve(*url_, tidy(page_->base()));
  return http::resolve(base ? *base : *url_, tidy(reference, charset));
}

result<void> form_driver::show(http::url where, http::response answer) {
  if (answer.status != 204 && answer.status != 205) {  // those leave a browser on the page that it shows
    auto fresh = parsed(answer_text(std::move(answer.body), answer.headers), parser_);
    if (!fresh) return std::unexpected(std::move(fresh.error()));
    replace_page(std::move(*fresh));
    url_ = std::move(where);
  }
  status_ = answer.status;
  headers_ = std::move(answer.headers);
  return {};
}

void form_driver::replace_page(page fresh) {
  forms_.reset();
  *page_ = std::move(fresh);
  touched_ = no_node;
}

form_state& form_driver::forms() {
  if (!forms_) forms_ = std::make_unique<form_state>(*page_);
  return *forms_;
}

std::vector<filled_field> form_driver::fields() { return forms().fields(); }

result<std::size_t> form_driver::touch(std::string_view field) {
  auto found = page_->field(field, touched_);
  if (found) touched_ = page_->controls()[*found].form;
  return found;
}

boost::asio::awaitable<result<void>> form_driver::fill(std::string field, std::string value) {
  const auto found = touch(field);
  if (!found) co_return std::unexpected(found.error());
  co_return forms().fill(*found, value);
}

boost::asio::awaitable<result<void>> form_driver::check(std::string field, bool on) {
  const auto found = touch(field);
  if (!found) co_return std::unexpected(found.error());
  co_return forms().check(*found, on);
}

boost::asio::awaitable<result<void>> form_driver::set_field_raw(std::string name, std::optional<std::string> value) {
  forms().set_raw(std::move(name), std::move(value));
  co_return result<void>{};
}

boost::asio::awaitable<result<void>> form_driver::set_cookie(std::string name, std::optional<std::string> value) {
  if (!value) {
    cookies_.remove(name);
    co_return result<void>{};
  }
  const auto where = place();
  if (!where) co_return std::unexpected(where.error());
  co_return cookies_.set(*where, name, *value, world_.time.wall());
}

boost::asio::awaitable<result<void>> form_driver::look() { co_return result<void>{}; }

const cookie* form_driver::cookie_named(std::string_view name) const {
  const auto where = place();
  return where ? cookies_.find(name, *where, world_.time.wall()) : nullptr;
}

result<http::url> form_driver::place() const {
  if (url_) return *url_;
  return http::parse_url(options_.base_url);
}

boost::asio::awaitable<result<std::string>> form_driver::value_of(std::string field) {
  const auto found = page_->field(field, touched_);
  if (found) co_return forms().value_of(*found);
  const auto controls = page_->controls();
  const auto hidden = std::ranges::find_if(
      controls, [&](const control& one) { return one.kind == control_kind::hidden && one.name == field; });
  if (hidden == controls.end()) co_return std::unexpected(found.error());
  co_return forms().value_of(static_cast<std::size_t>(hidden - controls.begin()));
}

}  // namespace parcours::drivers
