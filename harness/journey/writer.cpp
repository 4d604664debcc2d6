#include "harness/journey/writer.hpp"

#include "harness/base/text.hpp"
#include "harness/journey/case_merger.hpp"
#include "harness/journey/cases.hpp"
#include "harness/journey/drafter.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parcours::journey {

namespace {

/// The cases as `cases` and `matrix`, where there are any.
class rows_writer {
 public:
  rows_writer(const std::vector<journey_case>& cases, const std::vector<varying>& variables) : cases_(cases) {
    for (const auto& each : variables) {
      if (each.used) used_.push_back(&each);
    }
  }

  /// Adds to a journey's tree. False if no rows give the cases their labels.
  bool add_to(yaml::draft& tree) {
    if (cases_.size() == 1 && cases_[0].label.empty()) return true;
    const auto given = names_given();
    if (given && (add_combinations(tree, *given) || add_rows(tree, *given))) return true;
    return add_rows(tree, whole_labels());
  }

 private:
  using names = std::vector<std::string>;

  [[nodiscard]] row row_of(std::size_t at, const std::string& name, bool combined) const {
    row made;
    made.name = name;
    for (const auto* each : used_) {
      row::value value{{}, {}, combined && each->from_matrix};
      value.key.text = each->name;
      value.value.text = each->texts[at];
      made.values.push_back(std::move(value));
    }
    return made;
  }

  /// Names of rows with which the values used make up the labels; nothing if no names do.
  [[nodiscard]] std::optional<names> names_given() const {
    names made;
    for (std::size_t at = 0; at < cases_.size(); ++at) {
      const auto& label = cases_[at].label;
      std::string name;
      if (row_of(at, "", true).label() != label) {
        const auto rest = row_of(at, "?", true).label().substr(2);  // behind the name
        if (!label.starts_with('[') || !label.ends_with(rest) || label.size() <= rest.size() + 1) return std::nullopt;
        name = label.substr(1, label.size() - 1 - rest.size());
      }
      if (row_of(at, name, true).label() != label) return std::nullopt;
      made.push_back(std::move(name));
    }
    return made;
  }

  [[nodiscard]] names whole_labels() const {
    names made;
    for (const auto& each : cases_) {
      const bool bracketed = each.label.size() > 2 && each.label.starts_with('[') && each.label.ends_with(']');
      made.push_back(bracketed ? each.label.substr(1, each.label.size() - 2) : "");
    }
    return made;
  }

  [[nodiscard]] yaml::draft row_draft(std::size_t at, const std::string& name, bool combined) const {
    auto made = yaml::mapping_draft();
    made.comment = cases_[at].comment;
    if (!name.empty()) made.add("name", yaml::text_draft(name));
    for (const auto* each : used_) {
      if (!(combined && each->from_matrix)) made.add(each->name, value_draft(*each, at));
    }
    return made;
  }

  static yaml::draft value_draft(const varying& of, std::size_t at) {
    return of.token ? yaml::token_draft(of.texts[at]) : yaml::text_draft(of.texts[at]);
  }

  bool add_rows(yaml::draft& tree, const names& given) const {
    yaml::draft rows = yaml::sequence_draft(true);
    for (std::size_t at = 0; at < cases_.size(); ++at) {
      if (row_of(at, given[at], false).label() != cases_[at].label) return false;
      rows.items.push_back(row_draft(at, given[at], false));
    }
    tree.add("cases", std::move(rows));
    return true;
  }

  /// How many values a variable of the matrix has: it is the same for a block of cases, and then comes the next value.
  struct axis {
    const varying* what;
    std::size_t count;
    std::size_t stride;
  };

  [[nodiscard]] std::vector<axis> axes() const {
    std::vector<axis> made;
    std::size_t stride = 1;
    for (auto each = used_.rbegin(); each != used_.rend(); ++each) {
      if (!(*each)->from_matrix) continue;
      const auto& texts = (*each)->texts;
      std::size_t count = 1;
      while ((count + 1) * stride <= texts.size() && texts[count * stride] != texts[0]) ++count;
      made.insert(made.begin(), {*each, count, stride});
      stride *= count;
    }
    return made;
  }

