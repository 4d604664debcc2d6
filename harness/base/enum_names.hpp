// The names of an enumeration that is defined with BOOST_DEFINE_ENUM_CLASS or BOOST_DEFINE_FIXED_ENUM_CLASS, so that
// each name is written only once, in the definition. The enumerators must count up from 0.
#pragma once

#include <boost/describe/enum.hpp>
#include <boost/describe/enumerators.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace parcours {

template <class T>
concept described_enum = boost::describe::has_describe_enumerators<T>::value;

namespace detail {

template <class Enumerator>
struct dashed {
  static constexpr std::string_view name = Enumerator::name;
  static constexpr auto letters = [] {
    std::array<char, name.size()> made{};
    std::ranges::transform(name, made.begin(), [](char c) { return c == '_' ? '-' : c; });
    return made;
  }();
};

template <template <class...> class List, class... Enumerators>
constexpr std::array<std::string_view, sizeof...(Enumerators)> names_in(List<Enumerators...>) {
  return {Enumerators::name...};
}
template <template <class...> class List, class... Enumerators>
constexpr std::array<std::string_view, sizeof...(Enumerators)> dashed_names_in(List<Enumerators...>) {
  return {std::string_view(dashed<Enumerators>::letters.data(), dashed<Enumerators>::letters.size())...};
}

}  // namespace detail

/// The name of an enumerator, in the order of the enumerators: "resend_code".
template <described_enum Enum>
inline constexpr auto enum_names = detail::names_in(boost::describe::describe_enumerators<Enum>());

/// The same with '-' instead of '_': "resend-code".
template <described_enum Enum>
inline constexpr auto dashed_names = detail::dashed_names_in(boost::describe::describe_enumerators<Enum>());

template <described_enum Enum>
[[nodiscard]] constexpr std::string_view name_of(Enum which) {
  return enum_names<Enum>[static_cast<std::size_t>(which)];
}

template <described_enum Enum>
[[nodiscard]] constexpr std::string_view dashed_name_of(Enum which) {
  return dashed_names<Enum>[static_cast<std::size_t>(which)];
}

/// All enumerators, in order.
template <described_enum Enum>
inline constexpr auto all_of = [] {
  std::array<Enum, enum_names<Enum>.size()> made{};
  for (std::size_t i = 0; i < made.size(); ++i) made[i] = static_cast<Enum>(i);
  return made;
}();

/// The enumerator with this name, or with the name that `names` gives it.
template <described_enum Enum>
[[nodiscard]] constexpr std::optional<Enum> enum_named(std::string_view name,
                                                       std::span<const std::string_view> names = enum_names<Enum>) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

}  // namespace parcours
