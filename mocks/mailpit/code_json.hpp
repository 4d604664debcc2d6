// How GET /api/v1/wait is asked for a code, and how it tells what was found.
#pragma once

#include "harness/http/message.hpp"
#include "harness/inbox/code.hpp"
#include "mocks/api/router.hpp"

#include <boost/json/object.hpp>

#include <expected>

namespace parcours::mocks::mailpit {

/// `pattern` and `length` of the query; or the answer that says what is wrong with them.
[[nodiscard]] std::expected<inbox::code_options, http::response> code_options_of(const api::call& of);

/// `code` and `candidates`; where there is no code `reason`, and where the parts disagree `conflicting_codes`.
[[nodiscard]] boost::json::object to_json(const inbox::code_search& found);

}  // namespace parcours::mocks::mailpit
