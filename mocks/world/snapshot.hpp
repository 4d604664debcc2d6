// The whole world as one JSON document: taken, kept, given to someone else, and gone back to.
#pragma once

#include "harness/base/result.hpp"
#include "harness/ports/steered_clock.hpp"
#include "mocks/world/world.hpp"

#include <string>
#include <string_view>

namespace parcours::mocks::world {

/// Bytes. A world that would take more (its mails do) has no snapshot.
inline constexpr std::size_t largest_snapshot = 64U << 20U;

/// What the three mocks know and are told to do: the portal's rules, defects, people, codes, visits, journal, requests
/// and faults; mails, read or on their way, and SMTP faults; captcha tokens, checks, planned outcomes and faults; where
/// each random generator stands; whether time is frozen. Not: connections, requests that are being answered, addresses,
/// keys, and the limits and options of the command line. It holds the secret codes that are in the mails.
/// Error: "snapshot-too-large".
[[nodiscard]] result<std::string> snapshot(mock_world& of, ports::steered_clock& time);

/// The world as it was then: what was 10 s old then is 10 s old now, and from here the same requests bring the same
/// answers. All of it, or with an error nothing: "snapshot-too-large", "bad-snapshot", which names the place.
[[nodiscard]] result<void> restore(mock_world& to, std::string_view document, ports::steered_clock& time);

}  // namespace parcours::mocks::world
