// Descriptions of the active faults: "recipient x@y.test: 452, 3 more times".
#pragma once

#include "harness/smtp/fault.hpp"
#include "mocks/captcha/model.hpp"
#include "mocks/captcha/server.hpp"
#include "mocks/portal/faults.hpp"

#include <string>

namespace parcours::mocks::console {

[[nodiscard]] std::string in_words(const parcours::smtp::fault& what);
[[nodiscard]] std::string in_words(const portal::fault_plan::planned& planned);
[[nodiscard]] std::string in_words(const captcha::plan& what);
/// Empty if the provider has no faults.
[[nodiscard]] std::string in_words(const captcha::faults& what);

}  // namespace parcours::mocks::console
