#include "harness/cli/dry_run.hpp"

#include "harness/cli/terminal.hpp"
#include "harness/fakeit/generator.hpp"
#include "harness/run/personas.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace parcours::cli {

namespace {

using parameters = std::map<std::string, std::string, std::less<>>;

/// The values of one case's first attempt, as far as they are known before it: what a page or a mail gives, and where
/// the mocks will listen, stays "${code}".
class foreknowledge {
 public:
  foreknowledge(const run::planned& of, const run::environment_factory& factory, const journey::target& target,
                const variables& given, const outside_values& outside)
      : seed_(of.attempt_seed(1)),
        people_(factory.people(of.its_case(), seed_)),
        fake_(random_source(seed_).derive("fake")),
        target_(target),
        given_(given),
        outside_(outside) {}

  /// The text with its values put in. Synthetic data is drawn in the order of the calls, as the run draws it.
  std::string text(const journey::template_text& from) {
    std::string made;
    for (const auto& each : from.segments)
      made += each.variable ? value(each.text).value_or("${" + each.text + "}") : each.text;
    return made;
  }
  std::string text(const journey::text_pattern& from) {
    const auto inside = text(from.text);
    return from.is_regex ? "/" + inside + "/" : inside;
  }
  void set_parameters(parameters values) { parameters_ = std::move(values); }

 private:
  std::optional<std::string> value(std::string_view name) {
    if (const auto found = parameters_.find(name); found != parameters_.end()) return found->second;
    if (const auto found = given_.find(name); found != given_.end()) return found->second;
    if (const auto found = outside_.values.find(name); found != outside_.values.end()) return found->second;
    if (target_.bundled()) {
      if (auto known = run::variable_of(people_, name)) return known;
    } else if (const auto found = target_.subscriber.find(name.substr(name.find('.') + 1));
               name.starts_with("subscriber.") && found != target_.subscriber.end()) {
      return text(found->second);
    }
    constexpr std::string_view fake = "fake.";
    if (!name.starts_with(fake)) return std::nullopt;
    const auto drawn = fake_.draw(name.substr(fake.size()));
    return drawn ? std::optional(*drawn) : std::nullopt;
  }

  std::uint64_t seed_;
  run::personas people_;
  fakeit::generator fake_;
  const journey::target& target_;
  const variables& given_;
  const outside_values& outside_;
  parameters parameters_;
};

// One page step in words.
struct in_words {
  foreknowledge& known;

  std::string operator()(const journey::goto_step& step) const { return "go to " + known.text(step.where); }
  std::string operator()(const journey::fill_step& step) const {
    std::string out = "fill";
    for (const auto& one : step.fields)
      out += fmt::format(" «{}» with {}", known.text(one.field), known.text(one.with));
    return out;
  }
  std::string operator()(const journey::check_step& step) const {
    return fmt::format("{} «{}»", step.checked ? "tick" : "untick", known.text(step.label));
  }
  std::string operator()(const journey::click_step& step) const {
    const auto times = step.times > 1 ? fmt::format(", {} times", step.times) : "";
    return fmt::format("press {} «{}»{}", step.link ? "the link" : "the button", known.text(step.text), times);
  }
  std::string operator()(const journey::wait_step& step) const { return "let " + known.text(step.length) + " pass"; }
  std::string operator()(const journey::read_code_step& step) const {
    return fmt::format("wait up to {} for the mail{} and keep its code as ${{{}}}", known.text(step.within),
                       step.to ? " to " + known.text(*step.to) : "", step.as);
  }
  std::string operator()(const journey::capture_step& step) const {
    std::vector<std::string> names;
    names.reserve(step.values.size());
    for (const auto& one : step.values) names.push_back("${" + one.name + "}");
    return fmt::format("keep {} of the page", fmt::join(names, ", "));
  }
  std::string operator()(const journey::set_cookie_step& step) const {
    std::string out;
    for (const auto& one : step.values) {
      out += fmt::format("{}{} the cookie {}", out.empty() ? "" : ", ", one.text ? "set" : "delete", one.name);
      if (one.text) out += " to " + known.text(*one.text);
    }
    return out;
  }
  std::string operator()(const journey::look_step&) const { return "look"; }
  // A target file spells the flow's steps in page steps, so none of these is reached in its words.
  template <journey::spelled_step Step>
  std::string operator()(const Step&) const {
    return "a step of the flow that the target file does not spell";
  }
};

// One thing that is expected, in the keys of the file.
class in_keys {
 public:
  explicit in_keys(foreknowledge& known) : known_(known) {}

