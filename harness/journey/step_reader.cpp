// Lists of steps, and what all steps share. The steps themselves: business_steps.cpp, page_steps.cpp, expectations.cpp.
#include "harness/journey/step_reader.hpp"

#include "harness/journey/habits.hpp"
#include "harness/journey/lookalikes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parcours::journey {

const step_reader::keyword step_reader::keywords[] = {
    {"open", true, &step_reader::open},
    {"accept_terms", true, &step_reader::accept_terms},
    {"identify", true, &step_reader::identify},
    {"payment", true, &step_reader::payment},
    {"request_code", true, &step_reader::request_code},
    {"read_code", true, &step_reader::read_code},
    {"submit_code", true, &step_reader::submit_code},
    {"goto", false, &step_reader::go_to},
    {"fill", false, &step_reader::fill},
    {"check", false, &step_reader::check},
    {"uncheck", false, &step_reader::uncheck},
    {"click", false, &step_reader::click},
    {"capture", false, &step_reader::capture},
    {"set_cookie", false, &step_reader::set_cookie},
    {"wait", false, &step_reader::wait},
};

namespace {

bool looks(std::string_view key) { return key == "expect" || key == "retry"; }
bool is_beside(std::string_view key) { return looks(key) || key == "in"; }

/// True for what was written into a step and stands beside it. A field may be labelled so.
bool is_misplaced(const yaml::node::entry& entry, std::string_view step) {
  if (entry.key.text == "in") return step != "fill" && step != "capture" && step != "set_cookie";
  return looks(entry.key.text) && (entry.value.is_mapping() || (step != "fill" && step != "capture"));
}

}  // namespace

std::vector<std::string_view> step_keywords(bool business) {
  std::vector<std::string_view> names;
  for (const auto& each : step_reader::keywords) {
    if (business || !each.business) names.push_back(each.name);
  }
  names.insert(names.end(), {"expect", "retry"});
  if (business) names.insert(names.end(), {"in", "use"});
  return names;
}

void step_reader::report(std::string code, std::string message, const source_span& span, std::string hint) {
  out_.push_back({std::move(code), std::move(message), span, std::move(hint), {}});
}

std::vector<step> step_reader::read(const yaml::node& list) {
  std::vector<step> made;
  made.reserve(list.items.size());
  for (const auto& item : list.items) {
    if (auto each = read_step(item)) made.push_back(*std::move(each));
  }
  browsers_.compare();
  return made;
}

std::optional<step> step_reader::read_step(const yaml::node& item) {
  if (item.is_scalar()) return read_word(item);
  if (item.is_mapping()) return read_mapping(item);
  report("wrong-type", fmt::format("a step must be a word or a mapping, this is {}", yaml::describe(item)), item.span);
  return std::nullopt;
}

std::optional<step> step_reader::read_word(const yaml::node& word) {
  const keyword* known = find(word.text);
  if (!known) {
    report_unknown(word);
    return std::nullopt;
  }
  yaml::node nothing;
  nothing.span = word.span;
  return step{word.text, (this->*known->read)(nothing), {}, {}, word.span};
}

std::optional<step> step_reader::read_mapping(const yaml::node& item) {
  step made{"", look_step{}, {}, {}, item.span};
  bool is_step = false;
  for (const auto& [key, value] : item.entries) {
    const keyword* known = find(key.text);
    if (known && is_step && made.keyword.empty()) continue;  // what stands above it is no step, and was told
    if (known && is_step) {
      report("two-steps", fmt::format("'{}' and '{}' stand in one list item", made.keyword, key.text), key.span,
             "begin each step with its own '-'");
    } else if (known) {
      is_step = true;
      made.keyword = key.text;
      made.span = key.span;
      made.what = (this->*known->read)(without_misplaced(key, value));
    } else if (!is_beside(key.text)) {
      report_unknown(key);
      is_step = true;
    }
  }
  // After the step itself, whatever the order in the file: what it captures exists by then.
  const auto* expect = item.find("expect");
  const auto* retry = item.find("retry");
  if (expect) made.expect = read_expectation(*expect);
  if (retry) made.retry = read_retry(*retry);
  made.in = browser_of(item);
  if (item.entries.empty()) report("missing-value", "this step is empty", item.span);
  if (is_step || item.entries.empty()) return made;
  const auto look = std::ranges::find_if(item.entries, [](const auto& each) { return looks(each.key.text); });
  if (look == item.entries.end()) {
    report("missing-value", "'in' stands beside a step, and here is none", item.span);
    return made;
  }
  made.keyword = look->key.text;
  made.span = look->key.span;
  return made;
}

