// Finds why a file is not valid YAML, and the corrected text. Internal to this library.
#pragma once

#include "harness/base/diagnostic.hpp"
#include "harness/yaml/places.hpp"

#include <yaml-cpp/exceptions.h>

#include <string>

namespace parcours::yaml {

/// The reason for refusing a file, and its corrected text; empty if it cannot be corrected.
struct slip {
  diagnostic found;
  std::string repaired{};
};

/// The cause of a yaml-cpp error, with its correction if one is proven.
[[nodiscard]] slip syntax_error(const YAML::Exception& thrown, const places& where);

/// An unclosed quote; where it should be closed is a guess.
[[nodiscard]] slip unclosed_quote(const places& where, const YAML::Mark& mark);

}  // namespace parcours::yaml
