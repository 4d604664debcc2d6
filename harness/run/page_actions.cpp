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

std::unexpected<step_failure> no_text(const error& what, const source_span& at) {
  return step_error(what.code, what.message, at);
}

}  // namespace

asio::awaitable<step_result> interpreter::act(const journey::goto_step& step, place at) {
  const auto address = context_.text(step.where);
  if (!address) co_return no_text(address.error(), at);
  const auto went = co_await context_.browser().go_to(*address);
  co_return done(went, at);
}

asio::awaitable<step_result> interpreter::act(const journey::fill_step& step, place at) {
  for (const auto& one : step.fields) {
    const auto field = context_.text(one.field);
    if (!field) co_return no_text(field.error(), one.field.span);
    const auto value = context_.text(one.with);
    if (!value) co_return no_text(value.error(), one.with.span);
    const auto filled = fill(*field, *value);
    if (!filled) co_return from_browser(filled.error(), at);
  }
  co_return step_result();
}

// A hidden field is set by its name, as a script would.
result<void> interpreter::fill(const std::string& field, const std::string& value) {
  auto& browser = context_.browser();
  auto filled = browser.fill(field, value);
  if (filled || filled.error().code != "no-such-field" || !browser.value_of(field)) return filled;
  browser.set_field_raw(field, value);
  return {};
}

asio::awaitable<step_result> interpreter::act(const journey::check_step& step, place at) {
  const auto label = context_.text(step.label);
  if (!label) co_return no_text(label.error(), at);
  auto& browser = context_.browser();
  co_return done(step.checked ? browser.check(*label) : browser.uncheck(*label), at);
}

asio::awaitable<step_result> interpreter::act(const journey::click_step& step, place at) {
  const auto text = context_.text(step.text);
  if (!text) co_return no_text(text.error(), at);
  auto& browser = context_.browser();
  // Not in one conditional expression: GCC 12 destroys the awaited temporaries of both of its arms.
  if (step.link) {
    const auto followed = co_await browser.click_link(*text);
    co_return done(followed, at);
  }
  const auto pressed = co_await browser.click_button(*text, static_cast<int>(std::max(step.times, clicks_)));
  co_return done(pressed, at);
}

asio::awaitable<step_result> interpreter::act(const journey::capture_step& step, place at) {
  for (const auto& one : step.values) {
    const auto from = context_.text(one.where);
    if (!from) co_return no_text(from.error(), one.where.span);
    auto value = captured(one, *from);
    if (!value) co_return assertion_failed("step", value.error().message, {}, {}, at);
    context_.remember(one.name, std::move(*value));
  }
  co_return step_result();
}

result<std::string> interpreter::captured(const journey::capture_step::value& one, const std::string& from) {
  auto& browser = context_.browser();
  result<std::string> value;
  switch (one.from) {
    case journey::capture_source::text:
      value = browser.text_of(from);
      break;
    case journey::capture_source::field:
      value = browser.value_of(from);
      break;
    case journey::capture_source::cookie: {
      const auto* held = context_.cookie(from);
      if (held == nullptr) return fail("no-such-cookie", "the browser has no cookie " + from);
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
      const auto header = browser.header(from);
      if (!header) return fail("no-such-header", "the answer has no header " + from);
      value = std::string(*header);
      break;
    }
  }
  if (!value || !one.extract) return value;
  const auto found = one.extract->search(*value);
  if (!found) return fail("no-match", "nothing matches the regular expression of '" + one.name + "'");
  return found->size() > 1 ? (*found)[1] : (*found)[0];
}

asio::awaitable<step_result> interpreter::act(const journey::set_cookie_step& step, place at) {
  auto& jar = context_.browser().cookies();
  for (const auto& one : step.values) {
    if (!one.text) {
      jar.remove(one.name);
      continue;
    }
    const auto value = context_.text(*one.text);
    if (!value) co_return no_text(value.error(), one.span);
    const auto where = context_.browser().place();
    if (!where) co_return no_text(where.error(), at);
    const auto kept = jar.set(*where, one.name, *value, context_.environment().env().time.wall());
    if (!kept) co_return no_text(kept.error(), one.span);
  }
  co_return step_result();
}

asio::awaitable<step_result> interpreter::act(const journey::wait_step& step, place at) {
  const auto length = context_.length(step.length);
  if (!length) co_return no_text(length.error(), at);
  const auto waited = co_await idle(*length);
  if (!waited) co_return step_error(waited.error().code, waited.error().message, at);
  co_return step_result();
}

}  // namespace parcours::run
