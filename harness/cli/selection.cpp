#include "harness/cli/selection.hpp"

#include "harness/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parcours::cli {

namespace {

std::string cut_repeat(const std::string& name) {
  const auto end = name.find_last_not_of("0123456789");
  if (end == std::string::npos || end + 1 == name.size()) return name;
  if (name[end] == '~') return name.substr(0, end);
  return name[end] == '#' && end > 0 && name[end - 1] == ' ' ? name.substr(0, end - 1) : name;
}

std::string near(const std::string& word, const std::vector<std::string>& known) {
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  const auto found = nearest(word, candidates);
  return found ? fmt::format("; did you mean '{}'?", *found) : "";
}

}  // namespace

selection::selection(const selection_options& chosen, diagnostics& out)
    : name_(chosen.name), without_repeat_(cut_repeat(chosen.name)) {
  if (chosen.tags.empty()) return;
  auto parsed = journey::tag_expression::parse(chosen.tags);
  if (parsed) {
    tags_ = std::move(*parsed);
  } else {
    out.push_back(std::move(parsed.error()));
  }
}

bool selection::fits(const std::string& text) const {
  const auto fit = [&text](const std::string& pattern) { return pattern == text || glob_matches(pattern, text); };
  return fit(name_) || (without_repeat_ != name_ && fit(without_repeat_));
}

bool selection::named(const run::loaded_journey& one) const {
  const run::planned first{&one};
  return fits(one.what->name) || fits(one.file) || fits(first.classname()) ||
         fits(first.classname() + "." + one.what->name);
}

bool selection::named(const run::planned& one) const {
  return fits(one.id()) || fits(one.name()) || fits(one.classname() + "." + one.name());
}

std::optional<run::loaded_journey> selection::narrowed(run::loaded_journey one) {
  known_tags_.insert(known_tags_.end(), one.what->tags.begin(), one.what->tags.end());
  known_names_.insert(known_names_.end(), {one.what->name, one.file});
  if (tags_ && !tags_->matches(one.what->tags)) return std::nullopt;
  if (name_.empty() || named(one)) return one;
  auto kept = *one.what;
  kept.cases.clear();
  for (std::size_t row = 0; row < one.what->cases.size(); ++row) {
    if (named(run::planned{&one, row})) kept.cases.push_back(one.what->cases[row]);
  }
  if (kept.cases.empty()) return std::nullopt;
  one.what = std::make_shared<const journey::journey>(std::move(kept));
  return one;
}

std::string selection::nothing_fits(std::size_t files) const {
  auto told =
      fmt::format("nothing to run: none of {} {} fits --tag and --name\n", files, files == 1 ? "journey" : "journeys");
  for (const auto& tag : tags_ ? tags_->tags() : std::vector<std::string>()) {
    if (std::ranges::find(known_tags_, tag) != known_tags_.end()) continue;
    told += fmt::format("no journey has the tag '{}'{}\n", tag, near(tag, known_tags_));
  }
  if (!name_.empty()) told += fmt::format("--name was '{}'{}\n", name_, near(name_, known_names_));
  return told;
}

}  // namespace parcours::cli
