// The redactor's own check: whether what was written holds a secret after all.
#pragma once

#include "harness/base/redactor.hpp"

#include <istream>
#include <optional>
#include <string>
#include <string_view>

namespace parcours {

/// The name of a secret that the text holds in any form. What an artefact's form spells by itself is none: its keys and
/// words, numbers and dates that merely have a short secret's digits in them. `first` and `last`: the text is not the
/// rest of one before, and none follows.
[[nodiscard]] std::optional<std::string> leak_in(std::string_view text, const redactor& secrets, bool first = true,
                                                 bool last = true);
/// The same of a stream of any length.
[[nodiscard]] std::optional<std::string> leak_in(std::istream& from, const redactor& secrets);

}  // namespace parcours
