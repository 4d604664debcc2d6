// The project's only random generator. The same seed gives the same numbers with every compiler and library; the
// distributions of <random> do not guarantee that.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

namespace parcours {

/// A stream of random numbers (splitmix64). Not for cryptography. Not thread-safe; copies continue independently.
class random_source {
 public:
  explicit random_source(std::uint64_t seed) : seed_(seed), state_(seed) {}
  /// Continues from the position() of another generator with this seed.
  random_source(std::uint64_t seed, std::uint64_t position) : seed_(seed), state_(position) {}
  [[nodiscard]] std::uint64_t seed() const { return seed_; }
  [[nodiscard]] std::uint64_t position() const { return state_; }

  /// A generator for the component called `name`. It depends only on the seed and the name, not on the numbers already
  /// drawn, so that a new draw in one component changes no numbers elsewhere.
  [[nodiscard]] random_source derive(std::string_view name) const;

  std::uint64_t next();
  /// Uniform in [0, bound); std::logic_error if bound is 0.
  std::uint64_t below(std::uint64_t bound);
  /// Uniform in [low, high], including both ends; std::logic_error if low > high.
  std::int64_t between(std::int64_t low, std::int64_t high);
  bool chance(double probability);
  /// `length` decimal digits; the first may be 0.
  std::string digits(std::size_t length);
  /// `length` characters of [0-9a-f].
  std::string hex(std::size_t length);
  /// One element; the range must not be empty.
  template <class Range>
  auto& pick(Range& range) {
    return range[static_cast<std::size_t>(below(std::size(range)))];
  }

 private:
  std::uint64_t seed_;  // derive() starts from it, regardless of the numbers drawn
  std::uint64_t state_;
};

/// 64-bit FNV-1a, for seeds and trace hashes.
[[nodiscard]] std::uint64_t fnv1a(std::string_view bytes, std::uint64_t state = 0xcbf29ce484222325U);

}  // namespace parcours
