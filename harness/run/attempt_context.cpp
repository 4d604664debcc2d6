#include "harness/run/attempt_context.hpp"

#include "harness/base/text.hpp"
#include "harness/base/utf8.hpp"
#include "harness/run/personas.hpp"

#include <algorithm>
#include <utility>

namespace parcours::run {

namespace {

constexpr std::size_t excerpt_bytes = 600;

// The beginning of a text, cut between characters. To be redacted before: half a secret is not recognised any more.
std::string excerpt(const std::string& text) {
  if (text.size() <= excerpt_bytes) return text;
  return std::string(first_bytes(text, excerpt_bytes)) + " …";
}

}  // namespace

attempt_context::attempt_context(run::environment& environment, const personas& people, const options& chosen,
                                 std::uint64_t seed, run::evidence* kept)
    : environment_(environment),
      people_(people),
      options_(chosen),
      values_([this](std::string_view name) { return variable(name); }),
      fake_(random_source(seed).derive("fake")),
      evidence_(kept) {
  turn_to("");
}

void attempt_context::turn_to(const std::string& browser_name) {
  auto& wanted = windows_[browser_name];
  if (!wanted.browser) {
    wanted.name = browser_name;
    wanted.address = environment_.variable("subscriber.email").value_or("");
    wanted.browser = environment_.open_browser([this, &wanted](const drivers::exchange& one) { observe(one, wanted); });
  }
  at_hand_ = &wanted;
}

void attempt_context::observe(const drivers::exchange& one, window& of) {
  if (std::exchange(of.step_begins, false)) of.answers.clear();
  std::shared_ptr<const http::response> got;
  if (one.answer) got = std::make_shared<const http::response>(*one.answer);
  if (got) of.answers.push_back({one.where.target, got});
  if (evidence_ != nullptr) evidence_->exchanged(of.name, one, std::move(got));
}

void attempt_context::note_page() {
  if (evidence_ != nullptr) evidence_->looked_at(at_hand_->name, *at_hand_->browser);
}

void attempt_context::note_forms() {
  if (evidence_ == nullptr) return;
  for (auto& [name, one] : windows_) evidence_->left(name, one.browser->fields());
}

step_result attempt_context::need(drivers::capability what, const source_span& place) const {
  if (at_hand_->browser->can(what)) return {};
  return step_error("browser", "this browser cannot " + std::string(in_words(what)), place);
}

result<std::string> attempt_context::text(const journey::template_text& from) {
  fake_error_.reset();
  auto made = journey::resolve(from, values_);
  if (fake_error_) return std::unexpected(*fake_error_);
  return made;
}

result<duration> attempt_context::length(const journey::template_text& from) {
  return journey::resolve_duration(from, values_);
}

std::optional<std::string> attempt_context::variable(std::string_view name) {
  if (const auto found = parameters_.find(name); found != parameters_.end()) return found->second;
  if (const auto found = captured_.find(name); found != captured_.end()) return found->second;
  if (const auto found = options_.variables.find(name); found != options_.variables.end()) {
    return found->second;
  }
  if (auto given = environment_.variable(name)) return given;
  const auto dot = name.find('.');
  const auto family = name.substr(0, dot);
  const auto rest = dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
  if (family == "fake") {
    auto drawn = fake_.draw(rest);
    if (drawn) return std::move(*drawn);
    fake_error_ = drawn.error();
    return std::string();
  }
  if ((family == "env" || family == "secret") && options_.outside) return options_.outside(name);
  return std::nullopt;
}

std::string attempt_context::page_at_hand() const {
  const auto& browser = *at_hand_->browser;
  if (browser.url().empty()) return {};
  const auto& page = browser.current();
  std::string said;
  for (const auto& alert : page.alerts()) said += "! " + alert + "\n";
  said += page.content_text();
  const auto status =
      browser.can(drivers::capability::status) ? " (" + std::to_string(browser.status()) + ")" : std::string();
  return page.title() + "\n" + browser.url() + status + "\n" +
         excerpt(options_.redact ? options_.redact(std::move(said)) : said);
}

}  // namespace parcours::run
