// The schedule of a fault as a client gives it and sees it, whichever mock it is of.
#pragma once

#include "harness/base/schedule.hpp"
#include "harness/yaml/decode.hpp"

#include <boost/json/object.hpp>

namespace parcours::mocks::control {

/// skip: how many pass first; times: how often it strikes (0: always); probability: per cent; seed: of what the
/// probability is drawn from.
[[nodiscard]] schedule read_schedule(yaml::mapping_reader& keys);
/// What is as it is by default is left out.
void write_schedule(boost::json::object& to, const schedule& what);

}  // namespace parcours::mocks::control
