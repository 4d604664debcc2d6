// A text in the ways in which its recipients may decode it: percent-encoding, character references, JSON escapes,
// quoted-printable, base64 or hexadecimal digits, also nested in each other.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parcours {

/// One reading. Each of its bytes is mapped to the bytes of the text that it came from.
class reading {
 public:
  /// The text itself; keeps a view of it.
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

  unsigned depth = 0;   ///< number of decoding steps
  unsigned packed = 0;  ///< number of these that decoded base64 or hexadecimal digits

 private:
  std::string_view as_is_;
  std::string made_;
  std::vector<std::uint32_t> begins_;
  std::vector<std::uint32_t> ends_;
};

/// Which readings are needed.
struct reading_options {
  std::size_t shortest = 3;  ///< minimum size in bytes of the text searched for
  bool spaces = true;        ///< '+' and '_' may mean a space: forms, RFC 2047 section 4.2
  bool packed = true;        ///< also decode base64 and hexadecimal digits
  /// The bytes that may occur in a text that contains what is searched for. Base64 that decodes to other bytes is
  /// ignored.
  std::array<bool, 256> plausible{};
};

/// Maximum depth of nested readings, and maximum number of readings of a text. They bound the cost of a hostile text by
/// a multiple of its length. Readings with fewer layers come first.
inline constexpr unsigned deepest_reading = 4;
inline constexpr std::size_t most_readings = 96;

/// False only if the only reading is the text itself. One pass is enough to tell this for most texts.
[[nodiscard]] bool may_be_read_otherwise(std::string_view text, const reading_options& how);

/// All distinct readings, beginning with the text itself. The text must be smaller than 4 GiB and outlive them.
[[nodiscard]] std::vector<reading> readings_of(std::string_view text, const reading_options& how);

}  // namespace parcours
