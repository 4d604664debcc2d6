// What a person has entered into a page's forms, and what a browser sends when one is submitted: HTML standard, section
// 4.10.21 (form submission), encoded as application/x-www-form-urlencoded in the charset of the form or its page.
#pragma once

#include "harness/base/result.hpp"
#include "harness/drivers/page.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parcours::drivers {

/// A form, ready to be sent.
struct submission {
  std::string method;  ///< "GET" or "POST"
  std::string action;  ///< as written in the page, "" is the page's own address
  std::string encoded;
};

/// Begins with what the page's HTML says. Controls are given by their number in page::controls(). What a browser would
/// check before it sends (required, pattern, maxlength) is not checked: it is the server's own checks that are tested.
/// The page outlives it and stays where it is. Errors of all changes: "field-disabled", "field-read-only" and those
/// named.
class form_state {
 public:
  explicit form_state(const page& of);

  /// Types into a text field or chooses in a select. Error "not-a-text-field".
  result<void> fill(std::size_t field, std::string_view value);
  /// Chooses an option by its text, else by its value. Errors "not-a-select", "no-such-option".
  result<void> choose(std::size_t field, std::string_view option);
  /// Ticks or unticks a checkbox; picks a radio button, which can only be unpicked by picking another. Errors
  /// "not-a-checkbox", "radio-button".
  result<void> check(std::size_t field, bool on);
  /// Whatever form is sent next carries this value for that name, as if a script had set it; nullopt leaves the name
  /// out.
  void set_raw(std::string name, std::optional<std::string> value);
  /// What the field would send; "" for a box that is not ticked.
  [[nodiscard]] std::string value_of(std::size_t field) const;
  /// All fields, buttons apart.
  [[nodiscard]] std::vector<filled_field> fields() const;
  /// As it must have been when `sent` was sent, in the form's charset: the fields of the form that fits it best.
  void restore(const std::vector<std::pair<std::string, std::string>>& sent);
  /// As a reset button does; raw values stay.
  void reset(node_id form);

  /// What submitting `form` sends, by `button` if one was pressed. Error "unsupported-enctype" for multipart/form-data
  /// and text/plain.
  [[nodiscard]] result<submission> submit(node_id form, std::optional<std::size_t> button) const;

 private:
  using entries = std::vector<std::pair<std::string, std::string>>;
  struct option {
    node_id node;
    std::string value;
    bool disabled;
    bool selected;
  };
  struct state {
    std::string value;
    bool checked = false;
    std::vector<option> options;
  };

  [[nodiscard]] node_id form_with(const entries& sent) const;
  void restore(std::size_t field, entries& left);
  [[nodiscard]] const control& at(std::size_t field) const { return page_.controls()[field]; }
  [[nodiscard]] state initial(const control& of) const;
  [[nodiscard]] std::vector<option> initial_options(const control& of) const;
  [[nodiscard]] result<void> changeable(const control& of) const;
  [[nodiscard]] std::unexpected<error> no_such_option(std::size_t field, std::string_view wanted) const;
  void uncheck_group_of(std::size_t radio);
  void keep_one_radio();
  void add_entries(entries& to, std::size_t field, bool pressed, html::encoding charset) const;
  void apply_raw(entries& to) const;
  [[nodiscard]] html::encoding charset_of(node_id form) const;
  [[nodiscard]] std::string encoded(node_id form, std::optional<std::size_t> button) const;

  const page& page_;
  std::vector<state> states_;  // one for each control
  std::vector<std::pair<std::string, std::optional<std::string>>> raw_;
};

}  // namespace parcours::drivers
