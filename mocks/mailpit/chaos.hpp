// Mailpit's chaos triggers: how often the mail server refuses, and with which code.
#pragma once

#include "harness/smtp/fault.hpp"
#include "harness/yaml/document.hpp"

#include <boost/json/object.hpp>

#include <vector>

namespace parcours::mocks::mailpit {

/// Decodes Sender, Recipient and Authentication, each {ErrorCode: 400 to 599, Probability: 0 to 100}, to faults of the
/// mail server. Omitted triggers are off, with code 451.
[[nodiscard]] std::vector<parcours::smtp::fault> read_chaos(const yaml::node& from, diagnostics& found);
[[nodiscard]] boost::json::object chaos_json(const std::vector<parcours::smtp::fault>& faults);

}  // namespace parcours::mocks::mailpit
