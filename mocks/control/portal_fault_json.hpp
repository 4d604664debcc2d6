// The faults of the portal's answers as a client gives them and sees them.
#pragma once

#include "harness/yaml/document.hpp"
#include "mocks/portal/faults.hpp"

#include <boost/json/object.hpp>

namespace parcours::mocks::control {

/// kind (required): late, status, close, reset, truncation, malformed_chunk or bare_bytes; status: 400 to 599, for that
/// kind, and retry_after: seconds beside it; delay: a duration, {uniform: [LEAST, MOST]} or {median: …, sigma: …};
/// pieces and over: of an answer that dribbles; handled: the portal has seen the request all the same. Which requests:
/// path, method, session, each_session, skip, times (0: always), probability. Mistakes go to `found`.
[[nodiscard]] portal::fault read_portal_fault(const yaml::node& from, diagnostics& found);
[[nodiscard]] boost::json::object to_json(const portal::fault_plan::planned& what);

}  // namespace parcours::mocks::control
