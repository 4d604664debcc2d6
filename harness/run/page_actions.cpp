// What a person does on a page: the page steps.
#include "harness/run/interpreter.hpp"

#include <algorithm>
#include <utility>

namespace parcours::run {

namespace asio = boost::asio;

namespace {

// What the form driver says about the page is the portal's doing; what it says about the connection is the run's.
std::unexpected<step_failure> from_browser(const error& what, const source_span& at) {
  static constexpr std::string_view of_the_page[] = {
      "no-such-",           "ambiguous-", "field-disabled",      "field-read-only",    "not-a-",
      "radio-button",       "button-",    "unsupported-enctype", "too-many-redirects", "bad-response",
      "response-too-large", "page-too-"};
  for (const auto code : of_the_page) {
    if (what.code.starts_with(code)) return assertion_failed("step", what.message, {}, {}, at);
  }
  return step_error(what.code, what.message, at);
}

step_result done(const result<void>& outcome, const source_span& at) {
  if (outcome) return {};
  return from_browser(outcome.error(), at);
}

std::unexpected<step_failure> error_of_run(const error& what, const source_span& at) {
  return step_error(what.code, what.message, at);
}

bool is_of_the_page(journey::capture_source from) {
  return from == journey::capture_source::text || from == journey::capture_source::field ||
         from == journey::capture_source::page;
}

}  // namespace

asio::awaitable<step_result> interpreter::act(const journey::goto_step& step, place at) {
  const auto address = context_.text(step.where);
  if (!address) co_return error_of_run(address.error(), at);
  const auto went = co_await context_.browser().go_to(*address);
  co_return done(went, at);
}

asio::awaitable<step_result> interpreter::act(const journey::fill_step& step, place at) {
  for (const auto& one : step.fields) {
    const auto field = context_.text(one.field);
    if (!field) co_return error_of_run(field.error(), one.field.span);
    const auto value = context_.text(one.with);
    if (!value) co_return error_of_run(value.error(), one.with.span);
    auto filled = co_await fill(*field, *value, at);
    if (!filled) co_return filled;
  }
  co_return step_result();
}

// A hidden field is set by its name, as a script would.
asio::awaitable<step_result> interpreter::fill(std::string field, std::string value, place at) {
  const auto filled = co_await context_.browser().fill(field, value);
  if (filled || filled.error().code != "no-such-field") co_return done(filled, at);
  const auto hidden = co_await context_.browser().value_of(field);
  if (!hidden) co_return from_browser(filled.error(), at);
  co_return co_await set_raw(std::move(field), std::move(value), at);
}

asio::awaitable<step_result> interpreter::set_raw(std::string field, std::optional<std::string> value, place at) {
  auto able = context_.need(drivers::capability::raw_fields, at);
  if (!able) co_return able;
  const auto set = co_await context_.browser().set_field_raw(std::move(field), std::move(value));
  co_return done(set, at);
}

asio::awaitable<step_result> interpreter::act(const journey::check_step& step, place at) {
  const auto label = context_.text(step.label);
  if (!label) co_return error_of_run(label.error(), at);
  const auto checked = co_await context_.browser().check(*label, step.checked);
  co_return done(checked, at);
}

asio::awaitable<step_result> interpreter::act(const journey::click_step& step, place at) {
  const auto text = context_.text(step.text);
  if (!text) co_return error_of_run(text.error(), at);
  auto& browser = context_.browser();
  // Not in one conditional expression: GCC 12 destroys the awaited temporaries of both of its arms.
  if (step.link) {
    const auto followed = co_await browser.click_link(*text);
    co_return done(followed, at);
  }
  const auto pressed = co_await browser.click_button(*text, std::max(step.times, clicks_));
  co_return done(pressed, at);
}

asio::awaitable<step_result> interpreter::act(const journey::capture_step& step, place at) {
  const auto looked = co_await context_.browser().look();
  if (!looked) co_return error_of_run(looked.error(), at);
  for (const auto& one : step.values) {
    const auto from = context_.text(one.where);
    if (!from) co_return error_of_run(from.error(), one.where.span);
    if (one.from == journey::capture_source::header) {
      auto able = context_.need(drivers::capability::header_fields, at);
      if (!able) co_return able;
    }
    const auto& unreadable = context_.browser().current().source().unreadable();
    if (unreadable && is_of_the_page(one.from)) co_return step_error(unreadable->code, unreadable->message, at);
    auto value = co_await captured(one, *from);
    if (!value) co_return assertion_failed("step", value.error().message, {}, {}, at);
    context_.remember(one.name, std::move(*value));
  }
  co_return step_result();
}

asio::awaitable<result<std::string>> interpreter::captured(const journey::capture_step::value& one, std::string from) {
  auto& browser = context_.browser();
  result<std::string> value;
  switch (one.from) {
    case journey::capture_source::text:
      value = browser.current().text_of(from);
      break;
    case journey::capture_source::field:
      value = co_await browser.value_of(from);
      break;
    case journey::capture_source::cookie: {
      const auto* held = browser.cookie_named(from);
      if (held == nullptr) co_return fail("no-such-cookie", "the browser has no cookie " + from);
      value = held->value;
      break;
    }
    case journey::capture_source::url:
      value = browser.url();
      break;
    case journey::capture_source::page:
      value = browser.current().visible_text();
      break;
    case journey::capture_source::header: {
      const auto header = browser.headers().find(from);
      if (!header) co_return fail("no-such-header", "the answer has no header " + from);
      value = std::string(*header);
      break;
    }
  }
  if (!value || !one.extract) co_return value;
  const auto found = one.extract->search(*value);
  if (!found) co_return fail("no-match", "nothing matches the regular expression of '" + one.name + "'");
  co_return found->size() > 1 ? (*found)[1] : (*found)[0];
}

asio::awaitable<step_result> interpreter::act(const journey::set_cookie_step& step, place) {
  for (const auto& one : step.values) {
    std::optional<std::string> value;
    if (one.text) {
      auto made = context_.text(*one.text);
      if (!made) co_return error_of_run(made.error(), one.span);
      value = std::move(*made);
    }
    const auto kept = co_await context_.browser().set_cookie(one.name, std::move(value));
    if (!kept) co_return error_of_run(kept.error(), one.span);
  }
  co_return step_result();
}

asio::awaitable<step_result> interpreter::act(const journey::wait_step& step, place at) {
  const auto length = context_.length(step.length);
  if (!length) co_return error_of_run(length.error(), at);
  const auto waited = co_await idle(*length, "wait");
  if (!waited) co_return step_error(waited.error().code, waited.error().message, at);
  co_return step_result();
}

}  // namespace parcours::run
