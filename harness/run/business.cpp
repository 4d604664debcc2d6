// The steps of the flow in the leaflet's words. The target file says what each means on the portal at hand.
#include "harness/base/text.hpp"
#include "harness/inbox/code.hpp"
#include "harness/inbox/html_text.hpp"
#include "harness/run/interpreter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <ranges>
#include <utility>

namespace parcours::run {

namespace asio = boost::asio;

namespace {

// What must hold of any mail that carries a code: it goes to one person, its subject can be read anywhere and gives
// nothing away, and both of its parts say the same.
std::string flaw_of(const inbox::received_mail& got, const inbox::code_search& found) {
  const auto& mail = got.mail;
  if (mail.to.size() + mail.cc.size() > 1) return "the mail with the code goes to more than one address";
  for (const auto& [name, value] : mail.headers) {
    if (iequals(name, "subject") && !is_ascii(value)) return "the subject of the mail is not encoded (RFC 2047)";
  }
  if (found.conflicting) return "the text part and the HTML part of the mail carry different codes";
  if (found.code && mail.subject.contains(*found.code)) return "the subject of the mail holds the code";
  return {};
}

// The step's own pattern, or the target file's; without one the words around a number tell.
inbox::code_options options_of(const journey::read_code_step& step, const journey::target& target) {
  const auto& pattern = step.pattern ? step.pattern : target.mail.code;
  return {pattern ? std::optional(*pattern) : std::nullopt, step.length};
}

std::string wanted_by(const inbox::code_options& options) {
  return options.length ? fmt::format("a code of {} characters", *options.length) : "a code";
}

// What might have been the code, the likeliest first, and why it was not taken; below it what the mail says.
std::string why_no_code(inbox::code_search found, const smtp::parsed_mail& mail) {
  constexpr std::size_t most = 5;
  auto& all = found.candidates;
  std::ranges::stable_sort(all, std::greater(), &inbox::candidate::score);
  std::string told;
  for (const auto& one : all | std::views::take(most)) {
    told += fmt::format("'{}' ({}, line {}): {}\n", one.value, inbox::name_of(one.where), one.line, one.reason);
  }
  if (all.size() > most) told += fmt::format("and {} more\n", all.size() - most);
  if (!told.empty()) told += "\n";
  return told + (mail.text.empty() ? inbox::text_of_html(mail.html) : mail.text);
}

}  // namespace

// A business step is what the target file spells it as, with its own values as variables.
asio::awaitable<step_result> interpreter::business(const journey::action& what, place at) {
  const auto* steps = context_.environment().target().spelling(what);
  if (steps == nullptr) co_return step_error("target", "the target file does not spell this step on this portal", at);
  std::map<std::string, std::string, std::less<>> values;
  for (const auto& [name, text] : journey::parameters_of(what)) {
    auto value = context_.text(*text);
    if (!value) co_return step_error(value.error().code, value.error().message, text->span);
    values.emplace(name, std::move(*value));
  }
  if (const auto email = values.find("email"); email != values.end()) context_.address() = email->second;
  if (const auto* submit = std::get_if<journey::submit_code_step>(&what)) {
    auto ticked = co_await tick_captcha(submit->captcha, at);
    if (!ticked) co_return ticked;
    clicks_ = submit->times;
    context_.checks_before = context_.environment().captcha_checks();
  }
  context_.set_parameters(std::move(values));
  auto played = co_await spelled(*steps);
  context_.set_parameters({});
  clicks_ = 1;
  if (!played) {  // the journey's own step is the place that its reader knows
    played.error().why.where = place_of(at);
    for (auto& other : played.error().why.further) other.where = place_of(at);
  }
  co_return played;
}

asio::awaitable<step_result> interpreter::spelled(const journey::step_list& steps) {
  for (const auto& one : steps) {
    step_result played;
    if (one.retry) {
      played = co_await play_until(one, &interpreter::part);
    } else {
      played = co_await part(one);
    }
    if (played && one.expect) played = co_await holding(*one.expect);
    if (!played) co_return played;
  }
  co_return step_result();
}

// Puts the token where the widget would. A replayed one is the one that was sent last, if there is one.
asio::awaitable<step_result> interpreter::tick_captcha(journey::captcha_answer answer, place at) {
  const auto& source = context_.environment().target().captcha;
  if (source.how == journey::captcha_source::kind::none) co_return step_result();
  std::optional<std::string> token;
  if (answer == journey::captcha_answer::replayed && context_.last_token) {
    token = context_.last_token;
  } else if (answer != journey::captcha_answer::missing) {
    auto made = co_await context_.environment().captcha_token(answer);
    if (!made) co_return step_error(made.error().code, made.error().message, at);
    token = std::move(*made);
  }
  if (token) context_.last_token = token;
  co_return co_await set_raw(source.field, std::move(token), at);
}

asio::awaitable<step_result> interpreter::act(const journey::read_code_step& step, place at) {
  const auto within = context_.length(step.within);
  if (!within) co_return step_error(within.error().code, within.error().message, at);
  auto to = step.to ? context_.text(*step.to) : result<std::string>(context_.address());
  if (!to) co_return step_error(to.error().code, to.error().message, at);
  const auto began = begin_waiting();
  auto got = co_await context_.environment().mail().wait(*to, context_.mail_cursors[*to], *within);
  end_waiting(began, "mail");
  if (!got && got.error().code == "no-mail") {
    co_return assertion_failed("mail", got.error().message, "a mail to " + *to + " within " + format_duration(*within),
                               "none", at);
  }
  if (!got) co_return step_error(got.error().code, got.error().message, at);
  context_.mail_cursors[*to] = got->id;
  context_.last_mail = "« " + got->mail.subject + " » to " + *to;
  context_.mail = std::move(*got);
  const auto options = options_of(step, context_.environment().target());
  const auto found = inbox::find_code(context_.mail->mail, options);
  context_.mailed_code = found.conflicting ? found.conflicting->text : found.code.value_or("");
  if (auto* kept = context_.evidence()) kept->mail_read(*context_.mail, context_.mailed_code);
  auto flaw = flaw_of(*context_.mail, found);
  if (!flaw.empty()) co_return assertion_failed("mail", std::move(flaw), {}, context_.last_mail, at);
  if (!found.code) {
    auto message = "the mail holds no code: " + found.reason;
    co_return assertion_failed("mail", std::move(message), wanted_by(options), why_no_code(found, context_.mail->mail),
                               at);
  }
  context_.remember(step.as, *found.code);
  co_return step_result();
}

}  // namespace parcours::run
