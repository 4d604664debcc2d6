// Mailpit's chaos: how often its mail server refuses, and with which code.
#pragma once

#include "harness/smtp/fault.hpp"
#include "harness/yaml/document.hpp"

#include <boost/json/object.hpp>

#include <vector>

namespace parcours::mocks::mailpit {

/// Sender, Recipient, Authentication, each {ErrorCode: 400 to 599, Probability: 0 to 100}, as faults
/// of the mail server. What is not given is off, with the code 451.
[[nodiscard]] std::vector<parcours::smtp::fault> read_chaos(const yaml::node& from, diagnostics& found);
[[nodiscard]] boost::json::object chaos_json(const std::vector<parcours::smtp::fault>& faults);

}  // namespace parcours::mocks::mailpit
