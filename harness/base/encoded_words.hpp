// Encoded words in mail header fields (RFC 2047), decoded as mail clients display them: adjacent encoded words are
// joined, so that text split between two of them is whole again. Internal to the redactor's readings.
#pragma once

#include "harness/base/readings.hpp"

#include <optional>

namespace parcours {

/// The text with its encoded words decoded to UTF-8, as far as their charsets are known; nothing if it has no encoded
/// words.
[[nodiscard]] std::optional<reading> joined_words(const reading& from);

}  // namespace parcours
