// What a fault and a planned outcome may be (and a person: mocks/portal/subscribers.hpp): the limits that the control
// API and snapshots share, so that neither lets in what the other refuses.
#pragma once

#include "harness/smtp/fault.hpp"
#include "mocks/captcha/server.hpp"
#include "mocks/portal/faults.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace parcours::mocks::world {

inline constexpr std::int64_t many = 1'000'000;  ///< counts: skip, times, the n-th command
inline constexpr std::int64_t most_octets = 1 << 30;
inline constexpr std::int64_t longest_retry = 86'400;  ///< seconds
inline constexpr std::int64_t most_pieces = 1000;
inline constexpr double widest_sigma = 10;
inline constexpr duration longest_delay = portal::delay_law::longest;
/// Numbers that count on and on: JSON readers keep them exactly, and none is ever reached by counting.
inline constexpr std::uint64_t largest_number = std::uint64_t{1} << 53U;

/// What is wrong with it, in words; nothing where it is well.
[[nodiscard]] std::optional<std::string> wrong_with(const parcours::smtp::fault& what);
[[nodiscard]] std::optional<std::string> wrong_with(const portal::fault& what);
[[nodiscard]] std::optional<std::string> wrong_with(const captcha::plan& what);
[[nodiscard]] std::optional<std::string> wrong_with(const captcha::faults& what);

}  // namespace parcours::mocks::world
