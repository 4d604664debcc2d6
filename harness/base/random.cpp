#include "harness/base/random.hpp"

#include <algorithm>
#include <stdexcept>

namespace parcours {
namespace {

// The finaliser of splitmix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

}  // namespace

random_source random_source::derive(std::string_view name) const { return random_source(mix(fnv1a(name, mix(seed_)))); }

std::uint64_t random_source::next() {
  state_ += 0x9e3779b97f4a7c15U;
  return mix(state_);
}

// Lemire, "Fast random integer generation in an interval", 2019: exact, and almost never divides.
std::uint64_t random_source::below(std::uint64_t bound) {
  __extension__ using wide = unsigned __int128;
  if (bound == 0) throw std::logic_error("random_source::below(0): nothing to choose from");
  wide product = wide{next()} * bound;
  if (static_cast<std::uint64_t>(product) < bound) {
    const std::uint64_t uneven = (0 - bound) % bound;
    while (static_cast<std::uint64_t>(product) < uneven) product = wide{next()} * bound;
  }
  return static_cast<std::uint64_t>(product >> 64U);
}

std::int64_t random_source::between(std::int64_t low, std::int64_t high) {
  if (low > high) throw std::logic_error("random_source::between: low is above high");
  const auto first = static_cast<std::uint64_t>(low);
  const std::uint64_t count = static_cast<std::uint64_t>(high) - first + 1;
  // All 2^64 values: their count does not fit.
  const std::uint64_t offset = count == 0 ? next() : below(count);
  return static_cast<std::int64_t>(first + offset);
}

bool random_source::chance(double probability) {
  constexpr double unit = 1.0 / 9007199254740992.0;  // 2^-53, the finest step of a double below 1
  return static_cast<double>(next() >> 11U) * unit < probability;
}

std::string random_source::digits(std::size_t length) {
  std::string out(length, '0');
  for (std::size_t at = 0; at < length;) {
    const std::size_t end = std::min(length, at + 18);
    std::uint64_t scale = 1;
    for (std::size_t i = at; i < end; ++i) scale *= 10;
    std::uint64_t value = below(scale);
    for (std::size_t i = end; i > at; value /= 10) out[--i] = static_cast<char>('0' + value % 10);
    at = end;
  }
  return out;
}

std::string random_source::hex(std::size_t length) {
  std::string out(length, '0');
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < length; ++i, bits >>= 4U) {
    if (i % 16 == 0) bits = next();
    out[i] = "0123456789abcdef"[bits & 0xFU];
  }
  return out;
}

std::uint64_t fnv1a(std::string_view bytes, std::uint64_t state) {
  for (const char byte : bytes) state = (state ^ static_cast<unsigned char>(byte)) * 0x100000001b3U;
  return state;
}

}  // namespace parcours
