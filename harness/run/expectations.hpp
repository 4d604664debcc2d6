// Compares what a journey expects with what is there.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "harness/journey/model.hpp"
#include "harness/run/mishap.hpp"
#include "harness/run/scene.hpp"

namespace parcours::run {

/// Everything of `expected` in the order of the file; the first that does not hold is the mishap.
[[nodiscard]] step_result check(const journey::expectation& expected, scene& at);

/// The name of the page at hand as the target file knows it: "terms", …; "" if it is none of them.
[[nodiscard]] std::string page_name(scene& at);

}  // namespace parcours::run
