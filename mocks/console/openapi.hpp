// The routes as an OpenAPI 3.0 document (https://spec.openapis.org/oas/v3.0.3).
#pragma once

#include "mocks/console/router.hpp"

#include <boost/json/object.hpp>

#include <vector>

namespace parcours::mocks::console {

[[nodiscard]] boost::json::object openapi(const std::vector<route_info>& routes);

}  // namespace parcours::mocks::console
