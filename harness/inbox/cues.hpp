// The words that tell a reader what a number in a mail is: in French, Arabic and English.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::inbox {

struct cue {
  std::string_view words;  ///< folded
  bool strong = false;     ///< says it beyond doubt: "code secret", as against "code"
};

/// Cues by their first byte, so that a text is searched for all of them in one walk.
class cue_table {
 public:
  explicit cue_table(std::span<const cue> cues);
  [[nodiscard]] std::span<const cue> beginning_with(char first) const {
    return by_first_[static_cast<unsigned char>(first)];
  }

 private:
  std::array<std::vector<cue>, 256> by_first_;
};

/// The words of a code, and the words of every other kind of number (a file, a person, a date, an address…).
[[nodiscard]] const cue_table& code_cues();
[[nodiscard]] const cue_table& other_cues();

/// Where a cue stands in a text.
struct cue_at {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool strong = false;
};

/// The cue that ends last in a folded text, at word boundaries; of two that end at the same place, the longer one.
[[nodiscard]] std::optional<cue_at> last_cue(std::string_view text, const cue_table& cues);

/// `text` as cues are compared: lower case, Latin letters without accents, Arabic without vowel signs and tatweel,
/// digits 0-9, any white space as a space or a line end as '\n', without bidirectional and zero-width marks.
[[nodiscard]] std::string folded(std::string_view text);

}  // namespace parcours::inbox
