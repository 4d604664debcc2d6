// The one random generator of the project: the same seed gives the same numbers with any compiler and library
// (the distributions of <random> do not promise that).
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

namespace parcours {

/// A stream of numbers (splitmix64). Not for cryptography. Not thread-safe; copies go on independently.
class random_source {
 public:
  explicit random_source(std::uint64_t seed) : seed_(seed), state_(seed) {}
  /// One that goes on where another stood.
  random_source(std::uint64_t seed, std::uint64_t position) : seed_(seed), state_(position) {}
  [[nodiscard]] std::uint64_t seed() const { return seed_; }
  [[nodiscard]] std::uint64_t position() const { return state_; }

  /// A generator for the component called `name`: it depends on the seed and the name alone, not on what was drawn
  /// before, so that a new draw in one component shifts none elsewhere.
  [[nodiscard]] random_source derive(std::string_view name) const;

  std::uint64_t next();
  /// Evenly from [0, bound); std::logic_error for 0.
  std::uint64_t below(std::uint64_t bound);
  /// Evenly from [low, high], both ends included; std::logic_error if low > high.
  std::int64_t between(std::int64_t low, std::int64_t high);
  bool chance(double probability);
  /// `length` decimal digits, the first may be 0.
  std::string digits(std::size_t length);
  /// `length` characters of [0-9a-f].
  std::string hex(std::size_t length);
  /// One element; the range is not empty.
  template <class Range>
  auto& pick(Range& range) {
    return range[static_cast<std::size_t>(below(std::size(range)))];
  }

 private:
  std::uint64_t seed_;  // what derive() starts from, however much was drawn
  std::uint64_t state_;
};

/// FNV-1a, 64 bits: for seeds and trace hashes.
[[nodiscard]] std::uint64_t fnv1a(std::string_view bytes, std::uint64_t state = 0xcbf29ce484222325U);

}  // namespace parcours
