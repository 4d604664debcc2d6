// The code parameters and the code result of GET /api/v1/wait.
#pragma once

#include "harness/http/message.hpp"
#include "harness/inbox/code.hpp"
#include "mocks/api/router.hpp"

#include <boost/json/object.hpp>

#include <expected>

namespace parcours::mocks::mailpit {

/// The query parameters `pattern` and `length`, or the response that reports what is wrong with them.
[[nodiscard]] std::expected<inbox::code_options, http::response> code_options_of(const api::call& of);

/// `code` and `candidates`; `reason` if there is no code; `conflicting_codes` if the parts contain different codes.
[[nodiscard]] boost::json::object to_json(const inbox::code_search& found);

}  // namespace parcours::mocks::mailpit