  bool add_combinations(yaml::draft& tree, const names& given) const {
    const auto all = axes();
    if (all.empty()) return false;
    const std::size_t block = all.front().count * all.front().stride;
    for (std::size_t at = 0; at < cases_.size(); ++at) {
      if (cases_.size() % block != 0 || !is_combination(at, block, all, given)) return false;
    }
    auto rows = yaml::sequence_draft(true);
    for (std::size_t at = 0; at < cases_.size(); at += block) rows.items.push_back(row_draft(at, given[at], true));
    if (rows.items.size() > 1 || !rows.items[0].entries.empty()) tree.add("cases", std::move(rows));
    auto& matrix = tree.add("matrix", yaml::mapping_draft(true));
    for (const auto& each : all) {
      auto& list = matrix.add(each.what->name, yaml::sequence_draft());
      for (std::size_t at = 0; at < each.count; ++at) list.items.push_back(value_draft(*each.what, at * each.stride));
    }
    return true;
  }

  /// A case has the name and the values of the first of its block, but for those of the matrix, which take turns.
  [[nodiscard]] bool is_combination(std::size_t at, std::size_t block, const std::vector<axis>& all,
                                    const names& given) const {
    const auto first = at - at % block;
    if (given[at] != given[first]) return false;
    for (const auto& each : all) {
      if (each.what->texts[at] != each.what->texts[at / each.stride % each.count * each.stride]) return false;
    }
    return std::ranges::all_of(
        used_, [&](const varying* each) { return each->from_matrix || each->texts[at] == each->texts[first]; });
  }

  const std::vector<journey_case>& cases_;
  std::vector<const varying*> used_;
};

result<void> no_two_alike(const std::vector<journey_case>& cases) {
  std::set<std::string_view> seen;
  for (const auto& each : cases) {
    if (!seen.insert(each.label).second) {
      return fail("not-writable", fmt::format("two cases are called '{}'", each.label));
    }
  }
  return {};
}

class journey_writer {
 public:
  explicit journey_writer(const journey& wanted) : wanted_(wanted) {}

  result<std::string> run(const write_options& options) {
    if (wanted_.cases.empty()) return fail("not-writable", "a journey has at least one case");
    if (auto alike = no_two_alike(wanted_.cases); !alike) return std::unexpected(alike.error());
    auto tree = merged();
    if (!problem_.empty()) return fail("not-writable", fmt::format("no file can say this journey: {}", problem_));
    auto text = head(options) + yaml::write(tree) + yaml::commented(comment_at(""));
    if (!is_utf8(text)) return fail("not-writable", "the journey has text that is not UTF-8");
    if (text.size() > yaml::limits::file_size) return fail("not-writable", "the journey is too long for a file");
    return text;
  }

 private:
  [[nodiscard]] std::string head(const write_options& options) const {
    std::string made = yaml::commented(wanted_.description);
    if (!options.schema.empty()) made += yaml::commented("yaml-language-server: $schema=" + options.schema);
    return made;
  }

  yaml::draft merged() {
    std::vector<yaml::draft> trees;
    trees.reserve(wanted_.cases.size());
    case_drafter drafter;
    for (const auto& each : wanted_.cases) trees.push_back(drafter.whole(each));
    case_merger merger(wanted_.cases);
    auto body = merger.merge(trees);
    problem_ = drafter.problem().empty() ? merger.problem() : drafter.problem();
    if (!problem_.empty()) return {};
    shorten_steps(*body.find("steps"));
    auto made = yaml::mapping_draft(true);
    made.add("journey", yaml::text_draft(wanted_.name));
    add_tags(made);
    for (auto& [key, value] : body.entries) {
      if (key == "steps" && !rows_writer(wanted_.cases, merger.variables()).add_to(made)) {
        problem_ = "its cases are not called by their values or names";
      }
      made.add(key, std::move(value));
    }
    for (auto& [key, value] : made.entries) comment_on(key, value);
    return made;
  }

  /// What is remarked on is written, though it may go without saying.
  void comment_on(const std::string& key, yaml::draft& value) const {
    value.comment = comment_at(key);
    if (value.comment.empty() || !value.implied) return;
    value.implied = false;
    if (!value.entries.empty()) value.entries.front().value.implied = false;
  }

  void add_tags(yaml::draft& to) const {
    if (wanted_.tags.empty()) return;
    auto& tags = to.add("tags", yaml::sequence_draft());
    for (const auto& each : wanted_.tags) tags.items.push_back(yaml::text_draft(each));
  }

  [[nodiscard]] std::string comment_at(const std::string& key) const {
    const auto found = wanted_.comments.find(key);
    return found == wanted_.comments.end() ? "" : found->second;
  }

  const journey& wanted_;
  std::string problem_;
};

}  // namespace

result<std::string> write(const journey& wanted, const write_options& options) {
  return journey_writer(wanted).run(options);
}

}  // namespace parcours::journey
