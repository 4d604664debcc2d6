// The pages of the mock portal as HTML: the headings, labels and buttons are worded as the leaflet words them.
//
// Every field has a label that no other field's or group's name contains, a hint where its form is not plain, and then
// the message of what is wrong (aria-describedby in that order, aria-errormessage, aria-invalid), which stands again in
// a summary (role=alert) at the top, which has the focus and links to the fields in their order; notices are
// role=status (WAI-ARIA 1.2). The step at hand is aria-current in a list of the leaflet's five. The first thing that
// the keyboard reaches leads past the header. There is no script but the captcha provider's, and without JavaScript a
// text field takes its token.
#pragma once

#include "mocks/portal/policy.hpp"
#include "mocks/portal/session.hpp"

#include <string>
#include <vector>

namespace parcours::mocks::portal {

/// What the page of the code says to the captcha provider's script.
struct captcha_widget {
  std::string site_key;
  std::string script;                          ///< its address; empty: none is loaded
  std::string holder = "g-recaptcha";          ///< class of the element that it fills
  std::string field = "g-recaptcha-response";  ///< where it puts the token
};

/// Renders pages. The templates are parsed once for the whole program; const calls may come from any thread.
class pages {
 public:
  pages(const policy& rules, captcha_widget captcha);

  /// The page of a step, or the landing page. Whatever a person entered is escaped.
  [[nodiscard]] std::string render(const page_view& view) const;
  /// The page for a status of 400 to 599. `form_at`: where a fresh form is; empty: there is none to go back to.
  [[nodiscard]] std::string error(unsigned status, language in = language::french, std::string_view form_at = {}) const;

 private:
  [[nodiscard]] std::string with_messages(const page_view& view) const;
  /// What the templates and the texts leave open, in the order of their names.
  [[nodiscard]] std::vector<std::string> figures(const page_view& view) const;

  policy rules_;
  captcha_widget captcha_;
};

[[nodiscard]] std::string_view style_sheet();
[[nodiscard]] std::string_view icon();  ///< SVG

}  // namespace parcours::mocks::portal
