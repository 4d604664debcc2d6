// Verifies the work of the redactor: searches what was written for secrets.
#pragma once

#include "harness/base/redactor.hpp"

#include <istream>
#include <optional>
#include <string>
#include <string_view>

namespace parcours {

/// The name of a secret that the text contains in any form. Parts of the artefact's own format do not count: its keys
/// and words, and numbers and dates that happen to contain the digits of a short secret. `first` and `last`: the text
/// does not continue an earlier part, and no part follows.
[[nodiscard]] std::optional<std::string> leak_in(std::string_view text, const redactor& secrets, bool first = true,
                                                 bool last = true);
/// The same for a stream of any length.
[[nodiscard]] std::optional<std::string> leak_in(std::istream& from, const redactor& secrets);

}  // namespace parcours
