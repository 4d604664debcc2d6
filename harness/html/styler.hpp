// Says of each node of a document whether it is shown: the style sheet of every browser, then that of the document.
#pragma once

#include "harness/html/document.hpp"
#include "harness/html/style.hpp"
#include "harness/html/style_sheet.hpp"

#include <cstddef>

namespace parcours::html {

class styler {
 public:
  explicit styler(document& of) : of_(of) {}

  /// `styled`: there is a <style>.
  void apply(bool styled);

 private:
  void read_sheet();
  void apply_to(node_id id);
  void apply_rules(node_id id);
  [[nodiscard]] style style_of(node_id id);
  [[nodiscard]] node_id first_summary(node_id details) const;
  /// Does not render what an element holds, but one of it.
  void leave_out(node_id within, node_id but = no_node);

  // What selectors may look at in one document: elements, their attributes, and 64 bytes of classes.
  static constexpr std::size_t most_steps = 20'000'000;

  document& of_;
  style_sheet sheet_;
  std::size_t steps_ = most_steps;
};

}  // namespace parcours::html
