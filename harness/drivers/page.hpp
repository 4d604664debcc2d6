// A page as the person in front of it sees it: fields by their labels, buttons by their texts, what it says, what it
// refuses. Without scripts and style sheets.
#pragma once

#include "harness/base/result.hpp"
#include "harness/drivers/answer_text.hpp"
#include "harness/drivers/controls.hpp"
#include "harness/html/document.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::drivers {

/// A message beside a field: the control has aria-invalid, the message is what aria-errormessage, else aria-describedby
/// names (WAI-ARIA 1.2).
struct field_error {
  std::string label;
  std::string name;
  std::string message;
};

/// A field of a form as a person left it.
struct filled_field {
  std::string label;  ///< what to call it in a message
  std::string name;
  std::string kind;   ///< the type of an input; "select", "textarea"
  std::string value;  ///< what it would send; "" for a box that is not ticked
  friend bool operator==(const filled_field&, const filled_field&) = default;
};

/// A captcha widget that the page asks for. It is never solved here: this says which one it is.
struct captcha_widget {
  std::string provider;        ///< "recaptcha", "hcaptcha" or "turnstile"
  std::string site_key;        ///< data-sitekey
  std::string script;          ///< address of the script that would draw it, as written in the page; "" if none
  std::string response_field;  ///< the field in which its token is sent: "g-recaptcha-response", …
};

/// All texts given out are in the form of parcours::normalized(); texts given in are compared in that form, with case,
/// and with a label's closing ":" or "*" left aside on both sides. Move-only. Reading builds indexes when first needed,
/// so a page belongs to one thread at a time.
class page {
 public:
  page();  ///< of a window in which none is open
  page(document tree, answer_text source);
  ~page();
  page(page&&) noexcept;
  page& operator=(page&&) noexcept;

  /// Errors "page-too-large" and "page-too-deep": see document.
  [[nodiscard]] static result<page> parse(std::string_view html, const html::document_limits& limits = {});
  /// What browsers show of an answer that is no HTML: its text; nothing of one that is no text.
  [[nodiscard]] static page plain(answer_text source);

  [[nodiscard]] const document& tree() const { return tree_; }
  /// What it was read from, and whether it can be told what it says.
  [[nodiscard]] const answer_text& source() const { return source_; }

  [[nodiscard]] std::string title() const;
  [[nodiscard]] std::string heading() const;  ///< the first h1 that is shown; "" if none
  [[nodiscard]] const std::string& visible_text() const;
  /// What the page says in its <main>; without one, what it says outside navigation, header and footer.
  [[nodiscard]] std::string content_text() const;
  [[nodiscard]] std::vector<std::string> alerts() const;    ///< role="alert", those that say something
  [[nodiscard]] std::vector<std::string> statuses() const;  ///< role="status"
  [[nodiscard]] std::vector<field_error> field_errors() const;
  [[nodiscard]] std::optional<captcha_widget> captcha() const;
  /// What relative addresses are relative to: <base href>, "" if none.
  [[nodiscard]] std::string_view base() const;

  /// In tree order; the position is the control's number in field(), button() and form_state.
  [[nodiscard]] std::span<const control> controls() const;
  [[nodiscard]] std::vector<node_id> forms() const;

  /// The field that a person would call `what`: by label, then placeholder or title, then name, then CSS selector.
  /// Hidden fields are not found. Where several are, the one in `near_form` is meant. Errors: "no-such-field" (names
  /// what is there and what is nearest), "ambiguous-field", "bad-selector".
  [[nodiscard]] result<std::size_t> field(std::string_view what, node_id near_form = no_node) const;
  /// The button with that text, aria-label or value, then name, then CSS selector. Errors: "no-such-button",
  /// "ambiguous-button", "bad-selector".
  [[nodiscard]] result<std::size_t> button(std::string_view what, node_id near_form = no_node) const;
  /// The link with that text or aria-label, then CSS selector. Several to one address are one. Errors: "no-such-link",
  /// "ambiguous-link", "bad-selector".
  [[nodiscard]] result<node_id> link(std::string_view what) const;
  /// The first element that a CSS selector matches. Errors: "no-such-element", "bad-selector".
  [[nodiscard]] result<node_id> select(std::string_view css) const;
  /// What that element says. Errors as above.
  [[nodiscard]] result<std::string> text_of(std::string_view css) const;

 private:
  struct index;
  const index& indexed() const;
  std::vector<std::string> texts_with_role(std::string_view role) const;

  document tree_;
  answer_text source_;
  mutable std::unique_ptr<index> index_;
  mutable std::optional<std::string> visible_text_;
};

/// A label without the mark of a required field or a colon at its end: "E-mail * :" is called "E-mail".
[[nodiscard]] std::string_view bare_label(std::string_view label);

}  // namespace parcours::drivers