  std::string operator()(const journey::page_is& one) const { return "page: " + known_.text(one.name); }
  std::string operator()(const journey::message_says& one) const { return "message: " + known_.text(one.text); }
  std::string operator()(const journey::field_error_says& one) const {
    return fmt::format("field_error{}: {}", one.label ? " of «" + *one.label + "»" : "", known_.text(one.message));
  }
  std::string operator()(const journey::absent_text& one) const { return "absent: " + known_.text(one.text); }
  std::string operator()(const journey::status_is& one) const { return fmt::format("status: {}", one.status); }
  std::string operator()(const journey::url_matches& one) const { return "url: " + known_.text(one.text); }
  std::string operator()(const journey::header_is& one) const {
    return fmt::format("header {}: {}", one.name, text_or_none(one.value));
  }
  std::string operator()(const journey::cookie_is& one) const {
    const bool is_switch = one.part == journey::cookie_part::secure || one.part == journey::cookie_part::http_only;
    return fmt::format("cookie {} {}: {}", one.name, to_string(one.part),
                       is_switch ? fmt::format("{}", one.is_set) : text_or_none(one.text));
  }
  std::string operator()(const journey::mail_is& one) const {
    return fmt::format("mail {}{}: {}", to_string(one.part), one.field.empty() ? "" : " " + one.field,
                       text_or_none(one.text));
  }
  std::string operator()(const journey::took_within& one) const { return "within: " + known_.text(one.length); }
  std::string operator()(const journey::mails_are& one) const { return fmt::format("mails: {}", one.count); }
  std::string operator()(const journey::account_is& one) const {
    return fmt::format("account: {}", to_string(one.state));
  }
  std::string operator()(const journey::captcha_was& one) const {
    return fmt::format("captcha: {}", to_string(one.verdict));
  }

 private:
  [[nodiscard]] std::string text_or_none(const journey::text_or_none& text) const {
    return text ? known_.text(*text) : "none";
  }

  foreknowledge& known_;
};

std::string in_words_of(const journey::expectation& wanted, foreknowledge& known) {
  std::vector<std::string> all;
  all.reserve(wanted.all.size());
  for (const auto& one : wanted.all) all.push_back(std::visit(in_keys(known), one.what));
  return fmt::format("{}", fmt::join(all, ", "));
}

std::string in_words_of(const journey::retry_spec& polling, foreknowledge& known) {
  return fmt::format("again every {}, for {} at most, until {}", known.text(polling.every), known.text(polling.within),
                     in_words_of(polling.until, known));
}

std::string in_words_of(const journey::step& one, const journey::target& target, foreknowledge& known) {
  std::string out = fmt::format("    {} ({})\n", title_of(one), one.span.place());
  const auto line = [&out](const std::string& text) { out += "      " + text + "\n"; };
  if (const auto* submit = std::get_if<journey::submit_code_step>(&one.what)) {
    line(fmt::format("captcha: {}", to_string(submit->captcha)));
  }
  if (const auto* spelled = target.spelling(one.what)) {
    parameters values;
    for (const auto& [name, text] : journey::parameters_of(one.what)) values.emplace(name, known.text(*text));
    known.set_parameters(std::move(values));
    for (const auto& step : *spelled) {
      line(std::visit(in_words{known}, step.what));
      if (step.retry) line(in_words_of(*step.retry, known));
      if (step.expect) line("expect " + in_words_of(*step.expect, known));
    }
    known.set_parameters({});
  } else if (!std::holds_alternative<journey::look_step>(one.what)) {
    line(std::visit(in_words{known}, one.what));
  }
  if (one.retry) line(in_words_of(*one.retry, known));
  if (one.expect) line("expect " + in_words_of(*one.expect, known));
  return out;
}

}  // namespace

int dry_run(const run_options& chosen, const journey::target& target, const std::vector<run::loaded_journey>& journeys,
            const run::environment_factory& factory, const variables& given, const outside_values& outside) {
  say(outside.secrets.apply(fmt::format("target: {} ({}), seed {}; nothing is contacted\n", target.name,
                                        unresolved(target.base_url), chosen.seed)));
  for (const auto& item : run::make_plan(journeys, chosen.repeat, chosen.seed)) {
    const auto refusal = factory.refusal(item.its_case());
    std::string out = fmt::format("  {}: {}{}\n", item.id(), item.name(), refusal.empty() ? "" : " (skipped)");
    if (!refusal.empty()) {
      out += "    " + refusal + "\n";
    } else {
      foreknowledge known(item, factory, target, given, outside);
      for (const auto& one : item.its_case().steps) out += in_words_of(one, target, known);
      if (item.its_case().outcome) out += "    outcome " + in_words_of(*item.its_case().outcome, known) + "\n";
    }
    say(outside.secrets.apply(std::move(out)));
  }
  return passed;
}

}  // namespace parcours::cli
