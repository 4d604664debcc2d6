// Which mails the body of a request speaks of.
#pragma once

#include "harness/base/result.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::mocks::mailpit {

struct selection {
  std::vector<std::string> ids;
  std::string search;  ///< a query in place of IDs
  bool read = false;

  /// It names none, which means all.
  [[nodiscard]] bool empty() const { return ids.empty() && search.empty(); }
};

/// Reads {"IDs": […], "Search": "…", "Read": true}, of which `known` may be there. Names are compared without their
/// case, as Go's encoding/json does it by which Mailpit reads them: some clients write "ids". Error "bad-selection" for
/// anything else, so that a misspelt name does not mean all mails.
[[nodiscard]] result<selection> read_selection(std::string_view body, std::initializer_list<std::string_view> known);

}  // namespace parcours::mocks::mailpit
