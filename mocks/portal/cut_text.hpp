// A text that is the same each time but for a few values: rendered once, cut at the holes, filled in fast.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::mocks::portal {

/// Immutable once made: may be filled from any thread.
class cut_text {
 public:
  /// What to write where value number `index` (0 to 25) is to stand. A control character that no text contains.
  [[nodiscard]] static std::string hole(std::size_t index);

  cut_text() = default;
  explicit cut_text(std::string_view rendered);

  /// The text with each hole replaced by its value, as it is: escape it before if it must be.
  [[nodiscard]] std::string fill(std::span<const std::string_view> values) const;

 private:
  struct piece {
    std::string before;
    std::size_t value;
  };
  std::vector<piece> pieces_;
  std::string rest_;
};

}  // namespace parcours::mocks::portal
