// Metrics in the Prometheus text format
// (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format).
#pragma once

#include "mocks/world/world.hpp"

#include <string>

namespace parcours::mocks::control {

/// parcours_mails, parcours_mails_unread, parcours_sessions by state, parcours_subscribers, parcours_accounts_active,
/// parcours_defects_on, parcours_world_seconds; and totals since the start: parcours_mails_received_total,
/// parcours_requests_total by class of status code, parcours_faults_struck_total by server,
/// parcours_captcha_checks_total by result.
[[nodiscard]] std::string metrics(world::mock_world& of, duration now);

}  // namespace parcours::mocks::control
