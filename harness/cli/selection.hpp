// Which of the journeys that were read are wanted: --tag and --name.
#pragma once

#include "harness/base/diagnostic.hpp"
#include "harness/cli/options.hpp"
#include "harness/journey/selection.hpp"
#include "harness/run/plan.hpp"

#include <optional>
#include <string>
#include <vector>

namespace parcours::cli {

class selection {
 public:
  /// A mistake in --tag goes to `out`.
  selection(const selection_options& chosen, diagnostics& out);

  /// The journey with those of its cases that are wanted; nothing if none is. --name fits the name of a journey, of a
  /// case, its file or what reports call it.
  [[nodiscard]] std::optional<run::loaded_journey> narrowed(run::loaded_journey one);
  /// Why nothing was left: what was asked for and is nowhere, with what is near.
  [[nodiscard]] std::string nothing_fits(std::size_t files) const;

 private:
  [[nodiscard]] bool named(const run::loaded_journey& one) const;
  [[nodiscard]] bool named(const run::planned& one) const;
  [[nodiscard]] bool fits(const std::string& text) const;

  std::optional<journey::tag_expression> tags_;
  std::string name_;
  std::string without_repeat_;  // "~2" and " #2" cut off, as reports of --repeat have them
  std::vector<std::string> known_tags_;
  std::vector<std::string> known_names_;
};

}  // namespace parcours::cli
