#include "harness/journey/cases.hpp"

#include "harness/journey/template_text.hpp"
#include "harness/yaml/decode.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace parcours::journey {

namespace {

constexpr std::size_t most_cases = 1000;

std::string_view without_prefix(std::string_view variable) {
  constexpr std::string_view prefix = "case.";
  return variable.starts_with(prefix) ? variable.substr(prefix.size()) : variable;
}

class rows_reader {
 public:
  explicit rows_reader(diagnostics& out) : out_(out) {}

  std::vector<row> cases(const yaml::node& list) {
    std::vector<row> made;
    if (!list.is_sequence()) {
      wrong(list, "'cases' needs a list of mappings");
      return made;
    }
    for (const auto& item : list.items) {
      row each{"", item.span, {}};
      if (!item.is_mapping()) wrong(item, "a case must be a mapping of names to values");
      for (const auto& [key, value] : item.entries) {
        if (key.text == "name") {
          each.name = yaml::text_of(value, "name", out_).value_or("");
        } else if (accepts(key, value)) {
          each.values.push_back({key, value});
        }
      }
      made.push_back(std::move(each));
    }
    if (made.empty()) wrong(list, "'cases' needs at least one case");
    return made;
  }

  /// `rows`, each with every combination of the matrix.
  std::vector<row> cross(std::vector<row> rows, const yaml::node& matrix) {
    if (!matrix.is_mapping()) wrong(matrix, "'matrix' needs a mapping of names to lists");
    for (const auto& [key, list] : matrix.entries) {
      if (!list.is_sequence() || list.items.empty()) {
        wrong(list, fmt::format("'{}' needs a list of values", key.text));
        continue;
      }
      if (rows.size() * list.items.size() > most_cases) {
        too_many(key.span);
        return {};
      }
      rows = crossed(rows, key, list);
    }
    return rows;
  }

  void too_many(const source_span& span) {
    out_.push_back({"too-many-cases", fmt::format("more than {} cases", most_cases), span, "", {}});
  }

 private:
  std::vector<row> crossed(const std::vector<row>& rows, const yaml::node& key, const yaml::node& list) {
    std::vector<row> made;
    for (const auto& base : rows) {
      for (const auto& value : list.items) {
        if (&base == &rows.front() && !accepts(key, value)) return rows;
        made.push_back(base);
        made.back().values.push_back({key, value, true});
        made.back().span = value.span;
      }
    }
    return made;
  }

  bool accepts(const yaml::node& key, const yaml::node& value) {
    if (is_identifier(key.text)) return yaml::text_of(value, key.text, out_).has_value();
    out_.push_back({"bad-name",
                    fmt::format("'{}' cannot name a value: letters, digits and '_' only", key.text),
                    key.span,
                    "",
                    {}});
    return false;
  }

  void wrong(const yaml::node& where, std::string message) {
    out_.push_back({"wrong-type", std::move(message), where.span, "", {}});
  }

  diagnostics& out_;
};

void refuse_duplicates(const std::vector<row>& rows, diagnostics& out) {
  std::map<std::string, int> seen;
  for (const auto& each : rows) {
    const auto label = each.label();
    if (++seen[label] != 2) continue;
    out.push_back({"duplicate-case",
                   fmt::format("two cases are called {}", label),
                   each.span,
                   "tell them apart with 'name:'",
                   {}});
  }
}

}  // namespace

const yaml::node* row::find(std::string_view wanted) const {
  const auto found = std::ranges::find_if(values, [&](const value& each) { return each.key.text == wanted; });
  return found == values.end() ? nullptr : &found->value;
}

std::string row::label() const {
  std::vector<std::string> parts;
  if (!name.empty()) parts.push_back(name);
  for (const auto& each : values) {
    // A name stands for the values of its own row; those of a matrix have no other.
    if (name.empty() || each.from_matrix) parts.push_back(fmt::format("{}={}", each.key.text, each.value.text));
  }
  return parts.empty() ? "" : fmt::format("[{}]", fmt::join(parts, ", "));
}

std::vector<row> read_rows(const yaml::node* cases, const yaml::node* matrix, diagnostics& out) {
  rows_reader reader(out);
  std::vector<row> rows(1);
  if (cases) rows = reader.cases(*cases);
  if (rows.size() > most_cases) {
    reader.too_many(cases->span);
    return {};
  }
  if (matrix) rows = reader.cross(std::move(rows), *matrix);
  refuse_duplicates(rows, out);
  return rows;
}

std::optional<yaml::node> substituter::fill(const yaml::node& tree, const row& values) {
  auto made = copy(tree, values);
  if (weight_ > yaml::limits::weight) return std::nullopt;
  return made;
}

yaml::node substituter::copy(const yaml::node& tree, const row& values) {
  if (tree.is_scalar()) return scalar(tree, values);
  yaml::node made;
  made.type = tree.type;
  made.span = tree.span;
  made.offset = tree.offset;
  weight_ += sizeof(yaml::node);
  for (const auto& item : tree.items) {
    if (weight_ > yaml::limits::weight) break;
    made.items.push_back(copy(item, values));
  }
  for (const auto& [key, value] : tree.entries) {
    if (weight_ > yaml::limits::weight) break;
    weight_ += sizeof(yaml::node) + key.text.size();
    made.entries.push_back({key, copy(value, values)});
  }
  return made;
}

yaml::node substituter::scalar(const yaml::node& from, const row& values) {
  weight_ += sizeof(yaml::node) + from.text.size();
  if (from.text.find("${") == std::string::npos) return from;
  std::vector<bad_piece> ignored;  // reported when the text is read as a template
  const auto pieces = cut(from.text, ignored);
  if (!ignored.empty()) return from;
  yaml::node made = from;
  made.text.clear();
  for (const auto& each : pieces) {
    const auto value = each.variable ? written(each.text, values) : std::nullopt;
    made.text += value ? *value : from.text.substr(each.offset, each.length);
    if (weight_ + made.text.size() > yaml::limits::weight) break;
  }
  weight_ += made.text.size();
  if (pieces.size() != 1 || made.text == from.text) return made;
  const auto* whole = values.find(without_prefix(pieces[0].text));
  if (!whole) return made;
  made.span = whole->span;
  made.offset = whole->offset;
  return made;
}

std::optional<std::string> substituter::written(std::string_view variable, const row& values) {
  const auto name = without_prefix(variable);
  if (const auto* value = values.find(name)) {
    used_.emplace(name);
    return value->text;
  }
  const auto found = given_.find(name);
  if (found == given_.end()) return std::nullopt;
  std::string text = found->second;  // from outside: never a template itself
  for (auto at = text.find("${"); at != std::string::npos; at = text.find("${", at + 3)) text.insert(at, 1, '$');
  return text;
}

}  // namespace parcours::journey
