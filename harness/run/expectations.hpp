// Compares what a journey expects with what is there.
#pragma once

#include "harness/journey/model.hpp"
#include "harness/run/attempt_context.hpp"
#include "harness/run/step_failure.hpp"

#include <string>

namespace parcours::run {

/// Everything of `expected`; the first that does not hold is the step_failure. What cannot be seen on this target is
/// passed over: see unseen().
[[nodiscard]] step_result check(const journey::expectation& expected, attempt_context& at);

/// What of `expected` cannot be seen on this target, as words: " account captcha".
[[nodiscard]] std::string unseen(const journey::expectation& expected, attempt_context& at);

/// The name of the page at hand as the target file knows it: "terms", …; "" if it is none of them.
[[nodiscard]] std::string page_name(attempt_context& at);

}  // namespace parcours::run