std::string step_reader::browser_of(const yaml::node& item) {
  for (const auto& [key, value] : item.entries) {
    if (key.text != "in") continue;
    if (business_) return browsers_.read(value);
    report("unknown-key", "'in' has no place in a target file", key.span,
           "a step is spelled in the browser that the journey gives it");
  }
  return {};
}

yaml::node step_reader::without_misplaced(const yaml::node& step, const yaml::node& value) {
  yaml::node kept = value;
  // "accept_terms:" with "- expect: {…}" below it
  std::erase_if(kept.items, [&](const yaml::node& item) {
    if (!item.is_mapping() || item.entries.size() != 1 || !is_misplaced(item.entries.front(), step.text)) return false;
    report_misplaced(item.entries.front().key, step.text);
    return true;
  });
  if (kept.items.size() < value.items.size() && kept.items.empty()) kept.type = yaml::kind::null;
  std::erase_if(kept.entries, [&](const yaml::node::entry& entry) {
    if (!is_misplaced(entry, step.text)) return false;
    report_misplaced(entry.key, step.text);
    return true;
  });
  return kept;
}

void step_reader::report_misplaced(const yaml::node& key, std::string_view step) {
  out_.push_back(misplaced(key, fmt::format("'{}' stands inside '{}', it must stand beside it", key.text, step), step));
}

diagnostic misplaced(const yaml::node& key, std::string message, std::string_view step) {
  return {"unknown-key",
          std::move(message),
          key.span,
          "indent it as the step's key",
          {"this is how it stands:", fmt::format("  - {}: …", step), fmt::format("    {}: …", key.text)}};
}

const step_reader::keyword* step_reader::find(std::string_view name) const {
  const auto* found = std::ranges::find(keywords, name, &keyword::name);
  return found == std::end(keywords) || (found->business && !business_) ? nullptr : found;
}

void step_reader::report_unknown(const yaml::node& key) {
  const auto names = step_keywords(business_);
  auto hint = habit_hint(key.text, habitat::step);
  if (hint.empty()) hint = yaml::meant_by(key.text, names);
  report("unknown-step", fmt::format("'{}' is not a step", key.text), key.span, std::move(hint));
}

template_text step_reader::text(const yaml::node& value, std::string_view what) {
  if (!yaml::text_of(value, what, out_)) return {{}, value.span};
  auto made = parse_template(value, out_);
  known_.check(made, out_);
  warn_of_lookalikes(value, known_, out_);
  return made;
}

template_text step_reader::time(const yaml::node& value, std::string_view what) {
  auto made = text(value, what);
  if (value.is_scalar() && made.constant()) (void)yaml::duration_of(value, what, out_);
  return made;
}

text_pattern step_reader::pattern(const yaml::node& value, std::string_view what) {
  if (!yaml::text_of(value, what, out_)) return {.text = {{}, value.span}};
  auto made = parse_pattern(value, out_);
  known_.check(made.text, out_);
  warn_of_lookalikes(value, known_, out_);
  return made;
}

template_text step_reader::constant(std::string_view text, const source_span& span) const {
  if (text.empty()) return {{}, span};
  return {{{std::string(text), false, span}}, span};
}

const yaml::node::entry* step_reader::only_one(const yaml::node& value, std::string_view what,
                                               std::span<const std::string_view> names,
                                               std::span<const std::string_view> beside) {
  yaml::mapping_reader keys(value, out_, std::string(what));
  for (const auto name : names) keys.find(name);
  for (const auto name : beside) keys.find(name);
  keys.finish();
  const yaml::node::entry* only = nullptr;
  for (const auto& entry : value.entries) {
    if (std::ranges::find(names, entry.key.text) == names.end()) continue;
    if (only) {
      report("too-many-keys", fmt::format("{} takes only one of {}", what, yaml::one_of_text(names)), entry.key.span);
      return nullptr;
    }
    only = &entry;
  }
  if (!only && value.is_mapping()) {
    report("missing-key", fmt::format("{} needs {}", what, yaml::one_of_text(names)), value.span);
  }
  return only;
}

void step_reader::define(const std::string& name, const source_span& span) {
  if (is_identifier(name)) {
    known_.names.insert(name);
  } else {
    report("bad-name", fmt::format("'{}' cannot name a variable: letters, digits and '_' only", name), span);
  }
}

}  // namespace parcours::journey
