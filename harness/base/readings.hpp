// A text as those may read it to whom it is passed on: with percent signs, character references, escapes of JSON,
// quoted-printable, base64 or hexadecimal digits taken for what they stand for, and these in one another.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parcours {

/// One reading. Each of its bytes knows which bytes of the text it came from.
class reading {
 public:
  /// The text as it stands; keeps a view.
  explicit reading(std::string_view text) : as_is_(text) {}
  reading(unsigned decoded, unsigned unpacked) : depth(decoded), packed(unpacked) {}

  [[nodiscard]] std::string_view bytes() const { return depth == 0 ? as_is_ : made_; }
  [[nodiscard]] std::size_t begin(std::size_t at) const { return depth == 0 ? at : begins_[at]; }
  [[nodiscard]] std::size_t end(std::size_t at) const { return depth == 0 ? at + 1 : ends_[at]; }
  void add(char byte, std::size_t begin, std::size_t end) {
    made_ += byte;
    begins_.push_back(static_cast<std::uint32_t>(begin));
    ends_.push_back(static_cast<std::uint32_t>(end));
  }

  unsigned depth = 0;   ///< how often it was decoded
  unsigned packed = 0;  ///< how often out of base64 or hexadecimal digits

 private:
  std::string_view as_is_;
  std::string made_;
  std::vector<std::uint32_t> begins_;
  std::vector<std::uint32_t> ends_;
};

/// What readings are made for.
struct reading_options {
  std::size_t shortest = 3;  ///< what is looked for has at least as many bytes
  bool spaces = true;        ///< '+' and '_' may stand for a space: forms, RFC 2047 section 4.2
  bool packed = true;        ///< base64 and hexadecimal digits too
  /// The bytes that a text which holds what is looked for may consist of: runs of others are not taken out of base64.
  std::array<bool, 256> plausible{};
};

/// Readings of readings go so deep, and there are no more of one text: with that, what a hostile text costs is bounded
/// by a multiple of its length. The ones of fewer layers come first.
inline constexpr unsigned deepest_reading = 4;
inline constexpr std::size_t most_readings = 96;

/// False only where there is no reading but the text as it stands: most texts are told from the others in one pass.
[[nodiscard]] bool may_be_read_otherwise(std::string_view text, const reading_options& how);

/// All that differ from each other, the text as it stands first. The text must be smaller than 4 GiB and outlive them.
[[nodiscard]] std::vector<reading> readings_of(std::string_view text, const reading_options& how);

}  // namespace parcours
