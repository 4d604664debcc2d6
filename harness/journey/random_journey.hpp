// For property tests: journeys as read_journey() makes them, of every step, expectation and fault, with awkward texts.
#pragma once

#include "harness/journey/random_texts.hpp"
#include "harness/journey/same_journey.hpp"

#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::journey::testing_support {

template <class T>
void add_variables(const T& in, std::set<std::string>& to) {
  if constexpr (std::same_as<T, template_text>) {
    for (const auto& each : in.segments) {
      if (each.variable) to.insert(each.text);
    }
  } else if constexpr (with_parts<T>) {
    std::apply([&to](const auto&... each) { (add_variables(each, to), ...); }, parts_of(in));
  } else if constexpr (requires { in.valueless_by_exception(); }) {
    std::visit([&to](const auto& each) { add_variables(each, to); }, in);
  } else if constexpr (requires { typename T::mapped_type; }) {
    for (const auto& each : in) add_variables(each.second, to);
  } else if constexpr (requires { in.has_value(); }) {
    if (in) add_variables(*in, to);
  } else if constexpr (requires { in.data(); } && !std::same_as<T, std::string>) {
    for (const auto& each : in) add_variables(each, to);
  }
}

/// Makes one journey; draws within rc::gen::exec().
class journey_maker : text_maker {
 public:
  journey make() {
    journey made;
    made.name = *awkward_text();
    made.tags = *rc::gen::elementOf(
        std::vector<std::vector<std::string>>{{}, {"smoke"}, {"null", "1", "on"}, {"a.b", "c-d", "mail", "security"}});
    made.description = *rc::gen::element<std::string>("", "What it protects.", "a: b, 'c' # \"d\"");
    made.cases.push_back(one_case());
    if (coin(3)) add_cases(made.cases);
    remark_on(made);
    std::set<std::string> names;
    add_variables(made.cases, names);
    for (const auto& each : names) {
      if (each.starts_with("env.") || each.starts_with("secret.")) made.external.push_back({each, {}});
    }
    return made;
  }

 private:
  subscriber_spec person(flow_kind flow) {
    subscriber_spec made;
    made.paid_by = one_of<payment_kind>(paid_by_names);
    made.registered_with = one_of<issuer_kind>(issuer_names);
    made.account = flow == flow_kind::recovery ? account_state::active : account_state::inactive;
    if (coin()) made.account = one_of<account_state>(account_names);
    if (coin(3)) made.email_on_file = text(false);
    return made;
  }

  yaml::node policy_value(int depth) {
    yaml::node made;
    const auto which = number(0, depth == 0 ? 1 : 3);
    if (which == 0) return made;  // null
    made.type = static_cast<yaml::kind>(which);
    if (which == 1) {
      made.text = *awkward_text();
      made.plain = coin();
    }
    for (auto items = which == 2 ? number(0, 3) : 0; items > 0; --items) made.items.push_back(policy_value(depth - 1));
    if (which == 3) add_entries(made, depth);
    return made;
  }
  void add_entries(yaml::node& to, int depth) {
    for (auto entries = number(0, 3); entries > 0; --entries) {
      auto key = scalar(*awkward_text());
      if (!to.find(key.text)) to.entries.push_back({std::move(key), policy_value(depth - 1)});
    }
  }

