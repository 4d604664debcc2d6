// The form of a text in which secrets are compared: white space removed, case folded (Unicode), letters separated from
// their accents (NFD), typographic apostrophes and hyphens replaced by ASCII ones, invisible characters (soft hyphens,
// joiners) removed. A portal may make any of these changes to its input. Each byte is mapped to the bytes of the
// original text that it represents.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace parcours {

/// ' ' for white space of any kind, '\'' for typographic apostrophes, '-' for hyphens, as texts are compared; '\0' for
/// any other character.
[[nodiscard]] char plain_form(std::int32_t code_point);

struct folded_byte {
  unsigned char value;
  bool gap;           ///< preceded by white space
  bool upper;         ///< folded from upper case
  std::size_t begin;  ///< the bytes of the original text that it represents
  std::size_t end;
};

/// The folded form of a character outside ASCII and the accents that follow it.
struct folded_cluster {
  static constexpr std::size_t most_characters = 24;
  std::array<folded_byte, 4 * most_characters> bytes;
  std::size_t size = 0;
  bool space = false;    ///< white space
  std::size_t next = 0;  ///< position of the next character in the text
};
void fold_cluster(std::string_view text, std::size_t at, folded_cluster& out);

/// The folded form of ASCII characters; negative: white space.
inline constexpr auto folded_ascii = [] {
  std::array<signed char, 128> table{};
  for (std::size_t c = 0; c < table.size(); ++c) {
    const bool space = c == ' ' || (c >= '\t' && c <= '\r');
    const bool upper = c >= 'A' && c <= 'Z';
    table[c] = static_cast<signed char>(space ? -1 : static_cast<int>(upper ? c + 32 : c));
  }
  return table;
}();

/// Calls sink(folded_byte) for each byte of the folded text, in order.
template <class Sink>
void fold(std::string_view text, Sink&& sink) {
  bool gap = false;
  folded_cluster cluster;
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < folded_ascii.size()) {
      const auto folded = folded_ascii[byte];
      if (folded >= 0) sink(folded_byte{static_cast<unsigned char>(folded), gap, folded != byte, at, at + 1});
      gap = folded < 0;
      ++at;
      continue;
    }
    fold_cluster(text, at, cluster);
    for (std::size_t i = 0; i < cluster.size; ++i) {
      cluster.bytes[i].gap = gap;
      sink(cluster.bytes[i]);
      gap = false;
    }
    gap = gap || cluster.space;
    at = cluster.next;
  }
}

}  // namespace parcours
