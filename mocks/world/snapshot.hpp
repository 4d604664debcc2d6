// The whole world as one JSON document: taken, kept, given to someone else, and gone back to.
#pragma once

#include "harness/base/result.hpp"
#include "harness/ports/steered_clock.hpp"
#include "harness/ports/worker.hpp"
#include "harness/yaml/json.hpp"
#include "mocks/world/world.hpp"

#include <string>
#include <string_view>

namespace parcours::mocks::world {

/// How much of JSON there may be in one, whatever its bytes: more than a world can have.
inline constexpr std::size_t most_values = 4'000'000;
inline constexpr std::size_t most_members = 1000;  ///< of one object

/// Looks at a document as it comes, so that what cannot be one is not taken to its end. Error "bad-snapshot".
class snapshot_watch {
 public:
  result<void> feed(std::string_view more);

 private:
  yaml::json_check check_{{most_values, most_members}};
};

/// What the three mocks know and are told to do: the portal's rules, defects, people, codes, sessions, journal,
/// requests and faults; mails, read or on their way, and SMTP faults; captcha tokens, checks, planned outcomes and
/// faults; where each random generator stands; whether time is frozen. Not: connections, requests that are being
/// answered, addresses, keys, and the limits and options of the command line. It holds the secret codes that are in the
/// mails. Error: "snapshot-too-large", for a world that would take more bytes than its options say (its mails do).
[[nodiscard]] result<std::string> snapshot(mock_world& of, ports::steered_clock& time);
/// The same, with only a copy of the world made where it lives: the text is made beside it.
[[nodiscard]] boost::asio::awaitable<result<std::string>> take_snapshot(ports::env world, mock_world& of,
                                                                        ports::steered_clock& time);

/// The world as it was then: what was 10 s old then is 10 s old now, and from here the same requests bring the same
/// answers. All of it, or with an error nothing: "snapshot-too-large", "bad-snapshot", which names the place.
[[nodiscard]] result<void> restore(mock_world& to, std::string_view document, ports::steered_clock& time);
/// The same, with the document read and checked beside the world, which only takes over what was read.
[[nodiscard]] boost::asio::awaitable<result<void>> put_back(ports::env world, mock_world& to, std::string document,
                                                            ports::steered_clock& time);

}  // namespace parcours::mocks::world
