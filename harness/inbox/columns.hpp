// Tables: what the head of a column says of the numbers below it.
#pragma once

#include "harness/inbox/marks.hpp"

#include <span>
#include <string_view>

namespace parcours::inbox {

/// Gives every number that stands in a column the heading of it: `label` and the like where it names another number,
/// `neutral` where it says nothing. A number in no column keeps none.
void set_headings(std::string_view text, std::span<mark> marks);

}  // namespace parcours::inbox
