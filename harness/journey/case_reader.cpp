#include "harness/journey/case_reader.hpp"

#include "harness/journey/habits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <concepts>
#include <set>

namespace parcours::journey {

namespace {

template <class E>
E chosen(std::optional<std::size_t> index, E otherwise) {
  return index ? static_cast<E>(*index) : otherwise;
}

template <class T>
constexpr bool is_of_page = std::same_as<T, page_is> || std::same_as<T, message_says> ||
                            std::same_as<T, field_error_says> || std::same_as<T, absent_text> ||
                            std::same_as<T, status_is> || std::same_as<T, url_matches> || std::same_as<T, header_is>;

bool looks_at_page(const expectation& wanted) {
  return std::ranges::any_of(wanted.all, [](const assertion& each) {
    return std::visit([]<class T>(const T&) { return is_of_page<T>; }, each.what);
  });
}

/// Before the first step in a browser there is no page to look at.
void warn_of_no_page(const journey_case& in, diagnostics& out) {
  const auto warn = [&out](const source_span& span, std::string hint) {
    out.push_back({"expect-too-early", "no page is open yet", span, std::move(hint), {}, severity::warning});
  };
  std::set<std::string_view> begun;
  for (const auto& each : in.steps) {
    const bool first = begun.insert(each.in).second;
    if (!first || !std::holds_alternative<look_step>(each.what) || !each.expect) continue;
    if (looks_at_page(*each.expect)) warn(each.span, "'expect' stands beside its step, or below it");
  }
  if (in.outcome && !in.steps.empty() && !begun.contains("") && looks_at_page(*in.outcome)) {
    warn(in.outcome->span, "'outcome' looks at the browser without a name, and every step is in another");
  }
}

constexpr std::int64_t lowest_status = 400;
constexpr std::int64_t highest_status = 599;

}  // namespace

journey_case case_reader::read(const yaml::node& tree, const row& values) {
  journey_case made;
  made.label = values.label();
  for (const auto& each : values.values) known_.filled_in.push_back(each.key.text);
  yaml::mapping_reader keys(tree, out_, "a journey");
  keys.find("journey", yaml::need::required);
  for (const auto name : {"tags", "cases", "matrix"}) keys.find(name);
  made.flow = chosen(keys.one_of("flow", flow_names), flow_kind::activation);
  usual_account_ = made.flow == flow_kind::recovery ? account_state::active : account_state::inactive;
  known_.fake_kinds = options_.fake_kinds;
  made.subscriber.account = usual_account_;
  made.subscriber.span = tree.span;
  if (const auto* subscriber = keys.find("subscriber")) made.subscriber = person(*subscriber, "the subscriber");
  if (const auto* people = keys.mapping("others")) others(*people, made);
  if (const auto* faults = keys.find("world")) made.world = world(*faults);
  step_reader steps(known_, out_, true);
  if (const auto* list = keys.list("steps", yaml::need::required)) {
    made.steps = steps.read(*list);
    const auto of_this_file = [list](const diagnostic& item) { return item.span.file == list->span.file; };
    const bool explained = std::ranges::any_of(out_, of_this_file);  // a `use` of what could not be read leaves no step
    if (list->items.empty() && !explained) {
      out_.push_back({"missing-value", "a journey needs at least one step", list->span, "", {}});
    }
  }
  if (const auto* outcome = keys.find("outcome")) made.outcome = steps.read_outcome(*outcome);
  warn_of_no_page(made, out_);
  misplaced_keys(tree, keys);
  keys.finish([](std::string_view word) {
    const auto names = step_keywords(true);
    if (std::ranges::find(names, word) == names.end()) return habit_hint(word, habitat::journey);
    return fmt::format("a step stands in the list 'steps', indented: write '  - {}'", word);
  });
  return made;
}

void case_reader::misplaced_keys(const yaml::node& tree, yaml::mapping_reader& keys) {
  for (const auto& entry : tree.entries) {
    if (entry.key.text != "expect" && entry.key.text != "retry" && entry.key.text != "in") continue;
    (void)keys.find(entry.key.text);
    out_.push_back(misplaced(entry.key, fmt::format("'{}' stands beside a step, not beside 'steps'", entry.key.text),
                             "submit_code"));
    if (entry.key.text == "expect") out_.back().notes.emplace_back("what must hold at the end is 'outcome'");
  }
}

subscriber_spec case_reader::person(const yaml::node& value, std::string what) {
  subscriber_spec made;
  made.span = value.span;
  yaml::mapping_reader keys(value, out_, std::move(what));
  made.paid_by = chosen(keys.one_of("paid_by", paid_by_names), payment_kind::bank_transfer);
  made.registered_with = chosen(keys.one_of("registered_with", issuer_names), issuer_kind::ppr);
  made.account = chosen(keys.one_of("account", account_names), usual_account_);
  if (const auto* email = keys.find("email_on_file")) {
    scope before_anyone;
    before_anyone.people = false;
    before_anyone.fake_kinds = known_.fake_kinds;
    made.email_on_file = step_reader(before_anyone, out_, false).text(*email, "email_on_file");
    known_.external.merge(before_anyone.external);
  }
  keys.finish();
  return made;
}

void case_reader::others(const yaml::node& people, journey_case& made) {
  for (const auto& [name, value] : people.entries) {
    if (!is_identifier(name.text)) {
      out_.push_back({"bad-name",
                      fmt::format("'{}' cannot name a person: letters, digits and '_' only", name.text),
                      name.span,
                      "",
                      {}});
    }
    known_.others.insert(name.text);
    made.others.emplace(name.text, person(value, fmt::format("'{}'", name.text)));
  }
}

world_spec case_reader::world(const yaml::node& value) {
  world_spec made;
  made.span = value.span;
  yaml::mapping_reader keys(value, out_, "the world");
  if (const auto* rules = keys.mapping("policy")) policy(*rules, made);
  if (const auto* wrong = keys.find("defects")) defects(*wrong, made);
  if (const auto* server = keys.find("smtp")) made.smtp = smtp(*server);
  if (const auto* verifier = keys.find("captcha")) made.captcha = captcha(*verifier);
  keys.finish();
  return made;
}

void case_reader::policy(const yaml::node& value, world_spec& made) {
  made.policy = value;
  make_constant(*made.policy);
}

void case_reader::make_constant(yaml::node& tree) {
  for (auto& item : tree.items) make_constant(item);
  for (auto& entry : tree.entries) make_constant(entry.value);
  if (!tree.is_scalar()) return;
  const auto text = parse_template(tree, out_);
  if (text.constant()) {
    tree.text = text.literal();
    return;
  }
  const auto variable = std::ranges::find(text.segments, true, &segment::variable);
  out_.push_back(
      {"variable-not-here",
       fmt::format("'${{{}}}' has no value here: the policy can use values of cases and of --var only", variable->text),
       variable->span,
       "",
       {}});
}

void case_reader::defects(const yaml::node& value, world_spec& made) {
  if (!value.is_sequence()) return defect(value, made);
  for (const auto& item : value.items) defect(item, made);
}

void case_reader::defect(const yaml::node& value, world_spec& made) {
  const auto name = yaml::text_of(value, "defects", out_);
  if (!name) return;
  const auto& all = options_.defects;
  if (!all.empty() && std::ranges::find(all, *name) == all.end()) {
    out_.push_back({"unknown-defect",
                    fmt::format("the mock portal has no defect '{}'", *name),
                    value.span,
                    yaml::did_you_mean(*name, all),
                    {}});
  }
  made.defects.push_back({*name, value.span});
}

smtp_faults case_reader::smtp(const yaml::node& value) {
  constexpr std::int64_t most_messages = 1'000'000;
  smtp_faults made;
  yaml::mapping_reader keys(value, out_, "smtp");
  made.down = keys.boolean("down").value_or(false);
  made.delay = keys.length("delay").value_or(duration::zero());
  if (const auto* reject = keys.mapping("reject")) {
    smtp_faults::rejection how;
    yaml::mapping_reader inner(*reject, out_, "reject");
    how.code = static_cast<unsigned>(inner.integer("code", lowest_status, highest_status).value_or(how.code));
    how.text = inner.text("text").value_or("");
    how.after = static_cast<unsigned>(inner.integer("after", 1, most_messages).value_or(0));
    if (const auto first = inner.integer("first", 1, most_messages)) how.first = static_cast<unsigned>(*first);
    inner.finish();
    made.reject = std::move(how);
  }
  keys.finish();
  return made;
}

captcha_faults case_reader::captcha(const yaml::node& value) {
  captcha_faults made;
  yaml::mapping_reader keys(value, out_, "captcha");
  made.down = keys.boolean("down").value_or(false);
  made.slow = keys.length("slow").value_or(duration::zero());
  if (const auto status = keys.integer("error", lowest_status, highest_status)) {
    made.error = static_cast<unsigned>(*status);
  }
  keys.finish();
  return made;
}

}  // namespace parcours::journey
