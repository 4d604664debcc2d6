#include "harness/drivers/browser.hpp"

namespace parcours::drivers {

std::string_view in_words(capability what) {
  switch (what) {
    case capability::status:
      return "tell the HTTP status of an answer";
    case capability::header_fields:
      return "tell the header fields of an answer";
    case capability::exchanges:
      return "tell every answer of the portal, redirects too";
    case capability::raw_fields:
      return "set a field that the page does not show";
  }
  return {};
}

}  // namespace parcours::drivers
