// The controls of a page's forms, and the names by which a person finds them.
#pragma once

#include "harness/html/document.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace parcours::drivers {

using html::document;
using html::no_node;
using html::node_id;

/// What a control is, HTML standard section 4.10. `text` is every input that is typed into.
enum class control_kind { text, hidden, checkbox, radio, file, select, textarea, submit, image, reset, button };

/// Views point into the document that it was found in.
struct control {
  node_id node = no_node;
  control_kind kind = control_kind::text;
  node_id form = no_node;  ///< its form owner: the form="…" attribute's, else the form around it
  std::string_view name;   ///< "" if it has none and is never sent
  bool disabled = false;   ///< by itself or by a fieldset around it
  bool read_only = false;
  std::vector<std::string> labels =
      {};                 ///< normalised: label elements, aria-label, aria-labelledby, for a button its text
  std::string hint = {};  ///< normalised: placeholder, else title

  [[nodiscard]] bool is_button() const {
    return kind == control_kind::submit || kind == control_kind::image || kind == control_kind::reset ||
           kind == control_kind::button;
  }
  [[nodiscard]] bool submits() const { return kind == control_kind::submit || kind == control_kind::image; }
  /// What to call it in a message: its first label, else its hint, else its name.
  [[nodiscard]] std::string_view shown_name() const;
};

/// Elements by their id attribute; the first in tree order has it.
class id_index {
 public:
  id_index() = default;
  explicit id_index(const document& in);
  [[nodiscard]] node_id find(std::string_view id) const;  ///< no_node if none
  /// The texts of the elements whose ids a space-separated list names (aria-describedby, aria-labelledby), joined.
  [[nodiscard]] std::string texts_of(const document& in, std::string_view ids) const;

 private:
  std::vector<std::pair<std::string_view, node_id>> ids_;  // sorted
};

/// Every control of the page in tree order.
[[nodiscard]] std::vector<control> find_controls(const document& in, const id_index& ids);

}  // namespace parcours::drivers
