// The faults of the portal in the control API's JSON.
#pragma once

#include "harness/yaml/document.hpp"
#include "mocks/portal/faults.hpp"

#include <boost/json/object.hpp>

namespace parcours::mocks::control {

/// kind (required): late, status, close, reset, truncation, malformed_chunk or bare_bytes; status: 400 to 599, for that
/// kind, with retry_after in seconds; delay: a duration, {uniform: [LEAST, MOST]} or {median: …, sigma: …}; pieces and
/// over: for a slow response; handled: the portal processes the request all the same. Which requests: path, method,
/// session, each_session, skip, times (0: no limit), probability. Errors are added to `found`.
[[nodiscard]] portal::fault read_portal_fault(const yaml::node& from, diagnostics& found);
[[nodiscard]] boost::json::object to_json(const portal::fault_plan::planned& what);

}  // namespace parcours::mocks::control
