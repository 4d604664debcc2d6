// Encoded words of a mail's header (RFC 2047), read as those do who show the header: adjacent ones are one text, so
// that what is split over two of them is whole again. Internal to the redactor's readings.
#pragma once

#include "harness/base/readings.hpp"

#include <optional>

namespace parcours {

/// The text with its encoded words decoded, in UTF-8 as far as their charset is known; nothing where it has none.
[[nodiscard]] std::optional<reading> joined_words(const reading& from);

}  // namespace parcours
