// The browsers that the steps of a journey name: "in: phone". Internal to this library.
#pragma once

#include "harness/yaml/document.hpp"

#include <string>
#include <vector>

namespace parcours::journey {

class browser_names {
 public:
  explicit browser_names(diagnostics& out) : out_(out) {}

  /// What stands beside a step as `in`; "" once reported. Errors: "bad-name", "variable-not-here", "too-many-browsers".
  [[nodiscard]] std::string read(const yaml::node& value);
  /// Once all steps are read: warns of a name that is likely to be a slip of the pen, "lookalike-browser".
  void compare() const;

 private:
  struct use {
    std::string name;
    source_span span;  // of the first
    std::size_t count = 0;
  };
  [[nodiscard]] bool is_name(const std::string& text, const source_span& span);

  diagnostics& out_;
  std::vector<use> all_;  // in the order in which they appear
};

}  // namespace parcours::journey
