// A case as the tree of its file. The steps stand in step_drafter.cpp.
#include "harness/journey/drafter.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parcours::journey {

yaml::draft implied_if(bool usual, yaml::draft what) {
  what.implied = usual;
  return what;
}

std::string between_slashes(std::string_view pattern) { return fmt::format("/{}/", pattern); }

yaml::draft number_draft(std::size_t value) { return yaml::token_draft(std::to_string(value)); }
yaml::draft boolean_draft(bool value) { return yaml::token_draft(value ? "true" : "false"); }

namespace {

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

/// "${" as it is written where it stands for itself.
std::string escaped(std::string text) { return replaced(std::move(text), "${", "$${"); }

bool all_implied(const yaml::draft& mapping) {
  return std::ranges::all_of(mapping.entries, [](const auto& each) { return each.value.implied; });
}

yaml::draft smtp(const smtp_faults& from) {
  auto made = yaml::mapping_draft();
  made.add("down", implied_if(!from.down, boolean_draft(from.down)));
  made.add("delay", implied_if(from.delay == duration::zero(), yaml::token_draft(format_duration(from.delay))));
  if (const auto& how = from.reject) {
    const smtp_faults::rejection usual;
    auto& reject = made.add("reject", yaml::mapping_draft());
    reject.add("code", implied_if(how->code == usual.code, number_draft(how->code)));
    reject.add("text", implied_if(how->text.empty(), yaml::text_draft(how->text)));
    reject.add("after", implied_if(how->after == usual.after, number_draft(how->after)));
    if (how->first) reject.add("first", number_draft(*how->first));
  }
  made.implied = all_implied(made);
  return made;
}

yaml::draft captcha(const captcha_faults& from) {
  auto made = yaml::mapping_draft();
  made.add("down", implied_if(!from.down, boolean_draft(from.down)));
  made.add("slow", implied_if(from.slow == duration::zero(), yaml::token_draft(format_duration(from.slow))));
  if (from.error) made.add("error", number_draft(*from.error));
  made.implied = all_implied(made);
  return made;
}

/// The policy is no template once it is read.
void escape(yaml::draft& tree) {
  tree.text = escaped(std::move(tree.text));
  for (auto& each : tree.items) escape(each);
  for (auto& each : tree.entries) escape(each.value);
}

}  // namespace

yaml::draft case_drafter::whole(const journey_case& of) {
  browsers_.clear();
  const auto usual = of.flow == flow_kind::recovery ? account_state::active : account_state::inactive;
  auto made = yaml::mapping_draft(true);
  made.add("flow", implied_if(of.flow == flow_kind::activation, yaml::token_draft(to_string(of.flow))));
  made.add("subscriber", person(of.subscriber, usual, false));
  if (!of.others.empty()) {
    auto& others = made.add("others", yaml::mapping_draft(true));
    for (const auto& [name, who] : of.others) others.add(name, person(who, usual, true));
  }
  if (of.world) made.add("world", world(*of.world));
  auto& steps = made.add("steps", yaml::sequence_draft(true));
  for (const auto& each : of.steps) steps.items.push_back(step_draft(each));
  if (of.steps.empty()) refuse("it has no step");
  if (of.outcome) made.add("outcome", expectation_draft(*of.outcome));
  return made;
}

yaml::draft case_drafter::text(const template_text& from) {
  std::string made;
  for (const auto& each : from.segments) {
    if (each.variable && made.ends_with('$')) refuse(fmt::format("'$' stands just before '${{{}}}'", each.text));
    made += each.variable ? fmt::format("${{{}}}", each.text) : escaped(each.text);
  }
  return yaml::text_draft(made);
}

yaml::draft case_drafter::time(const template_text& from, std::string_view usual) {
  auto made = text(from);
  made.token = true;
  made.implied = made.text == usual;
  return made;
}

yaml::draft case_drafter::pattern(const text_pattern& from) {
  auto made = text(from.text);
  if (from.is_regex) {
    made.text = between_slashes(made.text);
    return made;
  }
  const auto last = made.text.rfind('/');
  const bool slashes = made.text.starts_with('/') && last > 0;
  if (slashes && made.text.find_first_not_of("gimsu", last + 1) == std::string::npos) {
    refuse(fmt::format("'{}' would be a regular expression", made.text));
  }
  return made;
}

yaml::draft case_drafter::pattern(const text_or_none& from) { return from ? pattern(*from) : yaml::draft(); }

yaml::draft case_drafter::person(const subscriber_spec& from, account_state usual, bool named) {
  auto made = yaml::mapping_draft();
  const bool usually_paid = from.paid_by == payment_kind::bank_transfer && !named;
  made.add("paid_by", implied_if(usually_paid, yaml::token_draft(to_string(from.paid_by))));
  made.add("registered_with",
           implied_if(from.registered_with == issuer_kind::ppr, yaml::token_draft(to_string(from.registered_with))));
  made.add("account", implied_if(from.account == usual, yaml::token_draft(to_string(from.account))));
  if (from.email_on_file) made.add("email_on_file", text(*from.email_on_file));
  made.implied = all_implied(made);
  return made;
}

yaml::draft case_drafter::world(const world_spec& from) {
  auto made = yaml::mapping_draft(true);
  if (from.policy) {
    auto& policy = made.add("policy", yaml::draft_of(*from.policy));
    escape(policy);
  }
  auto defects = yaml::sequence_draft();
  for (const auto& each : from.defects) defects.items.push_back(yaml::text_draft(each.name));
  made.add("defects", implied_if(from.defects.empty(), std::move(defects)));
  made.add("smtp", smtp(from.smtp));
  made.add("captcha", captcha(from.captcha));
  return made;
}

yaml::draft& case_drafter::add(yaml::draft& to, std::string_view key, yaml::draft value) {
  if (to.find(key)) refuse(fmt::format("'{}' stands twice in one place", key));
  return to.add(std::string(key), std::move(value));
}

yaml::draft& case_drafter::group(yaml::draft& in, std::string_view key) {
  if (!in.entries.empty() && in.entries.back().key == key && in.entries.back().value.type == yaml::kind::mapping) {
    return in.entries.back().value;
  }
  return add(in, key, yaml::mapping_draft());
}

void case_drafter::refuse(std::string why) {
  if (problem_.empty()) problem_ = std::move(why);
}

}  // namespace parcours::journey