  world_spec world() {
    world_spec made;
    if (coin()) {
      made.policy.emplace().type = yaml::kind::mapping;
      add_entries(*made.policy, 4);
    }
    for (auto defects = number(0, 2); defects > 0; --defects) {
      made.defects.push_back({*rc::gen::element<std::string>("code-reusable", "on", "a b"), {}});
    }
    made.smtp.down = coin(3);
    if (coin(3)) made.smtp.delay = std::chrono::milliseconds(number(0, 100'000));
    if (coin(3)) {
      made.smtp.reject.emplace();
      if (coin()) made.smtp.reject->code = static_cast<unsigned>(number(400, 599));
      if (coin()) made.smtp.reject->text = *awkward_text();
      if (coin()) made.smtp.reject->after = static_cast<unsigned>(number(1, 9));
      if (coin()) made.smtp.reject->first = static_cast<unsigned>(number(1, 9));
    }
    made.captcha.down = coin(3);
    if (coin(3)) made.captcha.slow = std::chrono::nanoseconds(number(0, 5'000'000'000));
    if (coin(3)) made.captcha.error = static_cast<unsigned>(number(400, 599));
    return made;
  }

  journey_case one_case() {
    journey_case made;
    made.flow = one_of<flow_kind>(flow_names);
    made.subscriber = person(made.flow);
    made.others.emplace("b2", person(made.flow));
    if (coin()) made.others.emplace("neighbour", person(made.flow));
    if (coin()) made.world = world();
    for (auto steps = number(1, 6); steps > 0; --steps) made.steps.push_back(one_step());
    if (coin()) made.outcome = expectation_of(true);
    return made;
  }

  static std::string token() {
    return *rc::gen::element<std::string>("Cache-Control", "portal_session", "~", "null", "1", "a'b", "#x", "*", "no",
                                          "x|", "`");
  }
  /// Different names of header fields or cookies.
  static std::vector<std::string> names(std::size_t most) {
    std::set<std::string> made;
    for (auto count = number(1, most); count > 0; --count) {
      made.insert(token());
    }
    return {made.begin(), made.end()};
  }

  step one_step();
  action action_of(std::size_t which, std::string& keyword);
  fill_step fill();
  capture_step capture();
  expectation expectation_of(bool outcome);
  void add_assertion(std::size_t which, expectation& to);
  void add_cookie(expectation& to);
  void add_mail(expectation& to);
  void add_cases(std::vector<journey_case>& cases);
  void remark_on(journey& made);

  static std::string browser() { return *rc::gen::element<std::string>("phone", "_1", "null", "no", "in", "B"); }
  static std::string remark() {
    return *rc::gen::element<std::string>("why", "a: b # c", "first\nsecond", "first\n\n  indented", "'", "\"", "- a",
                                          "|");
  }
};

inline step journey_maker::one_step() {
  step made;
  made.what = action_of(number(0, 15), made.keyword);
  const bool looks = std::holds_alternative<look_step>(made.what);
  if (looks || coin()) made.expect = expectation_of(false);
  if (coin(4)) made.retry = retry_spec{expectation_of(false), time(), time(), {}};
  if (looks && made.retry && coin()) made.keyword = "retry";
  if (looks && made.retry && made.keyword == "retry" && coin()) made.expect.reset();
  if (coin(4)) made.comment = remark();
  if (coin(4)) made.in = browser();
  return made;
}

inline action journey_maker::action_of(std::size_t which, std::string& keyword) {
  const auto called = [&keyword](std::string_view name, action what) {
    keyword = name;
    return what;
  };
  switch (which) {
    case 0:
      return called("open", open_step{one_of<entrance>(entrance_names)});
    case 1:
      return called("accept_terms", accept_terms_step{coin()});
    case 2: {
      identify_step made{one_of<identify_way>(identify_names), text(), {}};
      if (made.by != identify_way::amo)
        made.issuer = coin() ? template_text{{{"subscriber.issuer", true, {}}}, {}} : text();
      return called("identify", made);
    }
    case 3:
      return called("payment", payment_step{one_of<payment_kind>(payment_names), text()});
    case 4:
      return called("request_code", request_code_step{coin() ? std::optional(text()) : std::nullopt});
    case 5: {
      read_code_step made{time(), {}};
      if (coin(3)) made.to = text();
      if (coin(3)) made.as = "second";
      if (coin(3)) made.pattern = expression();
      if (coin(3)) made.length = number(4, 24);
      variables_.push_back(made.as);
      return called("read_code", made);
    }
    case 6:
      return called("submit_code", submit_code_step{text(), one_of<captcha_answer>(captcha_answer_names),
                                                    static_cast<unsigned>(number(1, 3))});
    case 7:
      return called("goto", goto_step{text()});
    case 8:
      return called("fill", fill());
    case 9: {
      const bool checked = coin();
      return called(checked ? "check" : "uncheck", check_step{text(), checked});
    }
    case 10: {
      click_step made{coin(), text()};
      if (!made.link) made.times = static_cast<unsigned>(number(1, 2));
      return called("click", made);
    }
    case 11:
      return called("capture", capture());
    case 12: {
      set_cookie_step made;
      for (auto& name : names(3)) made.values.push_back({name, coin() ? std::optional(text()) : std::nullopt, {}});
      return called("set_cookie", made);
    }
    case 13:
      return called("wait", wait_step{time()});
    default:
      return called("expect", look_step{});
  }
}

inline fill_step journey_maker::fill() {
  fill_step made;
  if (coin()) {
    made.fields.push_back({text(), text()});
    return made;
  }
  std::set<std::string> labels;
  for (auto count = number(2, 3); count > 0; --count) {
    const auto label = *awkward_text();
    if (label != "field" && label != "with" && labels.insert(label).second)
      made.fields.push_back({constant(label), text()});
  }
  if (made.fields.empty()) made.fields.push_back({constant("Label"), text()});
  return made;
}

inline capture_step journey_maker::capture() {
  capture_step made;
  std::set<std::string> names;
  for (auto count = number(1, 2); count > 0; --count) {
    capture_step::value value{
        *rc::gen::element<std::string>("token", "yes", "_1", "null"), capture_source::page, {}, nullptr};
    if (!names.insert(value.name).second) continue;
    value.from = static_cast<capture_source>(number(0, capture_names.size()));
    if (value.from != capture_source::url && value.from != capture_source::page) value.where = text();
    if (value.from == capture_source::page || coin()) value.extract = expression();
    made.values.push_back(std::move(value));
  }
  variables_.insert(variables_.end(), names.begin(), names.end());
  return made;
}

inline expectation journey_maker::expectation_of(bool outcome) {
  // "page", "mails", "account" and "captcha" come first: an outcome has no others.
  expectation made;
  std::vector<std::size_t> keys(outcome ? 4 : 13);
  std::iota(keys.begin(), keys.end(), 0);
  for (auto count = number(1, 4); count > 0; --count) {
    const auto at = number(0, keys.size() - 1);
    add_assertion(keys[at], made);
    keys.erase(keys.begin() + static_cast<std::ptrdiff_t>(at));
    if (keys.empty()) break;
  }
  return made;
}

inline void journey_maker::add_assertion(std::size_t which, expectation& to) {
  const auto add = [&to](assertion::what_holds what) { to.all.push_back({std::move(what), {}}); };
  switch (which) {
    case 0: {
      const auto name = pattern();
      return add(page_is{name.is_regex ? constant("code") : name.text});
    }
    case 1:
      return add(mails_are{static_cast<unsigned>(number(0, 1'000'000))});
    case 2:
      return add(account_is{one_of<account_state>(account_names)});
    case 3:
      return add(captcha_was{one_of<captcha_verdict>(captcha_verdict_names)});
    case 4:
      return add(message_says{pattern()});
    case 5:
      if (coin()) return add(field_error_says{std::nullopt, pattern()});
      for (const auto& label : names(3)) add(field_error_says{label, pattern()});
      return;
    case 6:
      return add(absent_text{pattern()});
    case 7:
      return add(status_is{static_cast<unsigned>(number(100, 599))});
    case 8:
      return add(url_matches{pattern()});
    case 9:
      for (const auto& name : names(3)) add(header_is{name, pattern_or_none()});
      return;
    case 10:
      return add_cookie(to);
    case 11:
      return add_mail(to);
    default:
      return add(took_within{time()});
  }
}

inline void journey_maker::add_cookie(expectation& to) {
  const auto name = names(1).front();
  for (std::size_t at = 0; at < cookie_part_names.size(); ++at) {
    if (!coin() && at + 1 < cookie_part_names.size()) continue;
    cookie_is part{name, static_cast<cookie_part>(at), {}, true};
    if (part.part == cookie_part::secure || part.part == cookie_part::http_only) {
      part.is_set = coin();
    } else if (part.part == cookie_part::same_site) {
      diagnostics none;
      part.text = parse_pattern(scalar(*rc::gen::element<std::string>("Strict", "Lax", "${fake.amo}")), none);
    } else {
      part.text = pattern_or_none();
    }
    to.all.push_back({std::move(part), {}});
  }
}

inline void journey_maker::add_mail(expectation& to) {
  for (std::size_t at = 0; at < mail_part_names.size(); ++at) {
    if (!coin() && at > 0) continue;
    const auto part = static_cast<mail_part>(at);
    if (part == mail_part::header) {
      for (const auto& name : names(2)) to.all.push_back({mail_is{part, name, pattern_or_none()}, {}});
    } else {
      to.all.push_back({mail_is{part, {}, part == mail_part::absent ? pattern() : pattern_or_none()}, {}});
    }
  }
}

/// Cases that differ in what is waited for, opened and expected, as if in values of a row.
inline void journey_maker::add_cases(std::vector<journey_case>& cases) {
  const auto first = cases.front();
  cases.clear();
  std::erase_if(variables_, [](const std::string& each) { return !each.contains('.'); });  // captured further down
  for (auto count = number(1, 4); count > 0; --count) {
    auto made = first;
    made.label = fmt::format("[{} {}]", *rc::gen::element<std::string>("row", "a=b", "x, y: z", "1"), count);
    if (coin()) made.flow = one_of<flow_kind>(flow_names);
    for (auto& each : made.steps) {
      if (!each.in.empty() && coin()) each.in = browser();
      if (auto* wait = std::get_if<wait_step>(&each.what)) wait->length = time();
      if (auto* go = std::get_if<goto_step>(&each.what)) go->where = text();
      if (auto* open = std::get_if<open_step>(&each.what)) open->where = one_of<entrance>(entrance_names);
    }
    if (made.world && coin()) made.world->smtp.down = coin();
    if (coin()) made.comment = remark();
    cases.push_back(std::move(made));
  }
}

inline void journey_maker::remark_on(journey& made) {
  if (coin()) made.comments["steps"] = remark();
  if (coin()) made.comments["flow"] = remark();
  if (coin()) made.comments["subscriber"] = remark();
  if (coin()) made.comments[""] = remark();
  if (!made.description.empty() && coin()) made.comments["journey"] = remark();
}

/// A journey of one case, or of several that differ in some values.
inline rc::Gen<journey> random_journey() {
  return rc::gen::exec([] { return journey_maker().make(); });
}

}  // namespace parcours::journey::testing_support
