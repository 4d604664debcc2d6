// What makes a file no YAML, with the text as it would be without it. Internal to this library.
#pragma once

#include "harness/base/diagnostic.hpp"
#include "harness/yaml/places.hpp"

#include <yaml-cpp/exceptions.h>

#include <string>

namespace parcours::yaml {

/// What a file is refused for, and its text without that slip; empty: it cannot be put right.
struct slip {
  diagnostic found;
  std::string repaired{};
};

/// What is behind a complaint of yaml-cpp: the cause, with its repair, where one is proven.
[[nodiscard]] slip syntax_error(const YAML::Exception& thrown, const places& where);

/// Of a quote that nothing closes; where it would be closed is a guess.
[[nodiscard]] slip unclosed_quote(const places& where, const YAML::Mark& mark);

}  // namespace parcours::yaml
