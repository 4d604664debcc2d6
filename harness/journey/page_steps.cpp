// The steps that work on any page: goto, fill, check, uncheck, click, capture, set_cookie, wait.
#include "harness/journey/step_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parcours::journey {

namespace {

/// What is wrong with `field` and `with` of a fill; beside other labels each is a label itself.
std::string slip_in_fill(const yaml::node& value) {
  constexpr std::string_view other_names[] = {"value", "text", "to", "by", "content"};
  const bool field = value.find("field") != nullptr;
  const bool with = value.find("with") != nullptr;
  if (field && with) return "beside 'field' and 'with' fill takes nothing else";
  if (field && value.entries.size() == 1) return "'with' is missing: what to fill in";
  if (with && !field) return "'field' is missing: what to fill in there";
  const auto* other = std::ranges::find_if(other_names, [&](auto name) { return value.find(name) != nullptr; });
  if (!field || value.entries.size() != 2 || other == std::end(other_names)) return {};
  return fmt::format("'with' is missing: what to fill in, which is not '{}' here", *other);
}

}  // namespace

action step_reader::go_to(const yaml::node& value) { return goto_step{text(value, "goto")}; }
action step_reader::check(const yaml::node& value) { return check_step{text(value, "check"), true}; }
action step_reader::uncheck(const yaml::node& value) { return check_step{text(value, "uncheck"), false}; }
action step_reader::wait(const yaml::node& value) { return wait_step{time(value, "wait")}; }

action step_reader::fill(const yaml::node& value) {
  fill_step made;
  const auto* field = value.find("field");
  const auto* with = value.find("with");
  if (field && with && value.entries.size() == 2) {
    made.fields.push_back({text(*field, "field"), text(*with, "with")});
    return made;
  }
  if (const auto slip = slip_in_fill(value); !slip.empty()) {
    report(field && with ? "too-many-keys" : "missing-key", slip, (field ? field : with)->span,
           "write {field: …, with: …}, or {Label: text}");
    return made;
  }
  if (!value.is_mapping()) {
    report(value.type == yaml::kind::null ? "missing-value" : "wrong-type",
           fmt::format("fill needs fields and their texts, this is {}", yaml::describe(value)), value.span,
           value.is_scalar() ? fmt::format("write {{{}: text}}", value.text) : "write {Label: text}");
    return made;
  }
  for (const auto& entry : value.entries) {
    made.fields.push_back({constant(entry.key.text, entry.key.span), text(entry.value, entry.key.text)});
  }
  if (made.fields.empty()) {
    report("missing-value", "fill needs at least one field", value.span, "write {Label: text}");
  }
  return made;
}

action step_reader::click(const yaml::node& value) {
  if (!value.is_mapping()) return click_step{false, text(value, "click"), 1};
  constexpr std::string_view ways[] = {"button", "link"};
  constexpr std::string_view beside[] = {"times"};
  click_step made;
  const auto* on = only_one(value, "click", ways, beside);
  if (!on) return made;
  made.link = on->key.text == "link";
  made.text = text(on->value, on->key.text);
  if (const auto* times = value.find("times")) {
    if (made.link) report("unknown-key", "'times' goes with 'button' only", times->span);
    made.times = static_cast<unsigned>(yaml::integer_of(*times, "times", out_, 1, most_times).value_or(1));
  }
  return made;
}

action step_reader::set_cookie(const yaml::node& value) {
  set_cookie_step made;
  const yaml::mapping_reader shape(value, out_, "set_cookie");
  for (const auto& [name, what] : value.entries) {
    if (!is_token(name, "cookie")) continue;
    const bool goes = what.type == yaml::kind::null;
    made.values.push_back({name.text, goes ? std::nullopt : std::optional(text(what, name.text)), name.span});
  }
  if (shape.valid() && value.entries.empty())
    report("missing-value", "set_cookie needs at least one cookie", value.span);
  return made;
}

action step_reader::capture(const yaml::node& value) {
  capture_step made;
  const yaml::mapping_reader shape(value, out_, "capture");
  for (const auto& entry : value.entries) made.values.push_back(captured(entry));
  for (const auto& entry : value.entries) define(entry.key.text, entry.key.span);
  if (shape.valid() && made.values.empty()) report("missing-value", "capture needs at least one variable", value.span);
  return made;
}

capture_step::value step_reader::captured(const yaml::node::entry& entry) {
  capture_step::value made{entry.key.text, capture_source::page, {}, nullptr};
  const yaml::node& how = entry.value;
  if (const auto* pattern = how.find("regex")) {
    made.extract = extractor(*pattern, "regex");
    if (how.entries.size() == 1) return made;
  }
  capture_source_of(made, how);
  return made;
}

std::shared_ptr<const regex> step_reader::code_pattern(const yaml::node& pattern, std::string_view key) {
  auto made = extractor(pattern, key);
  if (!made || made->groups() <= 1) return made;
  report("bad-regex", fmt::format("'{}' has {} groups, and the code is one", key, made->groups()), pattern.span,
         "(?:…) is a group that is not counted");
  return nullptr;
}

std::shared_ptr<const regex> step_reader::extractor(const yaml::node& pattern, std::string_view key) {
  auto written = yaml::text_of(pattern, key, out_);
  if (!written) return nullptr;
  if (written->size() >= 2 && written->starts_with('/') && written->ends_with('/')) {
    written = written->substr(1, written->size() - 2);
  }
  auto compiled = regex::compile(*written);
  if (compiled) return std::make_shared<const regex>(*std::move(compiled));
  report(compiled.error().code, "the regular expression cannot be used: " + compiled.error().message, pattern.span);
  return nullptr;
}

void step_reader::capture_source_of(capture_step::value& made, const yaml::node& how) {
  constexpr std::string_view beside[] = {"regex"};
  const auto* from = only_one(how, fmt::format("the capture of '{}'", made.name), capture_names, beside);
  if (!from) return;
  made.from = static_cast<capture_source>(std::ranges::find(capture_names, from->key.text) - capture_names.begin());
  if (made.from != capture_source::url) {
    made.where = text(from->value, from->key.text);
  } else if (yaml::boolean_of(from->value, "url", out_) == false) {
    report("bad-value", "'url' can only be true", from->value.span);
  }
}

}  // namespace parcours::journey
