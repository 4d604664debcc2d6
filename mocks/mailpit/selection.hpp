// The mails that a request body selects.
#pragma once

#include "harness/base/result.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::mocks::mailpit {

struct selection {
  std::vector<std::string> ids;
  std::string search;  ///< a query instead of IDs
  bool read = false;

  /// No selection, which means all mails.
  [[nodiscard]] bool empty() const { return ids.empty() && search.empty(); }
};

/// Decodes {"IDs": […], "Search": "…", "Read": true}, of which `known` lists the allowed members. Names are not
/// case-sensitive, as in Go's encoding/json, which Mailpit uses; some clients write "ids". Error "bad-selection" for
/// anything else, so that a misspelt name does not select all mails.
[[nodiscard]] result<selection> read_selection(std::string_view body, std::initializer_list<std::string_view> known);

}  // namespace parcours::mocks::mailpit
