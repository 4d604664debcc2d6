// A journey that runs several times: "cases:" once per row, "matrix:" once per combination. Internal to this library.
#pragma once

#include "harness/yaml/document.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::journey {

/// One set of values, with the place of each.
struct row {
  struct value {
    yaml::node key;
    yaml::node value;
    bool from_matrix = false;
  };
  std::string name;  ///< as given by "name:", else ""
  source_span span;
  std::vector<value> values;

  [[nodiscard]] const yaml::node* find(std::string_view name) const;
  /// "[ttl=9m59s, mode=rib]", "[the name]" or "[the name, mode=rib]"; "" without name and values.
  [[nodiscard]] std::string label() const;
};

/// The rows of `cases` (nullptr if there are none) crossed with those of `matrix`; one empty row if there is neither.
/// Errors: "bad-name", "wrong-type", "missing-value", "duplicate-case", "too-many-cases" (1,000).
[[nodiscard]] std::vector<row> read_rows(const yaml::node* cases, const yaml::node* matrix, diagnostics& out);

/// Fills "${case.NAME}" and "${NAME}" of a row, and of the values given on the command line, into a tree: in values,
/// never in keys. A scalar that is one variable becomes the row's value with that value's own place.
class substituter {
 public:
  explicit substituter(const std::map<std::string, std::string, std::less<>>& given) : given_(given) {}

  /// Empty when what was made so far, in all calls together, is more than yaml::limits::weight.
  [[nodiscard]] std::optional<yaml::node> fill(const yaml::node& tree, const row& values);
  /// The names of rows that were asked for.
  [[nodiscard]] const std::set<std::string, std::less<>>& used() const { return used_; }

 private:
  yaml::node copy(const yaml::node& tree, const row& values);
  yaml::node scalar(const yaml::node& from, const row& values);
  /// The value of a variable as it would be written in a file; nothing if neither the row nor the command line has it.
  [[nodiscard]] std::optional<std::string> written(std::string_view variable, const row& values);

  const std::map<std::string, std::string, std::less<>>& given_;
  std::set<std::string, std::less<>> used_;
  std::size_t weight_ = 0;
};

}  // namespace parcours::journey
