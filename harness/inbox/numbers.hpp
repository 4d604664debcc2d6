// Digits as they are printed: "048213", "048 213", "04-82-13", "0 4 8 2 1 3" are numbers, dates and telephones are not.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parcours::inbox {

inline constexpr std::size_t shortest_code = 4;
inline constexpr std::size_t longest_code = 10;

/// Digits that stand together, in one group or more.
struct digit_run {
  std::size_t end = 0;
  std::vector<std::pair<std::size_t, std::size_t>> numbers;  ///< begin and end of those that may be a code
};

/// The run of a folded text whose first digit stands at `begin`.
[[nodiscard]] digit_run read_digits(std::string_view text, std::size_t begin);

/// The digits of a number, without what stands between them.
[[nodiscard]] std::string digits_of(std::string_view number);

/// 0612345678: what a Moroccan telephone number looks like, and a code of ten digits might.
[[nodiscard]] bool looks_like_phone(std::string_view digits);

}  // namespace parcours::inbox
