// The people whom the portal knows, as a file or a client gives them.
#pragma once

#include "harness/yaml/document.hpp"
#include "mocks/portal/person.hpp"

#include <boost/json/fwd.hpp>

#include <optional>
#include <string>
#include <vector>

namespace parcours::mocks::portal {

/// One mapping: `amo` (required), name, affiliation, issuer, registration, rib, e_mandat, paid_by (bank_transfer, the
/// default, or e_mandat), email, active. All values are text, `active` is true or false; what to_json() tells beside
/// them is passed over. Nothing once a mistake was reported.
[[nodiscard]] std::optional<subscriber> read_subscriber(const yaml::node& from, diagnostics& out);

/// What no person may have, in words; nothing where all is well. For those of snapshots too.
[[nodiscard]] std::optional<std::string> wrong_with(const subscriber& who);

/// A list of them. "duplicate-subscriber" for an AMO number that comes twice.
[[nodiscard]] std::optional<std::vector<subscriber>> read_subscribers(const yaml::node& list, diagnostics& out);

/// A table of them: comma- or semicolon-separated values (RFC 4180), whose first line names the members; an empty cell
/// is not given. "csv-syntax", "csv-columns", and the mistakes of the above.
[[nodiscard]] std::optional<std::vector<subscriber>> read_subscribers_csv(std::shared_ptr<const source_file> file,
                                                                          diagnostics& out);

/// The same members, and `activations` and `resets`: what became of the account.
[[nodiscard]] boost::json::object to_json(const person& who);

}  // namespace parcours::mocks::portal
