// What may be a code by its looks: "048213", "048 213", "04-82-13", "0 4 8 2 1 3", "G-482913", "8F3K 2210", and what
// stands in the place of one: "${code}", "6048 15". Dates, times and amounts are none.
#pragma once

#include "harness/inbox/fold.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::inbox {

inline constexpr std::size_t shortest_code = 4;
inline constexpr std::size_t longest_code = 10;
inline constexpr std::size_t longest_key = 24;  // letters and digits

enum class shape : std::uint8_t {
  digits,
  letters_and_digits,
  too_short,   ///< fewer digits than a code has, after a colon
  too_long,    ///< more digits than a code has
  uneven,      ///< "6048 15", "0077 8000 1234": groups as accounts and telephones have them, and codes have not
  placeholder  ///< what was not filled in: "${code}", "null"
};

struct token {
  std::size_t begin;
  std::size_t end;
  shape looks;
};

/// What stands together, in one group or more.
struct token_run {
  std::size_t end = 0;
  std::vector<token> tokens;  ///< those that may be a code, or stand in its place
};

/// The run of a folded text whose first digit stands at `begin`.
[[nodiscard]] token_run read_digits(std::string_view text, std::size_t begin);

/// Letters and digits, or a placeholder, whose first character stands at `begin`; none: `end` is `begin`.
[[nodiscard]] token_run read_key(const folded_text& text, std::size_t begin);

/// The digits of a number, without what stands between them.
[[nodiscard]] std::string digits_of(std::string_view number);

/// 0612345678: what a Moroccan telephone number looks like, and a code of ten digits might.
[[nodiscard]] bool looks_like_phone(std::string_view digits);

/// 1900 to 2099.
[[nodiscard]] bool looks_like_year(std::string_view digits);

/// "SOLDES2026": a word and a figure, which people are to remember.
[[nodiscard]] bool looks_like_promotion(std::string_view key);

/// "••••4521", "06** ** 4521", "xxx-xxx-4521": the number at [begin, end) is a piece of another.
[[nodiscard]] bool is_masked(std::string_view text, std::size_t begin, std::size_t end);

}  // namespace parcours::inbox
