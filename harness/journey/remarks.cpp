#include "harness/journey/remarks.hpp"

#include "harness/base/text.hpp"
#include "harness/journey/reader.hpp"
#include "harness/yaml/comments.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace parcours::journey {

namespace {

// What came in from another file, as the browser beside a "use", has no line here.
std::size_t last_line(const yaml::node& of) {
  auto last = of.span.line;
  for (const auto& item : of.items) last = std::max(last, last_line(item));
  for (const auto& [key, value] : of.entries) {
    if (key.span.file == of.span.file) last = std::max({last, key.span.line, last_line(value)});
  }
  return last;
}

void append(std::string& to, std::string_view line) {
  if (!to.empty()) to += '\n';
  to += line;
}

void trim_end(std::string& lines) { lines.resize(lines.find_last_not_of('\n') + 1); }  // npos + 1 is 0

/// "##  Yes" describes as "Yes" does.
bool is_description(std::string_view comment, std::string_view description) {
  const auto words = trim(comment.substr(std::min(comment.find_first_not_of('#'), comment.size())));
  return !description.empty() && (words == description || trim(comment) == description);
}

}  // namespace

remarks::remarks(const yaml::node& tree, const yaml::node& flat, const std::vector<std::size_t>& starts) {
  for (const auto& [key, value] : tree.entries) {
    const bool in_items = key.text == "steps" || key.text == "cases";
    all_.push_back({kind::key, 0, key.text, key.span, in_items ? key.span.line : last_line(value)});
    if (!value.is_sequence()) continue;
    for (std::size_t at = 0; at < value.items.size(); ++at) {
      if (key.text == "cases") add(kind::row, rows_++, value.items[at]);
      if (key.text == "steps" && value.items[at].find("use")) add(kind::step, starts.at(at), value.items[at]);
    }
  }
  for (std::size_t at = 0; at < flat.items.size(); ++at) add(kind::step, at, flat.items[at]);
}

void remarks::add(kind of, std::size_t index, const yaml::node& what) {
  all_.push_back({of, index, "", what.span, last_line(what)});
}

std::string remarks::place(const source_file& file) {
  std::vector<remark*> here;
  for (auto& each : all_) {
    if (each.span.file.get() == &file) here.push_back(&each);
  }
  const auto place_of = [](const remark* each) { return std::tuple(each->span.line, each->span.column); };
  std::ranges::stable_sort(here, {}, place_of);
  // A file that is used twice has its steps twice: the last of each place takes the comments, the others have the same.
  const auto line_of = [](const remark* each) { return each->span.line; };
  std::string below;
  auto description = description_of(file.text);
  for (const auto& [line, text] : yaml::comments_of(file.text)) {
    if (trim(text).starts_with("yaml-language-server:")) continue;
    if (is_description(text, description)) {
      description.clear();
      continue;
    }
    auto owner = std::ranges::upper_bound(here, line, {}, line_of);
    if (owner != here.begin() && (*std::prev(owner))->end >= line) --owner;
    while (owner != here.end() && owner + 1 != here.end() && place_of(*owner) == place_of(*(owner + 1))) ++owner;
    append(owner == here.end() ? below : (*owner)->text, text);
  }
  trim_end(below);
  for (auto each = here.rbegin(); each != here.rend(); ++each) {
    trim_end((*each)->text);
    if (each != here.rbegin() && place_of(*std::prev(each)) == place_of(*each))
      (*each)->text = (*std::prev(each))->text;
  }
  return below;
}

void remarks::give_to(journey& made) {
  std::set<std::shared_ptr<const source_file>> files;
  for (const auto& each : all_) files.insert(each.span.file);
  for (const auto& file : files) {
    auto below = place(*file);
    if (file == made.file && !below.empty()) made.comments[""] = std::move(below);
  }
  for (const auto& each : all_) {
    if (each.of == kind::key && !each.text.empty()) made.comments[each.key] = each.text;
  }
  const auto combinations = rows_ == 0 ? 1 : std::max<std::size_t>(made.cases.size() / rows_, 1);
  for (std::size_t at = 0; at < made.cases.size(); ++at) give_to(made.cases[at], at / combinations);
}

void remarks::give_to(journey_case& made, std::size_t row) const {
  for (const auto& each : all_) {
    if (each.text.empty()) continue;
    if (each.of == kind::row && each.index == row) made.comment = each.text;
    if (each.of != kind::step || each.index >= made.steps.size()) continue;
    append(made.steps[each.index].comment, each.text);
  }
}

}  // namespace parcours::journey
