// Snapshots of the whole world as one JSON document, which can be saved, passed on and restored.
#pragma once

#include "harness/base/result.hpp"
#include "harness/ports/steered_clock.hpp"
#include "harness/ports/worker.hpp"
#include "harness/yaml/json.hpp"
#include "mocks/world/world.hpp"

#include <string>
#include <string_view>

namespace parcours::mocks::world {

/// The maximum number of JSON values, regardless of size: more than any world needs.
inline constexpr std::size_t most_values = 4'000'000;
inline constexpr std::size_t most_members = 1000;  ///< in one object

/// Validates a document while it arrives, so that an invalid one is rejected early. Error "bad-snapshot".
class snapshot_watch {
 public:
  result<void> feed(std::string_view more);

 private:
  yaml::json_check check_{{most_values, most_members}};
};

/// The state of the three mocks: the portal's policy, defects, subscribers, codes, sessions, journal, requests and
/// faults; mails, delivered or delayed, and SMTP faults; captcha tokens, checks, planned outcomes and faults; the state
/// of each random generator; whether time is frozen. Not included: connections, requests in progress, addresses, keys,
/// and the limits and options of the command line. It contains the secret codes of the mails. Error:
/// "snapshot-too-large" if the world needs more bytes than its options allow (because of its mails).
[[nodiscard]] result<std::string> snapshot(mock_world& of, ports::steered_clock& time);
/// The same, but only a copy of the world is made on the world's thread; the text is created on the worker.
[[nodiscard]] boost::asio::awaitable<result<std::string>> take_snapshot(ports::env world, mock_world& of,
                                                                        ports::steered_clock& time);

/// Restores the world: what was 10 s old at the time of the snapshot is 10 s old now, and the same requests bring the
/// same responses. Restores everything or, on an error, nothing: "snapshot-too-large", or "bad-snapshot" with the
/// position.
[[nodiscard]] result<void> restore(mock_world& to, std::string_view document, ports::steered_clock& time);
/// The same, but the document is read and validated on the worker; the world's thread only takes over the result.
[[nodiscard]] boost::asio::awaitable<result<void>> put_back(ports::env world, mock_world& to, std::string document,
                                                            ports::steered_clock& time);

}  // namespace parcours::mocks::world
