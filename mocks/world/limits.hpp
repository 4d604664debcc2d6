// Limits of faults and planned outcomes (those of subscribers are in mocks/portal/subscribers.hpp). The control API and
// snapshots share them, so that neither accepts what the other refuses.
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
/// The largest number of a running count: JSON readers represent it exactly, and no count ever reaches it.
inline constexpr std::uint64_t largest_number = std::uint64_t{1} << 53U;

/// A description of what is wrong; nothing if it is valid.
[[nodiscard]] std::optional<std::string> wrong_with(const parcours::smtp::fault& what);
[[nodiscard]] std::optional<std::string> wrong_with(const portal::fault& what);
[[nodiscard]] std::optional<std::string> wrong_with(const captcha::plan& what);
[[nodiscard]] std::optional<std::string> wrong_with(const captcha::faults& what);

}  // namespace parcours::mocks::world
