// The part of CSS that decides whether text is seen, and whether it begins a line: declarations and their cascade.
#pragma once

#include "harness/html/document.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::html {

/// The properties that count. All but the first have two values: yes and no.
enum class property : std::uint8_t {
  display,
  invisible,    ///< visibility: hidden or collapse; inherited
  tiny,         ///< font-size: 0; inherited, since sizes in em and percent stay 0
  floating,     ///< float: left or right
  positioned,   ///< position: absolute or fixed
  transparent,  ///< opacity: 0
  flat,         ///< max-height: 0
  narrow,       ///< max-width: 0
  struck        ///< text-decoration: line-through
};
inline constexpr std::size_t properties = 9;

struct declaration {
  property of;
  std::uint8_t value = 0;  ///< of display, or 0 and 1; `as_before` is what it would be without any rule
  bool important = false;
};
inline constexpr std::uint8_t as_before = 0xff;

/// What declarations (the value of a style attribute, the body of a rule) say of these properties. Others, and values
/// that CSS does not know, are left out.
[[nodiscard]] std::vector<declaration> declarations_of(std::string_view css);

/// What the rules for one element come to (CSS Cascading and Inheritance Level 4, section 6): of two declarations the
/// more important one wins, then the one of higher precedence, then the later one.
class style {
 public:
  void add(const declaration& one, std::uint32_t precedence);
  void add(const std::vector<declaration>& all, std::uint32_t precedence) {
    for (const auto& one : all) add(one, precedence);
  }
  /// What wins, if anything is said.
  [[nodiscard]] std::optional<std::uint8_t> operator[](property of) const;
  [[nodiscard]] bool is(property of) const { return (*this)[of].value_or(0) == 1; }

 private:
  struct winner {
    std::uint8_t value = as_before;
    std::uint64_t rank = 0;
  };
  std::array<winner, properties> winners_;
};

/// A style attribute stands above all rules.
inline constexpr std::uint32_t of_the_element = 0xffffffff;

[[nodiscard]] std::string without_comments(std::string_view css);

/// Where the first of `wanted` stands, from `from` on, that is in no string and no parentheses; the end of the text if
/// none does. `/` is looked for in parentheses too: a comment may stand there.
[[nodiscard]] std::size_t css_find(std::string_view css, std::size_t from, std::string_view wanted);

}  // namespace parcours::html
