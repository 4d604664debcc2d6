// The people whom the portal knows, as a file or a client gives them.
#pragma once

#include "harness/fakeit/identifiers.hpp"
#include "harness/fakeit/person.hpp"
#include "harness/yaml/document.hpp"
#include "mocks/portal/person.hpp"

#include <boost/json/fwd.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::mocks::portal {

/// A synthetic person; `email_on_file` may be empty: the portal knows none.
[[nodiscard]] subscriber to_subscriber(const fakeit::person& who, payment_mode paid_by, std::string email_on_file);

/// One mapping: `amo` (required), name, affiliation, issuer, registration, rib, e_mandat, paid_by (bank_transfer, the
/// default, or e_mandat), email, active. All values are text, `active` is true or false; what to_json() tells beside
/// them is passed over. What the person could never enter is a mistake: "bad-value" for a length that is not the
/// rules', a RIB with a wrong key, an issuer that is not one of them, no e-mail address; "missing-value" for one half
/// of issuer and registration, or a way of payment without its number. Nothing once a mistake was reported.
[[nodiscard]] std::optional<subscriber> read_subscriber(const yaml::node& from, const fakeit::identifier_rules& rules,
                                                        diagnostics& out);

/// What no person may have, in words; nothing where all is well. For those of snapshots too.
[[nodiscard]] std::optional<std::string> wrong_with(const subscriber& who);

/// A list of them. "duplicate-subscriber" for an AMO number, or a registration of one issuer, that comes twice.
[[nodiscard]] std::optional<std::vector<subscriber>> read_subscribers(const yaml::node& list,
                                                                      const fakeit::identifier_rules& rules,
                                                                      diagnostics& out);
/// A file of them; large_file says how long it may be.
[[nodiscard]] std::optional<std::vector<subscriber>> read_subscribers(std::shared_ptr<const source_file> file,
                                                                      const fakeit::identifier_rules& rules,
                                                                      diagnostics& out);

/// A table of them: comma- or semicolon-separated values (RFC 4180), whose first line names the members; an empty cell
/// is not given, and `active` may be TRUE or FALSE, as spreadsheets write it. "csv-syntax", "csv-columns", "not-utf8",
/// "bad-character", and the mistakes of the above; of many the first twenty, and "more-mistakes".
[[nodiscard]] std::optional<std::vector<subscriber>> read_subscribers_csv(std::shared_ptr<const source_file> file,
                                                                          const fakeit::identifier_rules& rules,
                                                                          diagnostics& out);

/// The names of the members.
[[nodiscard]] std::span<const std::string_view> subscriber_keys();

/// The same members, and `activations` and `resets`: what became of the account.
[[nodiscard]] boost::json::object to_json(const person& who);

}  // namespace parcours::mocks::portal
