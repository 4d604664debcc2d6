// The comments of a journey's file, and of the files that it uses, beside what they belong to. Internal to this
// library.
#pragma once

#include "harness/journey/model.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace parcours::journey {

class remarks {
 public:
  /// Of the keys of a journey's tree, its rows of `cases`, and its steps; `flat` are those steps with every "use"
  /// replaced, the ones of each item beginning at its `starts`.
  remarks(const yaml::node& tree, const yaml::node& flat, const std::vector<std::size_t>& starts);

  /// Gives a journey that was made of that tree its comments. A comment belongs to what it stands in, else to what
  /// comes next. The description and the editor's line are none.
  void give_to(journey& made);

 private:
  enum class kind { key, step, row };
  struct remark {
    kind of;
    std::size_t index;  // of the step or row
    std::string key;
    source_span span;  // of its beginning
    std::size_t end;   // its last line
    std::string text = {};
  };

  void add(kind of, std::size_t index, const yaml::node& what);
  /// Returns what stands below the last remark of the file.
  [[nodiscard]] std::string place(const source_file& file);
  void give_to(journey_case& made, std::size_t row) const;

  std::vector<remark> all_;
  std::size_t rows_ = 0;
};

}  // namespace parcours::journey
