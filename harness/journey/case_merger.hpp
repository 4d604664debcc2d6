// The trees of a journey's cases as one tree, in which variables stand for what differs between them. Internal to this
// library.
#pragma once

#include "harness/journey/model.hpp"
#include "harness/yaml/draft.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::journey {

/// A variable of the cases.
struct varying {
  std::string name;
  std::vector<std::string> texts;  ///< one for each case
  bool from_matrix = false;
  bool token = false;  ///< stands for a draft's token
  bool used = false;
};

class case_merger {
 public:
  explicit case_merger(const std::vector<journey_case>& cases);

  /// The trees are those of the cases, in their order.
  [[nodiscard]] yaml::draft merge(const std::vector<yaml::draft>& trees);
  /// The variables of all cases, then those that merge() made up.
  [[nodiscard]] const std::vector<varying>& variables() const { return variables_; }
  /// True if merge() found the variables of the cases enough.
  [[nodiscard]] bool made_up_none() const { return variables_.size() == given_; }
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  using trees = std::vector<const yaml::draft*>;
  using texts = std::vector<std::string>;

  [[nodiscard]] yaml::draft merged(const trees& all, std::string_view key);
  [[nodiscard]] yaml::draft merged_scalar(const trees& all, std::string_view key);
  /// What is written for these texts.
  [[nodiscard]] std::string expression(const texts& wanted, bool token, std::string_view key);
  /// The variable that stands for all of each text.
  [[nodiscard]] varying* whole(const texts& wanted, bool token);
  /// Text with variables in it, "" where there is none.
  [[nodiscard]] std::string composed(const texts& wanted);
  [[nodiscard]] bool fills(const std::string& made, const texts& wanted) const;
  [[nodiscard]] varying& make_up(const texts& wanted, std::string_view key);
  void note_names(const yaml::draft& tree);

  std::vector<varying> variables_;
  std::size_t given_ = 0;
  std::set<std::string, std::less<>> taken_;  // names that mean something in the file
  std::string problem_;
};

}  // namespace parcours::journey
