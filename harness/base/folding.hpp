// A text as secrets are compared in it: white space taken out, case folded (Unicode), letters and their accents apart
// (NFD), typographic apostrophes and hyphens plain, invisible characters (soft hyphens, joiners) taken out. A portal
// may change any of that in what it was given. Each byte knows which bytes of the text it stands for.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace parcours {

/// ' ' for white space of any kind, '\'' for typographic apostrophes, '-' for hyphens: as texts are compared. '\0' for
/// any other character.
[[nodiscard]] char plain_form(std::int32_t code_point);

struct folded_byte {
  unsigned char value;
  bool gap;           ///< white space stood before it
  bool upper;         ///< it was folded from upper case
  std::size_t begin;  ///< the bytes of the text that it stands for
  std::size_t end;
};

/// What a character beyond ASCII, with the accents that follow it, becomes.
struct folded_cluster {
  static constexpr std::size_t most_characters = 24;
  std::array<folded_byte, 4 * most_characters> bytes;
  std::size_t size = 0;
  bool space = false;    ///< it was white space
  std::size_t next = 0;  ///< where the text goes on
};
void fold_cluster(std::string_view text, std::size_t at, folded_cluster& out);

/// The same for ASCII; negative: white space.
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
