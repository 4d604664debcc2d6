// The schedule of a fault in the control API's JSON, for all mocks.
#pragma once

#include "harness/base/schedule.hpp"
#include "harness/yaml/decode.hpp"

#include <boost/json/object.hpp>

namespace parcours::mocks::control {

/// skip: occasions to let pass first; times: number of strikes (0: no limit); probability: per cent; seed: for the
/// probability.
[[nodiscard]] schedule read_schedule(yaml::mapping_reader& keys);
/// Default values are left out.
void write_schedule(boost::json::object& to, const schedule& what);

}  // namespace parcours::mocks::control
